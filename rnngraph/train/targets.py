"""Whether targets fit the outputs of a model and their losses, before Keras is asked.

Keras adapts ranks that differ by a last axis of size 1 (`squeeze_or_expand_to_same_rank`) and leaves the rest to
TensorFlow, which broadcasts: many wrong targets train without an error. `tests/train/combinations.py` lists what Keras
does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnngraph.analysis import Analysis
from rnngraph.build.training import Training
from rnngraph.graph import Shape, shape_text
from rnngraph.objects.targets import TARGETS, Target
from rnngraph.train.values import (
    Array,
    first,
    first_place,
    mismatch,
    no_values,
    not_finite,
    not_integers,
    not_numbers,
    outside,
    where,
)

FLOATX = "float32"
"""What Keras casts targets to."""
SUM_TOLERANCE = 0.015
"""How far the sum of a one-hot row may be from 1: probabilities are written with two digits, or in float16."""
SIBLINGS = {
    "CategoricalCrossentropy": "SparseCategoricalCrossentropy",
    "SparseCategoricalCrossentropy": "CategoricalCrossentropy",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """An output and its loss: what its target has to fit. `loss` None is an output that is not trained.

    `shape` is the output's, the batch first, and None where it is unknown; `mask` the shape of the mask that it
    carries, if it carries one.
    """

    name: str
    shape: Shape | None
    loss: str | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    mask: Shape | None = None

    @property
    def target(self) -> Target | None:
        """What the loss expects."""
        return TARGETS.get(self.loss or "")

    @property
    def axis(self) -> int:
        """The axis of the classes."""
        axis = self.arguments.get("axis")
        return axis if isinstance(axis, int) else -1

    @property
    def classes(self) -> int | None:
        """Number of classes of the output."""
        return self.shape[self.axis] if self.shape and -len(self.shape) <= self.axis < len(self.shape) else None


def target_mismatches(analysis: Analysis, training: Training, arrays: Mapping[str, Array]) -> list[str]:
    """A line for each target that its output and loss do not take."""
    outputs = analysis.graph.outputs
    wrong = []
    for output, loss in zip(outputs, training.losses([each.name for each in outputs]), strict=True):
        type_, fact = analysis.type_of(output.ref), analysis.nodes.get(output.ref.node)
        port = fact.facts.port(output.ref.port) if fact and fact.facts else None
        wanted = Wanted(
            output.name,
            type_.shape if type_ else None,
            loss.name if loss else None,
            loss.arguments if loss else {},
            port.mask.shape if port and port.mask else None,
        )
        if output.name in arrays:
            line = target_mismatch(wanted, arrays[output.name])
            wrong += [line] if line else []
    return wrong


def target_mismatch(wanted: Wanted, array: Array) -> str | None:
    """The line for the first thing that is wrong with a target."""
    line = not_numbers(wanted.name, array) or no_values(wanted.name, array)
    if line is None and array.dtype.kind == "f":
        line = not_finite(wanted.name, array, FLOATX)
    return line or (wrong_shape(wanted, array) or wrong_values(wanted, array) if wanted.target else None)


def wrong_shape(wanted: Wanted, array: Array) -> str | None:
    """The line for a target whose shape the loss refuses, or broadcasts to something else."""
    if wanted.shape is None or wanted.target is None:
        return None
    fitting = shapes(wanted, wanted.target)
    if any(fits(shape, array.shape) for shape in fitting):
        return wrong_mask(wanted, wanted.target)
    if not fitting:
        return wrong_output(wanted, wanted.target)
    # That Keras drops an axis which only the target has is accepted, and not advertised.
    usual = [shape for shape in fitting if len(shape) <= len(wanted.shape)]
    expected = " or ".join(shape_text(("batch", *shape[1:])) for shape in usual)
    of = f"for {wanted.loss} of an output {shape_text(('batch', *wanted.shape[1:]))}"
    return mismatch(wanted.name, f"shape {expected} {of}", shape_text(array.shape), shape_hint(wanted, array))


def wrong_output(wanted: Wanted, target: Target) -> str:
    """The line for an output that the loss can't be of, whatever the target."""
    if target.values == "class":
        return mismatch(wanted.name, f"the classes on the last axis for {wanted.loss}", f'"axis": {wanted.axis}')
    needed = "(batch, timesteps, classes)" if target.values == "sequence" else "(batch, features)"
    found = shape_text(("batch", *(wanted.shape or ())[1:]))
    return mismatch(wanted.name, f"an output {needed} for {wanted.loss}", found)


def shapes(wanted: Wanted, target: Target) -> list[Shape]:
    """The shapes of targets that a loss takes rightly, the usual one first."""
    output = wanted.shape or ()
    if target.values == "sequence":
        return [(None, None)] if len(output) == 3 else []
    if target.values == "label":
        return [(None,), (None, 1)] if len(output) == 2 else []
    if target.values == "class":
        if wanted.axis not in (-1, len(output) - 1) or len(output) < 2:
            return []
        return [output[:-1], (*output[:-1], 1)] if target.column else [output[:-1]]
    # Keras drops a last axis of size 1 that only the target has; that is harmless, whatever the loss.
    either = [output, (*output, 1)]
    if len(output) == 2 and output[-1] == 1:
        return [output, output[:-1], (*output, 1)]
    axis = wanted.arguments.get("axis", -1)
    stays = axis is None or (isinstance(axis, int) and (axis == -1 or 0 <= axis < len(output) - 1))
    # Without the axis Keras averages the one before it, which must be neither masked nor summed.
    averages = wanted.mask is None and wanted.arguments.get("reduction") != "sum"
    drops = target.column and averages and stays and len(output) > 2 and output[-1] == 1
    return [output, output[:-1], (*output, 1)] if drops else either


def fits(wanted: Shape, found: tuple[int, ...]) -> bool:
    """Whether an array has a shape, whatever its number of samples."""
    return len(wanted) == len(found) and all(a in (None, b) for a, b in zip(wanted[1:], found[1:], strict=True))


def wrong_mask(wanted: Wanted, target: Target) -> str | None:
    """The line for a mask that does not have the axes of the loss, which Keras multiplies by it.

    Keras fails then, or broadcasts if sizes happen to be equal.
    """
    output = wanted.shape or ()
    whole = wanted.loss in ("Dice", "Tversky") and wanted.arguments.get("axis") is None
    if wanted.mask is None or whole:
        return None
    axes = 1 if target.values in ("sequence", "label") else len(output) - 1
    # Keras drops an axis of size 1 after those of the mask.
    if len(wanted.mask) in (axes, axes - 1 if axes > 2 and output[axes - 1] == 1 else axes):
        return None
    each = shape_text(("batch", *output[1:axes]))
    found = f"a mask {shape_text(('batch', *wanted.mask[1:]))}"
    return mismatch(wanted.name, f"an output without a mask for {wanted.loss}, which gives a loss {each}", found)


def shape_hint(wanted: Wanted, array: Array) -> str:
    """What else may have been meant by a target of another shape."""
    output, target = wanted.shape or (), wanted.target
    sibling = SIBLINGS.get(wanted.loss or "")
    if target and target.values == "class" and fits(output, array.shape):
        return f"a row for each sample with a number for each class is for {sibling or 'CategoricalCrossentropy'}"
    if (
        target
        and target.values == "one_hot"
        and (fits(output[:-1], array.shape) or fits((*output[:-1], 1), array.shape))
    ):
        return f"class numbers are for {sibling or 'SparseCategoricalCrossentropy'}"
    if wanted.mask is not None and output[-1:] == (1,) and fits(output[:-1], array.shape):
        return "without the last axis, the mask of the output does not apply"
    if len(output) > 2 and (array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)):
        return "for one target a sequence, the last recurrent layer needs return_sequences: false"
    if target and target.values not in ("class", "sequence", "label", "one_hot", "binary"):
        return "Keras would broadcast the one to the other, or fail"
    return ""


def wrong_values(wanted: Wanted, array: Array) -> str | None:
    """The line for a target with values that the loss can't be of."""
    match wanted.target.values if wanted.target else "number":
        case "count":
            return out_of_range(wanted, array, 0, np.inf, "numbers of at least 0")
        case "fraction" | "binary":
            hint = "-1 and 1 are for Hinge" if array.min() == -1 and array.max() == 1 else ""
            return out_of_range(wanted, array, 0, 1, "0, 1, or numbers between them", hint)
        case "sign":
            return wrong_signs(wanted, array)
        case "one_hot":
            return wrong_rows(wanted, array)
        case "class":
            return wrong_classes(wanted, array)
        case "label":
            wrong = not_integers(array)
            return None if wrong is None else mismatch(wanted.name, f"integers for {wanted.loss}", first(array, wrong))
        case "sequence":
            return wrong_sequences(wanted, array)
    return None


def out_of_range(wanted: Wanted, array: Array, least: float, most: float, expected: str, hint: str = "") -> str | None:
    """The line for numbers outside a range."""
    wrong = outside(array, least, most)
    return None if wrong is None else mismatch(wanted.name, f"{expected} for {wanted.loss}", first(array, wrong), hint)


def wrong_signs(wanted: Wanted, array: Array) -> str | None:
    """The line for other numbers than -1 and 1, or 0 and 1, which Keras makes -1 and 1 of if a batch has no others."""
    negative = bool(array.min() < 0)
    wrong = (array != 1) & (array != (-1 if negative else 0))
    expected = f"-1 and 1, or 0 and 1, for {wanted.loss}"
    return mismatch(wanted.name, expected, first(array, wrong)) if wrong.any() else None


def wrong_rows(wanted: Wanted, array: Array) -> str | None:
    """The line for rows that are not one-hot and no probabilities either.

    A row of zeros adds nothing to the loss, so it may be the padding of a sequence if the output carries a mask.
    """
    classes = array[..., 0] if array.ndim > len(wanted.shape or array.shape) else array
    if wanted.loss == "CategoricalHinge" and classes.min() == -1:
        classes = (classes + 1) / 2
    line = out_of_range(wanted, classes, 0, 1, "numbers from 0 to 1, one for each class,")
    if line:
        return line
    sums = classes.sum(axis=wanted.axis, dtype="float64")
    wrong = np.abs(sums - 1) > SUM_TOLERANCE
    if wanted.mask is not None:
        wrong &= sums != 0
    expected = f"rows that sum to 1, a number for each class, for {wanted.loss}"
    if not wrong.any():
        return None
    place = first_place(wrong)
    return mismatch(wanted.name, expected, f"a sum of {sums[place]:.6g} {where(place)}")


def wrong_classes(wanted: Wanted, array: Array) -> str | None:
    """The line for class numbers that are not whole, or outside the classes; `ignore_class` may be outside."""
    wrong = not_integers(array)
    classes = wanted.classes
    ignored = wanted.arguments.get("ignore_class")
    if wrong is None and classes is not None:
        wrong = outside(array, 0, classes - 1)
        if wrong is not None and ignored is not None:
            wrong &= array != ignored
    if wrong is None or not wrong.any():
        return None
    numbers = f"class numbers from 0 to {classes - 1}" if classes is not None else "class numbers"
    shifted = classes is not None and array.min() == 1 and array.max() == classes
    hint = "the first class is 0: subtract 1" if shifted else ""
    return mismatch(wanted.name, f"{numbers} for {wanted.loss}", first(array, wrong), hint)


def wrong_sequences(wanted: Wanted, array: Array) -> str | None:
    """The line for sequences that CTC can't be of: other labels than the classes, gaps, more labels than timesteps.

    0 is the blank and the padding. Two equal labels in a row need a blank between them, and so one timestep more
    (Graves et al. 2006, section 3.1).
    """
    line = wrong_classes(wanted, array)
    if line:
        return line
    labels = array != 0
    gaps = labels[:, 1:] & ~labels[:, :-1]
    if gaps.any():
        row = int(np.argmax(gaps.any(axis=1)))
        return mismatch(
            wanted.name, "labels from 1 for CTC, padded with 0 at the end", f"a label behind a 0 {where((row,))}"
        )
    steps = wanted.shape[1] if wanted.shape else None
    repeated = (array[:, 1:] == array[:, :-1]) & labels[:, 1:]
    needed = labels.sum(axis=1) + repeated.sum(axis=1)
    if steps is None or needed.max() <= steps:
        return None
    row = int(np.argmax(needed > steps))
    count, more = int(labels[row].sum()), int(repeated[row].sum())
    found = f"{count} labels{f', {more} of them equal to the one before,' if more else ''} {where((row,))}"
    return mismatch(wanted.name, f"labels that fit the {steps} timesteps of the output", found)
