"""The canonical encoding of docs/protocol.md: every statement as a list of fields, written and read by one table."""

import math
import re
import struct

from field import P

INT31 = 2**31 - 1
INT63 = 2**63 - 1


class Malformed(Exception):
    """Bytes that are not the one encoding of anything."""


def require(condition, what):
    if not condition:
        raise Malformed(what)


# --- fields: each kind has write(value) -> bytes and read(Reader) -> value, and refuses what is out of range


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, length):
        require(0 <= length <= len(self.data) - self.at, "bytes missing")
        self.at += length
        return self.data[self.at - length : self.at]


class Number:
    def __init__(self, size, low, high, signed=True):
        self.size, self.low, self.high, self.signed = size, low, high, signed

    def checked(self, value):
        require(self.low <= value <= self.high, "number out of range")
        return value

    def write(self, value):
        return self.checked(value).to_bytes(self.size, "big", signed=self.signed)

    def read(self, reader):
        return self.checked(int.from_bytes(reader.take(self.size), "big", signed=self.signed))


def int8(low, high):
    return Number(1, low, high, signed=False)


def int32(low, high):
    return Number(4, low, high)


def int64(low, high):
    return Number(8, low, high)


def code(last):
    return int8(1, last)


class Floating:
    def __init__(self, form, low, high, low_included=True):
        self.form, self.low, self.high, self.low_included = form, low, high, low_included

    def checked(self, value):
        require(math.isfinite(value) and self.low <= value <= self.high, "number out of range")
        require(value > self.low or self.low_included, "number out of range")
        return value

    def write(self, value):
        return struct.pack(self.form, self.checked(value) + 0.0)

    def read(self, reader):
        (value,) = struct.unpack(self.form, reader.take(struct.calcsize(self.form)))
        require(value != 0 or math.copysign(1, value) > 0, "negative zero")
        return self.checked(value)


class Fixed:
    def __init__(self, length):
        self.length = length

    def write(self, value):
        require(len(value) == 2 * self.length, "bytes of another length")
        return bytes.fromhex(value)

    def read(self, reader):
        return reader.take(self.length).hex()


class Behind:
    """Bytes behind their length."""

    def __init__(self, low, high):
        self.length = Number(4, low, high)

    def write(self, value):
        data = bytes.fromhex(value)
        return self.length.write(len(data)) + data

    def read(self, reader):
        return reader.take(self.length.read(reader)).hex()


class Name:
    pattern = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]*([./][a-zA-Z0-9][a-zA-Z0-9_-]*)*")

    def checked(self, text):
        require(len(text) <= 128 and self.pattern.fullmatch(text), "no name")
        return text

    def write(self, value):
        data = self.checked(value).encode()
        return len(data).to_bytes(4, "big") + data

    def read(self, reader):
        try:
            return self.checked(reader.take(int32(0, 128).read(reader)).decode())
        except UnicodeDecodeError:
            raise Malformed("no UTF-8") from None


class Several:
    """How many, then each."""

    def __init__(self, low, high, element):
        self.count, self.element = Number(4, low, high), element

    def write(self, values):
        return self.count.write(len(values)) + b"".join(self.element.write(v) for v in values)

    def read(self, reader):
        count = self.count.read(reader)
        require(count <= len(reader.data) - reader.at, "more elements than bytes")
        return [self.element.read(reader) for _ in range(count)]


class Proof:
    """Four polynomials, each behind its length in one byte."""

    length, coefficient = int8(1, 128), int32(0, P - 1)

    def write(self, rows):
        require(len(rows) == 4, "not four polynomials")
        return b"".join(self.length.write(len(row)) + b"".join(map(self.coefficient.write, row)) for row in rows)

    def read(self, reader):
        return [[self.coefficient.read(reader) for _ in range(self.length.read(reader))] for _ in range(4)]


class Struct:
    """Fields one after the other, and a rule that they keep together. A field's kind may depend on fields before it."""

    def __init__(self, *fields, rule=lambda value: True):
        self.fields, self.rule = fields, rule

    def checked(self, value):
        require(self.rule(value), "fields that do not go together")
        return value

    def write(self, value):
        require(list(value) == [name for name, _ in self.fields], "other fields")
        return b"".join(known(kind, value).write(self.checked(value)[name]) for name, kind in self.fields)

    def read(self, reader):
        value = {}
        for name, kind in self.fields:
            value[name] = known(kind, value).read(reader)
        return self.checked(value)


def known(kind, value):
    return kind(value) if callable(kind) else kind


class Nested:
    """A whole statement, label and all, behind its length."""

    def __init__(self, label):
        self.label = label

    def write(self, value):
        return Behind(0, INT31).write(encode(self.label, value).hex())

    def read(self, reader):
        return decode(self.label, bytes.fromhex(Behind(0, INT31).read(reader)))


# --- the statements

DIGEST, DEVICE = Fixed(32), Fixed(16)


def power_of_two(n):
    return n > 0 and n & (n - 1) == 0


def contiguous(bases):
    return all(
        b["version"] == a["version"] + 1
        or (b["version"] == a["version"] and b["digest"] == a["digest"] and b["subset"] > a["subset"])
        for a, b in zip(bases, bases[1:])
    )


ROUND = Struct(
    ("population", Name()), ("task", Name()), ("round", int64(1, INT63)), ("attempt", int32(1, INT31)),
    ("sub_cohort", int32(0, INT31)),
)
BASE = Struct(("version", int64(0, INT63 - 1)), ("digest", DIGEST), ("subset", int32(0, INT31)))
WINDOW = Struct(
    ("opens_at", int64(0, INT63 - 1)), ("closes_at", int64(1, INT63)), ("report_goal", int32(1, INT31)),
    ("grace", int64(0, INT31)), ("vote_limit", int64(1, INT31)), ("unmask_limit", int64(1, INT31)),
    rule=lambda w: w["opens_at"] < w["closes_at"],
)
ENCODING = Struct(
    ("dimension", int32(1, 1 << 30)), ("value_bits", int8(2, 16)),
    ("clip_norm", Floating(">f", 0, math.inf, False)), ("value_range", Floating(">f", 0, math.inf, False)),
    ("slot_bits", int8(2, 48)), ("slots_per_coefficient", int8(1, 16)),
    ("polynomials_per_slice", int32(1, 1 << 20)), ("polynomials_per_chunk", int32(1, 1 << 20)),
    ("weight_function", code(4)), ("max_weight", int32(1, (1 << 15) - 1)), ("evaluation", int8(0, 1)),
    rule=lambda e: e["slot_bits"] >= e["value_bits"] and 2 <= e["slot_bits"] * e["slots_per_coefficient"] <= 106,
)
PRIVACY = Struct(
    ("mechanism", code(3)), ("noise", Floating(">d", 0, math.inf)), ("clip_norm", Floating(">d", 0, math.inf)),
    ("delta", Floating(">d", 0, math.nextafter(1, 0))),
    rule=lambda p: (p["mechanism"] == 1) == (p["noise"] == 0),
)
PRIME = int64(3, (1 << 56) - 1)
RING = Struct(
    ("degree", int32(8, 4096)), ("modulus", PRIME),
    rule=lambda r: power_of_two(r["degree"]) and r["modulus"] % (2 * r["degree"]) == 1,
)
RING_OF_PRIMES = Struct(
    ("degree", int32(8, 4096)), ("primes", Several(1, 2, PRIME)),
    rule=lambda r: power_of_two(r["degree"]) and all(q % (2 * r["degree"]) == 1 for q in r["primes"])
    and len(set(r["primes"])) == len(r["primes"]),
)
COMMITTEE = Struct(
    ("members", int8(1, 128)), ("corrupt", int8(0, 128)), ("secrets_per_polynomial", int8(1, 128)),
    ("privacy_threshold", int8(0, 128)), ("recovery_threshold", int8(1, 128)), ("quorum", int8(1, 128)),
    rule=lambda c: power_of_two(c["secrets_per_polynomial"])
    and c["recovery_threshold"] == c["privacy_threshold"] + c["secrets_per_polynomial"]
    and max(c["corrupt"], c["recovery_threshold"], c["quorum"]) <= c["members"],
)
LIMITS = Struct(
    ("min_contributors", int32(1, 1 << 20)), ("max_contributors", int32(1, 1 << 20)),
    ("min_per_base", int32(1, 1 << 20)),
    rule=lambda l: max(l["min_contributors"], l["min_per_base"]) <= l["max_contributors"],
)
CREDENTIAL = Struct(
    ("device", DEVICE), ("population", Name()), ("public_key", Fixed(65)), ("platform", code(5)), ("level", code(3)),
    ("issued_at", int64(0, INT63 - 1)),
    ("expires_at", int64(1, INT63)), ("evidence_hash", DIGEST), ("policy_version", int32(0, INT31)),
    rule=lambda c: c["issued_at"] < c["expires_at"],
)
SIGNED_CREDENTIAL = Struct(("credential", CREDENTIAL), ("issuer_signature", Fixed(64)))
SEALING_KEY_BYTES = {1: 32, 2: 1216}


def check_in(sealing):
    return Struct(
        ("population", Name()), ("device", DEVICE), ("sealing_key", Fixed(SEALING_KEY_BYTES[sealing])),
        ("voting_key", Fixed(32)), ("expires_at", int64(0, INT63)), ("credential_hash", DIGEST),
    )


def signed_check_in(sealing):
    return Struct(("statement", check_in(sealing)), ("signature", Behind(1, 4096)), ("credential", SIGNED_CREDENTIAL))


def seat(sealing):
    return Struct(("member_index", int8(1, 128)), ("check_in", signed_check_in(sealing)))


ANNOUNCEMENT = Struct(
    ("protocol_version", int8(1, 255)), ("round", ROUND), ("bases", Several(1, 64, BASE)), ("plan_digest", DIGEST),
    ("window", WINDOW), ("encoding", ENCODING), ("privacy", PRIVACY),
    ("ring", lambda so_far: RING if so_far["protocol_version"] == 1 else RING_OF_PRIMES), ("committee", COMMITTEE),
    ("limits", LIMITS), ("sealing", code(2)), ("seats", lambda so_far: Several(1, 128, seat(so_far["sealing"]))),
    rule=lambda a: contiguous(a["bases"])
    and [seat["member_index"] for seat in a["seats"]] == list(range(1, a["committee"]["members"] + 1))
    and a["ring"]["degree"] % a["committee"]["secrets_per_polynomial"] == 0,
)
UPDATE = Struct(
    ("protocol_version", int8(1, 255)), ("announcement", DIGEST), ("device", DEVICE), ("upload", Fixed(16)),
    ("base", BASE), ("credential_hash", DIGEST), ("scheme", code(2)), ("chunk_digests", Several(1, 1 << 16, DIGEST)),
    ("ciphertext_digest", DIGEST), ("share_root", DIGEST), ("degree_proof", Proof()), ("encoding", ENCODING),
    ("privacy", PRIVACY),
)
VOTE = Struct(
    ("announcement", DIGEST), ("cohort_root", DIGEST), ("member_index", int8(1, 128)),
    ("complaints", Several(0, 1 << 20, DEVICE)),
    rule=lambda v: all(a < b for a, b in zip(v["complaints"], v["complaints"][1:])),
)
SIGNED_VOTE = Struct(("statement", VOTE), ("signature", Fixed(64)))

STATEMENTS = {
    "tutti/round/v1": ROUND,
    "tutti/encoding/v1": ENCODING,
    "tutti/credential/v1": CREDENTIAL,
    "tutti/signed-credential/v1": SIGNED_CREDENTIAL,
    "tutti/check-in/v1": check_in(1),
    "tutti/signed-check-in/v1": signed_check_in(1),
    "tutti/check-in/x-wing/v1": check_in(2),
    "tutti/signed-check-in/x-wing/v1": signed_check_in(2),
    "tutti/announcement/v1": ANNOUNCEMENT,
    "tutti/update/v1": UPDATE,
    "tutti/signed-update/v1": Struct(
        ("statement", Nested("tutti/update/v1")), ("signature", Behind(1, 4096)), ("credential", SIGNED_CREDENTIAL)
    ),
    "tutti/vote/v1": VOTE,
    "tutti/signed-vote/v1": SIGNED_VOTE,
    "tutti/certificate/v1": Struct(
        ("announcement", DIGEST), ("cohort_root", DIGEST), ("votes", Several(1, 128, SIGNED_VOTE))
    ),
    "tutti/reply/v1": Struct(
        ("announcement", DIGEST), ("cohort_root", DIGEST), ("member_index", int8(1, 128)),
        ("sums", Several(1, 4096, int32(0, P - 1))),
    ),
    "tutti/signed-reply/v1": Struct(("statement", Nested("tutti/reply/v1")), ("signature", Fixed(64))),
    "tutti/model/v1": Struct(
        ("population", Name()), ("task", Name()), ("version", int64(0, INT63 - 1)), ("previous", DIGEST),
        ("plan_digest", DIGEST), ("announcement", DIGEST), ("slice_digests", Several(1, 1 << 16, DIGEST)),
        rule=lambda m: m["version"] > 0 or m["previous"] == "00" * 32,
    ),
    # Statements that are only ever hashed or signed, never sent.
    "tutti/ciphertext/v1": Struct(("chunk_digests", Several(1, 1 << 16, DIGEST))),
    "tutti/contributor/v1": Struct(("device", DEVICE), ("header_digest", DIGEST)),
    "tutti/reply-digest/v1": Struct(
        ("announcement", DIGEST), ("cohort_root", DIGEST), ("member_index", int8(1, 128)), ("sums_digest", DIGEST)
    ),
    "tutti/signed/v1": Struct(("label", Name()), ("message", Behind(0, INT31))),
}


def text(label):
    return len(label).to_bytes(4, "big") + label.encode()


def encode(label, fields):
    return text(label) + STATEMENTS[label].write(fields)


def decode(label, data):
    reader = Reader(data)
    require(reader.take(len(text(label))) == text(label), "another label")
    value = STATEMENTS[label].read(reader)
    require(reader.at == len(data), "bytes left over")
    return value
