"""What depends on the machine that a model is made on."""

from __future__ import annotations

from typing import Literal

import keras


def required_cudnn() -> Literal[True, "auto"]:
    """Keras's `use_cudnn` for a layer that requires cuDNN: True if a GPU is available.

    Elsewhere Keras refuses True, and the analysis has checked that the layer is eligible.
    """
    return True if keras.distribution.list_devices("gpu") else "auto"
