"""F_p for p = 2^31 - 1, and polynomials over it, as a schoolbook has them."""

import hashlib
from itertools import combinations

P = 2**31 - 1


class Stream:
    """SHAKE128 over some bytes, read a few bytes at a time."""

    def __init__(self, data):
        self.data, self.at, self.out = data, 0, hashlib.shake_128(data).digest(1 << 15)

    def take(self, length):
        if self.at + length > len(self.out):
            self.out = hashlib.shake_128(self.data).digest(2 * len(self.out))
        self.at += length
        return self.out[self.at - length : self.at]

    def element(self):
        """A uniform element: the low 31 bits of four bytes, drawn again when they are p."""
        while True:
            candidate = int.from_bytes(self.take(4), "big") & P
            if candidate != P:
                return candidate


def weights(points, x):
    """The weights with which values at the points give the value at x."""
    result = []
    for i, a in enumerate(points):
        n = d = 1
        for j, b in enumerate(points):
            if i != j:
                n, d = n * (x - b) % P, d * (a - b) % P
        result.append(n * pow(d, P - 2, P) % P)
    return result


def value(points, values, x):
    """The value at x of the polynomial of degree below len(points) through the points."""
    return sum(w * v for w, v in zip(weights(points, x), values)) % P


def evaluate(coefficients, x):
    return sum(c * pow(x, i, P) for i, c in enumerate(coefficients)) % P


def sharing_points(k, t_priv):
    return [-1 - i for i in range(k)] + [1 + i for i in range(t_priv)]


def share(rows, k, t_priv, member):
    """A member's share of each block."""
    to_member = weights(sharing_points(k, t_priv), member)
    return [sum(w * v for w, v in zip(to_member, row)) % P for row in rows]


def centred(x):
    return x - P if x > P // 2 else x


def secrets(k, members, sums):
    """The summed secrets, from the sums of exactly r members."""
    at = [weights(members, -1 - i) for i in range(k)]
    blocks = zip(*sums)
    return [centred(sum(w * v for w, v in zip(to_secret, block)) % P) for block in blocks for to_secret in at]


def consistent(r, members, sums):
    """Whether all blocks lie on polynomials of degree below r."""
    for x, row in zip(members[r:], sums[r:]):
        to_x = weights(members[:r], x)
        for block, expected in enumerate(row):
            if sum(w * s[block] for w, s in zip(to_x, sums)) % P != expected:
                return False
    return True


def liars(r, members, sums):
    """The members to leave out for the rest to agree, at most (n - r)/2; None when there are too many."""
    for count in range((len(members) - r) // 2 + 1):
        for left_out in combinations(range(len(members)), count):
            kept = [i for i in range(len(members)) if i not in left_out]
            if consistent(r, [members[i] for i in kept], [sums[i] for i in kept]):
                return [members[i] for i in left_out]
    return None


def challenge(announcement, device, ciphertext_digest, share_root, blocks):
    """chi, four rows."""
    bound = b"deg/v1" + bytes.fromhex(announcement + device + ciphertext_digest + share_root)
    rows = []
    for l in range(1, 5):
        stream = Stream(bound + bytes([l]))
        rows.append([stream.element() for _ in range(blocks)])
    return rows


def holds(proof, chi, member, shares):
    """Whether P(j) = g(j) + sum of chi_b f_b(j) for all four."""
    blocks = len(shares) - 4
    return all(
        evaluate(proof[l], member) == (shares[blocks + l] + sum(c * s for c, s in zip(chi[l], shares))) % P
        for l in range(4)
    )
