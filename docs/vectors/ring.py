"""Z_q[X]/(X^N+1), slots and packing, as a schoolbook has them: nothing here is fast, all of it is by definition."""

import hashlib
from functools import lru_cache
from operator import mul


def root(degree, q):
    """psi: g^((q-1)/2N) for the smallest g >= 2 for which that has order 2N."""
    for g in range(2, 1000):
        psi = pow(g, (q - 1) // (2 * degree), q)
        if pow(psi, degree, q) == q - 1:
            return psi
    raise ValueError("no root")


def places(degree):
    """The exponent of psi at which each place of the transformed domain is the value: 2 brv(i) + 1."""
    bits = degree.bit_length() - 1
    return [2 * int(format(i, f"0{bits}b")[::-1], 2) + 1 for i in range(degree)]


@lru_cache
def powers(degree, q):
    psi, result = root(degree, q), [1]
    for _ in range(2 * degree - 1):
        result.append(result[-1] * psi % q)
    return result


def forward(coefficients, q):
    degree = len(coefficients)
    at = powers(degree, q)
    return [sum(c * at[e * i % (2 * degree)] for i, c in enumerate(coefficients)) % q for e in places(degree)]


@lru_cache
def inverse(values, q):
    """The coefficients: a_i = 1/N sum over places of value psi^(-exponent i)."""
    degree = len(values)
    at, exponents, scale = powers(degree, q), places(degree), pow(degree, q - 2, q)
    result = []
    for i in range(degree):
        result.append(sum(map(mul, values, [at[-e * i % (2 * degree)] for e in exponents])) * scale % q)
    return tuple(result)


def product(a, b, q):
    """a b mod X^N + 1: coefficient i is the sum over j of a_j b_(i-j), with a minus where i - j < 0."""
    return [sum(map(mul, a, _row(b, i))) % q for i in range(len(a))]


def _row(b, i):
    """b_(i-j) for j = 0..N-1, negated where it wraps."""
    return b[i::-1] + [-x for x in b[:i:-1]]


def expand(announcement, j, degree, q):
    """a_j in the transformed domain."""
    bits = q.bit_length()
    size = (bits + 7) // 8
    stream, wanted = b"", 2 * degree * size
    while True:
        stream = hashlib.shake_128(bytes.fromhex(announcement) + j.to_bytes(4, "big")).digest(wanted)
        candidates = (int.from_bytes(stream[i : i + size], "big") & (1 << bits) - 1 for i in range(0, wanted, size))
        values = [c for c in candidates if c < q]
        if len(values) >= degree:
            return tuple(values[:degree])
        wanted *= 2


def pack_slots(slots, w, k):
    return [sum(x << (w * v) for v, x in enumerate(slots[i : i + k])) for i in range(0, len(slots), k)]


def unpack_slots(coefficients, w, k):
    slots = []
    for m in coefficients:
        for _ in range(k):
            digit = centre(m % (1 << w), 1 << w)
            slots.append(digit)
            m = (m - digit) >> w
    return slots


def centre(x, modulus):
    """The representative in [-modulus/2, modulus/2)."""
    return x - modulus if 2 * x >= modulus else x


def mask(a, s, e, message, plaintext_bits, q):
    """c = a s + T e + m."""
    return [(x + (n << plaintext_bits) + m) % q for x, n, m in zip(product(list(a), s, q), e, message)]


def unmask(a, secret_sum, masked, plaintext_bits, q):
    """M and E."""
    t = 1 << plaintext_bits
    y = [centre((c - x) % q, q) for c, x in zip(masked, product(list(a), secret_sum, q))]
    message = [centre(v % t, t) for v in y]
    return message, [(v - m) // t for v, m in zip(y, message)]


def pack(coefficients, q):
    bits = q.bit_length()
    whole = 0
    for c in coefficients:
        whole = whole << bits | c
    return whole.to_bytes(len(coefficients) * bits // 8, "big")


def unpack(data, q, degree):
    bits = q.bit_length()
    if len(data) % (degree // 8 * bits):
        return None
    whole, count = int.from_bytes(data, "big"), len(data) * 8 // bits
    return [whole >> bits * (count - 1 - i) & (1 << bits) - 1 for i in range(count)]
