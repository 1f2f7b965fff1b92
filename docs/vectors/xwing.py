"""X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 together, and HPKE's base mode over it."""

import hashlib

from cryptography.exceptions import InvalidTag

import hpke
import mlkem

SUITE = hpke.suite(0x647A, 0x0001, 0x0002)  # HKDF-SHA256, AES-256-GCM
LABEL = rb"\./" + rb"/^" + b"\\"
POINT_BYTES = 32
KEY_BYTES = mlkem.KEY_BYTES + POINT_BYTES
ENCAPSULATION_BYTES = mlkem.CIPHERTEXT_BYTES + POINT_BYTES


def expanded(seed):
    """d and z of ML-KEM, and X25519's scalar."""
    data = hashlib.shake_256(seed).digest(96)
    return data[:32], data[32:64], data[64:]


def public(seed):
    d, _, scalar = expanded(seed)
    return mlkem.key_pair(d)[0] + hpke.public(scalar)


def usable(key):
    """Whether both halves are keys."""
    return len(key) == KEY_BYTES and mlkem.is_key(key[:-POINT_BYTES]) and hpke.usable(key[-POINT_BYTES:])


def combined(lattice, agreed, encapsulated_point, point):
    return hashlib.sha3_256(lattice + agreed + encapsulated_point + point + LABEL).digest()


def encapsulate(key, drawn):
    """The shared secret and the encapsulated key."""
    lattice, ciphertext = mlkem.encapsulate(key[:-POINT_BYTES], drawn[:32])
    point, scalar = key[-POINT_BYTES:], drawn[32:]
    own = hpke.public(scalar)
    return combined(lattice, hpke.agree(scalar, point), own, point), ciphertext + own


def decapsulate(seed, encapsulated):
    """The shared secret, or None for a point of small order."""
    d, z, scalar = expanded(seed)
    ciphertext, point = encapsulated[:-POINT_BYTES], encapsulated[-POINT_BYTES:]
    agreed = hpke.agree(scalar, point)
    if agreed is None:
        return None
    return combined(mlkem.decapsulate(d, z, ciphertext), agreed, point, hpke.public(scalar))


def seal(key, drawn, info, aad, plaintext):
    shared, encapsulated = encapsulate(key, drawn)
    aead, nonce = hpke.schedule(SUITE, shared, info, 32)
    return encapsulated + aead.encrypt(nonce, plaintext, aad)


def open_sealed(seed, info, aad, sealed):
    """The plaintext, or None."""
    if len(sealed) < ENCAPSULATION_BYTES + 16:
        return None
    shared = decapsulate(seed, sealed[:ENCAPSULATION_BYTES])
    if shared is None:
        return None
    aead, nonce = hpke.schedule(SUITE, shared, info, 32)
    try:
        return aead.decrypt(nonce, sealed[ENCAPSULATION_BYTES:], aad)
    except InvalidTag:
        return None
