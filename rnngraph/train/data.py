"""Where data come from: two sets of digits, a NumPy file, or a function of the user's."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

import numpy as np

from rnngraph.graph import Graph
from rnngraph.train.arrays import Array, Arrays, Data
from rnngraph.train.errors import DataError, NoData

SOURCES = "digits, mnist, FILE.npz or module:function"


def load(source: str, graph: Graph, start: Callable[[], None]) -> Data:
    """The data of a source, by the names of the graph's inputs and outputs.

    Arguments:
        source: `digits`, `mnist`, `FILE.npz` or `module:function`.
        graph: the graph.
        start: called before Keras is imported, which only `mnist` needs.

    Raises:
        NoData: there is no such source, or it can't be read.
        DataError: it has other data than the graph has inputs and outputs for.
    """
    if source == "digits":
        return digits(graph)
    if source == "mnist":
        start()
        return mnist(graph)
    if source.endswith(".npz"):
        return Data(source, npz(source, graph))
    if ":" in source:
        return function(source, graph)
    raise NoData(f'unknown data source "{source}"; expected {SOURCES}')


def digits(graph: Graph) -> Data:
    """1,797 scanned digits of 8 by 8 pixels from scikit-learn, scaled to 0..1; a fifth of each class is set aside."""
    try:
        from sklearn.datasets import load_digits
        from sklearn.model_selection import train_test_split
    except ImportError:
        from rnngraph.installation import install_command

        raise DataError(f"digits needs scikit-learn, which is not installed: {install_command('train')}") from None

    found = load_digits()
    images = (found.images / 16).astype("float32")
    split = train_test_split(images, found.target, test_size=0.2, stratify=found.target, random_state=0)
    x_train, x_test, y_train, y_test = split
    return Data("digits", single(graph, x_train, y_train), single(graph, x_test, y_test), classes=10)


def mnist(graph: Graph) -> Data:
    """60,000 digits of 28 by 28 pixels to train on and 10,000 set aside, scaled to 0..1, through `keras.datasets`."""
    import keras

    try:
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
    except Exception as error:
        raise DataError(f"mnist could not be fetched: {error}") from error
    scaled = [(x / 255).astype("float32") for x in (x_train, x_test)]
    return Data("mnist", single(graph, scaled[0], y_train), single(graph, scaled[1], y_test), classes=10)


def single(graph: Graph, x: Array, y: Array) -> Arrays:
    """Data of one input and one output, for a graph that has one of each."""
    if len(graph.inputs) != 1 or len(graph.outputs) != 1:
        names = [", ".join(each.name for each in given) for given in (graph.inputs, graph.outputs)]
        found = f"inputs {names[0]} and outputs {names[1]}"
        raise DataError(f"these data are for one input and one output, the spec has {found}")
    return Arrays({graph.inputs[0].name: x}, {graph.outputs[0].name: y})


def npz(path: str, graph: Graph) -> Arrays:
    """The arrays of a NumPy file that are named as the graph's inputs and outputs; no pickled objects."""
    inputs, outputs = [each.name for each in graph.inputs], [each.name for each in graph.outputs]
    wanted = [*inputs, *outputs]
    try:
        with np.load(path, allow_pickle=False) as file:
            found = {name: file[name] for name in file.files if name in wanted}
            known = ", ".join(file.files)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise NoData(f"{path} can't be read: {reason}") from error
    for name in wanted:
        if name not in found:
            raise DataError(f"{path} has no array {name}; it has {known or 'none'}")
    return Arrays({name: found[name] for name in inputs}, {name: found[name] for name in outputs})


def function(source: str, graph: Graph) -> Data:
    """What a function of a user's module returns: `(inputs, targets)`, or two such pairs, to train and to judge on.

    Inputs and targets are an array, a list of arrays in the graph's order, or a dict of them by name.
    """
    name, _, attribute = source.partition(":")
    folder = os.getcwd()
    sys.path.insert(0, folder)
    try:
        made = getattr(import_module(name), attribute)()
    except Exception as error:
        raise DataError(f"{source} failed: {type(error).__name__}: {error}") from error
    finally:
        with suppress(ValueError):  # the user's module may have removed it
            sys.path.remove(folder)
    if is_pair(made) and all(map(is_pair, made)):
        return Data(source, pair(source, graph, made[0]), pair(source, graph, made[1]))
    return Data(source, pair(source, graph, made))


def is_pair(value: Any) -> bool:
    """Whether something is a tuple of two."""
    return isinstance(value, tuple) and len(value) == 2


def pair(source: str, graph: Graph, made: Any) -> Arrays:
    """Inputs and targets as a user's function gives them, by name."""
    if not is_pair(made):
        raise DataError(f"{source} returned a {type(made).__name__}; a tuple (inputs, targets) is wanted")
    inputs, targets = made
    return Arrays(
        by_name(source, inputs, [each.name for each in graph.inputs]),
        by_name(source, targets, [each.name for each in graph.outputs]),
    )


def by_name(source: str, value: Any, names: list[str]) -> Mapping[str, Array]:
    """Arrays by name, from a dict, a list in order, or the only one."""
    if isinstance(value, Mapping):
        named: Iterable[tuple[str, Any]] = value.items()
    else:
        values = value if isinstance(value, list) and len(names) > 1 else [value]
        if len(values) != len(names):
            raise DataError(f"{source} returned {len(values)} arrays where the spec has {', '.join(names)}")
        named = zip(names, values, strict=True)
    return {str(name): as_array(source, str(name), each) for name, each in named}


def as_array(source: str, name: str, value: Any) -> Array:
    """A value of a user's function as an array, of whatever dtype.

    Raises:
        DataError: its rows differ in length.
    """
    try:
        return np.asarray(value)
    except ValueError as error:
        raise DataError(f"{source}: {name} is not an array: {error}") from error
