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
from datetime import timedelta
from pathlib import Path
from typing import Any, Callable, Optional

from avro.datafile import DataFileReader
from avro.io import DatumReader

import consistent
import history
from tests.samples import Row, digest, write

SECOND = timedelta(seconds=1)
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


def _changed_sums(to: Callable[[int, int], tuple[int, int]]) -> Plant:
    """Another evaluation, with the accuracy that its sums give."""

    def plant(rows: list[Row]) -> None:
        row = _completed(rows)
        examples, correct = to(row["evaluationExamples"], row["evaluationCorrect"])
        accuracy = correct / examples if examples else None
        row.update(evaluationExamples=examples, evaluationCorrect=correct, accuracy=accuracy)

    return plant


def _passed_for_nothing(rows: list[Row]) -> None:
    row = _completed(rows)
    row.update(guard="PASSED", promotedVersion=row["evaluatedVersion"] - 1)


def _cheap_mistakes(rows: list[Row]) -> None:
    row = _completed(rows)
    wrong = 1 - row["evaluationCorrect"] / row["evaluationExamples"]
    row["evaluationLoss"] = consistent.LOSS_OF_A_MISTAKE * wrong - 2 * consistent.LOSS_STEP


def _overweight(rows: list[Row]) -> None:
    row = _completed(rows)
    row["weight"] = consistent.MOST_WEIGHT * row["sealed"] + 1


def _late_stamp(field: str, after: str) -> Plant:
    def plant(rows: list[Row]) -> None:
        row = _completed(rows)
        row[field] = row[after] + timedelta(milliseconds=1)

    return plant


def _set(field: str, value: Callable[[Row], Any]) -> Plant:
    def plant(rows: list[Row]) -> None:
        row = _completed(rows)
        row[field] = value(row)

    return plant


def _announced_before(rows: list[Row]) -> None:
    """A whole round that was, it says, before the one before it: all its phases took what they took."""
    row = rows[-1]
    shift = row["announcedAt"] - rows[-2]["announcedAt"] + timedelta(milliseconds=1)
    for stamp in consistent.STAMPS:
        if row[stamp] is not None:
            row[stamp] -= shift


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
    "one contributor's weight too many": (_overweight, ": weight: "),
    "no rounds": (lambda rows: [], "TUTTI-3001"),
}

# Errors in columns that the figures do not have, and the column by which the rest of the history must name it.
IN_ITSELF: dict[str, tuple[Plant, str]] = {
    "a round before the round before it": (_announced_before, "announcedAt"),
    "a close before its announcement": (_set("closedAt", lambda row: row["announcedAt"] - SECOND), "closedAt"),
    "a close after the seal": (_late_stamp("closedAt", "sealedAt"), "sealedAt"),
    "a seal after its certificate": (_late_stamp("sealedAt", "certifiedAt"), "certifiedAt"),
    "a certificate after the opening": (_late_stamp("certifiedAt", "unmaskedAt"), "unmaskedAt"),
    "an opening after the end": (_late_stamp("unmaskedAt", "publishedAt"), "publishedAt"),
    "no time of the seal": (_set("sealedAt", lambda row: None), "sealedAt"),
    "a completed round without certificate": (_set("certifiedAt", lambda row: None), "certifiedAt"),
    "a completed round that opened nothing": (_set("unmaskedAt", lambda row: None), "unmaskedAt"),
    "a cohort without a root": (_set("cohortRoot", lambda row: None), "cohortRoot"),
    "a completed round without a model": (_set("modelDigest", lambda row: None), "modelDigest"),
    "more rejected than reasons": (_changed("rejected", 1), "rejected"),
    "more refusals than members left": (_set("refusals", lambda row: row["committee"] - row["votes"] + 1), "refusals"),
    "more liars than members": (_set("liars", lambda row: row["committee"] + 1), "liars"),
    "complaints of nobody": (_set("complaints", lambda row: row["votes"] * row["sealed"] + 1), "complaints"),
    "too little weight": (_set("weight", lambda row: consistent.LEAST_WEIGHT * row["sealed"] - 1), "weight"),
    "too much weight": (_overweight, "weight"),
    "more correct than there were": (_changed_sums(lambda examples, _: (examples, examples + 1)), "evaluationCorrect"),
    "no examples": (_changed_sums(lambda *_: (0, 0)), "evaluationExamples"),
    "a loss of less than its mistakes": (_cheap_mistakes, "evaluationLoss"),
    "a loss no device says": (_set("evaluationLoss", lambda row: 17.0), "evaluationLoss"),
    "a version that passed and is not promoted": (_passed_for_nothing, "guard"),
    "a residue beyond its bound": (_set("maxMaskResidue", lambda row: row["residueBound"] + 1), "maxMaskResidue"),
    "no residue": (_set("maxMaskResidue", lambda row: 0), "maxMaskResidue"),
    "a bound of another cohort": (_changed("residueBound", 1), "residueBound"),
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

    def fault_in_itself(name: str) -> str | None:
        plant, column = IN_ITSELF[name]
        rows = _rows(folder)
        plant(rows)
        with tempfile.TemporaryDirectory() as copy:
            write(Path(copy) / "rounds.avro", rows)
            said = consistent.first_contradiction(history.read(copy))
        return None if said and f": {column}: " in said else f"{name}: expected '{column}' to be named, got: {said}"

    with ThreadPoolExecutor(max_workers=2) as two:
        faults = [found for found in two.map(fault, PLANTED) if found]
    faults += [found for found in map(fault_in_itself, IN_ITSELF) if found]
    for found in faults:
        print(found, file=sys.stderr)
    if not faults:
        caught = sum(words is not None for _, words in PLANTED.values())
        caught += len(IN_ITSELF)
        print(f"{caught} planted errors caught, {len(PLANTED) + len(IN_ITSELF) - caught} harmless change passed")
    return 1 if faults else 0


def _rows(folder: str) -> list[Row]:
    rows = []
    for file in history.files(folder):
        with file.open("rb") as stream, DataFileReader(stream, DatumReader()) as reader:
            rows.extend(reader)
    return sorted(rows, key=lambda row: row["round"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
