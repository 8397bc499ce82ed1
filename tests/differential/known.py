"""Where Keras 3.15 on TensorFlow is wrong, or has no kernel on the CPU: the reason, and a document that shows it.

A test builds and runs each document, so that an entry goes when Keras has mended it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Known:
    """What Keras says, as a regular expression, why it is no fault of the analysis, and the smallest document."""

    message: str
    reason: str
    layers: tuple[dict[str, Any], ...]
    inputs: tuple[dict[str, Any], ...]
    dtype_policy: str = "float32"

    @property
    def document(self) -> dict[str, Any]:
        """The document that shows it."""
        shown = {"layers": list(self.layers), "inputs": list(self.inputs), "dtype_policy": self.dtype_policy}
        return {"rnngraph": 1, "name": "known", **shown}


KNOWN = (
    Known(
        r"Could not find device for node: \{\{node (Max|Avg)Pool3D\}\}",
        "MaxPooling3D in float16 and AveragePooling3D in float64 have kernels on the GPU only",
        ({"type": "MaxPooling3D"},),
        ({"name": "x", "shape": [4, 4, 4, 1]},),
        "float16",
    ),
    Known(
        r"Broadcast between .* is not supported yet",
        "TensorFlow's SelectV2 broadcasts eight axes at most",
        ({"type": "Masking"},),
        ({"name": "x", "shape": [1, 1, 1, 1, 1, 1, 1, 1]},),
    ),
)


def known(error: BaseException) -> Known | None:
    """The entry that explains an error, if one does."""
    text = str(error)
    return next((each for each in KNOWN if re.search(each.message, text)), None)


EXCUSED: dict[str, str] = {
    r"^'value'$": "Constant by its bare name, which Keras makes without a value and then asks for it; built with one",
    r"Layer (NotEqual|Slice) does not have a `compute_output_shape`": "no layer of Keras's, inside one that is",
    r"Could not find device for node": "no kernel on the CPU, as `KNOWN` has it",
}
"""What Keras alone says of a layer that is built otherwise by us, as a regular expression, and the reason."""


def excused(error: BaseException) -> str | None:
    """The reason why it is no fault of the analysis that Keras refuses, where there is one."""
    return next((reason for message, reason in EXCUSED.items() if re.search(message, str(error))), None)


STRICTER: dict[str, tuple[tuple[str, ...], str]] = {
    "RG112": ((), "Keras takes for a flag or a number whatever Python can use as one"),
    "RG113": ((), "Keras looks at some limits only when it trains, and has no others"),
    "RG114": ((), "Keras looks at some choices only where they matter"),
    "RG123": ((), "as RG112, inside an initializer and its like"),
    "RG210": (
        ("AlphaDropout", "Dropout", "GaussianDropout", "GaussianNoise", "Identity", "Flatten", "Activation", "Masking"),
        "Keras takes a list for a tensor where its function does",
    ),
    "RG301": (
        ("Masking", "TimeDistributed", "SpatialDropout1D", "Dense", "EinsumDense", "Softmax"),
        "of fewer axes Keras masks samples, or takes them for timesteps",
    ),
    "RG303": (("Concatenate", "Softmax", "UnitNormalization", "Slice"), "Keras joins and normalizes over the batch"),
    "RG305": (("Reshape",), "Keras asks only when the sizes are known"),
    "RG309": ((), "Keras casts"),
    "RG312": (
        (
            *("Activation", "ReLU", "LeakyReLU", "ELU", "PReLU", "Dropout", "SpatialDropout1D", "AlphaDropout"),
            *("GaussianNoise", "GaussianDropout", "ActivityRegularization", "SimpleRNN", "GRU", "LSTM", "RNN"),
            *("RMSNormalization", "Bidirectional", "TimeDistributed", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D"),
            *("SpatialDropout2D", "SpatialDropout3D"),
        ),
        "fails when it trains or on a GPU, or gives another dtype than Keras says",
    ),
    "RG314": ((), "a pattern of dropping is looked at when training only"),
    "RG335": (("Slice",), "ours: what is empty or says two things is no slice that anybody means"),
    "RG341": ((), "weights are measured when training only"),
    "RG401": ((), "states are not counted when a model is built; a GRU runs on two (demands R2)"),
    "RG402": ((), "Keras knows no kinds of states"),
    "RG403": ((), "states of other sizes fail when run, or are stretched where they are 1"),
    "RG404": ((), "Keras makes up a batch size"),
    "RG502": ((), "Keras casts a mask"),
    "RG601": ((), "required is no word of Keras's"),
}
"""Errors of ours where Keras may be silent: the layers concerned (none named: any), and the reason."""


def stricter(code: str, type_name: str) -> bool:
    """Whether Keras may build and run what we call an error."""
    types, _ = STRICTER.get(code, (("",), ""))
    return not types or type_name in types
