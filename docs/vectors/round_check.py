"""A round from announcement to sum: the worked example with a pencil's numbers, and a whole one with real ones."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import checks
import field
import hpke
import merkle
import ring
import signatures
from canonical import decode
from compare import same

CONTROL_SLOTS = 6


def worked(doc):
    q, w, k = doc["q"], doc["w"], doc["slots_per_coefficient"]
    a_transformed = ring.expand(doc["announcement"], 0, doc["N"], q)
    same(doc["announcement"], checks.sha256(b"tutti worked example"), "announcement")
    same(list(a_transformed), doc["a_transformed"], "a, transformed")
    a = ring.inverse(a_transformed, q)
    same(list(a), doc["a"], "a")
    total = [0] * doc["N"]
    replies = {j: [0] * doc["N"] for j in doc["replying"]}
    for i, device in enumerate(doc["devices"], 1):
        same(device["device"], f"{i:02x}" * 16, "device")
        message = ring.pack_slots(device["slots"], w, k)
        same(message, device["V"], "V")
        c = ring.mask(a, device["s"], device["e"], message, w * k, q)
        same(c, device["c"], "c")
        total = [(x + y) % q for x, y in zip(total, c)]
        chunk = ring.pack(c, q)
        same(chunk.hex(), device["chunk"], "chunk")
        same(checks.sha256(chunk), device["chunk_digest"], "chunk digest")
        digest = checks.ciphertext_digest([device["chunk_digest"]])
        same(digest, device["ciphertext_digest"], "H(c)")
        chance = [[1000 * i + 10 * b + n for n in range(3)] for b in range(12)]
        values = [[s % field.P, *rest[1:]] for s, rest in zip(device["s"], chance)] + chance[8:]
        same(values, device["values"], "values")
        thresholds = (doc["secrets_per_polynomial"], doc["t_priv"])
        shares = [field.share(values, *thresholds, j) for j in range(1, doc["members"] + 1)]
        same(shares, device["shares"], "shares")
        plain = [b"".join(x.to_bytes(4, "big") for x in own) for own in shares]
        share_root = merkle.root([merkle.leaf_hash(p) for p in plain]).hex()
        same(share_root, device["root_of_plain_shares"], "root")
        chi = field.challenge(doc["announcement"], device["device"], digest, share_root, doc["N"])
        same(chi, device["challenge"], "challenge")
        for j, own in enumerate(shares, 1):
            same(field.holds(device["degree_proof"], chi, j, own), True, "degree proof")
        for j in replies:
            replies[j] = [(x + y) % field.P for x, y in zip(replies[j], shares[j - 1])]
    same(total, doc["masked_sum"], "C")
    same(list(replies.values()), doc["replies"], "replies")
    secret = field.secrets(doc["secrets_per_polynomial"], doc["replying"], doc["replies"])
    same(secret, doc["S"], "S")
    message, residue = ring.unmask(a, secret, total, w * k, q)
    same(message, doc["M"], "M")
    same(residue, doc["E"], "E")
    same(ring.unpack_slots(message, w, k), doc["sums"], "sums")
    same(doc["sums"], [sum(pair) for pair in zip(*(d["slots"] for d in doc["devices"]))], "plain sums")


def layout(v, degree=2048, bits=49, k=2):
    """The layout of a vector as the document defines it; bits are those of a coefficient on the wire."""
    per_polynomial, per_slice = degree * k, v["polynomials_per_slice"]
    per_chunk = min(v["polynomials_per_chunk"], per_slice)
    fits = per_slice * per_polynomial - CONTROL_SLOTS
    slices, chunks = [], []
    for first in range(0, v["dimension"], fits):
        count = min(fits, v["dimension"] - first)
        number = len(slices)
        polynomials = per_slice if count == fits else -(-(count + CONTROL_SLOTS) // per_polynomial)
        slices.append({
            "first_polynomial": number * per_slice, "polynomials": polynomials,
            "first_slot": number * per_slice * per_polynomial, "first_parameter": first, "parameters": count,
        })
        for start in range(0, polynomials, per_chunk):
            size = min(per_chunk, polynomials - start)
            chunks.append({
                "slice": number, "first_polynomial": number * per_slice + start, "polynomials": size,
                "bytes": size * degree * bits // 8,
            })
    last = slices[-1]
    return {
        "name": v["name"], "dimension": v["dimension"], "polynomials_per_slice": per_slice,
        "polynomials_per_chunk": v["polynomials_per_chunk"],
        "slot_of_last_parameter": last["first_slot"] + CONTROL_SLOTS + last["parameters"] - 1,
        "total_polynomials": last["first_polynomial"] + last["polynomials"], "slices": slices, "chunks": chunks,
    }


class Round:
    def __init__(self, doc):
        self.doc = doc
        self.terms = decode("tutti/announcement/v1", bytes.fromhex(doc["announcement"]))
        self.hash = checks.sha256(bytes.fromhex(doc["announcement"]))
        self.issuer, self.now = doc["issuer_key"], doc["now"]
        self.degree, self.q = self.terms["ring"]["degree"], self.terms["ring"]["modulus"]
        self.w, self.k = self.terms["encoding"]["slot_bits"], self.terms["encoding"]["slots_per_coefficient"]
        self.a = ring.inverse(ring.expand(self.hash, 0, self.degree, self.q), self.q)
        self.headers = [decode("tutti/signed-update/v1", bytes.fromhex(d["signed_update"])) for d in doc["devices"]]
        self.root = doc["cohort_root"]

    def update_fault(self, signed):
        return checks.update_fault(self.terms, signed, self.issuer, self.now, 1)


def announcement(r):
    same(r.hash, r.doc["announcement_hash"], "annHash")
    signature = bytes.fromhex(r.doc["operator_signature"])
    data = bytes.fromhex(r.doc["announcement"])
    verified = signatures.labelled(r.doc["operator_key"], "tutti/announcement/v1", data, signature)
    same(verified, True, "operator's signature")
    same(checks.committee_fault(r.terms, r.issuer, r.now), "", "committee")
    for seat, keys in zip(r.terms["seats"], r.doc["member_keys"]):
        offer = seat["check_in"]["statement"]
        same(hpke.public(bytes.fromhex(keys["sealing_secret"])).hex(), offer["sealing_key"], "sealing key")
        voting = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(keys["voting_secret"])).public_key()
        same(voting.public_bytes(Encoding.Raw, PublicFormat.Raw).hex(), offer["voting_key"], "voting key")


def small(label, count, most=16):
    return [b % (2 * most + 1) - most for b in hashlib.shake_128(label.encode()).digest(count)]


def contribution(r, device, header):
    """One device's update again, from its slots, secret and errors; returns the masked vector and its shares."""
    committee, statement, label = r.terms["committee"], header["statement"], device["label"]
    k, r_, t_priv = (committee[f] for f in ("secrets_per_polynomial", "recovery_threshold", "privacy_threshold"))
    same(small(label + " s", r.degree), device["s"], "s")
    same(small(label + " e", r.degree), device["e"], "e")
    slots = device["slots"] + [0] * (r.degree * r.k - len(device["slots"]))
    c = ring.mask(r.a, device["s"], device["e"], ring.pack_slots(slots, r.w, r.k), r.w * r.k, r.q)
    same(checks.sha256(ring.pack(c, r.q)), device["chunk_sha256"], label + " chunk")
    same(statement["chunk_digests"], [device["chunk_sha256"]], label + " chunk digests")
    stream = field.Stream((label + " sharing").encode())
    blocks = r.degree // k
    secrets = [device["s"][b * k : b * k + k] if b < blocks else [] for b in range(blocks + 4)]
    rows = [[s % field.P for s in own] + [stream.element() for _ in range(r_ - len(own))] for own in secrets]
    shares, hashes = [], []
    for j, seat in enumerate(r.terms["seats"], 1):
        own = field.share(rows, k, t_priv, j)
        bound = (r.terms["round"], statement["device"], j, statement["ciphertext_digest"])
        info, aad = checks.sealing_contexts(r.hash, *bound)
        ephemeral = hashlib.shake_128(f"{label} ephemeral {j}".encode()).digest(32)
        key = bytes.fromhex(seat["check_in"]["statement"]["sealing_key"])
        sealed = hpke.seal(key, ephemeral, info, aad, b"".join(x.to_bytes(4, "big") for x in own))
        same(checks.sha256(sealed), device["sealed_sha256"][j - 1], f"{label} share {j}")
        hashes.append(merkle.leaf_hash(sealed))
        shares.append(own)
    same(merkle.root(hashes).hex(), device["share_root"], label + " share root")
    same(statement["share_root"], device["share_root"], label + " share root")
    chi = field.challenge(r.hash, statement["device"], statement["ciphertext_digest"], statement["share_root"], blocks)
    for j, own in enumerate(shares, 1):
        same(field.holds(statement["degree_proof"], chi, j, own), True, f"{label} degree proof at {j}")
    same(checks.header_digest(header), device["header_digest"], label + " header digest")
    same(r.update_fault(header), "", label + " header")
    return c, shares


def agreement(r):
    """The sealed cohort, its votes and its certificate."""
    devices = [h["statement"]["device"] for h in r.headers]
    hashes = [checks.cohort_leaf(d, checks.header_digest(h)) for d, h in zip(devices, r.headers)]
    same(devices, sorted(devices), "order of contributors")
    same(merkle.root(hashes).hex(), r.root, "cohort root")
    same([[s.hex() for s in merkle.proof(hashes, i)] for i in range(len(hashes))], r.doc["cohort_proofs"], "proofs")
    certificate = decode("tutti/certificate/v1", bytes.fromhex(r.doc["certificate"]))
    votes = [decode("tutti/signed-vote/v1", bytes.fromhex(v)) for v in r.doc["votes"]]
    same(certificate["votes"], votes, "votes")
    same(certificate["cohort_root"], r.root, "certified root")
    same(checks.certificate_fault(certificate, r.terms, r.hash, r.terms["committee"]["quorum"]), "", "certificate")


def opening_fault(r, secret, total, contributors):
    """Why a sum does not open, and what it opens to."""
    message, residue = ring.unmask(r.a, secret, total, r.w * r.k, r.q)
    slots = ring.unpack_slots(message, r.w, r.k)
    most = max(map(abs, residue))
    heaviest = r.terms["encoding"]["max_weight"]
    lightest = -(-heaviest // 8)
    fault = checks.first(
        # |E| <= ceil(64 sqrt(n))
        ("RESIDUE_BOUND", lambda: (most - 1) ** 2 >= 4096 * contributors),
        ("COUNT", lambda: slots[0] != contributors),
        ("WEIGHT", lambda: not contributors * lightest <= slots[1] <= contributors * heaviest),
    )
    return fault, most, slots


def opening(r, masked, shares):
    committee = r.terms["committee"]
    replies = [decode("tutti/signed-reply/v1", bytes.fromhex(x)) for x in r.doc["replies"]]
    for reply in replies:
        same(checks.reply_fault(r.terms, r.hash, r.root, reply), "", "reply")
        member = reply["statement"]["member_index"]
        sums = [sum(column) % field.P for column in zip(*(own[member - 1] for own in shares))][:-4]
        same(sums, reply["statement"]["sums"], f"sums of member {member}")
    members = [x["statement"]["member_index"] for x in replies]
    secret = field.secrets(committee["secrets_per_polynomial"], members, [x["statement"]["sums"] for x in replies])
    same(secret, r.doc["secret_sum"], "S")
    total = [sum(column) % r.q for column in zip(*masked)]
    fault, most, slots = opening_fault(r, secret, total, len(masked))
    parameters = r.terms["encoding"]["dimension"]
    published = slots[: CONTROL_SLOTS + parameters]
    limb = r.terms["encoding"]["value_bits"] - 1
    names = ["count", "weight"] + ["evaluation_" + n for n in ("examples", "correct", "loss_high", "loss_low")]
    same(fault, "", "opening")
    same({
        "max_residue": most, **dict(zip(names, slots)),
        "evaluation_loss_sum": (slots[4] * 2**limb + slots[5]) * 16 / 2**limb,
        "parameters": published[CONTROL_SLOTS:],
        "sum_digest": checks.sha256(b"".join(x.to_bytes(8, "big", signed=True) for x in published)),
    }, r.doc["opened"], "opened sum")
    return secret, total


def refusals(r, secret, total):
    doc, seats = r.doc, r.terms
    for v in doc["bad_updates"]:
        same(r.update_fault(decode("tutti/signed-update/v1", bytes.fromhex(v["signed_update"]))), v["fails"], v["name"])
    for v in doc["bad_committees"]:
        terms = decode("tutti/announcement/v1", bytes.fromhex(v["announcement"]))
        same(checks.committee_fault(terms, r.issuer, r.now), v["fails"], v["name"])
    for v in doc["bad_cohorts"]:
        headers = [decode("tutti/signed-update/v1", bytes.fromhex(one["signed_update"])) for one in v["shown"]]
        shown = [one | {"signed_update": header} for one, header in zip(v["shown"], headers)]
        same(checks.cohort_fault(seats, 1, shown, v["root"], r.issuer, r.now, 1), v["fails"], v["name"])
    for v in doc["bad_certificates"]:
        certificate = decode("tutti/certificate/v1", bytes.fromhex(v["certificate"]))
        same(checks.certificate_fault(certificate, seats, v["announcement_hash"], v["quorum"]), v["fails"], v["name"])
    for v in doc["bad_replies"]:
        reply = decode("tutti/signed-reply/v1", bytes.fromhex(v["signed_reply"]))
        same(checks.reply_fault(seats, r.hash, r.root, reply), v["fails"], v["name"])
    for v in doc["bad_openings"]:
        other, sum_ = list(secret), list(total)
        other[v["secret_index"]] += v["secret_delta"]
        sum_[0] = (sum_[0] + (v["weight_delta"] << r.w)) % r.q
        same(opening_fault(r, other, sum_, v["contributors"])[0], v["fails"], v["name"])


def whole(doc):
    r = Round(doc)
    announcement(r)
    contributions = [contribution(r, *pair) for pair in zip(doc["devices"], r.headers)]
    masked, shares = zip(*contributions)
    agreement(r)
    refusals(r, *opening(r, masked, shares))
