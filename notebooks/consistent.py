"""What the rows of a demo's history must say of each other, where its figures say nothing.

The figures lack some columns. A wrong number there is found when it does not fit the rest of its row; one that does fit
is not found. CONSISTENT says, column by column, how far that reaches.
"""

from __future__ import annotations

import math
from typing import Iterator

import pandas as pd

import history

# The phases of a round, in order.
STAMPS = ["announcedAt", "closedAt", "sealedAt", "certifiedAt", "unmaskedAt", "publishedAt"]
# What one update weighs in the demo's task (SimulatedTask.java): so much at most, and an eighth of it at least.
LEAST_WEIGHT, MOST_WEIGHT = 8, 64
# Ten standard deviations of one mask's noise: ResidueBound.java.
RESIDUE_OF_ONE = 64
# In nats: no device says more (EvaluationCodec.java).
LOSS_CEILING = 16
# An example that is got wrong was given at most half of the probability.
LOSS_OF_A_MISTAKE = math.log(2)
# Losses travel as whole numbers of a small unit.
LOSS_STEP = 0.01

# Columns that are held to others of the history alone, and how far that reaches.
CONSISTENT = {
    "announcedAt": "rises from round to round, and first of its round's times",
    "closedAt": "in order among its round's times",
    "sealedAt": "in order, and there when a cohort was sealed",
    "certifiedAt": "in order, and there when a round was completed",
    "unmaskedAt": "in order, and there when a round was completed",
    "rejected": "the sum of its reasons",
    "refusals": "with the votes no more than the committee",
    "liars": "no more than the committee",
    "complaints": "no more than each voter about each contributor",
    "cohortRoot": "there when a cohort was sealed",
    "modelDigest": "there when a round was completed",
    "weight": "what so many contributors can weigh",
    "evaluationExamples": "there when a round was completed",
    "evaluationCorrect": "with the examples the accuracy",
    "evaluationLoss": "what so many mistakes cost at least, and no more than any device says",
    "guard": "one is set for all rounds or for none; what passed is promoted",
    "maxMaskResidue": "above 0 and within its bound",
    "residueBound": "what so many contributors' masks keep within",
}
# Columns that nothing holds.
UNHELD = ["population", "task", "attempt", "subCohort", "subCohorts", "announcementHash"]


def first_contradiction(rounds: pd.DataFrame) -> str | None:
    """The first number that does not fit the others, for a person; None when all fit. Rounds of one task, in order."""
    guarded = (rounds["guard"] != "NONE").any()
    last = None
    for _, row in rounds.iterrows():
        for field, expected in _contradictions(row, bool(guarded)):
            return f"round {row['round']}: {field}: expected {expected}, the history says {row[field]}"
        announced = row["announcedAt"]
        if last is not None and announced < last:
            return f"round {row['round']}: announcedAt: expected not before {last}, the history says {announced}"
        last = announced
    return None


def _contradictions(row: pd.Series, guarded: bool) -> Iterator[tuple[str, str]]:
    """Every column that does not fit, and what would."""
    yield from _times(row)
    yield from _committee(row)
    yield from _sums(row, guarded)


def _times(row: pd.Series) -> Iterator[tuple[str, str]]:
    sealed, completed = row["sealed"] > 0, row["status"] == "COMPLETED"
    for field, due in [("sealedAt", sealed), ("cohortRoot", sealed), ("modelDigest", completed)]:
        if pd.notna(row[field]) != due:
            yield field, "one, for a cohort was sealed and counted" if due else "none"
    for field in ["certifiedAt", "unmaskedAt"]:
        if completed and pd.isna(row[field]):
            yield field, "a time, for the round was completed"
    before = "announcedAt"
    for field in STAMPS[1:]:
        if pd.isna(row[field]):
            continue
        if row[field] < row[before]:
            yield field, f"not before {before} {row[before]}"
        # A round that never sealed may be given up before its window would have closed.
        if field != "closedAt" or sealed:
            before = field


def _committee(row: pd.Series) -> Iterator[tuple[str, str]]:
    if row["rejected"] != sum(history.by_reason(row["rejectedByReason"]).values()):
        yield "rejected", f"the sum of {row['rejectedByReason'] or 'no reasons'}"
    most = {
        "refusals": row["committee"] - row["votes"],
        "liars": row["committee"],
        "complaints": row["votes"] * row["sealed"],
    }
    for field, bound in most.items():
        if not 0 <= row[field] <= bound:
            yield field, f"0 to {bound}"


def _sums(row: pd.Series, guarded: bool) -> Iterator[tuple[str, str]]:
    completed = row["status"] == "COMPLETED"
    opened = row["sealed"] if completed else 0
    least, most = LEAST_WEIGHT * opened, MOST_WEIGHT * opened
    if not least <= row["weight"] <= most:
        yield "weight", f"{least} to {most} of {opened} contributors"
    bound = math.ceil(RESIDUE_OF_ONE * math.sqrt(opened))
    if row["residueBound"] != bound:
        yield "residueBound", f"{bound} of {opened} contributors"
    if not min(1, opened) <= row["maxMaskResidue"] <= bound:
        yield "maxMaskResidue", f"{min(1, opened)} to {bound}"
    examples, correct = row["evaluationExamples"], row["evaluationCorrect"]
    if (examples > 0) != completed:
        yield "evaluationExamples", "some" if completed else "none, for the round burned"
    if not 0 <= correct <= examples:
        yield "evaluationCorrect", f"0 to {examples}"
    share = (examples - correct) / examples if examples else 0
    least_loss = max(0.0, LOSS_OF_A_MISTAKE * share - LOSS_STEP)
    if not least_loss <= row["evaluationLoss"] <= (LOSS_CEILING if examples else 0):
        yield "evaluationLoss", f"{least_loss:.2f} to {LOSS_CEILING if examples else 0}"
    if row["guard"] not in ("PASSED", "BELOW_GUARD") if guarded and completed else row["guard"] != "NONE":
        yield "guard", "a verdict, as of the other rounds" if guarded and completed else "NONE"
    elif row["guard"] == "PASSED" and row["promotedVersion"] < row["evaluatedVersion"]:
        yield "guard", f"BELOW_GUARD, for version {row['evaluatedVersion']} is not promoted"
