"""The round history as a table: one row per round that ended, read from the Avro files the job writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pandas as pd
from avro.datafile import DataFileReader
from avro.io import DatumReader

RECORD = "dev.tutti.schemas.round.RoundSummary"

# Every field of RoundSummary and its type in the table. RoundSummary.avsc says what each means.
COLUMNS: dict[str, str] = {
    "population": "string",
    "task": "string",
    "round": "int64",
    "attempt": "int64",
    "subCohort": "int64",
    "subCohorts": "int64",
    "announcementHash": "string",
    "status": "string",
    "reason": "string",
    "announcedAt": "datetime64[ns, UTC]",
    "closedAt": "datetime64[ns, UTC]",
    "sealedAt": "datetime64[ns, UTC]",
    "certifiedAt": "datetime64[ns, UTC]",
    "unmaskedAt": "datetime64[ns, UTC]",
    "publishedAt": "datetime64[ns, UTC]",
    "uploaded": "int64",
    "verified": "int64",
    "sealed": "int64",
    "late": "int64",
    "rejected": "int64",
    "rejectedByReason": "string",
    "committee": "int64",
    "votes": "int64",
    "refusals": "int64",
    "replies": "int64",
    "liars": "int64",
    "complaints": "int64",
    "cohortRoot": "string",
    "weight": "int64",
    "evaluatedVersion": "int64",
    "evaluationExamples": "int64",
    "evaluationCorrect": "int64",
    "evaluationLoss": "float64",
    "accuracy": "Float64",
    "modelVersion": "int64",
    "modelDigest": "string",
    "promotedVersion": "int64",
    "guard": "string",
    "maxMaskResidue": "int64",
    "residueBound": "int64",
}

# Columns that name a round for a person; announcementHash names it for good.
ORDER = ["population", "task", "round", "attempt", "subCohort", "announcedAt"]

# What a committee of a usual size must say before a sum is opened: votes for a certificate, correct replies to it.
# The history does not hold these two; another size, or a task that fears more corrupt members, has others.
NEEDED: dict[int, tuple[int, int]] = {8: (5, 4), 16: (10, 8), 32: (18, 14), 64: (36, 28), 128: (75, 72)}


class HistoryError(Exception):
    """A history that cannot be read, with the number under which docs/errors.md explains it."""

    def __init__(self, number: int, message: str) -> None:
        super().__init__(f"TUTTI-{number} {message}")
        self.number = number


def read(folder: str | Path) -> pd.DataFrame:
    """Every round below a folder, once, in order: times as UTC datetimes, what there is none of as NA.

    Raises HistoryError: 3001 no rounds, 3002 a file is not a round history, 3003 rounds contradict each other.
    """
    rows = []
    for file in files(folder):
        rows.extend(_rows(file))
    if not rows:
        raise HistoryError(3001, f"{folder}: expected round history files (*.avro) with rounds, found none")
    table = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    # What was said again after an outage is the same row, field by field.
    table = table.drop_duplicates()
    _require_consistent(table)
    return table.sort_values(ORDER, kind="stable").reset_index(drop=True)


def files(folder: str | Path) -> list[Path]:
    """The finished files below a folder, at any depth. What Flink still writes is hidden, or says so in its name."""
    root = Path(folder)
    return sorted(
        path
        for path in root.rglob("*.avro")
        if path.is_file()
        and ".inprogress" not in path.name
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    )


def by_task(rounds: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The rounds of each task, named by its population, and by the task too where a population has several."""
    several = rounds.groupby("population")["task"].nunique() > 1
    return {
        f"{population} · {task}" if several[population] else population: own
        for (population, task), own in rounds.groupby(["population", "task"])
    }


def by_reason(text: str) -> dict[str, int]:
    """The counts in a rejectedByReason: CODE=count, comma-separated."""
    pairs = (entry.split("=") for entry in text.split(",") if entry)
    return {code: int(count) for code, count in pairs}


def gaps(rounds: pd.DataFrame) -> list[int]:
    """Round numbers of one task, between its first and last, that the history does not have."""
    there = set(rounds["round"])
    return [number for number in range(min(there), max(there) + 1) if number not in there]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open("rb") as stream, DataFileReader(stream, DatumReader()) as reader:
            schema = reader.datum_reader.writers_schema
            name = getattr(schema, "fullname", schema.type)
            if name != RECORD:
                raise HistoryError(3002, f"{file}: expected {RECORD} records, got {name}")
            missing = COLUMNS.keys() - {field.name for field in schema.fields}
            if missing:
                raise HistoryError(3002, f"{file}: expected all fields of {RECORD}, missing {sorted(missing)}")
            yield from reader
    except HistoryError:
        raise
    except Exception as damage:  # The Avro library meets damaged bytes with whatever went wrong while it read them.
        raise HistoryError(3002, f"{file}: expected an Avro container file, got {damage!r}") from damage


def _require_consistent(table: pd.DataFrame) -> None:
    twice = table[table["announcementHash"].duplicated()]
    if not twice.empty:
        raise HistoryError(3003, f"{_name(twice.iloc[0])}: two rows with one announcement hash that are not equal")
    evaluated = table["evaluationExamples"] > 0
    share = (table["evaluationCorrect"] / table["evaluationExamples"].where(evaluated)).astype("Float64")
    unequal = (table["accuracy"] != share).fillna(False) | (table["accuracy"].notna() != evaluated)
    if unequal.any():
        row = table[unequal].iloc[0]
        raise HistoryError(
            3003,
            f"{_name(row)}: expected accuracy {row['evaluationCorrect']}/{row['evaluationExamples']}, "
            f"got {row['accuracy']}",
        )


def _name(row: pd.Series) -> str:
    return f"{row['population']} round {row['round']}"

