"""What each loss expects of its targets: facts about Keras 3.15's losses, which tests compare with Keras."""

from __future__ import annotations

from typing import Literal, NamedTuple

Values = Literal["number", "count", "fraction", "binary", "sign", "one_hot", "class", "label", "sequence"]
"""What a target holds:

- number: any finite number;
- count: a number of at least 0 (Poisson, and MeanSquaredLogarithmicError, which cuts off what is below);
- fraction: a number from 0 to 1, such as a probability or a membership;
- binary: the same, for each class by itself;
- sign: -1 or 1, or 0 or 1 (hinge losses);
- one_hot: a number for each class, which sum to one;
- class: the number of a class, from 0;
- label: an integer, equal for samples that belong together;
- sequence: the numbers of a sequence of classes, with 0 as the blank and as padding.
"""


class Target(NamedTuple):
    """The target of a loss: its values, and whether a last axis of size 1 makes no difference.

    For a loss of class numbers that axis is the target's, for another the output's: Keras drops it if it is the only
    difference in rank. `column` false is a loss that then broadcasts, or is another number.
    """

    values: Values
    column: bool = True


TARGETS = {
    "BinaryCrossentropy": Target("binary"),
    "BinaryFocalCrossentropy": Target("binary"),
    "CTC": Target("sequence", column=False),
    "CategoricalCrossentropy": Target("one_hot"),
    "CategoricalFocalCrossentropy": Target("one_hot"),
    "CategoricalGeneralizedCrossEntropy": Target("class", column=False),
    "CategoricalHinge": Target("one_hot"),
    "Circle": Target("label"),
    "CosineSimilarity": Target("number", column=False),
    "Dice": Target("fraction"),
    "Hinge": Target("sign"),
    "Huber": Target("number"),
    "KLDivergence": Target("fraction", column=False),
    "LogCosh": Target("number"),
    "MeanAbsoluteError": Target("number"),
    "MeanAbsolutePercentageError": Target("number"),
    "MeanSquaredError": Target("number"),
    "MeanSquaredLogarithmicError": Target("count"),
    "Poisson": Target("count"),
    "SparseCategoricalCrossentropy": Target("class"),
    "SquaredHinge": Target("sign"),
    "Tversky": Target("fraction"),
}
"""The target of each loss, by the name of its class."""


def losses_with(*values: Values) -> tuple[str, ...]:
    """The losses whose targets hold one of these."""
    return tuple(name for name, target in TARGETS.items() if target.values in values)
