"""The Gaussian: its table, how much a sum of samples can grow, and the deviation that the hint asks for."""

import hashlib
import math
from decimal import Decimal, getcontext

import primes

getcontext().prec = 80

SIGMA = Decimal("6.4")
PRECISION = 63
TAIL = 10


def cumulative_table():
    """Entry i: floor(2^63 * P(|x| <= i)), up to and without the first that is 2^63 - 1 or more."""
    step = -1 / (2 * SIGMA * SIGMA)
    weights = [(step * (i * i)).exp() * (1 if i == 0 else 2) for i in range(200)]
    total, cumulative, table = sum(weights), Decimal(0), []
    for weight in weights:
        cumulative += weight
        entry = int(cumulative / total * 2**PRECISION)
        if entry >= 2**PRECISION - 1:
            return table
        table.append(entry)
    raise ValueError("table does not end")


def table_distance_bits(table):
    """-log2 of the statistical distance between what the table samples and the discrete Gaussian."""
    step = -1 / (2 * SIGMA * SIGMA)
    exact = [(step * (i * i)).exp() * (1 if i == 0 else 2) for i in range(200)]
    total = sum(exact)
    bounds = [0, *table, 2**PRECISION]
    sampled = [Decimal(b - a) / 2**PRECISION for a, b in zip(bounds, bounds[1:])] + [Decimal(0)] * 200
    distance = sum(abs(w / total - s) for w, s in zip(exact, sampled)) / 2
    return float(-distance.ln() / Decimal(2).ln())


def variance(table):
    bounds = [0, *table, 2**PRECISION]
    return float(sum(Decimal(b - a) / 2**PRECISION * i * i for i, (a, b) in enumerate(zip(bounds, bounds[1:]))))


def hint_sigma(dimensions, epsilon_bits):
    """The least sigma for which giving away a sum of two samples costs at most 2^-epsilon_bits in each ratio.

    sigma/2 >= eta_eps(L)/sqrt(pi), eta_eps(L) <= sqrt(ln(2n(1+1/eps))/pi), L the integers in n dimensions: see
    "Why the hint is harmless".
    """
    return 2 / math.pi * math.sqrt(math.log(2 * dimensions) + epsilon_bits * math.log(2))


def epsilon_bits(dimensions):
    """-log2 of the epsilon that sigma = 6.4 reaches."""
    return ((float(SIGMA) * math.pi / 2) ** 2 - math.log(2 * dimensions)) / math.log(2)


def bound(contributors):
    """ceil(10 sigma sqrt(n)): exceeded by an honest sum with probability at most 2 exp(-50) per coefficient."""
    squared = int(TAIL * TAIL * SIGMA * SIGMA) * contributors  # 4096 n exactly
    root = math.isqrt(squared)
    return root + (root * root < squared)


def has_headroom(q, plaintext_bits, contributors):
    """T (10 sigma sqrt(n) + 1) < q/2, decided in integers: 2T sqrt(4096 n) < q - 2T."""
    left = q - (2 << plaintext_bits)
    return left > 0 and (2 << plaintext_bits) ** 2 * 4096 * contributors < left * left


def most_plaintext_bits(q, contributors):
    bits = 0
    while has_headroom(q, bits + 1, contributors):
        bits += 1
    return bits


def shows_wrong_secrets(q, plaintext_bits, contributors):
    """2T (10 sigma sqrt(n) + 3/2) <= 0.95 q, in integers: of a wrong S's residues at most 95 in 100 pass."""
    left = 19 * q - (60 << plaintext_bits)
    return left >= 0 and (2560 << plaintext_bits) ** 2 * contributors <= left * left


def slot_bits(contributors, value_bits):
    """The least w with n_max (2^(b-1) - 1) < 2^(w-1)."""
    most = contributors * ((1 << (value_bits - 1)) - 1)
    return most.bit_length() + 1


def overhead_bits(contributors):
    return round(math.log2(2 * (TAIL * float(SIGMA) * math.sqrt(contributors) + 1)), 2)


def headroom_table():
    rows = []
    for n in (2, 16, 128, 1024, 10000):
        most = {str(q): most_plaintext_bits(q, n) for _, q in primes.SINGLE}
        rows.append({"n_max": n, "overhead_bits": overhead_bits(n), "most_plaintext_bits": most})
    return rows


def sampler():
    table = cumulative_table()
    return {
        "sigma": float(SIGMA),
        "precision": PRECISION,
        "entries": table,
        "sha256_of_entries": hashlib.sha256(b"".join(e.to_bytes(8, "big") for e in table)).hexdigest(),
        "largest_magnitude": len(table),
        "statistical_distance_bits": round(table_distance_bits(table), 1),
        "variance": round(variance(table), 6),
    }


def hint():
    return {
        "sigma_needed": [
            {"dimensions": d, "epsilon_bits": e, "sigma": round(hint_sigma(d, e), 2)}
            for d, e in ((500_000, 120), (500_000, 128), (5_000_000, 120))
        ],
        "epsilon_bits_at_6_4": [
            {"dimensions": d, "epsilon_bits": round(epsilon_bits(d), 1)} for d in (4096, 500_000, 5_000_000, 50_000_000)
        ],
    }


def residue_bounds():
    return {str(n): bound(n) for n in (1, 2, 3, 5, 100, 128, 1000, 1024, 10000, 1048576)}


def law_of_sum(contributors):
    """log2 of the whole, and the law of a sum of n samples (n a power of two) in whole numbers, 0 in the middle."""
    bounds = [0, *cumulative_table(), 2**PRECISION]
    magnitudes = [b - a for a, b in zip(bounds, bounds[1:])]
    # Twice the probabilities, so that one bit of sign stays a whole number.
    law = magnitudes[:0:-1] + [2 * magnitudes[0]] + magnitudes[1:]
    log_total = PRECISION + 1
    while contributors > 1:
        # Squaring the generating polynomial by one big multiplication.
        width = 2 * log_total + 16
        packed = sum(value << (i * width) for i, value in enumerate(law)) ** 2
        law = [packed >> (i * width) & ((1 << width) - 1) for i in range(2 * len(law) - 1)]
        log_total, contributors = 2 * log_total, contributors // 2
    return log_total, law


def tails():
    """-log2 of P(|sum of n samples| > ceil(10 sigma sqrt(n))), exactly for what the table samples."""
    rows = []
    for n in (2, 4, 16):
        log_total, law = law_of_sum(n)
        middle, limit = len(law) // 2, bound(n)
        outside = sum(value for i, value in enumerate(law) if abs(i - middle) > limit)
        rows.append({"n": n, "bits": round(log_total - math.log2(outside), 1) if outside else None})
    return rows


def residue_check():
    """How sure the bound on E finds a wrong S: the part of all residues that pass, and -log2 of all N passing."""
    rows = []
    for n, plaintext_bits, q in ((128, 30, 2199023251457), (1024, 36, 562949953392641), (10000, 22, 68719464449),
                                 (1000, 37, 562949953392641), (1022, 37, 562949953392641)):
        passing = (2 << plaintext_bits) * (bound(n) + 0.5) / q
        rows.append({
            "n": n, "plaintext_bits": plaintext_bits, "q": q, "has_headroom": has_headroom(q, plaintext_bits, n),
            "passing": round(passing, 4), "miss_bits_of_2048": round(-2048 * math.log2(passing), 1),
        })
    return rows
