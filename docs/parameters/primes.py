"""The moduli: prime, 1 mod 2N so that X^N + 1 splits, just below a power of two; and the root psi of each."""

# (N, q). A coefficient takes as many bits on the wire as q has.
SINGLE = [
    (2048, q)
    for q in (
        17179791361,
        68719464449,
        274877820929,
        549755809793,
        2199023251457,
        70368744067073,
        562949953392641,
        1125899906826241,
        18014398509404161,
        36028797018820609,
    )
]
# N of rings with two primes, and the bits of their primes.
DOUBLE_DEGREE = 4096
DOUBLE_BITS = range(42, 54)


def is_prime(n):
    """Miller and Rabin with the first 13 primes as bases: a proof for n below 3.3e24 (Sorenson and Webster 2015)."""
    bases = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    if n < 2 or n >= 3317044064679887385961981:
        raise ValueError("out of the range of the proof")
    if any(n % b == 0 for b in bases):
        return n in bases
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in bases:
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        for _ in range(twos - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def root(degree, q):
    """The smallest g >= 2 for which psi = g^((q-1)/2N) has order 2N, and psi."""
    for g in range(2, 1000):
        psi = pow(g, (q - 1) // (2 * degree), q)
        if pow(psi, degree, q) == q - 1:
            return g, psi
    raise ValueError("no root")


def place_below_power(degree, q):
    """0 when q is the largest prime = 1 mod 2N below the next power of two, 1 for the second, and so on."""
    step = 2 * degree
    candidate = (1 << q.bit_length()) - step + 1
    place = 0
    while candidate > q:
        place += is_prime(candidate)
        candidate -= step
    return place


def describe(degree, q):
    g, psi = root(degree, q)
    if not is_prime(q) or q % (2 * degree) != 1:
        raise ValueError(f"{q} is no prime = 1 mod {2 * degree}")
    return {"N": degree, "q": q, "bits": q.bit_length(), "g": g, "psi": psi, "place": place_below_power(degree, q)}


def table():
    return [describe(*ring) for ring in SINGLE]


def largest(degree, bits, count):
    """The largest primes = 1 mod 2N of so many bits, largest first."""
    found, candidate = [], (1 << bits) - 2 * degree + 1
    while len(found) < count:
        if is_prime(candidate):
            found.append(candidate)
        candidate -= 2 * degree
    return found


def double_primes():
    """The two largest of each length, shortest first."""
    return [largest(DOUBLE_DEGREE, bits, 2) for bits in DOUBLE_BITS]


def double_rings():
    """Pairs whose products have 84, 85, ... 106 bits: both primes of one length, or the largest of two lengths."""
    rings, before = [], None
    for first, second in double_primes():
        if before:
            rings.append((first, before))
        rings.append((first, second))
        before = first
    return rings


def double_table():
    return [describe(DOUBLE_DEGREE, q) for pair in double_primes() for q in pair]
