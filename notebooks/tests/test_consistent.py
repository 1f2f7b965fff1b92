from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

import check
import consistent
import history
from tests.planted import IN_ITSELF
from tests.samples import SCHEMA_FILE, burned, completed, never_sealed, write

ROOT = SCHEMA_FILE.parents[5]


def constant(file: str, pattern: str) -> float:
    return float(re.search(pattern, (ROOT / file).read_text()).group(1))


def contradiction(rows: list) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "x.avro", rows)
        return consistent.first_contradiction(history.read(folder))


class ConsistentTest(unittest.TestCase):
    def test_rounds_of_every_kind_fit(self) -> None:
        self.assertIsNone(contradiction([completed(1), burned(2), never_sealed(3), completed(4)]))

    def test_a_round_that_never_sealed_may_end_before_its_window(self) -> None:
        row = never_sealed(1)
        self.assertIsNone(contradiction([row | {"publishedAt": row["announcedAt"]}]))

    def test_every_planted_error_is_named_by_its_column(self) -> None:
        for name, (plant, column) in IN_ITSELF.items():
            with self.subTest(name):
                rows = [completed(1), burned(2), completed(3)]
                plant(rows)
                self.assertRegex(contradiction(rows), f"^round [123]: {column}: expected ")

    def test_a_guard_is_set_for_all_rounds_or_for_none(self) -> None:
        plain = [completed(number, guard="NONE") for number in (1, 2, 3)]
        self.assertIsNone(contradiction(plain))
        self.assertIn("round 1: guard: ", contradiction([*plain[:2], completed(3)]))
        self.assertIn("round 2: guard: ", contradiction([completed(1), completed(2, guard="NONE"), completed(3)]))
        self.assertIn("round 2: guard: ", contradiction([completed(1), burned(2, guard="PASSED")]))

    def test_a_burned_round_has_no_sums(self) -> None:
        for column, wrong in {"weight": 1, "maxMaskResidue": 1, "residueBound": 64, "evaluationLoss": 0.1}.items():
            self.assertIn(f"round 2: {column}: ", contradiction([completed(1), burned(2, **{column: wrong})]))

    def test_every_column_is_held_by_something_or_said_not_to_be(self) -> None:
        held = {*check.COMPARED.values(), *consistent.CONSISTENT}
        self.assertEqual(set(history.COLUMNS), held | set(consistent.UNHELD))
        self.assertEqual(set(), held & set(consistent.UNHELD))

    def test_every_column_held_by_its_history_alone_has_a_planted_error(self) -> None:
        planted = {column for _, column in IN_ITSELF.values()}
        self.assertEqual(set(), set(consistent.CONSISTENT) - planted)

    def test_bounds_are_those_of_the_code(self) -> None:
        secagg = "secagg/src/main/java/dev/tutti/secagg"
        tail = constant(f"{secagg}/params/ParameterSets.java", r" TAIL = (\d+);")
        sigma = constant(f"{secagg}/mask/GaussianSampler.java", r" SIGMA = ([\d.]+);")
        ratio = constant(f"{secagg}/statement/WeightFunction.java", r" MAX_RATIO = (\d+);")
        task = "simulator/src/main/java/dev/tutti/simulator/cluster/SimulatedTask.java"
        most = constant(task, r" MAX_WEIGHT = (\d+);")
        self.assertEqual(consistent.MOST_WEIGHT, most)
        self.assertEqual(consistent.RESIDUE_OF_ONE, tail * sigma)
        self.assertEqual(consistent.MOST_WEIGHT, ratio * consistent.LEAST_WEIGHT)
        ceiling = constant(f"{secagg}/encode/EvaluationCodec.java", r" LOSS_CEILING = (\d+);")
        self.assertEqual(consistent.LOSS_CEILING, ceiling)


if __name__ == "__main__":
    unittest.main()
