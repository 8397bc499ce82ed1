"""Activation functions: Keras 3.15's. Keras takes them by name only, so they have no arguments."""

from __future__ import annotations

from rnngraph.objects.table import Table

# Without glu, which halves the last axis, and threshold, whose arguments have no defaults.
NAMES = (
    *("celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu"),
    *("linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink"),
    *("softmax", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "tanh"),
    "tanh_shrink",
)

ACTIVATIONS = Table("activation", {name: {} for name in NAMES}, {"swish": "silu", "hard_swish": "hard_silu"})
