"""ML-KEM-768 (FIPS 203) by its definitions: transforms are sums, nothing is fast and nothing hides its timing."""

import hashlib
from functools import lru_cache
from operator import mul

Q, N, K = 3329, 256, 3
U_BITS, V_BITS = 10, 4
POLYNOMIAL_BYTES = 12 * N // 8
KEY_BYTES = K * POLYNOMIAL_BYTES + 32
CIPHERTEXT_BYTES = (K * U_BITS + V_BITS) * N // 8

# X^256 + 1 is the product of X^2 - GAMMA[i]; the exponent of 17 is 2 brv7(i) + 1.
GAMMA = [pow(17, 2 * int(format(i, "07b")[::-1], 2) + 1, Q) for i in range(N // 2)]
POWERS = [[pow(g, j, Q) for j in range(N // 2)] for g in GAMMA]
INVERSE = [[pow(g, -j, Q) * pow(N // 2, -1, Q) % Q for g in GAMMA] for j in range(N // 2)]


def transform(f):
    """The pairs f mod X^2 - gamma."""
    return [(sum(map(mul, f[::2], row)) % Q, sum(map(mul, f[1::2], row)) % Q) for row in POWERS]


def inverse(pairs):
    even, odd = zip(*pairs)
    return [x for row in INVERSE for x in (sum(map(mul, even, row)) % Q, sum(map(mul, odd, row)) % Q)]


def dot(a, b):
    """The sum of products of transformed polynomials."""
    result = []
    for i, g in enumerate(GAMMA):
        low = sum(x[i][0] * y[i][0] + x[i][1] * y[i][1] * g for x, y in zip(a, b))
        high = sum(x[i][0] * y[i][1] + x[i][1] * y[i][0] for x, y in zip(a, b))
        result.append((low % Q, high % Q))
    return result


def add(*polynomials):
    return [sum(c) % Q for c in zip(*polynomials)]


def to_bytes(values, bits):
    return sum(v << (i * bits) for i, v in enumerate(values)).to_bytes(len(values) * bits // 8, "little")


def from_bytes(data, bits):
    whole = int.from_bytes(data, "little")
    return [whole >> (i * bits) & (1 << bits) - 1 for i in range(len(data) * 8 // bits)]


def compress(values, bits):
    return [((v << (bits + 1)) + Q) // (2 * Q) % (1 << bits) for v in values]


def decompress(values, bits):
    return [(2 * v * Q + (1 << bits)) >> (bits + 1) for v in values]


def pairs(values):
    return list(zip(values[::2], values[1::2]))


@lru_cache
def matrix(rho):
    """A, transformed: three bytes of SHAKE128 make two candidates of 12 bits."""
    rows = []
    for i in range(K):
        rows.append([])
        for j in range(K):
            stream = hashlib.shake_128(rho + bytes([j, i])).digest(1536)
            rows[i].append(pairs([c for c in from_bytes(stream, 12) if c < Q][:N]))
    return rows


def noise(seed, number):
    """Two bits less two bits, for each coefficient."""
    fours = from_bytes(hashlib.shake_256(seed + bytes([number])).digest(N // 2), 4)
    return [((b & 1) + (b >> 1 & 1) - (b >> 2 & 1) - (b >> 3)) % Q for b in fours]


def halves(data):
    digest = hashlib.sha3_512(data).digest()
    return digest[:32], digest[32:]


@lru_cache
def key_pair(d):
    """The public key, and the secret polynomials transformed."""
    rho, sigma = halves(d + bytes([K]))
    secret = [transform(noise(sigma, i)) for i in range(K)]
    errors = [transform(noise(sigma, K + i)) for i in range(K)]
    public = b""
    for row, error in zip(matrix(rho), errors):
        t = [(x + y) % Q for p, e in zip(dot(row, secret), error) for x, y in zip(p, e)]
        public += to_bytes(t, 12)
    return public + rho, secret


def is_key(public):
    """Whether every coefficient is below q."""
    return len(public) == KEY_BYTES and all(c < Q for c in from_bytes(public[:-32], 12))


def encrypt(public, message, seed):
    rows = matrix(public[-32:])
    t = [pairs(from_bytes(public[i : i + POLYNOMIAL_BYTES], 12)) for i in range(0, KEY_BYTES - 32, POLYNOMIAL_BYTES)]
    y = [transform(noise(seed, i)) for i in range(K)]
    out = b""
    for i in range(K):
        u = add(inverse(dot([row[i] for row in rows], y)), noise(seed, K + i))
        out += to_bytes(compress(u, U_BITS), U_BITS)
    v = add(inverse(dot(t, y)), noise(seed, 2 * K), decompress(from_bytes(message, 1), 1))
    return out + to_bytes(compress(v, V_BITS), V_BITS)


def decrypt(secret, ciphertext):
    size = U_BITS * N // 8
    u = [decompress(from_bytes(ciphertext[i * size : (i + 1) * size], U_BITS), U_BITS) for i in range(K)]
    v = decompress(from_bytes(ciphertext[K * size :], V_BITS), V_BITS)
    noised = inverse(dot(secret, [transform(p) for p in u]))
    return to_bytes(compress([(a - b) % Q for a, b in zip(v, noised)], 1), 1)


def encapsulate(public, message):
    """The shared secret and the ciphertext."""
    shared, seed = halves(message + hashlib.sha3_256(public).digest())
    return shared, encrypt(public, message, seed)


def decapsulate(d, z, ciphertext):
    """The shared secret; of a ciphertext that nobody made so, one that nobody else knows."""
    public, secret = key_pair(d)
    shared, again = encapsulate(public, decrypt(secret, ciphertext))
    return shared if again == ciphertext else hashlib.shake_256(z + ciphertext).digest(32)
