"""Who checks what: the checks of docs/protocol.md by name and in order. The first that fails is returned, or ""."""

import hashlib

import hpke
import merkle
import signatures
import xwing
from canonical import encode

ISSUER_LABEL = "tutti/credential-issuer/v1"
APPLE = 5


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def header_digest(signed_update):
    return sha256(encode("tutti/update/v1", signed_update["statement"]))


def ciphertext_digest(chunk_digests):
    return sha256(encode("tutti/ciphertext/v1", {"chunk_digests": chunk_digests}))


def device_of(public_key):
    return sha256(bytes.fromhex(public_key))[:32]


def credential_hash(signed):
    return sha256(encode("tutti/credential/v1", signed["credential"]))


def first(*steps):
    return next((fault for fault, failed in steps if failed()), "")


def credential_fault(signed, issuer, population, now):
    credential = signed["credential"]
    message = encode("tutti/credential/v1", credential)
    signature = bytes.fromhex(signed["issuer_signature"])
    return first(
        ("MALFORMED", lambda: device_of(credential["public_key"]) != credential["device"]),
        ("UNTRUSTED", lambda: not signatures.labelled(issuer, ISSUER_LABEL, message, signature)),
        ("EXPIRED", lambda: not credential["issued_at"] <= now < credential["expires_at"]),
        ("WRONG_POPULATION", lambda: credential["population"] != population),
    )


def signed_by_enclave(credential, message, signature):
    """Apple's platform signs a hash of the message behind data of its own; all others sign the message."""
    if credential["platform"] != APPLE:
        return signatures.p256(credential["public_key"], message, signature)
    length = int.from_bytes(signature[:2], "big")
    data, der = signature[2:2 + length], signature[2 + length:]
    nonce = hashlib.sha256(data + hashlib.sha256(message).digest()).digest()
    return 37 <= length == len(data) <= 512 and signatures.p256(credential["public_key"], nonce, der)


def scheme_of(credential):
    return 2 if credential["platform"] == APPLE else 1


def update_fault(announcement, signed, issuer, now, chunks):
    """The fault of a header; chunks is how many the layout has."""
    statement, credential = signed["statement"], signed["credential"]["credential"]
    committee = announcement["committee"]
    message = encode("tutti/update/v1", statement)
    trouble = {
        "MALFORMED": "BAD_CREDENTIAL", "EXPIRED": "CREDENTIAL_EXPIRED", "UNTRUSTED": "CREDENTIAL_UNTRUSTED",
        "WRONG_POPULATION": "CREDENTIAL_ELSEWHERE", "": "",
    }
    announcement_hash = sha256(encode("tutti/announcement/v1", announcement))
    return first(
        ("UNSUPPORTED_VERSION", lambda: statement["protocol_version"] != announcement["protocol_version"]),
        ("WRONG_ANNOUNCEMENT", lambda: statement["announcement"] != announcement_hash),
        ("WRONG_BASE", lambda: statement["base"] not in announcement["bases"]),
        ("WRONG_CONFIGURATION", lambda: any(statement[f] != announcement[f] for f in ("encoding", "privacy"))),
        ("WRONG_SIZE", lambda: len(statement["chunk_digests"]) != chunks
         or statement["ciphertext_digest"] != ciphertext_digest(statement["chunk_digests"])
         or any(len(row) != committee["recovery_threshold"] for row in statement["degree_proof"])),
        ("WRONG_DEVICE", lambda: statement["device"] != credential["device"]
         or statement["device"] != device_of(credential["public_key"])),
        ("BAD_CREDENTIAL", lambda: statement["credential_hash"] != credential_hash(signed["credential"])),
    ) or trouble[credential_fault(signed["credential"], issuer, announcement["round"]["population"], now)] or first(
        ("BAD_SIGNATURE", lambda: statement["scheme"] != scheme_of(credential)
         or not signed_by_enclave(credential, message, bytes.fromhex(signed["signature"]))),
    )


def committee_fault(announcement, issuer, now):
    seen = set()

    def repeated(offer):
        keys = {("device", offer["device"]), ("sealing", offer["sealing_key"]), ("voting", offer["voting_key"])}
        known = keys & seen
        seen.update(keys)
        return known

    for seat in announcement["seats"]:
        offer, signed = seat["check_in"]["statement"], seat["check_in"]["credential"]
        message, signature = encode(check_in_label(offer), offer), bytes.fromhex(seat["check_in"]["signature"])
        fault = first(
            ("NOT_DISTINCT", lambda: repeated(offer)),
            ("WRONG_CHECK_IN", lambda: offer["population"] != announcement["round"]["population"]
             or offer["device"] != signed["credential"]["device"]
             or offer["credential_hash"] != credential_hash(signed)
             or offer["expires_at"] <= announcement["window"]["opens_at"]),
            ("BAD_CREDENTIAL", lambda: credential_fault(signed, issuer, announcement["round"]["population"], now)),
            ("BAD_SIGNATURE", lambda: not signed_by_enclave(signed["credential"], message, signature)),
            ("BAD_KEY", lambda: not usable(bytes.fromhex(offer["sealing_key"]))),
        )
        if fault:
            return fault
    return ""


def check_in_label(offer):
    """Each length of sealing key has its own label."""
    return "tutti/check-in/v1" if len(offer["sealing_key"]) == 64 else "tutti/check-in/x-wing/v1"


def usable(sealing_key):
    """Whether shares can be sealed to a key, of whichever kind its length says."""
    return xwing.usable(sealing_key) if len(sealing_key) == xwing.KEY_BYTES else hpke.usable(sealing_key)


def cohort_leaf(device, digest):
    return merkle.leaf_hash(encode("tutti/contributor/v1", {"device": device, "header_digest": digest}))


def cohort_fault(announcement, member, shown, root, issuer, now, chunks):
    """Why a member does not vote for what it is shown: headers, leaf hashes of its own shares, their siblings."""
    limits, headers = announcement["limits"], [one["signed_update"] for one in shown]
    devices = [h["statement"]["device"] for h in headers]
    bases = [h["statement"]["base"] for h in headers]

    def included(one):
        leaf, siblings = bytes.fromhex(one["sealed_leaf_sha256"]), [bytes.fromhex(s) for s in one["siblings"]]
        reached = merkle.root_from(announcement["committee"]["members"], member - 1, leaf, siblings)
        return reached and reached.hex() == one["signed_update"]["statement"]["share_root"]

    return first(
        ("COHORT_TOO_SMALL", lambda: len(shown) < limits["min_contributors"]),
        ("COHORT_TOO_LARGE", lambda: len(shown) > limits["max_contributors"]),
        ("COHORT_NOT_DISTINCT", lambda: any(a >= b for a, b in zip(devices, devices[1:]))),
        ("ROOT_MISMATCH", lambda: merkle.root(
            [cohort_leaf(d, header_digest(h)) for d, h in zip(devices, headers)]).hex() != root),
        ("BAD_UPDATE", lambda: any(update_fault(announcement, h, issuer, now, chunks) for h in headers)),
        ("BASE_TOO_FEW", lambda: any(bases.count(base) < limits["min_per_base"] for base in bases)),
        ("SHARE_NOT_INCLUDED", lambda: not all(map(included, shown))),
    )


def certificate_fault(certificate, announcement, announcement_hash, quorum):
    """quorum and hash apart from the announcement, so that a weaker one can be judged with the same seats."""
    committee, votes = announcement["committee"], certificate["votes"]

    def signed(vote):
        statement = vote["statement"]
        if statement["announcement"] != announcement_hash or statement["member_index"] > committee["members"]:
            return False
        key = announcement["seats"][statement["member_index"] - 1]["check_in"]["statement"]["voting_key"]
        return signatures.ed25519(key, encode("tutti/vote/v1", statement), bytes.fromhex(vote["signature"]))

    return first(
        ("NOT_UNIQUE", lambda: 2 * quorum <= committee["members"] + committee["corrupt"]),
        ("TOO_FEW", lambda: len(votes) < quorum),
        ("OTHER_ANNOUNCEMENT", lambda: certificate["announcement"] != announcement_hash),
        ("OTHER_ROOT", lambda: any(v["statement"]["cohort_root"] != certificate["cohort_root"] for v in votes)),
        ("REPEATED", lambda: len({v["statement"]["member_index"] for v in votes}) < len(votes)),
        ("NOT_SIGNED", lambda: not all(map(signed, votes))),
    )


def sums_digest(sums):
    return sha256(b"".join(s.to_bytes(4, "big") for s in sums))


def reply_signed_bytes(reply):
    named = {f: reply[f] for f in ("announcement", "cohort_root", "member_index")}
    return encode("tutti/reply-digest/v1", named | {"sums_digest": sums_digest(reply["sums"])})


def reply_fault(announcement, announcement_hash, root, signed):
    reply, committee = signed["statement"], announcement["committee"]
    blocks = announcement["ring"]["degree"] // committee["secrets_per_polynomial"]

    def valid():
        if reply["announcement"] != announcement_hash or reply["cohort_root"] != root or len(reply["sums"]) != blocks:
            return False
        if reply["member_index"] > committee["members"]:
            return False
        key = announcement["seats"][reply["member_index"] - 1]["check_in"]["statement"]["voting_key"]
        return signatures.ed25519(key, reply_signed_bytes(reply), bytes.fromhex(signed["signature"]))

    return "" if valid() else "BAD_REPLY"


def sealing_contexts(announcement_hash, round_, device, member, digest):
    """HPKE's info and aad."""
    label = len("tutti/share/v1").to_bytes(4, "big") + b"tutti/share/v1"
    round_bytes = encode("tutti/round/v1", round_)
    info = label + bytes.fromhex(announcement_hash)
    aad = label + len(round_bytes).to_bytes(4, "big") + round_bytes
    return info, aad + bytes.fromhex(device) + bytes([member]) + bytes.fromhex(digest)
