"""Thresholds of a committee, bytes of its shares, and the soundness of the degree proof."""

import math

P = 2**31 - 1
PROOF_POLYNOMIALS = 4
FIELD_BYTES = 4
SEAL_BYTES = 32 + 16  # encapsulated X25519 key, AES-GCM tag
TABLE = [(8, 1), (16, 2), (32, 3), (64, 6), (128, 20)]


def plan(members, corrupt):
    """Thresholds; the numbers of docs/protocol.md, section "Shares"."""
    quorum = (members + corrupt) // 2 + 1
    privacy = max(1, 2 * corrupt)
    secrets = 1 << (max(1, members // 4).bit_length() - 1)
    recovery = privacy + secrets
    # An honest quorum exists, its members can recover, and two quorums share an honest member.
    if not recovery <= quorum <= members - corrupt or 2 * quorum - members <= corrupt:
        raise ValueError(f"no committee of {members} withstands {corrupt}")
    return {"m": members, "t": corrupt, "k": secrets, "t_priv": privacy, "r": recovery, "v": quorum}


def share_bytes(degree, members, secrets):
    """Bytes of all sealed shares of one update."""
    return members * (FIELD_BYTES * (degree // secrets + PROOF_POLYNOMIALS) + SEAL_BYTES)


def soundness_bits(members, corrupt):
    """-log2 of the bound sum_{i<=t} binom(m,i) * p^-4 on a forged degree proof, for one challenge."""
    subsets = sum(math.comb(members, i) for i in range(corrupt + 1))
    return PROOF_POLYNOMIALS * math.log2(P) - math.log2(subsets)


def row(degree, members, corrupt):
    thresholds = plan(members, corrupt)
    return thresholds | {
        "lost_tolerated": members - thresholds["v"],
        "share_bytes": share_bytes(degree, members, thresholds["k"]),
        "proof_bytes": PROOF_POLYNOMIALS * FIELD_BYTES * thresholds["r"],
        "soundness_bits": round(soundness_bits(members, corrupt), 1),
    }


def table():
    return [row(2048, *line) for line in TABLE]
