"""What differs when q is a product of two primes: residues side by side on the wire, one number when it counts."""

import hashlib
from math import prod

import ring
from compare import same
from round_check import small


def expand(announcement, j, degree, primes):
    """a_j modulo each prime, transformed, out of one stream."""
    stream = hashlib.shake_128(bytes.fromhex(announcement) + j.to_bytes(4, "big")).digest(4 * degree * 8 * len(primes))
    at, result = 0, []
    for q in primes:
        size, values = (q.bit_length() + 7) // 8, []
        while len(values) < degree:
            candidate = int.from_bytes(stream[at : at + size], "big") & (1 << q.bit_length()) - 1
            at += size
            if candidate < q:
                values.append(candidate)
        result.append(tuple(values))
    return result


def pack(residues, degree, primes):
    """Whole polynomials, the first prime's residues of each before the second's."""
    parts = [residues[i : i + degree] for i in range(0, len(residues), degree)]
    return b"".join(ring.pack(part, primes[i % len(primes)]) for i, part in enumerate(parts))


def unpack(data, degree, primes):
    """One polynomial, prime by prime."""
    sizes = [degree // 8 * q.bit_length() for q in primes]
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    return [ring.unpack(data[at : at + size], q, degree) for at, size, q in zip(starts, sizes, primes, strict=True)]


def joined(by_prime, primes):
    """The numbers in [-(q-1)/2, (q-1)/2] with those residues."""
    q = prod(primes)
    units = [q // p * pow(q // p, -1, p) for p in primes]
    return [ring.centre(sum(r * u for r, u in zip(own, units)) % q, q) for own in zip(*by_prime, strict=True)]


def residues(numbers, primes):
    return [x % q for q in primes for x in numbers]


def split(flat, degree):
    return [flat[i : i + degree] for i in range(0, len(flat), degree)]


def product(a, b, q):
    """a b mod X^N + 1, b signed: by one multiplication of numbers wide enough to keep all coefficients apart."""
    width = 2 * q.bit_length() + len(a).bit_length()
    pack_ = lambda values: sum(v % q << (i * width) for i, v in enumerate(values))
    whole, low = pack_(a) * pack_(b), (1 << width) - 1
    coefficients = [whole >> (i * width) & low for i in range(2 * len(a))]
    return [(x - y) % q for x, y in zip(coefficients, coefficients[len(a) :])]


def masks(v):
    degree, primes, w, k = v["N"], v["primes"], v["w"], v["k"]
    q, bits = prod(primes), v["w"] * v["k"]
    same(len(primes), 2, "primes")
    transformed = expand(v["announcement"], 0, degree, primes)
    # The same ring: one polynomial modulo q, whose residues are those drawn.
    a = [x % q for x in joined([ring.inverse(part, p) for part, p in zip(transformed, primes)], primes)]
    chunks, total, slots, secrets, errors = [], [[0] * degree for _ in primes], [], [], []
    for device in (1, 2):
        label = f"two primes {device}"
        secrets.append(small(label + " s", degree))
        errors.append(small(label + " e", degree))
        slots.append(small(label + " slots", degree * k, v["most"]))
        message = ring.pack_slots(slots[-1], w, k)
        masked = zip(product(a, secrets[-1], q), errors[-1], message)
        c = [(x + (e << bits) + m) % q for x, e, m in masked]
        chunks.append(pack(residues(c, primes), degree, primes))
        total = [
            [(x + y) % p for x, y in zip(*pair)] for *pair, p in zip(total, unpack(chunks[-1], degree, primes), primes)
        ]
    secret = [sum(pair) for pair in zip(*secrets)]
    opened = [ring.centre((c - x) % q, q) for c, x in zip(joined(total, primes), product(a, secret, q))]
    message = [ring.centre(y % (1 << bits), 1 << bits) for y in opened]
    residue = [(y - m) >> bits for y, m in zip(opened, message)]
    sums = ring.unpack_slots(message, w, k)
    same(residue, [sum(pair) for pair in zip(*errors)], v["name"] + ": E is the sum of errors")
    same(sums, [sum(pair) for pair in zip(*slots)], v["name"] + ": sums of slots")
    if "chunks" in v:
        same([chunk.hex() for chunk in chunks], v["chunks"], v["name"] + " chunks")
        same([message, residue, sums], [v["M"], v["E"], v["sums"]], v["name"])
    else:
        same([sha256(chunk) for chunk in chunks], v["chunks_sha256"], v["name"] + " chunks")
        same([sha256(words(sums)), sha256(words(residue))], [v["sums_sha256"], v["E_sha256"]], v["name"])


def words(values):
    return b"".join(x.to_bytes(8, "big", signed=True) for x in values)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def whole(doc, accepts):
    """accepts says whether a ring is one."""
    parts = ("public_polynomials", "packing", "centring", "slots", "masks", "limits")
    for v in (v for part in parts for v in doc[part]):
        same(accepts(v), True, v["name"])
    for v in doc["public_polynomials"]:
        values = [x for part in expand(v["announcement"], v["j"], v["N"], v["primes"]) for x in part]
        same(values[:4], v["first_residues"], v["name"])
        same(sha256(words(values)), v["sha256_of_64_bit_values"], v["name"])
    for v in doc["packing"]:
        same(len(v["residues"]) % (v["N"] * 2), 0, v["name"])
        same(pack(v["residues"], v["N"], v["primes"]).hex(), v["bytes"], v["name"])
    for v in doc["centring"]:
        same(joined(split(v["residues"], v["N"]), v["primes"]), v["numbers"], v["name"])
        same(residues(v["numbers"], v["primes"]), v["residues"], v["name"])
    for v in doc["slots"]:
        packed = ring.pack_slots(v["slots"], v["w"], v["k"])
        same(residues(packed, v["primes"]), v["residues"], v["name"])
        numbers = joined(split(v["residues"], v["N"]), v["primes"])
        same(ring.unpack_slots(numbers, v["w"], v["k"]), v["slots"], v["name"])
    for v in doc["limits"]:
        # T (64 sqrt(n) + 1) < q/2, in integers.
        t, q = 1 << v["plaintext_bits"], prod(v["primes"])
        fits = q > 2 * t and (128 * t) ** 2 * v["n"] < (q - 2 * t) ** 2
        same("" if fits else "NO_HEADROOM", v["fails"], v["name"])
    for v in doc["negatives"]:
        same("" if accepts(v) else "MALFORMED", v["fails"], v["name"])
    for v in doc["masks"]:
        masks(v)
