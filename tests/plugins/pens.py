"""The declaration, which imports no Keras."""

import rnngraph as rg

PenCell = rg.cell(
    "PenCell",
    description="A cell of pen strokes: where the pen is, and how hard it presses.",
    parameters=["units"],
    fields={
        "activation": {"kind": "activation", "default": "tanh"},
        "recurrent_dropout": {"kind": "rate", "default": 0.0},
        "kernel_initializer": {"kind": "initializer", "default": "glorot_uniform"},
        "kernel_regularizer": {"kind": "regularizer", "default": None},
    },
    inputs={"location": ["l"], "pressure": ["p"]},
    states={"h": ["units"], "seen": ["l"]},
    weights={
        "kernel": {"shape": ["l", "units"]},
        "pressure_kernel": {"shape": ["p", "units"]},
        "scale": {"shape": [], "trainable": False},
    },
    outputs={"y": ["units"]},
    keras="tests.plugins.pens_keras:PenCell",
)
PlainCell = rg.cell(
    "PlainCell",
    parameters=["units"],
    inputs={"x": ["i"]},
    states={"h": ["units"]},
    weights={"kernel": {"shape": ["i", "units"]}},
    outputs={"y": ["units"]},
    keras="tests.plugins.pens_keras:PlainCell",
)
Wrong = rg.cell(
    "Wrong",
    inputs={"x": ["i"]},
    states={"h": [3]},
    weights={"kernels": {"shape": ["i", 3]}},
    outputs={"y": [3]},
    keras="tests.plugins.pens_keras:Three",
)
Nowhere = rg.cell(
    "Nowhere", inputs={"x": ["i"]}, states={"h": [3]}, outputs={"y": [3]}, keras="tests.plugins.nowhere:Three"
)
NoLayer = rg.cell("NoLayer", inputs={"x": ["i"]}, states={"h": [3]}, outputs={"y": [3]}, keras="json:JSONDecoder")
OtherFields = rg.cell(
    "OtherFields",
    parameters=["unit"],
    inputs={"x": ["i"]},
    states={"h": ["unit"]},
    outputs={"y": ["unit"]},
    keras="tests.plugins.pens_keras:PlainCell",
)
