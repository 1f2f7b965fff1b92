"""Signatures: Ed25519 for operator, issuer and votes; ECDSA on P-256, strictly in DER, for devices."""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from canonical import encode


def ed25519(key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
        return True
    except (InvalidSignature, ValueError):
        return False


def labelled(key, label, message, signature):
    """Operator and issuer sign under a label."""
    signed = encode("tutti/signed/v1", {"label": label, "message": message.hex()})
    return ed25519(key, signed, signature)


def p256(key, message, der):
    point = bytes.fromhex(key)
    try:
        if point[0] != 4 or encode_dss_signature(*decode_dss_signature(der)) != der:
            return False
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point).verify(der, message, ec.ECDSA(SHA256()))
        return True
    except (InvalidSignature, ValueError):
        return False
