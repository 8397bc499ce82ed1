"""Values of targets that a loss can't be of. Shapes are in `combinations.py`, with what Keras does."""

from __future__ import annotations

from typing import Any

import pytest

import rnngraph as rg
from rnngraph.build.training import Training

np = pytest.importorskip("numpy")

from rnngraph.train.targets import Wanted, target_mismatch, target_mismatches  # noqa: E402 - needs NumPy

CC, SPARSE, GCE = "CategoricalCrossentropy", "SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy"
ONE_HOT = np.eye(5, dtype="float32")[[0, 1, 2, 3, 4, 0]]
FRACTIONS = "0, 1, or numbers between them"


def line(loss: str, output: tuple[int, ...], target: Any, mask: Any = None, **arguments: Any) -> str | None:
    return target_mismatch(Wanted("y", (None, *output), loss, arguments, mask), np.asarray(target))


def changed(array: Any, place: tuple[int, ...], value: Any, dtype: Any = "float64") -> Any:
    array = np.array(array, dtype)
    array[place] = value
    return array


ONES, CLASSES = np.ones((6, 1)), np.array([0, 1, 2, 3, 4, 0])
LABELS = np.array([[1, 2, 3], [1, 2, 0], [1, 0, 0], [4, 3, 2], [0, 0, 0], [1, 1, 0]])


class TestValues:
    @pytest.mark.parametrize(
        ("loss", "output", "target", "expected", "found"),
        [
            ("MeanSquaredError", (1,), changed(ONES, (4,), np.nan), "finite numbers", "nan in row 4, at [4, 0]"),
            ("MeanSquaredError", (1,), changed(ONES, (4,), np.inf), "finite numbers", "inf in row 4, at [4, 0]"),
            (SPARSE, (5,), changed(CLASSES, (2,), np.nan), "finite numbers", "nan in row 2"),
            (SPARSE, (5,), changed(CLASSES, (3,), 5, int), f"class numbers from 0 to 4 for {SPARSE}", "5 in row 3"),
            (SPARSE, (5,), changed(CLASSES, (3,), -1, int), f"class numbers from 0 to 4 for {SPARSE}", "-1 in row 3"),
            (SPARSE, (5,), changed(CLASSES, (3,), 0.5), f"class numbers from 0 to 4 for {SPARSE}", "0.5 in row 3"),
            (
                SPARSE,
                (4, 5),
                changed(np.zeros((6, 4)), (2, 3), 9),
                f"class numbers from 0 to 4 for {SPARSE}",
                "9.0 in row 2, at [2, 3]",
            ),
            (GCE, (5,), changed(CLASSES, (3,), 5, int), f"class numbers from 0 to 4 for {GCE}", "5 in row 3"),
            (
                "BinaryCrossentropy",
                (1,),
                changed(ONES, (5,), 2),
                f"{FRACTIONS} for BinaryCrossentropy",
                "2.0 in row 5, at [5, 0]",
            ),
            (
                "BinaryFocalCrossentropy",
                (1,),
                changed(ONES, (5,), -0.1),
                f"{FRACTIONS} for BinaryFocalCrossentropy",
                "-0.1 in row 5, at [5, 0]",
            ),
            (
                "KLDivergence",
                (1,),
                changed(ONES, (5,), 1.5),
                f"{FRACTIONS} for KLDivergence",
                "1.5 in row 5, at [5, 0]",
            ),
            ("Dice", (1,), changed(ONES, (5,), 255), f"{FRACTIONS} for Dice", "255.0 in row 5, at [5, 0]"),
            ("Tversky", (1,), changed(ONES, (5,), 2), f"{FRACTIONS} for Tversky", "2.0 in row 5, at [5, 0]"),
            ("Poisson", (1,), changed(ONES, (5,), -3), "numbers of at least 0 for Poisson", "-3.0 in row 5, at [5, 0]"),
            (
                "MeanSquaredLogarithmicError",
                (1,),
                changed(ONES, (0,), -3),
                "numbers of at least 0 for MeanSquaredLogarithmicError",
                "-3.0 in row 0, at [0, 0]",
            ),
            ("Hinge", (1,), changed(ONES, (5,), 0.5), "-1 and 1, or 0 and 1, for Hinge", "0.5 in row 5, at [5, 0]"),
            ("SquaredHinge", (3,), [[1, -1, 0]], "-1 and 1, or 0 and 1, for SquaredHinge", "0 in row 0, at [0, 2]"),
            (
                CC,
                (5,),
                changed(ONE_HOT, (3, 3), 0),
                f"rows that sum to 1, a number for each class, for {CC}",
                "a sum of 0 in row 3",
            ),
            (
                CC,
                (5,),
                changed(ONE_HOT, (3, 0), 1),
                f"rows that sum to 1, a number for each class, for {CC}",
                "a sum of 2 in row 3",
            ),
            (
                CC,
                (5,),
                changed(ONE_HOT, (3, 0), 7),
                f"numbers from 0 to 1, one for each class, for {CC}",
                "7.0 in row 3, at [3, 0]",
            ),
            (
                "CategoricalHinge",
                (5,),
                changed(2 * ONE_HOT - 1, (1, 0), 1),
                "rows that sum to 1, a number for each class, for CategoricalHinge",
                "a sum of 2 in row 1",
            ),
            ("Circle", (5,), changed(CLASSES, (2,), 0.5), "integers for Circle", "0.5 in row 2"),
            (
                "CTC",
                (9, 5),
                changed(LABELS, (1, 2), 5, int),
                "class numbers from 0 to 4 for CTC",
                "5 in row 1, at [1, 2]",
            ),
            (
                "CTC",
                (9, 5),
                changed(LABELS, (1, 0), 0, int),
                "labels from 1 for CTC, padded with 0 at the end",
                "a label behind a 0 in row 1",
            ),
            ("CTC", (2, 5), LABELS, "labels that fit the 2 timesteps of the output", "3 labels in row 0"),
            (
                "CTC",
                (2, 5),
                LABELS[4:],
                "labels that fit the 2 timesteps of the output",
                "2 labels, 1 of them equal to the one before, in row 1",
            ),
        ],
    )
    def test_a_value_that_the_loss_cannot_be_of(
        self, loss: str, output: tuple[int, ...], target: Any, expected: str, found: str
    ) -> None:
        assert line(loss, output, target) == f"y: expected {expected}, found {found}"

    @pytest.mark.parametrize(
        ("loss", "output", "target"),
        [
            ("MeanSquaredError", (1,), -1e30 * ONES),
            (SPARSE, (5,), CLASSES),
            (SPARSE, (5,), CLASSES.astype("float32")),
            (SPARSE, (5,), CLASSES.astype("uint8")),
            (SPARSE, (2,), CLASSES > 0),
            ("BinaryCrossentropy", (1,), ONES > 0),
            ("BinaryCrossentropy", (1,), ONES / 3),
            ("Hinge", (1,), [[0], [1]]),
            ("Hinge", (1,), [[-1], [1]]),
            ("Hinge", (1,), [[True], [False]]),
            ("Hinge", (1,), [[1], [1]]),
            (CC, (5,), ONE_HOT),
            (CC, (5,), ONE_HOT.astype("float16") / 2 + 0.1),
            (CC, (3,), [[0.33, 0.33, 0.33]]),
            (CC, (5,), ONE_HOT > 0),
            ("CategoricalHinge", (5,), 2 * ONE_HOT - 1),
            ("Circle", (5,), CLASSES - 100),
            ("CTC", (3, 5), LABELS),
            ("CTC", (3, 5), LABELS.astype("float32")),
        ],
    )
    def test_a_value_that_it_can_be_of(self, loss: str, output: tuple[int, ...], target: Any) -> None:
        assert line(loss, output, target) is None

    def test_an_ignored_class_may_be_outside(self) -> None:
        assert line(SPARSE, (5,), [0, 255, 4], ignore_class=255) is None
        assert line(SPARSE, (5,), [0, -1, 4], ignore_class=-1) is None
        found = line(SPARSE, (5,), [0, 255, 9], ignore_class=255)
        assert found
        assert found.endswith("found 9 in row 2")

    def test_classes_may_be_on_another_axis(self) -> None:
        maps = np.moveaxis(np.eye(5)[np.zeros((6, 4), int)], -1, 1)
        assert line(CC, (5, 4), maps, axis=1) is None
        assert line(CC, (4, 5), np.ones((6, 4, 5)) / 4, axis=1) is None
        assert line(CC, (4, 5), np.ones((6, 4, 5)) / 4)

    def test_a_row_of_zeros_may_be_padding_of_a_masked_sequence(self) -> None:
        padded = np.eye(5)[np.zeros((6, 4), int)]
        padded[2, 3] = 0
        assert line(CC, (4, 5), padded, mask=(None, 4)) is None
        assert line(CC, (4, 5), padded) == (
            f"y: expected rows that sum to 1, a number for each class, for {CC}, found a sum of 0 in row 2, at [2, 3]"
        )
        padded[2, 3, :2] = 1
        assert line(CC, (4, 5), padded, mask=(None, 4))


class TestHints:
    @pytest.mark.parametrize(
        ("loss", "output", "target", "hint"),
        [
            (SPARSE, (5,), CLASSES + 1, "the first class is 0: subtract 1"),
            (SPARSE, (5,), ONE_HOT, f"a row for each sample with a number for each class is for {CC}"),
            (CC, (5,), CLASSES, f"class numbers are for {SPARSE}"),
            (CC, (4, 5), np.zeros((6, 4)), f"class numbers are for {SPARSE}"),
            ("BinaryCrossentropy", (1,), [[-1], [1]], "-1 and 1 are for Hinge"),
            ("MeanSquaredError", (12, 1), CLASSES, "return_sequences: false"),
            ("MeanSquaredError", (5,), ONES, "Keras would broadcast the one to the other, or fail"),
        ],
    )
    def test_what_else_may_have_been_meant(self, loss: str, output: tuple[int, ...], target: Any, hint: str) -> None:
        found = line(loss, output, target)
        assert found
        assert found.endswith(hint)

    def test_a_mask_needs_the_last_axis(self) -> None:
        found = line("MeanSquaredError", (4, 1), np.ones((6, 4)), mask=(None, 4))
        assert found == (
            "y: expected shape (batch, 4, 1) for MeanSquaredError of an output (batch, 4, 1), found (6, 4); "
            "without the last axis, the mask of the output does not apply"
        )

    def test_an_output_that_no_target_fits_is_said(self) -> None:
        assert line("Circle", (4, 5), CLASSES) == (
            "y: expected an output (batch, features) for Circle, found (batch, 4, 5)"
        )
        assert line(SPARSE, (4, 5), np.zeros((6, 5), int), axis=1) == (
            f'y: expected the classes on the last axis for {SPARSE}, found "axis": 1'
        )
        assert line("CTC", (4, 5), [[1, 2]], mask=(None, 4)) == (
            "y: expected an output without a mask for CTC, which gives a loss (batch,), found a mask (batch, 4)"
        )


class TestOutputs:
    """Each output has the loss that the training section gives it."""

    def lines(self, loss: Any, **targets: Any) -> list[str]:
        x = rg.Input("x", (None, 3))
        h = rg.LSTM(2, return_sequences=True)(rg.Masking()(x))
        outputs = {"steps": rg.Dense(1)(h), "last": rg.Dense(5, activation="softmax")(rg.LSTM(2)(h))}
        analysis = rg.Graph("model", x, outputs).analysis
        return target_mismatches(analysis, Training(loss=loss), {name: np.asarray(y) for name, y in targets.items()})

    @pytest.mark.parametrize(
        "loss", [["mse", SPARSE], {"steps": "mse", "last": SPARSE}, {"last": SPARSE, "steps": "mse"}]
    )
    def test_by_name_or_in_order(self, loss: Any) -> None:
        assert self.lines(loss, steps=np.ones((6, 4, 1)), last=CLASSES) == []
        assert [each.partition(":")[0] for each in self.lines(loss, steps=ONE_HOT, last=ONE_HOT)] == ["steps", "last"]

    def test_the_mask_of_an_output_is_known(self) -> None:
        (found,) = self.lines("mse", steps=np.ones((6, 4)), last=ONE_HOT)
        assert found.endswith("without the last axis, the mask of the output does not apply")

    @pytest.mark.parametrize("loss", [{"last": SPARSE}, {"last": SPARSE, "steps": None}])
    def test_an_output_without_a_loss_needs_only_numbers(self, loss: Any) -> None:
        assert self.lines(loss, steps=np.ones((6, 9, 9)), last=CLASSES) == []
        assert self.lines(loss, steps=np.full((6, 9), np.nan), last=CLASSES) == [
            "steps: expected finite numbers, found nan in row 0, at [0, 0]"
        ]
