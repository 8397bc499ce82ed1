"""What Keras itself makes of a document of one layer: built by nothing of ours, and run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from tests.layers.oracle import ATTENTION, RECURRENT, layer_of, nested

CALL = ("initial_state", "mask", "training", "use_causal_mask", "return_attention_scores", "reverse")
LISTS = ("Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Dot", *ATTENTION)
BATCH, LENGTH = 2, 4


def refusal(tree: Mapping[str, Any]) -> Exception | None:
    """What Keras raises when it builds or runs the document; None where it does neither."""
    try:
        tensors = {
            each["name"]: keras.Input(each["shape"], tree.get("batch_size"), each.get("dtype"))
            for each in tree["inputs"]
        }
        (entry,) = tree["layers"]
        call = {name: entry[name] for name in CALL if name in entry}
        own = {name: value for name, value in entry.items() if name not in (*CALL, "inputs", "name")}
        layer = layer_of(own, tree.get("dtype_policy", "float32"), return_state=entry["type"] in RECURRENT)
        read = entry["inputs"]
        names = [read] if isinstance(read, str) else list(read.values()) if isinstance(read, dict) else read
        several = entry["type"] in LISTS or (isinstance(read, list | dict) and len(names) > 1)
        if "initial_state" in call:
            call["initial_state"] = nested(layer, [tensors[name] for name in call["initial_state"]])
        given = [tensors[name] for name in names] if several else tensors[names[0]]
        result = layer(*given, **call) if entry["type"] == "MultiHeadAttention" else layer(given, **call)
        model = keras.Model(list(tensors.values()), keras.tree.flatten(result))
        model([array(each, tree.get("batch_size")) for each in tree["inputs"]])
    except Exception as error:
        return error
    return None


def array(entry: Mapping[str, Any], batch: int | None) -> tf.Tensor:
    """Zeros and ones for an input."""
    shape = [batch or BATCH, *(LENGTH if size is None else size for size in entry["shape"])]
    return tf.cast(np.random.default_rng(0).integers(0, 2, size=shape), entry.get("dtype") or "float32")
