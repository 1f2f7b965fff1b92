"""Small made-up histories, written as the job writes them."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import avro.schema
from avro.datafile import DataFileWriter
from avro.io import DatumWriter

SCHEMA_FILE = Path(__file__).parents[2] / "schemas/src/main/avro/round/RoundSummary.avsc"
START = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)

Row = dict[str, Any]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def completed(number: int, population: str = "fitness/demo", **changes: Any) -> Row:
    """A round that went well, as round `number` of a task whose earlier rounds did."""
    announced = START + timedelta(seconds=10 * number)
    correct = 100 * number // (number + 1)
    row = {
        "population": population,
        "task": "demo",
        "round": number,
        "attempt": 1,
        "subCohort": 0,
        "subCohorts": 1,
        "announcementHash": digest(f"{population} {number}"),
        "status": "COMPLETED",
        "reason": "",
        "announcedAt": announced,
        "closedAt": announced + timedelta(seconds=4),
        "sealedAt": announced + timedelta(seconds=4.2),
        "certifiedAt": announced + timedelta(seconds=5),
        "unmaskedAt": announced + timedelta(seconds=5.5),
        "publishedAt": announced + timedelta(seconds=6),
        "uploaded": 22,
        "verified": 21,
        "sealed": 20,
        "late": 1,
        "rejected": 1,
        "rejectedByReason": "BAD_SIGNATURE=1",
        "committee": 16,
        "votes": 12,
        "refusals": 0,
        "replies": 8,
        "liars": 0,
        "complaints": 0,
        "cohortRoot": digest("root"),
        "weight": 1000,
        "evaluatedVersion": number - 1,
        "evaluationExamples": 100,
        "evaluationCorrect": correct,
        "evaluationLoss": 1 / number,
        "accuracy": correct / 100,
        "modelVersion": number,
        "modelDigest": digest(f"model {number}"),
        "promotedVersion": number - 1,
        "guard": "PASSED",
        "maxMaskResidue": 90,
        "residueBound": 287,
    }
    return row | changes


def burned(number: int, population: str = "fitness/demo", **changes: Any) -> Row:
    """A round whose cohort sealed but never came to a quorum."""
    nothing = {
        "status": "BURNED",
        "reason": "NO_QUORUM",
        "certifiedAt": None,
        "unmaskedAt": None,
        "votes": 9,
        "replies": 0,
        "weight": 0,
        "evaluationExamples": 0,
        "evaluationCorrect": 0,
        "evaluationLoss": 0.0,
        "accuracy": None,
        "modelVersion": number - 1,
        "modelDigest": None,
        "promotedVersion": max(0, number - 2),
        "guard": "NONE",
        "maxMaskResidue": 0,
        "residueBound": 0,
    }
    return completed(number, population) | nothing | changes


def never_sealed(number: int, population: str = "fitness/demo", **changes: Any) -> Row:
    """A round to which too few came."""
    nothing = {"reason": "TOO_FEW_CONTRIBUTORS", "sealedAt": None, "cohortRoot": None, "sealed": 0, "votes": 0}
    return burned(number, population) | nothing | changes


def write(file: Path, rows: list[Row], without: str | None = None) -> Path:
    """A container file as the job's sink finishes it, or one whose records lack a field."""
    file.parent.mkdir(parents=True, exist_ok=True)
    schema = json.loads(SCHEMA_FILE.read_text())
    schema["fields"] = [field for field in schema["fields"] if field["name"] != without]
    parsed = avro.schema.parse(json.dumps(schema))
    with DataFileWriter(file.open("wb"), DatumWriter(), parsed, codec="deflate") as writer:
        for row in rows:
            writer.append({name: value for name, value in row.items() if name != without})
    return file


def figures(rows: list[Row]) -> dict[str, Any]:
    """What the demo would have written of these rounds, as far as a history can know it."""
    return {
        "rounds": [
            {
                "round": row["round"],
                "uploaded": row["uploaded"],
                "verified": row["verified"],
                "sealed": row["sealed"],
                "late": row["late"],
                "rejected": {"BAD_SIGNATURE": 1},
                "committee": row["committee"],
                "votes": row["votes"],
                "replies": row["replies"],
                "accuracy": row["accuracy"],
                "evaluatedVersion": row["evaluatedVersion"],
                "modelVersion": row["modelVersion"],
                "promotedVersion": row["promotedVersion"],
                "belowGuard": row["guard"] == "BELOW_GUARD",
                "seconds": (row["publishedAt"] - row["announcedAt"]).total_seconds(),
                "outcome": row["status"],
                "reason": row["reason"],
            }
            for row in rows
        ]
    }
