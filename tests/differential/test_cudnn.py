"""The cuDNN verdict, proved: a layer as we build it, traced with a GPU pretended, calls the kernel where we say so.

The layer cases hold each field alone; here they meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text
from tests.layers.documents import document

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

AGAINST: dict[str, Any] = {
    "activation": "relu",
    "recurrent_activation": "hard_sigmoid",
    "use_bias": False,
    "unroll": True,
    "recurrent_dropout": 0.2,
    "cudnn": "never",
}
HARMLESS: tuple[dict[str, Any], ...] = (
    {},
    {"layer": {"dropout": 0.5}, "arguments": {"training": True}},
    {"layer": {"go_backwards": True, "return_sequences": True}},
    {"layer": {"return_sequences": True}, "masked": True},
    {"layer": {"return_sequences": True, "zero_output_for_mask": True}, "masked": True},
    {"layer": {"stateful": True}, "batch_size": 2},
    {"layer": {"kernel_regularizer": "l2", "recurrent_initializer": "glorot_uniform"}},
    {"layer": {"activation": "tanh", "recurrent_activation": "sigmoid", "recurrent_dropout": 0}},
    {"dtype_policy": "float64"},
    {"dtype_policy": "float16"},
    {"dtype_policy": "mixed_float16"},
    {"dtype_policy": "mixed_bfloat16"},
)


def case(layer: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    inputs = [{"shape": [6, 3], "masked": more.get("masked", False)}]
    settings = {key: value for key, value in more.items() if key not in ("layer", "masked")}
    return {"what": "cuDNN", "layer": {**layer, **more.get("layer", {})}, "inputs": inputs, **settings}


def cases() -> Iterator[Any]:
    for kind, extra in (("LSTM", {}), ("GRU", {"reset_after": False})):
        against = {**AGAINST, **extra}
        for names in (*combinations(against, 1), *combinations(against, 2)):
            layer = {"type": kind, "units": 2, **{name: against[name] for name in names}}
            yield pytest.param(case(layer, {}), id=f"{kind}-{'-'.join(names)}")
    layers: dict[str, dict[str, Any]] = {
        "LSTM": {"type": "LSTM", "units": 2},
        "GRU": {"type": "GRU", "units": 2},
        "SimpleRNN": {"type": "SimpleRNN", "units": 2},
    }
    for (kind, layer), (index, more) in product(layers.items(), enumerate(HARMLESS)):
        if kind != "SimpleRNN" or "recurrent_activation" not in more.get("layer", {}):
            yield pytest.param(case(layer, more), id=f"{kind}-harmless-{index}")
    for kind in ("LSTMCell", "GRUCell", "SimpleRNNCell"):
        yield pytest.param(case({"type": "RNN", "cell": {"type": kind, "units": 2}}, {}), id=f"RNN-{kind}")
    for forward, backward in product(({}, {"use_bias": False}, {"cudnn": "never"}), repeat=2):
        ends = [{"type": "LSTM", "units": 2, **fields} for fields in (forward, backward)]
        layer = {"type": "Bidirectional", "layer": ends[0], "backward_layer": {**ends[1], "go_backwards": True}}
        yield pytest.param(case(layer, {}), id=f"Bidirectional-{forward}-{backward}")


@pytest.mark.parametrize("case", list(cases()))
def test_keras_calls_the_kernel_where_the_analysis_says_so(case: dict[str, Any]) -> None:
    from rnngraph.keras import build
    from tests.layers.oracle import uses_cudnn

    analysis = analyse(from_text(document(case)))
    verdict = analysis.nodes["subject"].cudnn
    assert verdict is not None
    assert verdict.eligible == uses_cudnn(case, build(analysis).get_layer("subject")), verdict.reasons


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_every_field_against_is_a_reason_of_its_own(kind: str) -> None:
    against = {**AGAINST, **({"reset_after": False} if kind == "GRU" else {})}
    verdict = analyse(from_text(document(case({"type": kind, "units": 2, **against}, {})))).nodes["subject"].cudnn
    assert verdict is not None
    assert {reason.field for reason in verdict.reasons} == set(against)
