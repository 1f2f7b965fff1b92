import contextlib
import copy
import io
import json
import tempfile
import unittest
from pathlib import Path

import nbformat

import check
import history
from tests.samples import burned, completed, figures, never_sealed, write

ROWS = [completed(1), burned(2), completed(3)]


class CheckTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def numbers(self) -> dict:
        own = {"completed": 2, "burned": 1, "updatesInSums": 40, "finalModelVersion": 3}
        return {"fitness/demo": own | copy.deepcopy(figures(ROWS))}

    def run_main(self, *arguments: str) -> tuple[int, str]:
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            code = check.main(list(arguments))
        return code, said.getvalue()

    def test_equal_numbers_have_no_difference(self) -> None:
        self.assertIsNone(check.first_difference(self.numbers(), figures(ROWS)))

    def test_every_number_of_a_round_is_compared_and_the_first_difference_named(self) -> None:
        for field in check.COMPARED:
            for wrong in ["another", None]:
                numbers = self.numbers()
                rounds = numbers["fitness/demo"]["rounds"]
                rounds[1][field] = rounds[2][field] = wrong
                # A burned round has no accuracy, so None is right there.
                number = 3 if (field, wrong) == ("accuracy", None) else 2
                with self.subTest(field=field, wrong=wrong):
                    difference = check.first_difference(numbers, figures(ROWS))
                    self.assertRegex(difference, f"^round {number}: {field}: the notebook says {wrong}, the figures say")

    def test_a_number_that_either_side_lacks_is_a_difference(self) -> None:
        for field in check.COMPARED:
            for ours in [True, False]:
                numbers, theirs = self.numbers(), figures(ROWS)
                for each in (numbers["fitness/demo"] if ours else theirs)["rounds"]:
                    # The name of a round is said in the message, so the figures always need it.
                    if ours or field != "round":
                        each.pop(field)
                if ours or field != "round":
                    with self.subTest(field=field, ours=ours):
                        self.assertIn(f": {field}: ", check.first_difference(numbers, theirs))

    def test_totals_are_compared(self) -> None:
        for total in ["completed", "burned", "updatesInSums", "finalModelVersion"]:
            numbers = self.numbers()
            numbers["fitness/demo"][total] += 1
            self.assertRegex(check.first_difference(numbers, figures(ROWS)), f"^{total}: the notebook says ")

    def test_rounds_missing_or_too_many_are_a_difference(self) -> None:
        fewer = self.numbers()
        fewer["fitness/demo"]["rounds"].pop()
        self.assertIn("[1, 2, 3] of the figures, the notebook has [1, 2]", check.first_difference(fewer, figures(ROWS)))
        self.assertIn("one task", check.first_difference({}, figures(ROWS)))
        self.assertIn("one task", check.first_difference(self.numbers() | {"b": {}}, figures(ROWS)))

    def test_the_notebook_comes_to_the_numbers_of_several_tasks(self) -> None:
        write(self.root / "a/x.avro", ROWS)
        write(self.root / "b/x.avro", [never_sealed(1, "keyboard/en"), never_sealed(3, "keyboard/en", attempt=2)])
        write(self.root / "b/y.avro", [completed(1, "keyboard/en", task="other", announcementHash="0" * 64)])

        numbers = check.execute(self.root)

        self.assertEqual(["fitness/demo", "keyboard/en · demo", "keyboard/en · other"], list(numbers))
        self.assertEqual(self.numbers()["fitness/demo"], numbers["fitness/demo"])
        self.assertEqual((0, 2), (numbers["keyboard/en · demo"]["completed"], numbers["keyboard/en · demo"]["burned"]))

    def test_what_cannot_be_read_is_said_in_one_line(self) -> None:
        told = self.root / "figures.json"
        for content in ["", "[]", "{}", '{"rounds": []}']:
            told.write_text(content)
            code, said = self.run_main(str(self.root), str(told))
            self.assertEqual((1, 1), (code, len(said.splitlines())), said)
        told.write_text(json.dumps(figures(ROWS)))
        code, said = self.run_main(str(self.root), str(told))
        self.assertEqual(1, code)
        self.assertIn("HistoryError: TUTTI-3001", said)

    def test_what_the_figures_do_not_have_is_held_to_the_history_and_said(self) -> None:
        told = self.root / "figures.json"
        told.write_text(json.dumps(figures(ROWS)))
        write(self.root / "x.avro", ROWS)
        code, said = self.run_main(str(self.root), str(told))
        self.assertEqual((0, 1), (code, len(said.splitlines())), said)
        for column in history.COLUMNS:
            self.assertRegex(said, rf"\b{column}\b")
        write(self.root / "x.avro", [*ROWS[:2], completed(3, weight=159)])
        code, said = self.run_main(str(self.root), str(told))
        self.assertEqual((1, "round 3: weight: "), (code, said[:17]), said)

    def test_wrong_usage_is_said(self) -> None:
        code, said = self.run_main("only one")
        self.assertEqual(2, code)
        self.assertTrue(said.startswith("Usage: "))

    def test_the_committed_notebook_was_executed_whole_and_says_nothing_of_its_machine(self) -> None:
        text = check.NOTEBOOK.read_text(encoding="utf-8")
        self.assertLess(len(text), 1_000_000)
        cells = [cell for cell in nbformat.reads(text, as_version=4).cells if cell.cell_type == "code"]
        self.assertEqual(list(range(1, len(cells) + 1)), [cell.execution_count for cell in cells])
        outputs = [output for cell in cells for output in cell.outputs]
        self.assertTrue(any(check.KEY_NUMBERS in output.get("data", {}) for output in outputs))
        self.assertEqual(set(), {output.output_type for output in outputs} & {"error", "stream"})
        said = json.dumps([{**output.get("data", {}), "image/png": ""} for output in outputs])
        for place in ["/tmp", "/home", "/root", "/work"]:
            self.assertNotIn(place, said)


if __name__ == "__main__":
    unittest.main()
