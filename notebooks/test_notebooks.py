"""The reader of histories and the notebook's check: both can fail, and do when a number is wrong."""

import copy
import json
import os
import tempfile
import unittest
from pathlib import Path

import avro.schema
from avro.datafile import DataFileReader, DataFileWriter
from avro.io import DatumReader, DatumWriter

import check
import history

#: A history and the figures of the demo that made it.
HISTORY = Path(os.environ.get("TUTTI_TEST_HISTORY", ""))
FIGURES = Path(os.environ.get("TUTTI_TEST_FIGURES", ""))


def rows_of(folder: Path) -> tuple[avro.schema.Schema, list[dict]]:
    rows, schema = [], None
    for file in history.files(folder):
        with DataFileReader(open(file, "rb"), DatumReader()) as reader:
            schema = avro.schema.parse(reader.get_meta("avro.schema").decode())
            rows.extend(reader)
    return schema, rows


class PlantedErrors(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.schema, self.rows = rows_of(HISTORY)
        self.rows.sort(key=lambda row: row["round"])
        self.figures = json.loads(FIGURES.read_text())

    def written(self, rows: list[dict]) -> Path:
        file = Path(self.folder.name) / "rounds.avro"
        with DataFileWriter(open(file, "wb"), DatumWriter(), self.schema, codec="deflate") as writer:
            for row in rows:
                writer.append(row)
        return Path(self.folder.name)

    def differences(self, rows: list[dict]) -> list[str]:
        table = history.read(self.written(rows))
        return check.differences(history.key_numbers(table), check.expected(self.figures))

    def test_the_true_history_has_no_difference(self):
        self.assertEqual(self.differences(self.rows), [])

    def test_a_round_said_twice_counts_once(self):
        self.assertEqual(self.differences(self.rows + [copy.deepcopy(self.rows[0])]), [])

    def test_a_wrong_number_is_found_and_named(self):
        for field, change in [("sealed", 1), ("replies", -1), ("modelVersion", 1), ("accuracy", 0.01)]:
            rows = copy.deepcopy(self.rows)
            completed = next(row for row in rows if row["accuracy"] is not None)
            completed[field] += change
            found = self.differences(rows)
            self.assertEqual(len(found), 1, field)
            self.assertIn(f"round {completed['round']}, {field}:", found[0])

    def test_a_missing_round_is_found(self):
        self.assertIn("expected", self.differences(self.rows[1:])[0])

    def test_two_different_rows_of_one_round_are_refused(self):
        other = copy.deepcopy(self.rows[0])
        other["sealed"] += 1
        with self.assertRaisesRegex(history.HistoryError, "TUTTI-3003"):
            history.read(self.written(self.rows + [other]))

    def test_what_is_still_being_written_is_skipped(self):
        folder = self.written(self.rows)
        (folder / ".rounds-1.avro.inprogress.1").write_bytes(b"half")
        self.assertEqual(len(history.read(folder)), len(self.rows))

    def test_an_empty_folder_and_a_file_that_is_none_are_numbered_errors(self):
        with self.assertRaisesRegex(history.HistoryError, "TUTTI-3001"):
            history.read(Path(self.folder.name))
        (Path(self.folder.name) / "x.avro").write_bytes(b"no avro")
        with self.assertRaisesRegex(history.HistoryError, "TUTTI-3002"):
            history.read(Path(self.folder.name))


if __name__ == "__main__":
    unittest.main()
