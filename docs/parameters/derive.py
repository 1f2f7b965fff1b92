#!/usr/bin/python3
"""Derives every constant of docs/protocol.md again, from nothing but the definitions given there.

    derive.py            prints them as JSON; derived.json beside this file is that, and a Java test compares
    derive.py --tables   prints them as tables
    derive.py --document says which of them docs/protocol.md does not have
"""

import json
import sys

import committee
import document
import noise
import planner
import primes
import security
import three_roots


def derive():
    floors = {str(q): security.cited_floor(degree, q.bit_length()) for degree, q in primes.SINGLE}
    return {
        "primes": primes.table(),
        "double_primes": primes.double_table(),
        "double_rings": primes.double_rings(),
        "security_floor_bits": security.FLOOR_BITS,
        "security_cited_bits_by_modulus": floors,
        "security": security.table(),
        "sampler": noise.sampler(),
        "tails": noise.tails(),
        "hint": noise.hint(),
        "residue_bounds": noise.residue_bounds(),
        "residue_check": noise.residue_check(),
        "headroom": noise.headroom_table(),
        "slots": planner.slots_table(),
        "uploads": planner.uploads_table(),
        "committee": committee.table(),
        "three_roots": three_roots.table(),
    }


def print_tables(derived):
    for name, rows in derived.items():
        if not (isinstance(rows, list) and isinstance(rows[0], dict)):
            continue
        print(f"\n{name}\n| " + " | ".join(rows[0]) + " |\n|" + "---|" * len(rows[0]))
        for row in rows:
            print("| " + " | ".join(map(cell, row.values())) + " |")


def cell(value):
    return " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else str(value)


if __name__ == "__main__":
    if sys.argv[1:] == ["--tables"]:
        print_tables(derive())
    elif sys.argv[1:] == ["--document"]:
        missing = document.missing(derive())
        if missing:
            sys.exit("not in docs/protocol.md: " + "; ".join(missing))
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        print(json.dumps(derive(), indent=1))
