"""MultiHeadAttention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, PlainValidator

from rnngraph import objects
from rnngraph.graph import Mask, Port, Problem, Shape, TensorType, Weight
from rnngraph.layers import fields as f
from rnngraph.layers.attention import CALL_ARGUMENTS, ROLES, ScoreDropout, returned
from rnngraph.layers.axes import axis_problem, check_axes
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.cost import Cost, plus, scalars, times
from rnngraph.layers.masks import unfit
from rnngraph.layers.shapes import integer_problems, same_shape
from rnngraph.layers.windows import check_sizes
from rnngraph.problems import kinds

Heads = Annotated[f.Count, Field(description="Number of heads.")]
KernelInitializer = Annotated[objects.Initializer, Field(description="Initializer of every kernel.")]
BiasInitializer = Annotated[objects.Initializer, Field(description="Initializer of every bias.")]


class MultiHeadAttention(Layer):
    """Several attentions side by side, each over a projection of its own (Vaswani et al., 2017).

    Inputs `[query, value]` or `[query, value, key]`, or a dict of these: query (batch, Tq, dim), value (batch, Tv, d),
    key (batch, Tv, e), the value itself where left out. Output (batch, Tq, dim), or (batch, Tq, *output_shape); port
    `scores` (batch, heads, Tq, Tv). With more axes, `attention_axes` says over which; the others go side by side.

    The masks of query, value and key are used together. A `mask` of (batch, Tq, Tv) joins them, as Keras's
    `attention_mask`; one of (batch, Tv) stands in place of the value's. Weights `query/kernel`, `query/bias`, and the
    same for `key`, `value` and `attention_output`, with `use_gate` also for `gate`.

    ```json
    {"type": "MultiHeadAttention", "num_heads": 4, "key_dim": 16, "inputs": ["decoder", "encoder"]}
    ```
    """

    timing = "window"
    arity = (2, 3)
    input_names = ROLES
    takes = CALL_ARGUMENTS

    num_heads: Heads
    key_dim: Annotated[f.Count, Field(description="Size of each head's query and key.")]
    value_dim: Annotated[f.Count | None, Field(description="Size of each head's value; null is `key_dim`.")] = None
    dropout: ScoreDropout = 0.0
    use_bias: f.UseBias = True
    output_shape: Annotated[
        int | tuple[int, ...] | None,
        PlainValidator(lambda value: None if value is None else check_sizes(value)),
        Field(description="Sizes of the output in place of the query's last axis; null keeps that."),
    ] = None
    attention_axes: Annotated[
        int | tuple[int, ...] | None,
        PlainValidator(lambda value: None if value is None else check_axes(value)),
        Field(description="The axis or axes that attention is over; null: all between the batch and the features."),
    ] = None
    sliding_window: Annotated[
        f.Count | None, Field(description="How near a step has to be to be seen: nearer than this; null is no limit.")
    ] = None
    kernel_initializer: KernelInitializer = "glorot_uniform"
    bias_initializer: BiasInitializer = "zeros"
    kernel_regularizer: f.KernelRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    activity_regularizer: f.ActivityRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    bias_constraint: f.BiasConstraint = None
    use_gate: Annotated[f.Flag, Field(description="Whether a gate of the query scales what each head gives.")] = False
    seed: f.Seed = None

    def port_names(self) -> tuple[str, ...]:
        """The attended values, and the scores."""
        return ("output", "scores")

    def returned_names(self, arguments: Mapping[str, Any]) -> tuple[str, ...]:
        """The output, and with `return_attention_scores` the scores."""
        return returned(arguments)

    def axes(self, rank: int) -> tuple[int, ...]:
        """The axes that attention is over, counted from the batch's."""
        given = (self.attention_axes,) if isinstance(self.attention_axes, int) else self.attention_axes
        return tuple(range(1, rank - 1)) if given is None else tuple(axis % rank for axis in given)

    def infer(self, call: Call) -> LayerFacts:
        """Keras 3: `MultiHeadAttention.build` and `_build_attention`; its symbolic shape of the scores is wrong."""
        shapes = [port.type.shape for port in call.inputs]
        wrong = self._wrong_shapes(shapes)
        if wrong:
            return LayerFacts(problems=(wrong,))
        query, value, key = (*shapes, shapes[1])[:3]
        sizes = [shape[-1] for shape in (query, key, value)]
        if None in sizes:
            index = {0: 0, 1: len(shapes) - 1, 2: 1}[sizes.index(None)]
            return LayerFacts(problems=(kinds.shapes.UnknownSize(f"inputs/{index}", axis=-1),))
        outer = query[-1:] if self.output_shape is None else self._sizes()
        axes = self.axes(len(query))
        beside = tuple(size for axis, size in enumerate(query[:-1]) if axis not in axes)
        over = tuple(shape[axis] for shape in (query, value) for axis in axes)
        dtype = self.policy(call).compute
        scores = TensorType((*beside, self.num_heads, *over), dtype)
        output = TensorType((*query[:-1], *outer), dtype)
        ports = (Port("output", output, mask=call.inputs[0].mask), Port("scores", scores))
        weights = self._weights(call, [size for size in sizes if size is not None], outer)
        problems = (*integer_problems(call), *self._mask_problems(call, axes))
        return LayerFacts(ports, weights, problems=problems, cost=self._cost((query, key, value), outer, scores.shape))

    def _sizes(self) -> tuple[int, ...]:
        return (self.output_shape,) if isinstance(self.output_shape, int) else self.output_shape or ()

    def _wrong_shapes(self, shapes: list[Shape]) -> Problem | None:
        query, value, key = (*shapes, shapes[1])[:3]
        for index, shape in enumerate(shapes):
            if len(shape) < 3 or len(shape) != len(query):
                expected, short = max(3, len(query)), len(shape) < 3
                return kinds.shapes.WrongRank(f"inputs/{index}", found=len(shape), expected=expected, or_more=short)
        given = (self.attention_axes,) if isinstance(self.attention_axes, int) else self.attention_axes or ()
        wrong = axis_problem(given, len(query), field="attention_axes")
        if wrong:
            return wrong
        last = next((axis for axis in given if axis % len(query) == len(query) - 1), None)
        if last is not None:
            return kinds.axes.InvalidAttentionAxes("attention_axes", what="features", axes=given)
        if value[1:-1] != key[1:-1]:
            return kinds.shapes.UnequalAttentionLengths("inputs", value=value, key=key)
        axes = self.axes(len(query))
        side = [axis for axis in range(len(query) - 1) if axis not in axes]
        if not same_shape(tuple(query[axis] for axis in side), tuple(value[axis] for axis in side)):
            return kinds.shapes.UnequalShapes("inputs/1", shapes=tuple(shapes))
        return None

    def _weights(self, call: Call, sizes: list[int], outer: Shape) -> tuple[Weight, ...]:
        query, key, value = sizes
        deep = self.value_dim or self.key_dim
        heads = {"query": (query, self.key_dim), "key": (key, self.key_dim)}
        heads |= {"gate": (query, deep)} if self.use_gate else {}
        heads |= {"value": (value, deep)}
        shapes = {name: ((size, self.num_heads, dim), (self.num_heads, dim)) for name, (size, dim) in heads.items()}
        to = tuple(size for size in outer if size is not None)
        made = []
        for name, (kernel, bias) in {**shapes, "attention_output": ((self.num_heads, deep, *to), to)}.items():
            made.append(self.weight(call, f"{name}/kernel", *kernel))
            made += [self.weight(call, f"{name}/bias", *bias)] if self.use_bias else []
        return tuple(made)

    def _mask_problems(self, call: Call, axes: tuple[int, ...]) -> tuple[Problem, ...]:
        """What Keras applies to the wrong axes: causal masks are of axis 1, others of the axes up to that of attention.

        Keras 3: `_compute_attention_mask`, `_masked_softmax`.
        """
        rank = call.input.type.rank
        single = len(axes) == 1
        for name in ("use_causal_mask", "sliding_window"):
            given = call.use_causal_mask if name == "use_causal_mask" else self.sliding_window
            if given and axes != (1,):
                return (kinds.axes.InvalidAttentionAxes(name, what=name, axes=axes),)
        count = 2 if axes == (1,) else rank - 1
        problems = []
        for index, (port, mask) in enumerate(zip(call.inputs, self._masks(call), strict=True)):
            if mask is None:
                continue
            if not single or axes[0] not in (1, rank - 2):
                return (kinds.axes.InvalidAttentionAxes("attention_axes", what="mask", axes=axes),)
            if not same_shape(mask.shape, port.type.shape[:count]):
                by_hand = mask is call.mask
                problems.append(unfit(replace(call, has_mask=by_hand), index, port.type.shape[:count], mask))
        if call.mask and len(call.mask.shape) > 2:
            query, value = (port.type.shape for port in call.inputs[:2])
            wanted = (query[0], query[axes[0]], value[axes[0]])
            if not single or not same_shape(call.mask.shape, wanted):
                problems.append(unfit(call, 0, wanted, call.mask))
        return tuple(problems)

    def _masks(self, call: Call) -> tuple[Mask | None, ...]:
        """The masks that come along, the value's replaced by one of (batch, Tv) given by hand."""
        masks = [port.mask for port in call.inputs]
        if call.mask and len(call.mask.shape) <= 2:
            masks[1] = call.mask
        return tuple(masks)

    def _cost(self, shapes: tuple[Shape, Shape, Shape], outer: Shape, scores: Shape) -> Cost:
        """Each projection, the scores over `key_dim`, the values over the scores, and the projection of all heads."""
        deep = self.value_dim or self.key_dim
        query, key, value = shapes
        at_query, at_key, at_value = (times(*shape[1:-1]) for shape in shapes)
        heads = [(query, at_query, self.key_dim), (key, at_key, self.key_dim), (value, at_value, deep)]
        heads += [(query, at_query, deep)] if self.use_gate else []
        inside = plus(*(times(shape[-1], places, self.num_heads, dim) for shape, places, dim in heads))
        pairs = scalars(scores)
        out = times(at_query, self.num_heads, deep, *outer)
        projected = plus(*(times(places, self.num_heads, dim) for _, places, dim in heads))
        kept = plus(projected, pairs, times(at_query, self.num_heads, deep))
        return Cost(plus(inside, times(pairs, self.key_dim + deep), out), kept=kept)
