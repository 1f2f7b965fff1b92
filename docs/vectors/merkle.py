"""The trees of RFC 6962, section 2.1, by their recursive definition."""

import hashlib


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def leaf_hash(leaf):
    return sha256(b"\0", leaf)


def split(size):
    """The largest power of two below size."""
    return 1 << ((size - 1).bit_length() - 1)


def root(hashes):
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha256(b"\1", root(hashes[:k]), root(hashes[k:]))


def proof(hashes, index):
    """Siblings from the leaf up."""
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return proof(hashes[:k], index) + [root(hashes[k:])]
    return proof(hashes[k:], index - k) + [root(hashes[:k])]


def root_from(size, index, hash_, siblings):
    """The root that a proof leads to, or None when no tree has such a proof."""
    if not 0 <= index < size:
        return None
    if size == 1:
        return hash_ if not siblings else None
    if not siblings:
        return None
    k, last = split(size), siblings[-1]
    if index < k:
        left = root_from(k, index, hash_, siblings[:-1])
        return left and sha256(b"\1", left, last)
    right = root_from(size - k, index - k, hash_, siblings[:-1])
    return right and sha256(b"\1", last, right)
