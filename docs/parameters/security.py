"""How hard the lattice problem is: what others computed, as cited, and our own small estimate beside it.

Cited: bits of the lattice-estimator (M. Albrecht and others) under the cost model of the MATZOV report (2022), for
LWE of dimension N, modulus q, secret and error discrete Gaussian of standard deviation 3.2. The Java code takes these.

Own: the primal attack (embedding into unique-SVP), geometric series assumption, at the block size beta at which the
shortest vector's projection is found (Alkim, Ducas, Poppelmann, Schwabe, USENIX 2016):

    sigma * sqrt(beta) <= delta(beta)^(2 beta - d) * q^(samples/d),   d = N + samples + 1.

Costed twice: core-SVP, 2^(0.292 beta), which counts one call of a sieve and nothing else; and gates, d - beta calls of
a progressive sieve, with the constants of the MATZOV report's gate count for list decoding and the dimensions for
free of Ducas 2018. It is one attack; the estimator takes the best of several, so ours may only lie slightly above.
"""

import math

SIGMA_EFFECTIVE = 3.2
FLOOR_BITS = 128

# (N, bits of q, bits of security): the estimator's, MATZOV model, sigma 3.2. Input, not derived here.
CITED = [
    (1024, 29, 126.8),
    (2048, 46, 157.0),
    (2048, 50, 143.0),
    (2048, 54, 131.3),
    (2048, 55, 128.7),
    (4096, 106, 131.5),
    (4096, 108, 128.9),
]

# log2 of the gates of one sieve in dimension b: A * b + B (MATZOV 2022, list decoding, classical).
A, B = 0.29613500308205365, 20.387885985467914


def log_delta(beta):
    """log2 of the root Hermite factor that block size beta reaches (Chen 2013)."""
    return math.log2((math.pi * beta) ** (1 / beta) * beta / (2 * math.pi * math.e)) / (2 * (beta - 1))


def succeeds(beta, degree, log_q, samples):
    dimension = degree + samples + 1
    left = math.log2(SIGMA_EFFECTIVE) + math.log2(beta) / 2
    return left <= (2 * beta - dimension) * log_delta(beta) + samples * log_q / dimension


def block_size(degree, log_q):
    """The smallest beta for which some number of samples lets the attack succeed, and the dimension it uses."""

    def best_samples(beta):
        # The right side is smooth and has one maximum, near the point where its derivative is zero.
        optimum = math.sqrt((degree + 1) * log_q / log_delta(beta)) - degree - 1
        around = (max(1, min(2 * degree, round(optimum) + step)) for step in (-1, 0, 1))
        return next((s for s in around if succeeds(beta, degree, log_q, s)), None)

    low, high = 60, 2 * degree
    while low < high:
        middle = (low + high) // 2
        if best_samples(middle) is None:
            low = middle + 1
        else:
            high = middle
    return low, degree + best_samples(low) + 1


def gates(beta, dimension):
    """log2 of the gates of the whole attack."""
    free = beta * math.log(4 / 3) / math.log(beta / (2 * math.pi * math.e))
    progressive = 1 / (1 - 2**-A)
    return math.log2(progressive**2 * (dimension - beta)) + A * (beta - free) + B


def estimate(degree, log_q):
    beta, dimension = block_size(degree, log_q)
    return {
        "block_size": beta,
        "dimension": dimension,
        "core_svp_bits": round(0.292 * beta, 1),
        "core_svp_quantum_bits": round(0.265 * beta, 1),
        "primal_gates_bits": round(gates(beta, dimension), 1),
    }


def table():
    return [{"N": n, "log_q": b, "cited_bits": bits, "own": estimate(n, b)} for n, b, bits in CITED]


def cited_floor(degree, bits):
    """The cited estimate for the smallest listed modulus not below: a smaller modulus is never less secure."""
    return min((b, s) for n, b, s in CITED if n == degree and b >= bits)[1]
