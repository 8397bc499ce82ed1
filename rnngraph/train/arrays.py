"""Data as arrays by name, and whether they fit a graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from rnngraph.analysis import Analysis
from rnngraph.graph import TensorType, shape_text
from rnngraph.layers import Embedding

Array = np.ndarray


class DataError(ValueError):
    """Data that can't be had, or that do not fit the spec. The message says what was wanted and what was found."""


class NoData(DataError):
    """Data that there are not, or that can't be read."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Samples: the model's inputs and targets, each an array by name with the samples along its first axis."""

    inputs: Mapping[str, Array]
    targets: Mapping[str, Array]

    @property
    def samples(self) -> int:
        """How many samples there are."""
        return len(next(iter(self.inputs.values())))

    def take(self, rows: Array) -> Arrays:
        """The samples of the given rows."""
        inputs = {name: array[rows] for name, array in self.inputs.items()}
        return Arrays(inputs, {name: array[rows] for name, array in self.targets.items()})


@dataclass(frozen=True, slots=True)
class Data:
    """What a model is trained on and, where the source sets some aside, what it is judged on.

    `classes` is the number of classes, where the source is known to be a classification.
    """

    source: str
    train: Arrays
    held_out: Arrays | None = None
    classes: int | None = None


def check_arrays(analysis: Analysis, arrays: Arrays) -> None:
    """Raises DataError, a line for each thing that does not fit: names, ranks, sizes, dtypes, samples, vocabularies."""
    graph = analysis.graph
    wrong = [*names(arrays.inputs, [each.name for each in graph.inputs], "input")]
    wrong += names(arrays.targets, [each.name for each in graph.outputs], "output")
    for name, type_ in analysis.inputs.items():
        if name in arrays.inputs and type_ is not None:
            wrong += array_mismatches(name, arrays.inputs[name], type_) or out_of_vocabulary(
                analysis, name, arrays.inputs[name]
            )
    wrong += [] if wrong else counts(arrays)
    if wrong:
        raise DataError("\n".join(wrong))


def names(found: Mapping[str, Array], wanted: list[str], what: str) -> Iterator[str]:
    """A line for each name that is missing or unknown."""
    for name in wanted:
        if name not in found:
            yield f"{name}: the spec has an {what} of that name, the data has {', '.join(found) or 'none'}"
    for name in found:
        if name not in wanted:
            yield f"{name}: the data has that, the spec's {what}s are {', '.join(wanted)}"


def array_mismatches(name: str, array: Array, type_: TensorType) -> list[str]:
    """What keeps an array from being fed to an input."""
    wanted, found = type_.shape[1:], array.shape[1:]
    sizes_fit = len(wanted) == len(found) and all(a in (None, b) for a, b in zip(wanted, found, strict=True))
    if not array.ndim or not sizes_fit:
        return [f"{name}: the spec takes {shape_text(('batch', *wanted))}, the data has {shape_text(array.shape)}"]
    kinds = "fiub" if type_.is_float else "b" if type_.dtype == "bool" else "iu"
    if array.dtype.kind not in kinds:
        return [f"{name}: the spec takes {type_.dtype}, the data has {array.dtype}"]
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        return [f"{name}: the data has values that are not finite numbers"]
    return []


def out_of_vocabulary(analysis: Analysis, name: str, array: Array) -> list[str]:
    """A line for each Embedding that is fed integers it has no vector for; on a GPU that gives zeros, not an error."""
    readers = [fact.node for fact in analysis.nodes.values() if any(ref.node == name for ref in fact.node.inputs)]
    limits = {node.name: node.layer.input_dim for node in readers if isinstance(node.layer, Embedding)}
    if not limits or not array.size:
        return []
    least, most = int(array.min()), int(array.max())
    return [
        f"{name}: {reader} takes integers from 0 to {limit - 1}, the data goes from {least} to {most}"
        for reader, limit in limits.items()
        if least < 0 or most >= limit
    ]


def counts(arrays: Arrays) -> list[str]:
    """A line for each array that has another number of samples than the first, or for having none."""
    wanted = arrays.samples
    if not wanted:
        return ["the data has no samples"]
    both = {**arrays.inputs, **arrays.targets}
    first = next(iter(both))
    return [
        f"{name}: the data has {len(array) if array.ndim else 'one value, no'} samples, {first} has {wanted}"
        for name, array in both.items()
        if not array.ndim or len(array) != wanted
    ]
