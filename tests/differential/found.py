"""Documents in which random graphs once found Keras and the analysis at odds: now they agree."""

from __future__ import annotations

from typing import Any


def document(*layers: dict[str, Any], x: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A document with one input, `x`."""
    return {"rnngraph": 1, "name": "found", "inputs": [{"name": "x", **x}], "layers": list(layers), **more}


SEQUENCE = {"shape": [4, 2]}
PIXELS = {"shape": [4, 2], "dtype": "uint8"}

AGREED: dict[str, dict[str, Any]] = {
    "a cell in a layer of another dtype has that one": document(
        {"type": "Masking"},
        {
            "type": "RNN",
            "cell": [{"type": "GRUCell", "units": 2}, {"type": "LSTMCell", "units": 1}],
            "dtype": "float16",
        },
        x=SEQUENCE,
    ),
    "directions in a wrapper of another dtype have that one": document(
        {"type": "Bidirectional", "layer": {"type": "GRU", "units": 2}, "dtype": "mixed_bfloat16"}, x=SEQUENCE
    ),
    "means of integers are doubles": document(
        {"type": "Average", "inputs": ["x", "x"]}, x={**PIXELS, "dtype": "int32"}
    ),
    "means of small integers are floats": document({"type": "Average", "inputs": ["x", "x"]}, x=PIXELS),
    "signed and unsigned integers meet in a wider one": document(
        {"name": "y", "type": "NotEqual"}, {"type": "Concatenate", "inputs": ["x", "y"]}, x=PIXELS
    ),
    "booleans times a mask are integers": document({"type": "Masking"}, x={**PIXELS, "dtype": "bool"}),
    "a rectifier keeps integers": document({"type": "ReLU", "max_value": 1.0}, x={**PIXELS, "dtype": "int32"}),
    "booleans at every timestep": document({"type": "TimeDistributed", "layer": {"type": "NotEqual"}}, x=SEQUENCE),
    "booleans at every timestep of every timestep": document(
        {"type": "TimeDistributed", "layer": {"type": "TimeDistributed", "layer": {"type": "NotEqual"}}},
        x={"shape": [2, 3, 2]},
    ),
}
"""By what was found."""
