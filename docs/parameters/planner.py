"""The planner: for each ring the most slots that fit, and of all rings the one with the smallest upload."""

import math

import committee
import noise
import primes

SINGLE = [(degree, (q,)) for degree, q in primes.SINGLE]
DOUBLE = [(primes.DOUBLE_DEGREE, pair) for pair in primes.double_rings()]
CONTROL_SLOTS = 6
MOST_SLOTS = 16
X_WING_BYTES = 1088  # by which an encapsulated X-Wing key is longer than one of X25519


def bits(ring):
    """Bits of a coefficient on the wire."""
    return sum(q.bit_length() for q in ring[1])


def slots(ring, width, contributors):
    """k: the most slots whose T has headroom and lets a wrong S show."""
    q = math.prod(ring[1])

    def fits(plaintext_bits):
        return all(holds(q, plaintext_bits, contributors) for holds in (noise.has_headroom, noise.shows_wrong_secrets))

    return next(k for k in range(MOST_SLOTS, -1, -1) if k == 0 or fits(k * width))


def masked_bytes(ring, dimension, width, contributors):
    """Bytes of a masked vector; None when no slot fits."""
    k = slots(ring, width, contributors)
    return k and -(-(dimension + CONTROL_SLOTS) // (ring[0] * k)) * ring[0] * bits(ring) // 8


def best(rings, dimension, width, contributors, secrets=0, members=0, extra=0):
    """The ring with the smallest upload, the first of equals, and its bytes: masked vector and sealed shares."""
    choices = []
    for ring in rings:
        masked = masked_bytes(ring, dimension, width, contributors)
        if masked:
            shares = members and committee.share_bytes(ring[0], members, secrets) + members * extra
            choices.append((masked + shares, ring))
    return min(choices, key=lambda choice: choice[0])


def slots_table():
    """For each request the ring with the fewest bytes for a long vector, of one prime and of two."""
    rows = []
    for n, b in ((128, 8), (1024, 4), (1024, 8), (1024, 16), (10000, 8)):
        w, row = noise.slot_bits(n, b), {"n_max": n, "b": b}
        row["w"] = w
        for name, rings in (("one_prime", SINGLE), ("two_primes", DOUBLE)):
            _, ring = best(rings, 10**8, w, n)
            k = slots(ring, w, n)
            row[name] = {"k": k, "bits": bits(ring), "bytes": round(bits(ring) / k / 8, 4)}
        rows.append(row)
    return rows


def uploads_table():
    """What one update takes with 1,024 contributors, eight bits and 64 members, with either kind of ring and sealing."""
    n, b, members, corrupt = 1024, 8, 64, 6
    w, secrets = noise.slot_bits(n, b), committee.plan(members, corrupt)["k"]
    rows = []
    for dimension in (5_000, 50_000, 200_000, 1_000_000):
        row = {"dimension": dimension}
        for name, rings in (("one_prime", SINGLE), ("two_primes", DOUBLE)):
            for sealing, extra in (("x25519", 0), ("x_wing", X_WING_BYTES)):
                row[f"{name}_{sealing}"] = best(rings, dimension, w, n, secrets, members, extra)[0]
        rows.append(row)
    return rows
