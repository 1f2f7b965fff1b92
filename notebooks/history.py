"""Reads a round history: Avro container files of RoundSummary rows, written by the job, into one pandas table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from avro.datafile import DataFileReader
from avro.errors import AvroException
from avro.io import DatumReader

TIMES = ["announcedAt", "closedAt", "sealedAt", "certifiedAt", "unmaskedAt", "publishedAt"]


class HistoryError(Exception):
    """A history that cannot be read: one numbered line for the person who asked (docs/errors.md)."""


def files(folder: Path) -> list[Path]:
    """Final files only: what the job is still writing has a name that begins with a dot."""
    return sorted(path for path in Path(folder).rglob("*.avro") if not path.name.startswith("."))


def read(folder: Path | str) -> pd.DataFrame:
    """All rounds below a folder, in the order in which they were announced.

    A round that the job said again after a long outage has two equal rows and counts once; two rows of one round that
    differ are an error.
    """
    rows: list[dict] = []
    for file in files(Path(folder)):
        try:
            with open(file, "rb") as bytes_of_file, DataFileReader(bytes_of_file, DatumReader()) as reader:
                rows.extend(reader)
        except (AvroException, OSError, EOFError, ValueError) as error:
            raise HistoryError(f"TUTTI-3002 {file}: expected an Avro file of rounds, {error}") from error
    if not rows or "announcementHash" not in rows[0]:
        raise HistoryError(f"TUTTI-3001 {folder}: expected the rounds of a job, found none")
    table = pd.DataFrame(rows)
    for column in TIMES:
        table[column] = pd.to_datetime(table[column], utc=True)
    table = table.drop_duplicates()
    twice = table[table["announcementHash"].duplicated(keep=False)]
    if not twice.empty:
        rounds = sorted(twice["round"].unique().tolist())
        raise HistoryError(f"TUTTI-3003 {folder}: expected one row per round, found different rows of rounds {rounds}")
    return table.sort_values(["population", "round"]).reset_index(drop=True)


def phases(table: pd.DataFrame) -> pd.DataFrame:
    """Seconds each phase of a round took; missing where the round never came so far."""
    steps = [
        ("collecting", "announcedAt", "sealedAt"),
        ("voting", "sealedAt", "certifiedAt"),
        ("unmasking", "certifiedAt", "unmaskedAt"),
        ("applying", "unmaskedAt", "publishedAt"),
    ]
    return pd.DataFrame(
        {name: (table[end] - table[start]).dt.total_seconds() for name, start, end in steps}, index=table.index
    )


def key_numbers(table: pd.DataFrame) -> list[dict]:
    """What a check compares: per round, in order, the numbers a reader would quote."""
    columns = ["round", "status", "sealed", "late", "verified", "uploaded", "votes", "replies", "committee"]
    numbers = []
    for _, row in table.iterrows():
        entry = {column: (int(row[column]) if column != "status" else row[column]) for column in columns}
        entry["accuracy"] = None if pd.isna(row["accuracy"]) else float(row["accuracy"])
        entry["modelVersion"] = int(row["modelVersion"])
        entry["promotedVersion"] = int(row["promotedVersion"])
        numbers.append(entry)
    return numbers
