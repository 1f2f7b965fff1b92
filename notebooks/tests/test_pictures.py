import tempfile
import unittest
import warnings
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

import history
import pictures
from tests.samples import Row, burned, completed, never_sealed, write

PICTURES = [
    pictures.funnel,
    pictures.drops,
    pictures.committee,
    pictures.accuracy,
    pictures.phases,
    pictures.residue,
]


def rounds(*rows: Row):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "x.avro", list(rows))
        return history.read(folder)


class PicturesTest(unittest.TestCase):
    def tearDown(self) -> None:
        pictures.close()

    def test_every_picture_can_be_drawn_of_every_kind_of_history(self) -> None:
        kinds = {
            "one round": [completed(1)],
            "only burned rounds": [burned(1), never_sealed(2)],
            "nothing ever came": [never_sealed(1, uploaded=0, verified=0, late=0, rejected=0, rejectedByReason="")],
            "a committee of no usual size": [completed(1, committee=12)],
            "many rounds": [completed(number) for number in range(1, 120)],
        }
        pictures.style()
        for kind, rows in kinds.items():
            own = rounds(*rows)
            for picture in PICTURES:
                with self.subTest(kind=kind, picture=picture.__name__), warnings.catch_warnings():
                    warnings.simplefilter("error", UserWarning)
                    picture(own, "fitness/demo").canvas.draw()
                pictures.close()

    def test_titles_say_what_the_numbers_say(self) -> None:
        own = rounds(completed(1), burned(2), completed(3))
        titles = {picture: picture(own, "x").axes[0].get_title(loc="left") for picture in PICTURES}
        self.assertEqual("x: 61 % of the updates\ncame to be in a sum", titles[pictures.funnel])  # 40 of 66
        self.assertEqual("x: 26 of 66 uploaded updates are in no sum", titles[pictures.drops])
        self.assertEqual("x: in 2 of 3 rounds the committee came to a quorum", titles[pictures.committee])
        self.assertEqual("x: accuracy went from 50.0 % to 75.0 %", titles[pictures.accuracy])
        self.assertEqual("x: half of the completed rounds took 6.0 s or less", titles[pictures.phases])
        self.assertEqual("x: the residue stays at 31 % of its bound or less", titles[pictures.residue])

    def test_every_update_that_is_in_no_sum_has_one_reason(self) -> None:
        own = rounds(completed(1), burned(2), never_sealed(3), completed(4, sealed=19))
        lost = pictures.losses(own)
        self.assertEqual(int(own["uploaded"].sum()) - 20 - 19, lost.sum())
        self.assertEqual(
            {
                "round burned: NO_QUORUM": 20,
                "round burned: TOO_FEW_CONTRIBUTORS": 20,
                "late: complete after the close": 4,
                "rejected: BAD_SIGNATURE": 4,
                "not in the cohort": 1,
            },
            lost.to_dict(),
        )

    def test_phases_add_up_to_the_round(self) -> None:
        own = rounds(completed(1), burned(2), never_sealed(3))
        spent = pictures.seconds(own)
        for place in range(3):
            self.assertAlmostEqual(6.0, spent.iloc[place].sum())
        self.assertEqual([0.0, 1.8, 2.0], [round(waited, 3) for waited in spent[pictures.WAITED]])

    def test_a_close_after_its_seal_is_no_negative_time(self) -> None:
        row = completed(1)
        spent = pictures.seconds(rounds(row | {"closedAt": row["certifiedAt"]}))
        self.assertGreaterEqual(spent.min().min(), 0.0)

    def test_rounds_are_named_by_what_tells_them_apart(self) -> None:
        own = rounds(completed(7), completed(8, attempt=2), completed(9, subCohort=3))
        self.assertEqual(["7", "8 (2)", "9/3"], [pictures.label(row) for _, row in own.iterrows()])


if __name__ == "__main__":
    unittest.main()
