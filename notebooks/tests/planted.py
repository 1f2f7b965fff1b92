"""Plants one error at a time in a copy of a history, and requires check.py to fail and to name it.

Usage, from the folder above: python3 -m tests.planted HISTORY FIGURES

HISTORY and FIGURES must pass check.py, and hold at least two rounds, one of them completed.
Exit codes: 0 every error was caught · 1 one was not · 2 wrong usage
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Optional

from avro.datafile import DataFileReader
from avro.io import DatumReader

import history
from tests.samples import Row, digest, write

CHECK = Path(__file__).parents[1] / "check.py"

Plant = Callable[[list[Row]], Optional[list[Row]]]


def _completed(rows: list[Row]) -> Row:
    """The last completed round: a mistake there is found only by whoever looks at all rounds."""
    return [row for row in rows if row["status"] == "COMPLETED"][-1]


def _changed(field: str, by: float) -> Plant:
    def plant(rows: list[Row]) -> None:
        _completed(rows)[field] += by

    return plant


def _one_less_correct(rows: list[Row]) -> None:
    row = _completed(rows)
    row["evaluationCorrect"] -= 1
    row["accuracy"] = row["evaluationCorrect"] / row["evaluationExamples"]


def _burned(rows: list[Row]) -> None:
    _completed(rows).update(status="BURNED", reason="NO_QUORUM")


def _rejected(rows: list[Row]) -> None:
    row = _completed(rows)
    row["rejectedByReason"] = ",".join(filter(None, [row["rejectedByReason"], "ZEBRA=1"]))


def _missing(rows: list[Row]) -> list[Row]:
    return rows[:1] + rows[2:]


def _twice(rows: list[Row]) -> list[Row]:
    return rows + [dict(rows[1])]


def _twice_but_different(rows: list[Row]) -> list[Row]:
    return rows + [rows[1] | {"sealed": rows[1]["sealed"] + 1}]


def _another_cohort(rows: list[Row]) -> list[Row]:
    return rows + [rows[1] | {"announcementHash": digest("another")}]


def _another_population(rows: list[Row]) -> list[Row]:
    return rows + [rows[1] | {"announcementHash": digest("another"), "population": "another/one"}]


# What is planted, and the words by which check.py must name it; None where it must pass.
PLANTED: dict[str, tuple[Plant, Optional[str]]] = {
    "a round said twice": (_twice, None),
    "one more sealed": (_changed("sealed", 1), ": sealed: "),
    "one vote less": (_changed("votes", -1), ": votes: "),
    "one reply more": (_changed("replies", 1), ": replies: "),
    "one less correct": (_one_less_correct, ": accuracy: "),
    "an accuracy that is not that of its sums": (_changed("accuracy", 0.001), "TUTTI-3003"),
    "a model version too many": (_changed("modelVersion", 1), ": modelVersion: "),
    "a completed round that burned": (_burned, ": outcome: "),
    "a rejected update": (_rejected, ": rejected: "),
    "a missing round": (_missing, "expected the rounds "),
    "a round said twice, differently": (_twice_but_different, "TUTTI-3003"),
    "a round with two cohorts": (_another_cohort, "expected the rounds "),
    "a second population": (_another_population, "the rounds of one task"),
    "no rounds": (lambda rows: [], "TUTTI-3001"),
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__.split("\n\n", 1)[1].strip(), file=sys.stderr)
        return 2
    folder, figures = arguments

    def fault(name: str) -> str | None:
        plant, words = PLANTED[name]
        rows = _rows(folder)
        with tempfile.TemporaryDirectory() as copy:
            planted = plant(rows)
            write(Path(copy) / "planted/rounds.avro", rows if planted is None else planted)
            checked = subprocess.run([sys.executable, CHECK, copy, figures], capture_output=True, text=True, check=False)
        if words is None:
            return None if checked.returncode == 0 else f"{name}: expected it to pass, got: {checked.stderr.strip()}"
        if checked.returncode == 1 and words in checked.stderr:
            return None
        return f"{name}: expected exit code 1 and '{words}', got {checked.returncode}: {checked.stderr.strip()}"

    with ThreadPoolExecutor(max_workers=2) as two:
        faults = [found for found in two.map(fault, PLANTED) if found]
    for found in faults:
        print(found, file=sys.stderr)
    if not faults:
        caught = sum(words is not None for _, words in PLANTED.values())
        print(f"{caught} planted errors caught, {len(PLANTED) - caught} harmless change passed")
    return 1 if faults else 0


def _rows(folder: str) -> list[Row]:
    rows = []
    for file in history.files(folder):
        with file.open("rb") as stream, DataFileReader(stream, DatumReader()) as reader:
            rows.extend(reader)
    return sorted(rows, key=lambda row: row["round"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
