"""What layers are given: initializers, regularizers, constraints, activations. Keras 3.15's, with its defaults."""

from __future__ import annotations

from rnngraph.objects.table import Argument, Table

SEED = {"seed": Argument("integer", None)}
AXES = {"input_axes": Argument(["integer", "integers"], None), "output_axes": Argument(["integer", "integers"], None)}
SCALED = {**SEED, **AXES}

INITIALIZERS = Table(
    "initializer",
    {
        "Constant": {"value": Argument("number", 0.0)},
        "GlorotNormal": SCALED,
        "GlorotUniform": SCALED,
        "HeNormal": SCALED,
        "HeUniform": SCALED,
        "Identity": {"gain": Argument("number", 1.0)},
        "LecunNormal": SCALED,
        "LecunUniform": SCALED,
        "Ones": {},
        "Orthogonal": {"gain": Argument("number", 1.0), **SEED},
        "RandomNormal": {"mean": Argument("number", 0.0), "stddev": Argument("number", 0.05), **SEED},
        "RandomUniform": {"minval": Argument("number", -0.05), "maxval": Argument("number", 0.05), **SEED},
        "STFT": {
            "side": Argument(("real", "imag"), "real"),
            "window": Argument("text", "hann"),
            "scaling": Argument(("density", "spectrum"), "density"),
            "periodic": Argument("flag", False),
        },
        "TruncatedNormal": {"mean": Argument("number", 0.0), "stddev": Argument("number", 0.05), **SEED},
        "VarianceScaling": {
            "scale": Argument("number", 1.0),
            "mode": Argument(("fan_in", "fan_out", "fan_avg"), "fan_in"),
            "distribution": Argument(
                ("normal", "truncated_normal", "untruncated_normal", "uniform"), "truncated_normal"
            ),
            **SCALED,
        },
        "Zeros": {},
    },
    # Keras's own defaults say "uniform", so that is RandomUniform's short name here.
    {
        "uniform": "RandomUniform",
        "random_uniform": "RandomUniform",
        "random_normal": "RandomNormal",
        "normal": "RandomNormal",
        "ones": "Ones",
        "one": "Ones",
        "zeros": "Zeros",
        "zero": "Zeros",
        "identity": "Identity",
        "IdentityInitializer": "Identity",
        "orthogonal": "Orthogonal",
        "OrthogonalInitializer": "Orthogonal",
        "stft": "STFT",
        "STFTInitializer": "STFT",
    },
)

REGULARIZERS = Table(
    "regularizer",
    {
        "L1": {"l1": Argument("number", 0.01)},
        "L2": {"l2": Argument("number", 0.01)},
        "L1L2": {"l1": Argument("number", 0.0), "l2": Argument("number", 0.0)},
        "OrthogonalRegularizer": {"factor": Argument("number", 0.01), "mode": Argument(("rows", "columns"), "rows")},
    },
    {"l1_l2": "L1L2", "l1l2": "L1L2"},
)

AXIS = {"axis": Argument(["integer", "integers"], 0)}

CONSTRAINTS = Table(
    "constraint",
    {
        "MaxNorm": {"max_value": Argument("number", 2), **AXIS},
        "MinMaxNorm": {
            "min_value": Argument("number", 0.0),
            "max_value": Argument("number", 1.0),
            "rate": Argument("number", 1.0),
            **AXIS,
        },
        "NonNeg": {},
        "UnitNorm": AXIS,
    },
)

# Keras's glu halves the last axis, and its threshold has arguments without defaults: neither can stand in a layer.
ACTIVATIONS = Table(
    "activation",
    {
        name: {}
        for name in (
            *("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh"),
            *("leaky_relu", "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu"),
            *("soft_shrink", "softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax"),
            *("squareplus", "tanh", "tanh_shrink"),
        )
    },
    {"silu": "silu", "swish": "silu", "hard_silu": "hard_silu", "hard_swish": "hard_silu"},
)
