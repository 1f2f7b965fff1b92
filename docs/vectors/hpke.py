"""HPKE (RFC 9180), base mode: sealing and opening one message, here with DHKEM(X25519, HKDF-SHA256) and AES-128-GCM."""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEM = b"KEM" + (0x0020).to_bytes(2, "big")


def suite(*ids):
    """KEM, KDF and AEAD."""
    return b"HPKE" + b"".join(i.to_bytes(2, "big") for i in ids)


HPKE = suite(0x0020, 0x0001, 0x0001)


def extract(suite, salt, label, key):
    return hmac.digest(salt, b"HPKE-v1" + suite + label + key, "sha256")


def expand(suite, key, label, info, length):
    block, out, i = b"", b"", 1
    data = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    while len(out) < length:
        block = hmac.digest(key, block + data + bytes([i]), "sha256")
        out, i = out + block, i + 1
    return out[:length]


def schedule(ids, shared, info, key_bytes):
    """Key and first nonce from a shared secret."""
    context = b"\0" + extract(ids, b"", b"psk_id_hash", b"") + extract(ids, b"", b"info_hash", info)
    secret = extract(ids, shared, b"secret", b"")
    return AESGCM(expand(ids, secret, b"key", context, key_bytes)), expand(ids, secret, b"base_nonce", context, 12)


def cipher(agreed, encapsulated, recipient, info):
    shared = expand(KEM, extract(KEM, b"", b"eae_prk", agreed), b"shared_secret", encapsulated + recipient, 32)
    return schedule(HPKE, shared, info, 16)


def agree(secret, public):
    """The shared point, or None for a point of small order."""
    try:
        return X25519PrivateKey.from_private_bytes(secret).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return None


def usable(public_key):
    """Whether a key is no point of small order: any scalar shows it."""
    return agree(b"\x08" + bytes(30) + b"\x40", public_key) is not None


def public(secret):
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def seal(recipient, ephemeral, info, aad, plaintext):
    encapsulated = public(ephemeral)
    aead, nonce = cipher(agree(ephemeral, recipient), encapsulated, recipient, info)
    return encapsulated + aead.encrypt(nonce, plaintext, aad)


def open_sealed(secret, info, aad, sealed):
    """The plaintext, or None."""
    if len(sealed) < 48:
        return None
    encapsulated = sealed[:32]
    agreed = agree(secret, encapsulated)
    if agreed is None:
        return None
    aead, nonce = cipher(agreed, encapsulated, public(secret), info)
    try:
        return aead.decrypt(nonce, sealed[32:], aad)
    except InvalidTag:
        return None
