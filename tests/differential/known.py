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
        r"Could not find device for node: \{\{node MaxPool3D\}\}",
        "MaxPooling3D in float16 has a kernel on the GPU only",
        ({"type": "MaxPooling3D"},),
        ({"name": "x", "shape": [4, 4, 4, 1]},),
        "float16",
    ),
)


def known(error: BaseException) -> Known | None:
    """The entry that explains an error, if one does."""
    text = str(error)
    return next((each for each in KNOWN if re.search(each.message, text)), None)
