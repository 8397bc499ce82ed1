"""Symbols as numbers, and numbers as symbols again: ReversibleEmbedding, CategoryEncoding, NotEqual."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from rnngraph import objects
from rnngraph.graph import Mask, Port, Problem, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts, Timing
from rnngraph.layers.cost import Cost, scalars, times
from rnngraph.problems import kinds


def float_indices(call: Call) -> tuple[Problem, ...]:
    """The problem of floats where symbols are looked up: Keras cuts them to integers."""
    found = call.input.type
    return (kinds.shapes.FloatIndices("inputs", found=found.dtype),) if found.is_float else ()


class ReversibleEmbedding(Layer):
    """An `Embedding` that also goes back, from vectors to a score for each integer, with the same weights.

    As an Embedding; a node that `shares` it and says `"reverse": true` takes (..., output_dim) and gives
    (..., input_dim). Weight `embeddings` (input_dim, output_dim), and untied `reverse_embeddings`
    (output_dim, input_dim).

    ```json
    {"type": "ReversibleEmbedding", "input_dim": 1000, "output_dim": 64}
    ```
    """

    timing = "step"
    reads_integers = True
    takes = frozenset({"reverse"})

    input_dim: Annotated[f.Count, Field(description="Size of the vocabulary: the largest integer, plus one.")]
    output_dim: Annotated[f.Count, Field(description="Length of each vector.")]
    tie_weights: Annotated[f.Flag, Field(description="Whether both ways have the same weights.")] = True
    embeddings_initializer: Annotated[objects.Initializer, Field(description="Initializer of the weights.")] = "uniform"
    embeddings_regularizer: Annotated[objects.Regularizer | None, Field(description="Regularizer of `embeddings`.")] = (
        None
    )
    embeddings_constraint: Annotated[objects.Constraint | None, Field(description="Constraint on `embeddings`.")] = None
    mask_zero: Annotated[f.Flag, Field(description="Whether 0 is padding, to be masked in what follows.")] = False
    reverse_dtype: Annotated[
        Literal["float16", "bfloat16", "float32", "float64"] | None,
        Field(description="The dtype of the way back; null is the layer's own."),
    ] = None
    logit_soft_cap: Annotated[
        Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)] | None,
        Field(description="What the scores stay below: `cap * tanh(scores / cap)`; null is no limit."),
    ] = None

    def infer(self, call: Call) -> LayerFacts:
        """One weight, or two; on the way back no mask. Keras 3: `ReversibleEmbedding.call`."""
        found = call.input.type
        ways: tuple[tuple[str, tuple[int, ...]], ...] = (("embeddings", (self.input_dim, self.output_dim)),)
        if not self.tie_weights:
            ways = (*ways, ("reverse_embeddings", (self.output_dim, self.input_dim)))
        weights = tuple(self.weight(call, name, *sizes) for name, sizes in ways)
        if call.reverse:
            return self._back(call, weights)
        output = TensorType((*found.shape, self.output_dim), self.policy(call).compute)
        mask = Mask(call.padding, call.node, found.shape) if self.mask_zero else None
        return LayerFacts((Port("output", output, mask=mask),), weights, problems=float_indices(call))

    def _back(self, call: Call, weights: tuple[Weight, ...]) -> LayerFacts:
        *outer, last = call.input.type.shape
        if not outer:
            return LayerFacts((), weights, problems=(kinds.shapes.WrongRank("inputs", found=1, expected=2),))
        if last not in (None, self.output_dim):
            return LayerFacts(
                (), weights, problems=(kinds.axes.WrongReverseSize("inputs", found=last, expected=self.output_dim),)
            )
        dtype = self.reverse_dtype or self.policy(call).compute
        output = TensorType((*outer, self.input_dim), dtype)
        cost = Cost(times(self.output_dim, scalars(output.shape)))
        return LayerFacts((Port("output", output),), weights, cost=cost)


class CategoryEncoding(Layer):
    """Integers as vectors with a place for each: which one it is, which there are, or how many of each.

    "one_hot": input (batch, ...), output (batch, ..., num_tokens), in which a last axis of size 1 is left out.
    "multi_hot" and "count": input (batch, tokens), output (batch, num_tokens). The mask is not handed on.

    ```json
    {"type": "CategoryEncoding", "num_tokens": 10, "output_mode": "one_hot"}
    ```
    """

    reads_integers = True

    num_tokens: Annotated[f.Count | None, Field(description="Number of places: the largest integer, plus one.")] = None
    output_mode: Annotated[
        Literal["multi_hot", "one_hot", "count"],
        Field(description="one_hot: each integer by itself; multi_hot: which there are; count: how many of each."),
    ] = "multi_hot"

    def timing_of(self, rank: int) -> Timing:
        """One integer at a time, or all of a sample together."""
        return "step" if self.output_mode == "one_hot" else "whole"

    def infer(self, call: Call) -> LayerFacts:
        """Output in the dtype of variables. Keras 3: `numerical_utils.encode_categorical_inputs`."""
        if self.num_tokens is None:
            return LayerFacts(problems=(kinds.fields.MissingField("num_tokens", of=self.type),))
        shape = call.input.type.shape
        if self.output_mode != "one_hot" and len(shape) != 2:
            return LayerFacts(problems=(kinds.shapes.WrongRank("inputs", found=len(shape), expected=2),))
        if self.output_mode == "one_hot":
            outer = shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape
        else:
            outer = shape[:1]
        dtype = self.policy(call).variable
        if self.output_mode != "one_hot" and dtype in ("float16", "bfloat16"):
            return LayerFacts(problems=(kinds.windows.UnsupportedDtype("output_mode", found=dtype),))
        output = TensorType((*outer, self.num_tokens), dtype)
        return LayerFacts((Port("output", output),), problems=float_indices(call))


class NotEqual(Layer):
    """Where the input is not a certain value: a boolean tensor of the input's shape, to use as a `mask`.

    Keras has no such layer. Floats are compared as they are, in their own dtype.

    ```json
    {"type": "NotEqual", "value": 0}
    ```
    """

    timing = "step"
    reads_integers = None

    value: Annotated[f.Integer | f.Number, Field(description="The value that gives false; any other gives true.")] = 0

    def infer(self, call: Call) -> LayerFacts:
        """The input's shape, in truth values; its mask goes on."""
        return LayerFacts((Port("output", TensorType(call.input.type.shape, "bool"), mask=call.masks[0]),))
