#!/usr/bin/env python3
"""Executes the first look on a history and holds the numbers it comes to against the figures of the run that made it.

Columns that the figures do not have are held to the rest of their history (consistent.py); the last line says which.

Usage: check.py HISTORY FIGURES

HISTORY is the folder that ./tutti demo --history wrote, FIGURES the file that its --json wrote.
Exit codes: 0 all well · 1 a number differs or does not fit (the first is named), or the notebook failed · 2 wrong usage
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

import consistent
import history as round_history

NOTEBOOK = Path(__file__).with_name("01-first-look.ipynb")
KEY_NUMBERS = "application/vnd.tutti.key-numbers+json"
TIMEOUT_SECONDS = 120
# Pictures go into the notebook, whatever the caller's shell says.
ENVIRONMENT = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}

# What is compared of each round, in this order, and the history's column it comes from; docs/figures.md says what each
# means.
COMPARED = {
    "round": "round",
    "outcome": "status",
    "reason": "reason",
    "uploaded": "uploaded",
    "verified": "verified",
    "sealed": "sealed",
    "late": "late",
    "rejected": "rejectedByReason",
    "committee": "committee",
    "votes": "votes",
    "replies": "replies",
    "accuracy": "accuracy",
    "evaluatedVersion": "evaluatedVersion",
    "modelVersion": "modelVersion",
    "promotedVersion": "promotedVersion",
    "belowGuard": "guard",
    # Its distance from announcedAt.
    "seconds": "publishedAt",
}


def execute(history: Path) -> dict[str, Any]:
    """The key numbers that the notebook comes to on a history, by task.

    Raises CellExecutionError when a cell fails, and ValueError when there are no key numbers.
    """
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=TIMEOUT_SECONDS, kernel_name="python3", resources={"metadata": {"path": str(NOTEBOOK.parent)}}
    )
    client.execute(env=os.environ | ENVIRONMENT | {"TUTTI_HISTORY": str(history.resolve())})
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if KEY_NUMBERS in output.get("data", {}):
                return output["data"][KEY_NUMBERS]
    raise ValueError(f"{NOTEBOOK.name}: expected an output {KEY_NUMBERS}, found none")


def first_difference(numbers: dict[str, Any], figures: dict[str, Any]) -> str | None:
    """The first number that is not the same in both, for a person; None when all are."""
    if len(numbers) != 1:
        return f"expected the rounds of one task, the notebook has those of {sorted(numbers)}"
    (own,) = numbers.values()
    expected = figures["rounds"]
    if len(own["rounds"]) != len(expected):
        ours, theirs = ([each["round"] for each in rounds] for rounds in (own["rounds"], expected))
        return f"expected the rounds {theirs} of the figures, the notebook has {ours}"
    for ours, theirs in zip(own["rounds"], expected):
        for field in COMPARED:
            # A field that is missing on either side is a difference too, never a match.
            if field not in ours or field not in theirs or ours[field] != theirs[field]:
                return (
                    f"round {theirs['round']}: {field}: the notebook says {ours.get(field, 'nothing')}, "
                    f"the figures say {theirs.get(field, 'nothing')}"
                )
    outcomes = [each["outcome"] for each in expected]
    summed = sum(each["sealed"] for each in expected if each["outcome"] == "COMPLETED")
    totals = {
        "completed": outcomes.count("COMPLETED"),
        "burned": outcomes.count("BURNED"),
        "updatesInSums": summed,
        "finalModelVersion": expected[-1]["modelVersion"],
    }
    for name, total in totals.items():
        if own[name] != total:
            return f"{name}: the notebook says {own[name]}, the figures say {total}"
    return None


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__.split("\n\n", 2)[2].strip(), file=sys.stderr)
        return 2
    history, figures = map(Path, arguments)
    try:
        expected = json.loads(figures.read_text(encoding="utf-8"))
        if not isinstance(expected, dict) or not expected.get("rounds"):
            raise ValueError(f"{figures}: expected the figures of a run with rounds")
        numbers = execute(history)
    except CellExecutionError as failure:
        print(f"{NOTEBOOK.name}: {failure.ename}: {failure.evalue}", file=sys.stderr)
        return 1
    except (OSError, ValueError) as failure:
        print(failure, file=sys.stderr)
        return 1
    difference = first_difference(numbers, expected)
    if difference is not None:
        print(difference, file=sys.stderr)
        return 1
    contradiction = consistent.first_contradiction(round_history.read(history))
    if contradiction is not None:
        print(contradiction, file=sys.stderr)
        return 1
    fit = [column for column in consistent.CONSISTENT if column not in COMPARED.values()]
    print(
        f"{NOTEBOOK.name}: {len(expected['rounds'])} rounds; as in {figures}: {', '.join(COMPARED.values())}; "
        f"not in it, so held to each other alone: {', '.join(fit)}; held to nothing: {', '.join(consistent.UNHELD)}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
