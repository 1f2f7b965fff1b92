"""Holds the tables of docs/protocol.md to what is derived."""

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "protocol.md"


def number(value):
    return f"{value:,}" if isinstance(value, int) and value >= 10000 else f"{value}"


def expected(derived):
    """Pieces of text that the document must contain."""
    yield ", ".join(str(prime["q"]) for prime in derived["primes"]) + "."
    for row in derived["security"]:
        own = row["own"]
        cited = f"{row['cited_bits']:g}" + (" (unusable)" if row["cited_bits"] < derived["security_floor_bits"] else "")
        cells = (row["N"], row["log_q"], cited, own["block_size"], own["primal_gates_bits"], own["core_svp_bits"])
        yield "| " + " | ".join(map(str, cells)) + " |"
    for row in derived["committee"]:
        yield "| " + " | ".join(number(v) for k, v in row.items() if k != "proof_bytes") + " |"
    for row in derived["slots"]:
        cells = [row["n_max"], row["b"], row["w"]]
        for ring in (row["one_prime"], row["two_primes"]):
            cells += [ring["k"], ring["bits"], f"{ring['bytes']:.2f}"]
        yield "| " + " | ".join(map(str, cells)) + " |"
    for row in derived["uploads"]:
        yield "| " + " | ".join(f"{value:,}" for value in row.values()) + " |"
    yield ", ".join(f"{pair[0]['q']} and {pair[1]['q']}" for pair in zip(*[iter(derived["double_primes"])] * 2)) + "."
    for row in derived["hint"]["epsilon_bits_at_6_4"][1:]:
        yield f"2^−{row['epsilon_bits']}"
    for row in derived["hint"]["sigma_needed"][:2]:
        yield f"{row['sigma']}"
    sampler = derived["sampler"]
    yield f"There are {sampler['largest_magnitude']} entries"
    yield f"2^−{sampler['statistical_distance_bits']} in statistical distance"
    for row in derived["residue_check"][3:4]:
        yield f"ρ = {row['passing']}"


def missing(derived):
    text = DOCUMENT.read_text()
    return [piece for piece in expected(derived) if piece not in text]
