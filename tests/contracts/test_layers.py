"""A walk over the catalogue: nobody can add a layer without its docs, its lowering, its cases, Keras's defaults."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

import rnngraph
from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.load import from_text
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.base import Layer, plain
from rnngraph.lowering import lower
from rnngraph.objects import INITIALIZERS

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (*LAYERS, *CELLS)

NOT_OURS = {
    "cudnn": "Keras's use_cudnn under its own name, since it takes other values",
    "dtype": "taken by keras.layers.Layer",
    "trainable": "taken by keras.layers.Layer",
}
LEFT_OUT = {
    "name": "the node's",
    "weights": "initial weights as arrays are no data of a spec",
    "lora_rank": "fine-tuning of a trained model",
    "lora_alpha": "fine-tuning of a trained model",
    "quantization_config": "quantization of a trained model",
    "use_cudnn": "our field cudnn",
    "gptq_unpacked_column_size": "quantization of a trained model",
    "sparse": "tensors of a graph are dense",
    "flash_attention": "how it is computed, not what",
    "renorm": "batch renormalization",
    "renorm_clipping": "batch renormalization",
    "renorm_momentum": "batch renormalization",
}
OF_EVERY_LOOP = ("zero_output_for_mask",)
"""Arguments of keras.layers.RNN that layers around a cell of their own take as further keyword arguments."""

OURS = ("Block", "NotEqual", "Slice", "Variable")
"""What Keras has not."""


def example(kind: type[Layer]) -> dict[str, Any]:
    """The layer's entry in its docstring."""
    found = re.search(r"```json\n(.*?)```", inspect.getdoc(kind) or "", re.DOTALL)
    assert found, f"{kind.__name__} has no example in its docstring"
    entry: dict[str, Any] = json.loads(found.group(1))
    return entry


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.__name__)
class TestLayer:
    def test_is_a_final_class(self, kind: type[Layer]) -> None:
        assert not kind.__subclasses__()

    def test_is_documented(self, kind: type[Layer]) -> None:
        text = kind.__doc__ or ""
        assert len(text.split("\n", maxsplit=1)[0].split()) > 3
        assert example(kind)

    def test_describes_every_field(self, kind: type[Layer]) -> None:
        for name, info in kind.model_fields.items():
            assert info.description, f"{kind.__name__}.{name} has no description"
            assert info.description.endswith("."), f"{kind.__name__}.{name}: {info.description}"

    def test_is_public(self, kind: type[Layer]) -> None:
        assert getattr(rnngraph, kind.__name__) is kind
        assert kind.__name__ in dir(rnngraph)

    def test_has_cases(self, kind: type[Layer]) -> None:
        cases = json.loads((ROOT / "tests/layers/cases" / f"{kind.__name__}.json").read_text(encoding="utf-8"))
        assert cases

    def test_is_in_the_docs(self, kind: type[Layer]) -> None:
        assert f"\n## {kind.__name__}\n" in (ROOT / "docs/layers.md").read_text(encoding="utf-8")

    def test_has_a_lowering_of_its_own(self, kind: type[Layer]) -> None:
        assert kind in lower.registry

    @pytest.mark.keras
    def test_has_keras_names_order_and_defaults(self, kind: type[Layer]) -> None:
        import keras

        if kind.__name__ in OURS:
            assert not hasattr(keras.layers, kind.__name__)
            return

        signature = inspect.signature(getattr(keras.layers, kind.__name__).__init__)
        loop = inspect.signature(keras.layers.RNN.__init__).parameters
        theirs = {
            name: parameter
            for name, parameter in signature.parameters.items()
            if name != "self"
            and parameter.kind is not inspect.Parameter.VAR_KEYWORD
            and name not in {*LEFT_OUT, *NOT_OURS}
        }
        if issubclass(getattr(keras.layers, kind.__name__), keras.layers.RNN):
            theirs |= {name: loop[name] for name in OF_EVERY_LOOP}
        ours = {name: info for name, info in kind.model_fields.items() if name not in NOT_OURS}
        assert ours.keys() == theirs.keys()
        for name, parameter in theirs.items():
            if parameter.default is inspect.Parameter.empty:
                assert ours[name].is_required(), f"{kind.__name__}.{name} is required in Keras"
            else:
                default = parameter.default
                if name.endswith("_initializer"):
                    default = INITIALIZERS.read(default)  # PReLU says "Zeros", the others "zeros"
                assert plain(ours[name].default) == plain(default), f"{kind.__name__}.{name}"
        first = next(iter(theirs), None)
        assert first is None or kind.positional()[0] == first


RESIDUAL = {
    "parameters": {"units": 8},
    "inputs": [{"name": "sequence", "shape": [None, "$units"]}],
    "layers": [
        {"type": "GRU", "units": "$units", "return_sequences": True},
        {"type": "Add", "inputs": ["sequence", "gru"]},
    ],
}
"""What the example in Block's docstring is about."""


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_example_checks_clean(kind: type[Layer]) -> None:
    entry = example(kind)
    names = entry.get("inputs", "x")
    names = list(names.values()) if isinstance(names, dict) else [names] if isinstance(names, str) else names
    shapes = {"Embedding": [None], "RepeatVector": [16], "Reshape": [None, 16]}
    spatial = [None, *[8] * ({"2D": 1, "3D": 2}.get(kind.__name__[-2:], 0) + ("ConvLSTM" in kind.__name__)), 16]
    inputs = [{"name": name, "shape": shapes.get(kind.__name__, spatial)} for name in names]
    spec = {"rnngraph": 1, "name": "example", "inputs": inputs, "layers": [entry]}
    if kind is rnngraph.Block:
        spec["blocks"] = {"residual": RESIDUAL}
    graph = from_text(json.dumps(spec))
    # Where the only layer reads nothing, nobody reads the input.
    expected = ["RG221"] if kind.arity == (0, 0) else []
    assert [each.code for each in check(analyse(graph))] == expected
    (node,) = (graph.folded or graph).nodes
    assert type(node.layer) is kind


def test_no_layer_is_listed_twice() -> None:
    names = [kind.__name__ for kind in CATALOGUE]
    assert len(names) == len(set(names))
