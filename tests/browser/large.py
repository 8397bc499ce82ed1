"""Models of very many layers."""

from __future__ import annotations

from typing import Any


def large(blocks: int) -> dict[str, Any]:
    """A chain of a residual block, which has four layers: `tower/lstm`, `tower_2/lstm`, ..."""
    layers = [
        {"name": "norm", "type": "LayerNormalization", "inputs": "x"},
        {"name": "lstm", "type": "LSTM", "units": 16, "return_sequences": True},
        {"name": "drop", "type": "Dropout", "rate": 0.1},
        {"name": "sum", "type": "Add", "inputs": ["drop", "x"]},
    ]
    tower = {"inputs": [{"name": "x", "shape": [None, 16]}], "layers": layers, "outputs": ["sum"]}
    return {
        "rnngraph": 1,
        "name": "large",
        "inputs": [{"name": "x", "shape": [None, 16]}],
        "blocks": {"tower": tower},
        "layers": [{"name": "tower", "type": "Block", "block": "tower", "repeat": blocks, "inputs": "x"}],
    }


def chain(length: int) -> dict[str, Any]:
    """One layer after another: `dense_0`, `dense_1`, ..."""
    layers = [{"name": f"dense_{index}", "type": "Dense", "units": 4} for index in range(length)]
    return {"rnngraph": 1, "name": "flat", "inputs": [{"name": "x", "shape": [4]}], "layers": layers}
