"""Every call in every layer case can be made: its target exists, and takes these arguments."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.base import Layer
from rnngraph.lowering import KerasCall, KerasModel, KerasName, lower_model
from tests.layers.documents import CASES, document

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

TRAINING = {"loss": "mean_squared_error", "optimizer": "adam", "metrics": ["accuracy", "mean_absolute_error"]}


def parts(value: Any) -> Iterator[KerasCall | KerasName]:
    """A value's calls and names, however deep."""
    match value:
        case KerasCall():
            yield value
            yield from parts([*value.arguments.values(), *value.attributes.values()])
        case KerasName():
            yield value
        case KerasModel():
            yield from parts([*value.inputs.values(), *value.layers.values(), value.model, dict(value.training or {})])
        case list() | tuple():
            for each in value:
                yield from parts(each)
        case dict():
            yield from parts(list(value.values()))


def parameters(target: Callable[..., Any]) -> tuple[set[str], set[str]]:
    """The parameters that a class or a function requires, and all that it takes, those of base classes included."""
    inits = (vars(base)["__init__"] for base in getattr(target, "__mro__", ()) if "__init__" in vars(base))
    required: set[str] | None = None
    taken: set[str] = set()
    for function in inits if inspect.isclass(target) else [target]:
        found = [each for name, each in inspect.signature(function).parameters.items() if name != "self"]
        named = [each for each in found if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
        taken |= {each.name for each in named}
        if required is None:
            required = {each.name for each in named if each.default is each.empty}
        if not any(each.kind is each.VAR_KEYWORD for each in found):
            break
    return required or set(), taken


@pytest.mark.parametrize("kind", [*LAYERS, *CELLS], ids=lambda kind: kind.__name__)
def test_every_target_exists_and_takes_its_arguments(kind: type[Layer]) -> None:
    from rnngraph.keras.instantiate import resolve

    for case in json.loads((CASES / f"{kind.__name__}.json").read_text(encoding="utf-8")):
        for part in parts(lower_model(analyse(from_text(document(case))))):
            target = resolve(part.target)
            if isinstance(part, KerasCall) and part.target != "keras.Model":  # which picks another class for them
                required, taken = parameters(target)
                assert required <= part.arguments.keys() <= taken, part.target


def test_what_training_needs_exists_and_takes_its_arguments() -> None:
    from rnngraph.keras.instantiate import resolve

    case = {"layer": {"type": "Dense", "units": 2}, "inputs": [{"shape": [3]}]}
    training = lower_model(analyse(from_text(document(case, training=TRAINING)))).training
    found = [part for part in parts(dict(training or {})) if isinstance(part, KerasCall)]
    assert [each.target for each in found] == [
        "keras.optimizers.Adam",
        "keras.losses.MeanSquaredError",
        "keras.metrics.MeanAbsoluteError",
    ]
    for each in found:
        required, taken = parameters(resolve(each.target))
        assert required <= each.arguments.keys() <= taken
