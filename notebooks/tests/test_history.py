import json
import re
import tempfile
import unittest
from pathlib import Path

import avro.schema
import pandas as pd
from avro.datafile import DataFileWriter
from avro.io import DatumWriter

import history
from tests.samples import SCHEMA_FILE, burned, completed, digest, never_sealed, write

PLANNER_TEST = SCHEMA_FILE.parents[5] / "secagg/src/test/java/dev/tutti/secagg/params/ParameterPlannerTest.java"


class HistoryTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def assert_refused(self, number: int, words: str) -> None:
        with self.assertRaises(history.HistoryError) as refused:
            history.read(self.root)
        self.assertEqual(number, refused.exception.number)
        self.assertRegex(str(refused.exception), f"^TUTTI-{number} .*{words}")

    def test_files_at_any_depth_make_one_table_in_order(self) -> None:
        write(self.root / "keyboard-en/2026-03/01/rounds-b.avro", [completed(2, "keyboard/en")])
        write(self.root / "keyboard-en/rounds-a.avro", [completed(10, "keyboard/en"), completed(1, "keyboard/en")])
        write(self.root / "fitness-demo/rounds-c.avro", [completed(3)])

        table = history.read(self.root)

        self.assertEqual(["fitness/demo"] + ["keyboard/en"] * 3, list(table["population"]))
        self.assertEqual([3, 1, 2, 10], list(table["round"]))

    def test_times_are_utc_and_what_there_is_none_of_is_na(self) -> None:
        write(self.root / "a/x.avro", [completed(1), burned(2), never_sealed(3)])

        table = history.read(self.root)

        self.assertEqual(pd.Timestamp("2026-03-01T09:00:14.200Z"), table["sealedAt"][0])
        self.assertEqual([False, True, True], list(table["certifiedAt"].isna()))
        self.assertEqual([False, False, True], list(table["cohortRoot"].isna()))
        self.assertEqual([False, True, True], list(table["accuracy"].isna()))
        self.assertEqual(history.COLUMNS, {name: str(kind) for name, kind in table.dtypes.items()})

    def test_columns_are_the_fields_of_the_schema(self) -> None:
        fields = json.loads(SCHEMA_FILE.read_text())["fields"]
        self.assertEqual(list(history.COLUMNS), [field["name"] for field in fields])

    def test_what_flink_still_writes_is_skipped(self) -> None:
        finished = write(self.root / "a/rounds-1.avro", [completed(1)])
        for unfinished in [".rounds-2.avro", ".rounds-3.avro.inprogress.4f", "rounds-4.inprogress.avro", ".tmp/x.avro"]:
            write(self.root / "a" / unfinished, [completed(2)])
        (self.root / "a/notes.txt").write_text("not ours")

        self.assertEqual([finished], history.files(self.root))
        self.assertEqual([1], list(history.read(self.root)["round"]))

    def test_a_history_below_a_hidden_folder_is_read(self) -> None:
        write(self.root / ".tutti/history/a/x.avro", [completed(1)])
        self.assertEqual(1, len(history.read(self.root / ".tutti/history")))

    def test_a_round_said_twice_counts_once(self) -> None:
        write(self.root / "a/x.avro", [completed(1), burned(2)])
        write(self.root / "a/y.avro", [burned(2), completed(3)])
        self.assertEqual([1, 2, 3], list(history.read(self.root)["round"]))

    def test_a_round_said_twice_with_different_words_is_refused(self) -> None:
        write(self.root / "a/x.avro", [completed(1), completed(1, sealed=19)])
        self.assert_refused(3003, "fitness/demo round 1")

    def test_an_accuracy_that_its_sums_do_not_give_is_refused(self) -> None:
        for wrong in [completed(2, accuracy=0.67), completed(2, accuracy=None), burned(2, accuracy=0.5)]:
            write(self.root / "a/x.avro", [completed(1), wrong])
            self.assert_refused(3003, "fitness/demo round 2: expected accuracy")

    def test_a_folder_without_rounds_is_refused(self) -> None:
        self.assert_refused(3001, "found none")
        write(self.root / "a/x.avro", [])
        self.assert_refused(3001, "found none")
        self.root = self.root / "missing"
        self.assert_refused(3001, "missing")

    def test_files_that_are_no_round_history_are_refused(self) -> None:
        whole = write(self.root / "a/x.avro", [completed(1)]).read_bytes()
        for damaged in [b"", b"hello", whole[:100], whole[:-10], whole[:-60] + bytes(60)]:
            (self.root / "a/x.avro").write_bytes(damaged)
            self.assert_refused(3002, "x.avro")

    def test_other_records_are_refused(self) -> None:
        other = avro.schema.parse(json.dumps({"type": "record", "name": "Other", "fields": []}))
        with DataFileWriter((self.root / "x.avro").open("wb"), DatumWriter(), other) as writer:
            writer.append({})
        self.assert_refused(3002, "got Other")

    def test_a_round_history_that_lacks_a_field_is_refused(self) -> None:
        write(self.root / "x.avro", [completed(1)], without="votes")
        self.assert_refused(3002, "missing .'votes'")

    def test_reasons_are_counted(self) -> None:
        self.assertEqual({}, history.by_reason(""))
        self.assertEqual({"BAD_SIGNATURE": 2, "QUOTA": 11}, history.by_reason("BAD_SIGNATURE=2,QUOTA=11"))

    def test_missing_rounds_are_named(self) -> None:
        write(self.root / "a/x.avro", [completed(2), completed(3), completed(6, announcementHash=digest("6"))])
        self.assertEqual([4, 5], history.gaps(history.read(self.root)))

    def test_what_committees_need_is_what_the_planner_plans(self) -> None:
        planned = re.findall(r'"(\d+), \d+, \d+, \d+, (\d+), (\d+)"', PLANNER_TEST.read_text())
        self.assertEqual(history.NEEDED, {int(m): (int(votes), int(replies)) for m, replies, votes in planned})


if __name__ == "__main__":
    unittest.main()
