"""Whether data fit a graph and its training section: names, number of samples, inputs, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rnngraph.analysis import Analysis
from rnngraph.build.training import Training
from rnngraph.train.arrays import Array, Arrays, Data
from rnngraph.train.errors import DataError
from rnngraph.train.inputs import input_mismatches, size_errors, with_sizes
from rnngraph.train.targets import target_mismatches


def check_data(analysis: Analysis, training: Training, data: Data) -> None:
    """Checks the data to train on and, where the source sets some aside, those.

    Raises:
        DataError: something does not fit. Every line is `name: expected ..., found ...`, rows counted from 0.
    """
    check_arrays(analysis, training, data.train)
    if data.held_out is not None:
        try:
            check_arrays(analysis, training, data.held_out)
        except DataError as error:
            lines = str(error).splitlines()
            raise DataError("\n".join(f"held-out data: {line}" for line in lines)) from None


def check_arrays(analysis: Analysis, training: Training, arrays: Arrays) -> None:
    """Checks samples of inputs and targets.

    Raises:
        DataError: a line for each thing that does not fit.
    """
    graph = analysis.graph
    wrong = [*names(arrays.inputs, [each.name for each in graph.inputs], "input")]
    wrong += names(arrays.targets, [each.name for each in graph.outputs], "output")
    inputs = input_mismatches(analysis, arrays.inputs)
    # Sizes that the spec leaves open are those of the data from here on.
    is_open = any(type_ and None in type_.shape[1:] for type_ in analysis.inputs.values())
    sized = with_sizes(graph, arrays.inputs) if is_open and not wrong and not inputs else analysis
    sizes = [] if sized is analysis else size_errors(sized)
    wrong += [*inputs, *sizes, *target_mismatches(analysis if sizes else sized, training, arrays.targets)]
    wrong += [] if wrong else counts(arrays)
    if wrong:
        raise DataError("\n".join(wrong))


def names(found: Mapping[str, Array], wanted: list[str], what: str) -> Iterator[str]:
    """A line for each name that is missing or unknown."""
    for name in wanted:
        if name not in found:
            yield f"{name}: expected an array for this {what}, found {', '.join(found) or 'none'}"
    for name in found:
        if name not in wanted:
            yield f"{name}: unknown {what}; the spec has {', '.join(wanted)}"


def counts(arrays: Arrays) -> list[str]:
    """A line for each array with another number of samples than the first."""
    both = {**arrays.inputs, **arrays.targets}
    first = next(iter(both))
    return [
        f"{name}: expected {arrays.samples} samples, as {first} has, found {len(array)}"
        for name, array in both.items()
        if len(array) != arrays.samples
    ]
