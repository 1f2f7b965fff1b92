"""Executes the first-look notebook on a history and holds its key numbers to the figures of the demo that made it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).resolve().parent
NOTEBOOK = HERE / "01-first-look.ipynb"


def execute(history: Path, seconds: int = 300) -> list[dict]:
    """Runs the notebook headless; returns the key numbers it computed."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        numbers = Path(folder) / "key-numbers.json"
        os.environ["TUTTI_HISTORY"] = str(Path(history).resolve())
        os.environ["TUTTI_KEY_NUMBERS"] = str(numbers)
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        NotebookClient(
            notebook, timeout=seconds, kernel_name="python3", resources={"metadata": {"path": str(HERE)}}
        ).execute()
        return json.loads(numbers.read_text())


def expected(figures: dict) -> list[dict]:
    """The same numbers as the demo printed them (docs/figures.md)."""
    rounds = []
    for entry in figures["rounds"]:
        rounds.append(
            {
                "round": entry["round"],
                "status": entry["outcome"],
                "sealed": entry["sealed"],
                "late": entry["late"],
                "verified": entry["verified"],
                "uploaded": entry["uploaded"],
                "votes": entry["votes"],
                "replies": entry["replies"],
                "committee": entry["committee"],
                "accuracy": entry["accuracy"],
                "modelVersion": entry["modelVersion"],
                "promotedVersion": entry["promotedVersion"],
            }
        )
    return rounds


def differences(found: list[dict], wanted: list[dict]) -> list[str]:
    """Every number that is not the same, for a person."""
    if len(found) != len(wanted):
        return [f"expected {len(wanted)} rounds, the notebook has {len(found)}"]
    different = []
    for ours, theirs in zip(found, wanted):
        for key, value in theirs.items():
            same = ours[key] == value
            if isinstance(value, float) and ours[key] is not None:
                same = abs(ours[key] - value) < 1e-12
            if not same:
                different.append(f"round {theirs['round']}, {key}: expected {value}, the notebook has {ours[key]}")
    return different


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: check.py HISTORY FIGURES_JSON", file=sys.stderr)
        return 2
    try:
        found = execute(Path(arguments[0]))
    except CellExecutionError as error:
        print(f"the notebook failed: {error.evalue}", file=sys.stderr)
        return 1
    different = differences(found, expected(json.loads(Path(arguments[1]).read_text())))
    for line in different:
        print(line, file=sys.stderr)
    if not different:
        print(f"the notebook's numbers are the demo's: {len(found)} rounds")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
