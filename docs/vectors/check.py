#!/usr/bin/python3
"""A second implementation of docs/protocol.md holds the test vectors of secagg to the document.

    check.py              checks every file
    check.py --planted    changes values, one at a time, and must find each: all of the small files, some of the round

It shares no code with the project: schoolbook arithmetic, ML-KEM by its definition, Python's standard library, and
python3-cryptography for X25519, AES-GCM, Ed25519 and ECDSA.
"""

import copy
import json
import random
import sys
from pathlib import Path

import canonical
import checks
import encode
import field
import hpke
import judging
import merkle
import ring
import round_check
import two_primes
import xwing
from compare import same

FOLDER = Path(__file__).resolve().parents[2] / "secagg/src/test/resources/vectors/v1"
DOCUMENT = Path(__file__).resolve().parents[1] / "protocol.md"


def check_worked(doc):
    round_check.worked(doc)
    text = DOCUMENT.read_text()
    for name, node in [("", doc)] + [("device", device) for device in doc["devices"]]:
        for field_ in {"a", "V", "s", "e", "c", "masked_sum", "S", "M", "E"} & set(node):
            tuple_ = "(" + ", ".join(str(x).replace("-", "−") for x in node[field_]) + ")"
            same(tuple_ in text, True, f"docs/protocol.md has {name} {field_} = {tuple_}")


def check_encode(doc):
    for v in doc["vectors"]:
        same(encode.slots(v), v["slots"], v["name"])
    for v in doc["weights"]:
        weight = encode.weight(v["function"], v["examples"], v["staleness"], v["max_weight"])
        same(weight, v["weight"], f"weight {v}")


def check_slots(doc):
    for v in doc["packing"]:
        same(ring.pack_slots(v["slots"], v["w"], v["k"]), v["coefficients"], v["name"])
        same(ring.unpack_slots(v["coefficients"], v["w"], v["k"]), v["slots"], v["name"])
    for v in doc["carries"]:
        packed = ring.pack_slots(v["sums"], v["w"], v["k"])
        same(ring.unpack_slots(packed, v["w"], v["k"]), v["read_as"], v["name"])
    for v in doc["limits"]:
        if "b" in v:
            fault = "" if v["n"] * (2 ** (v["b"] - 1) - 1) < 2 ** (v["w"] - 1) else "COULD_CARRY"
        else:
            # T (64 sqrt(n) + 1) < q/2, in integers.
            t, left = 2 ** v["plaintext_bits"], v["q"] - 2 ** (v["plaintext_bits"] + 1)
            fault = "" if left > 0 and (128 * t) ** 2 * v["n"] < left**2 else "NO_HEADROOM"
        same(fault, v["fails"], v["name"])


def check_layout(doc):
    for v in doc["vectors"]:
        same(round_check.layout(v), v, v["name"])
    for v in doc["two_primes"]:
        same(round_check.layout(v, 4096, 106, 6), v, v["name"])


def check_ring(doc):
    for v in (v for part in ("transforms", "public_polynomials", "packing", "sums") for v in doc[part]):
        same(accepts(canonical.RING, {"degree": v["N"], "modulus": v["q"]}), True, v["name"])
    for v in doc["transforms"]:
        same(len(v["coefficients"]), v["N"], v["name"])
        same(ring.forward(v["coefficients"], v["q"]), v["transformed"], v["name"])
        same(list(ring.inverse(tuple(v["transformed"]), v["q"])), v["coefficients"], v["name"])
    for v in doc["public_polynomials"]:
        values = ring.expand(v["announcement"], v["j"], v["N"], v["q"])
        same(list(values[: len(v["transformed"])]), v["transformed"], v["name"])
        same(checks.sha256(b"".join(x.to_bytes(8, "big") for x in values)), v["sha256_of_64_bit_values"], v["name"])
    for v in doc["packing"]:
        same(len(v["coefficients"]), v["N"], v["name"])
        same(ring.pack(v["coefficients"], v["q"]).hex(), v["bytes"], v["name"])
        same(ring.unpack(bytes.fromhex(v["bytes"]), v["q"], v["N"]), v["coefficients"], v["name"])
    for v in doc["sums"]:
        same(len(v["sum"]), v["N"], v["name"])
        added = ring.unpack(bytes.fromhex(v["added"]), v["q"], v["N"])
        same([(a + b) % v["q"] for a, b in zip(v["sum"], added)], v["result"], v["name"])
    for v in doc["negatives"]:
        if "bytes" in v:
            refused = ring.unpack(bytes.fromhex(v["bytes"]), v["q"], v["N"]) is None
        else:
            refused = not accepts(canonical.RING, {"degree": v["N"], "modulus": v["q"]})
        same("MALFORMED" if refused else "", v["fails"], v["name"])


def accepts(kind, value):
    try:
        kind.write(value)
        return True
    except (canonical.Malformed, OverflowError):
        return False


def check_sharing(doc):
    for v in doc["sharings"]:
        shares = [field.share(v["values"], v["k"], v["t_priv"], j) for j in range(1, v["m"] + 1)]
        same(shares, v["shares_by_member"], v["name"])
    for v in doc["recoveries"]:
        r = v["k"] + v["t_priv"]
        liars = field.liars(r, v["members"], v["sums"])
        same("TOO_MANY_LIARS" if liars is None else "", v["fails"], v["name"])
        if liars is not None:
            same(liars, v["liars"], v["name"])
            honest = [(m, s) for m, s in zip(v["members"], v["sums"]) if m not in liars][:r]
            same(field.secrets(v["k"], *zip(*honest)), v["secret"], v["name"])


def check_degree(doc):
    blocks = len(doc["values"]) - 4
    chi = field.challenge(*(doc[f] for f in ("announcement", "device", "ciphertext_digest", "share_root")), blocks)
    same(chi, doc["challenge"], "challenge")
    points = field.sharing_points(doc["k"], doc["t_priv"])
    shares = [field.share(doc["values"], doc["k"], doc["t_priv"], j) for j in range(1, doc["m"] + 1)]
    same(shares, doc["shares_by_member"], "shares")
    for v in doc["vectors"]:
        given = copy.deepcopy(shares)
        if "wronged_member" in v:
            given[v["wronged_member"] - 1][v["wronged_block"]] += 1
        complaining = [j + 1 for j, own in enumerate(given) if not field.holds(v["proof"], chi, j + 1, own)]
        same(complaining, v["complaining"], v["name"])
        same("COMPLAINT" if complaining else "", v["fails"], v["name"])
        if not v["fails"]:
            for x, at in enumerate(points):
                for l in range(4):
                    sum_ = doc["values"][blocks + l][x] + sum(c * f[x] for c, f in zip(chi[l], doc["values"]))
                    same(field.evaluate(v["proof"][l], at), sum_ % field.P, v["name"])


    for v in doc["tallies"]:
        about = [device for complaint in v["complaints"] for device in complaint["about"]]
        named = sorted(set(about))
        same([d for d in named if about.count(d) > v["t"]], v["guilty"], v["name"])
        same([d for d in named if about.count(d) <= v["t"]], v["disputed"], v["name"])


def check_sealing(doc):
    recipient = bytes.fromhex(doc["recipient_secret"])
    same(hpke.public(recipient).hex(), doc["recipient_public"], "public key")
    for v in doc["vectors"]:
        bound = (v[f] for f in ("announcement", "round", "device", "member", "ciphertext_digest"))
        info, aad = checks.sealing_contexts(*bound)
        opened = hpke.open_sealed(recipient, info, aad, bytes.fromhex(v["sealed"]))
        same("OPEN" if opened is None else "", v["fails"], v["name"])
        if not v["fails"]:
            same(opened.hex(), doc["share"], v["name"])
            keys = (bytes.fromhex(doc[f]) for f in ("recipient_public", "ephemeral_secret"))
            sealed = hpke.seal(*keys, info, aad, opened)
            same(sealed.hex(), v["sealed"], v["name"])
            same(sealed.hex(), doc["sealed"], v["name"])
    for key in doc["unusable_keys"]:
        same(checks.usable(bytes.fromhex(key)), False, "unusable key")


def check_xwing(doc):
    recipient, coins = (bytes.fromhex(doc[f]) for f in ("recipient_secret", "encapsulation_coins"))
    key = xwing.public(recipient)
    same(key.hex(), doc["recipient_public"], "public key")
    for v in doc["vectors"]:
        bound = (v[f] for f in ("announcement", "round", "device", "member", "ciphertext_digest"))
        info, aad = checks.sealing_contexts(*bound)
        opened = xwing.open_sealed(recipient, info, aad, bytes.fromhex(v["sealed"]))
        same("OPEN" if opened is None else "", v["fails"], v["name"])
        if not v["fails"]:
            same(opened.hex(), doc["share"], v["name"])
            sealed = xwing.seal(key, coins, info, aad, opened)
            same([sealed.hex()] * 2, [v["sealed"], doc["sealed"]], v["name"])
    for bad in doc["unusable_keys"]:
        same(checks.usable(bytes.fromhex(bad)), False, "unusable key")


def check_two_primes(doc):
    two_primes.whole(doc, lambda v: accepts(canonical.RING_OF_PRIMES, {"degree": v["N"], "primes": v["primes"]}))


def check_merkle(doc):
    for v in doc["trees"]:
        hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in v["leaves"]]
        same(merkle.root(hashes).hex(), v["root"], v["name"])
        same([[s.hex() for s in merkle.proof(hashes, i)] for i in range(len(hashes))], v["proofs"], v["name"])
        for i, hash_ in enumerate(hashes):
            reached = merkle.root_from(len(hashes), i, hash_, [bytes.fromhex(s) for s in v["proofs"][i]])
            same(reached.hex(), v["root"], v["name"])
    for v in doc["negatives"]:
        leaf = merkle.leaf_hash(bytes.fromhex(v["leaf"]))
        reached = merkle.root_from(v["size"], v["index"], leaf, [bytes.fromhex(s) for s in v["siblings"]])
        proved = reached is not None and reached.hex() == v["root"]
        same("" if proved else "SHARE_NOT_INCLUDED", v["fails"], v["name"])


def check_statements(doc):
    for v in doc["vectors"]:
        data = canonical.encode(v["name"], v["fields"])
        same(data.hex(), v["bytes"], v["name"])
        same(canonical.decode(v["name"], data), v["fields"], v["name"])
        same(checks.sha256(data), v["sha256"], v["name"])
        if "signed_bytes" in v:
            same(checks.sums_digest(v["fields"]["sums"]), v["sums_digest"], v["name"])
            same(checks.reply_signed_bytes(v["fields"]).hex(), v["signed_bytes"], v["name"])
    for v in doc["negatives"]:
        try:
            canonical.decode(v["label"], bytes.fromhex(v["bytes"]))
            fault = ""
        except canonical.Malformed:
            fault = "MALFORMED"
        same(fault, v["fails"], v["name"])


def check_round(doc):
    round_check.whole(doc)


CHECKS = {
    "worked": check_worked,
    "encode": check_encode,
    "slots": check_slots,
    "layout": check_layout,
    "ring": check_ring,
    "sharing": check_sharing,
    "degree": check_degree,
    "sealing": check_sealing,
    "xwing": check_xwing,
    "two_primes": check_two_primes,
    "outliers": judging.outliers,
    "search": judging.search,
    "merkle": check_merkle,
    "statements": check_statements,
    "round": check_round,
}

# Names for people, and what a change of one unit rightly changes nothing about.
FREE = {"name", "about", "now", "label"}


def leaves(node, path=()):
    """Paths of all values whose change must be found. Of what must fail, only the name of the failing step is one."""
    if isinstance(node, dict):
        if node.get("fails"):
            yield path + ("fails",)
            return
        for key, child in node.items():
            if key not in FREE:
                yield from leaves(child, path + (key,))
    elif isinstance(node, list):
        for i, child in enumerate(node):
            yield from leaves(child, path + (i,))
    else:
        yield path


def indifferent(name, path):
    """What one more of may change nothing: a liar's sum, a bound not reached, a number cut or rounded."""
    return {
        "sharing": path[0] == "recoveries" and path[2] in ("sums", "m", "t_priv"),
        "slots": path[0] == "limits" and path[-1] != "fails" or path[-1] == "w",
        "two_primes": path[0] == "limits" and path[-1] == "n",
        "xwing": path[0] == "unusable_keys",
        "outliers": path[-1] != "fails",
        "search": path[-1] not in ("named", "rounds_to_name", "corrupt"),
        "encode": "slots" not in path and path[-1] != "weight",
        "degree": path[-1] in ("t", "member"),
        "layout": path[-1] in ("polynomials_per_slice", "polynomials_per_chunk"),
    }.get(name, False)


def changed(value):
    if isinstance(value, (int, float)):
        return value + 1
    middle = len(value) // 2
    return value[:middle] + ("1" if value[middle : middle + 1] != "1" else "2") + value[middle + 1 :]


def planted(name, doc, count):
    """Changes values one at a time, all or so many; returns the paths of those that were not found."""
    paths = [p for p in leaves(doc) if not indifferent(name, p)]
    missed = []
    for path in random.Random(name).sample(paths, count) if count else paths:
        other = copy.deepcopy(doc)
        node = other
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = changed(node[path[-1]])
        try:
            CHECKS[name](other)
            missed.append(path)
        except Exception:  # whatever stops the check has found the change
            pass
    return missed


def main(arguments):
    files = {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}
    if set(files) != set(CHECKS):
        sys.exit(f"expected the files {sorted(CHECKS)}, found {sorted(files)}")
    if arguments == ["--planted"]:
        missed = [(name, p) for name, doc in files.items() for p in planted(name, doc, 12 if name == "round" else None)]
        if missed:
            sys.exit("changes not found: " + "; ".join(f"{name}: {path}" for name, path in missed))
        print("vectors: every planted change was found")
    elif arguments:
        sys.exit(__doc__)
    else:
        for name, doc in files.items():
            CHECKS[name](doc)
            print(f"vectors: {name} agrees")


if __name__ == "__main__":
    main(sys.argv[1:])
