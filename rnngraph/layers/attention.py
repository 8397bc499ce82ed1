"""Attention over sequences: Attention (dot product) and AdditiveAttention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field

from rnngraph.graph import Port, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import Cost, plus, scalars, times
from rnngraph.layers.masks import mask_problems
from rnngraph.layers.shapes import integer_problems, same_shape
from rnngraph.problems import kinds

UseScale = Annotated[f.Flag, Field(description="Whether the scores are scaled by a learned weight, `scale`.")]
ScoreDropout = Annotated[f.Rate, Field(description="Fraction of the attention weights dropped while training, 0 to 1.")]
CALL_ARGUMENTS = frozenset({"mask", "use_causal_mask", "return_attention_scores"})
ROLES = ("query", "value", "key")


def attend(layer: Layer, call: Call, weights: tuple[Weight, ...], *, additive: bool) -> LayerFacts:
    """Facts of attention of a query (batch, Tq, dim) over a value (batch, Tv, d) with a key (batch, Tv, dim).

    Output (batch, Tq, d), scores (batch, Tq, Tv); the query's mask goes on. Keras 3: `Attention.compute_output_spec`.
    It costs Tq * Tv * (dim + d) multiply-accumulates: a score is a sum over dim, an output one over Tv. The backward
    pass needs the scores, and where they are additive the tanh of each sum.
    """
    shapes = [port.type.shape for port in call.inputs]
    for role, shape in zip(ROLES, shapes, strict=False):
        if len(shape) != 3:
            return LayerFacts(
                problems=(kinds.shapes.WrongRank(f"inputs/{ROLES.index(role)}", found=len(shape), expected=3),)
            )
    integers = (*integer_problems(call), *mask_problems(replace(call, inputs=call.inputs[:2]), axes=2))
    query, value = shapes[:2]
    key = shapes[-1]
    if not same_shape(query[2:], key[2:]):
        own: Literal["key", "value"] = "key" if len(shapes) > 2 else "value"
        sizes = kinds.shapes.UnequalAttentionSizes("inputs", query=query, key=key, role=own)
        return LayerFacts((), weights, problems=(sizes,))
    if not same_shape(value[1:2], key[1:2]):
        lengths = kinds.shapes.UnequalAttentionLengths("inputs", value=value, key=key)
        return LayerFacts((), weights, problems=(lengths,))
    dtype = layer.policy(call).compute
    output = TensorType((*query[:2], value[2]), dtype)
    scores = TensorType((*query[:2], key[1]), dtype)
    pairs = scalars(scores.shape)
    cost = Cost(times(pairs, plus(query[2], value[2])), kept=plus(pairs, times(pairs, query[2]) if additive else 0))
    ports = (Port("output", output, mask=call.masks[0]), Port("scores", scores))
    return LayerFacts(ports, weights, problems=integers, cost=cost)


def returned(arguments: Mapping[str, Any]) -> tuple[str, ...]:
    """The ports that a Keras call returns."""
    return ("output", *(["scores"] if arguments.get("return_attention_scores") else []))


class Attention(Layer):
    """Dot-product attention (Luong et al., 2015): each step of the query looks at all steps of the value.

    Inputs `[query, value]` or `[query, value, key]`, or a dict of these: query (batch, Tq, dim), value (batch, Tv, d),
    key (batch, Tv, dim), the value itself where left out. Output (batch, Tq, d); port `scores` (batch, Tq, Tv).

    ```json
    {"type": "Attention", "inputs": ["decoder", "encoder"]}
    ```
    """

    timing = "window"
    arity = (2, 3)
    input_names = ROLES
    takes = CALL_ARGUMENTS

    use_scale: UseScale = False
    score_mode: Annotated[
        Literal["dot", "concat"],
        Field(description="dot: product of query and key; concat: tanh of their sum, weighted."),
    ] = "dot"
    dropout: ScoreDropout = 0.0
    seed: f.Seed = None

    def port_names(self) -> tuple[str, ...]:
        """The attended values, and the scores."""
        return ("output", "scores")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The output, and with `return_attention_scores` the scores."""
        return returned(arguments)

    def infer(self, call: Call) -> LayerFacts:
        """Scalar weights `scale` and `concat_score_weight`, where asked for."""
        scale = (self.weight(call, "scale"),) if self.use_scale else ()
        concat = (self.weight(call, "concat_score_weight"),) if self.score_mode == "concat" else ()
        return attend(self, call, (*scale, *concat), additive=self.score_mode == "concat")


class AdditiveAttention(Layer):
    """Additive attention (Bahdanau et al., 2015): scores from the tanh of query plus key.

    Inputs, output and scores as `Attention`'s.

    ```json
    {"type": "AdditiveAttention", "inputs": {"query": "decoder", "value": "encoder"}}
    ```
    """

    timing = "window"
    arity = (2, 3)
    input_names = ROLES
    takes = CALL_ARGUMENTS

    use_scale: UseScale = True
    dropout: ScoreDropout = 0.0

    def port_names(self) -> tuple[str, ...]:
        """The attended values, and the scores."""
        return ("output", "scores")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The output, and with `return_attention_scores` the scores."""
        return returned(arguments)

    def infer(self, call: Call) -> LayerFacts:
        """Weight `scale` (dim,)."""
        size = call.inputs[0].type.shape[-1]
        if self.use_scale and size is None:
            return LayerFacts(problems=(kinds.shapes.UnknownSize("inputs/0", axis=-1),))
        scale = (self.weight(call, "scale", size),) if self.use_scale and size is not None else ()
        return attend(self, call, scale, additive=True)
