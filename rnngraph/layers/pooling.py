"""Pooling over time: GlobalAveragePooling1D and GlobalMaxPooling1D."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rnngraph.graph import Port, Problem, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts

DataFormat = Annotated[
    Literal["channels_last", "channels_first"] | None,
    Field(description="channels_last (also null): (batch, timesteps, features); channels_first: features before time."),
]
Keepdims = Annotated[f.Flag, Field(description="Whether the time axis stays, with size 1.")]


def over_all_time(layer: GlobalAveragePooling1D | GlobalMaxPooling1D, call: Call) -> LayerFacts:
    """Facts of a sequence pooled to a vector; no mask goes on. Keras 3: `BaseGlobalPooling.compute_output_shape`."""
    found = call.input.type
    if found.rank != 3:
        return LayerFacts(problems=(Problem("rank", None, "inputs", {"found": found.rank, "expected": 3}),))
    time = 2 if layer.data_format == "channels_first" else 1
    kept = (1,) if layer.keepdims else ()
    shape = (*found.shape[:time], *kept, *found.shape[time + 1 :])
    return LayerFacts((Port("output", TensorType(shape, layer.policy(call).cast(found.dtype))),))


class GlobalAveragePooling1D(Layer):
    """The mean over all timesteps, masked ones left out.

    Input (batch, timesteps, features), output (batch, features).

    ```json
    {"type": "GlobalAveragePooling1D"}
    ```
    """

    takes = frozenset({"mask"})

    data_format: DataFormat = None
    keepdims: Keepdims = False

    def infer(self, call: Call) -> LayerFacts:
        """The features."""
        return over_all_time(self, call)


class GlobalMaxPooling1D(Layer):
    """The largest value of each feature over all timesteps, masked ones among them.

    Input (batch, timesteps, features), output (batch, features).

    ```json
    {"type": "GlobalMaxPooling1D"}
    ```
    """

    data_format: DataFormat = None
    keepdims: Keepdims = False

    def infer(self, call: Call) -> LayerFacts:
        """The features."""
        return over_all_time(self, call)
