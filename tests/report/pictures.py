"""Graphs that between them have everything a picture can show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import rnngraph as rg

SPECS = [path for path in sorted((Path(__file__).parents[2] / "specs").glob("*.json")) if path.stem != "manifest"]

NASTY = '"<b>&amp;&lt;\\N\\G\\"]]>--></svg><script>alert(1)</script> `{}` #quot; end \x00\x1b\u202e'
"""Text that would be markup, an escape or a control character somewhere."""


def spec(name: str, layers: list[Any], inputs: list[Any] | None = None, **fields: Any) -> rg.Graph:
    inputs = inputs or [{"name": "x", "shape": [None, 8]}]
    return rg.loads(json.dumps({"rnngraph": 1, "name": name, "inputs": inputs, "layers": layers, **fields}))


def translator() -> rg.Graph:
    """A bidirectional encoder whose concatenated states start a decoder that attends to it."""
    source, target = rg.Input("source", (None,)), rg.Input("target", (None,))
    encoder = rg.Bidirectional(rg.LSTM(8, return_sequences=True), name="encoder")(rg.Embedding(50, 4)(source))
    h = rg.Concatenate(name="h")([encoder.forward_state_h, encoder.backward_state_h])
    c = rg.Concatenate(name="c")([encoder.forward_state_c, encoder.backward_state_c])
    embedded = rg.Embedding(60, 4, name="embedded")(target)
    decoder = rg.LSTM(16, return_sequences=True, name="decoder")(embedded, initial_state=[h, c])
    context = rg.Attention(name="attention")({"query": decoder, "value": encoder}, return_attention_scores=True)
    outputs = {"words": rg.Dense(60, name="logits")(context), "scores": context.scores}
    return rg.Graph("translator", [source, target], outputs)


def stacks() -> rg.Graph:
    """A stack of cells that starts another, and a stack too deep to be shown whole."""
    cells = [{"type": "LSTMCell", "units": 16}, {"type": "GRUCell", "units": 4, "dropout": 0.5}]
    return spec(
        "stacks",
        [
            {"name": "reader", "type": "RNN", "cell": cells, "return_sequences": True},
            {"name": "writer", "type": "RNN", "cell": cells, "inputs": "x", "initial_state": "reader"},
            {"name": "deep", "type": "RNN", "cell": [{"type": "GRUCell", "units": 4}] * 12, "inputs": "reader"},
            {"name": "both", "type": "Concatenate", "inputs": ["writer", "deep"]},
        ],
    )


def masked() -> rg.Graph:
    """A mask of its own, a shared layer, two outputs of one layer, many arguments."""
    inputs = [{"name": "x", "shape": [10, 8]}, {"name": "kept", "shape": [10], "dtype": "bool"}]
    slow = {"activation": "relu", "use_bias": False, "reset_after": False, "recurrent_dropout": 0.2, "unroll": True}
    return spec(
        "masked",
        [
            {"name": "slow", "type": "GRU", "units": 4, **slow, "inputs": "x", "mask": "kept"},
            {"name": "again", "shares": "slow", "inputs": "x"},
            {
                "name": "two",
                "type": "Bidirectional",
                "layer": {"type": "GRU", "units": 4},
                "merge_mode": None,
                "inputs": "x",
            },
            {"name": "sum", "type": "Add", "inputs": ["slow", "again", "two.forward", "two.backward"]},
        ],
        inputs,
    )


def blocks() -> rg.Graph:
    """A block with a block inside, three times in a row, again with the same weights, and one that a wrapper holds."""
    step = {
        "inputs": [{"name": "x", "shape": [None, 8]}],
        "layers": [
            {"name": "lstm", "type": "LSTM", "units": 8, "return_sequences": True, "inputs": "x"},
            {"name": "sum", "type": "Add", "inputs": ["lstm", "x"]},
        ],
        "outputs": ["sum"],
    }
    outer = {
        "inputs": [{"name": "x", "shape": [None, 8]}],
        "layers": [
            {"name": "step", "type": "Block", "block": "step", "inputs": "x"},
            {"name": "out", "type": "Dense", "units": 8},
        ],
        "outputs": ["out"],
    }
    return spec(
        "blocks",
        [
            {"name": "tower", "type": "Block", "block": "outer", "repeat": 3, "inputs": "x"},
            {"name": "twin", "shares": "tower", "inputs": "y"},
            {"name": "held", "type": "TimeDistributed", "layer": {"type": "Block", "block": "step"}, "inputs": "z"},
            {"name": "both", "type": "Concatenate", "inputs": ["tower", "twin"]},
        ],
        [*({"name": name, "shape": [None, 8]} for name in "xy"), {"name": "z", "shape": [None, 5, 8]}],
        blocks={"step": step, "outer": outer},
        outputs=["both", "held"],
    )


def broken() -> rg.Graph:
    """Wrong states, fields, types, references and outputs; what no output needs."""
    return spec(
        "broken",
        [
            {"name": "encoder", "type": "LSTM", "units": 4},
            {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"},
            {"name": "swapped", "type": "LSTM", "units": 4, "inputs": "x",
             "initial_state": ["encoder.state_c", "encoder.state_h"]},
            {"name": "many", "type": "LSTM", "units": "many", "inputs": "x"},
            {"name": "lost", "type": "Dense", "units": 4, "inputs": "nowhere"},
            {"name": "join", "type": "Concatenate", "inputs": ["decoder", "swapped", "many", "lost"]},
            {"name": "aside", "type": "SimpleRNN", "units": 4, "inputs": "x"},
        ],
        outputs=["join", "gone"],
    )  # fmt: skip


def cycle() -> rg.Graph:
    return spec(
        "cycle",
        [
            {"name": "a", "type": "Add", "inputs": ["x", "c"]},
            {"name": "b", "type": "LSTM", "units": 8, "return_sequences": True},
            {"name": "c", "type": "Dense", "units": 8},
        ],
    )


def hostile() -> rg.Graph:
    """The nasty text wherever a document takes text."""
    return spec(
        "hostile",
        [
            {"name": "a", "type": "LSTM", "units": 4, "description": NASTY},
            {"name": "b", "type": NASTY, "inputs": ["a", NASTY, f"a.{NASTY}"]},
            {"name": "c", "type": "Dense", "units": 3, "activation": NASTY, NASTY: NASTY},
            {"name": "d", "type": "Concatenate", "inputs": {NASTY: "a", ":x:y": "c"}},
        ],
        description=NASTY,
        outputs={NASTY: "d", ":": "a"},
    )


def empty() -> rg.Graph:
    """A text that is no document."""
    return rg.loads('{"rnngraph": 1,')


DRAWN = {
    **{path.stem: rg.load(path) for path in SPECS},
    **{make.__name__: make() for make in (translator, stacks, masked, blocks, broken, cycle, hostile, empty)},
}
"""Every graph of this file and of specs/."""
