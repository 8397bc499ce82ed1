"""How a layer of each type is made: what it reads, and what its fields may be.

A type that has no recipe here is made as one of its cases (tests/layers/cases) has it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rnngraph.graph import TensorType
from tests.differential.graphs import recurrent
from tests.differential.graphs.draw import (
    Draw,
    Entry,
    Fits,
    Tensors,
    anything,
    floats,
    integers,
    known,
    of_rank,
    sequence,
)
from tests.differential.graphs.fields import SIZES, Options, fields
from tests.layers.documents import CASES

Make = Callable[[Draw, Tensors, str], Entry]


@dataclass(frozen=True)
class Of:
    """A layer of one input that fits, with options for its fields."""

    fits: Fits
    options: Mapping[str, Options] = field(default_factory=dict)

    def __call__(self, draw: Draw, tensors: Tensors, type_name: str) -> Entry:
        """The layer's entry; empty where no input fits."""
        found = tensors.pick(anything if draw.chance(3) else self.fits)
        return {**fields(draw, type_name, self.options, found[1]), "inputs": found[0]} if found else {}


@dataclass(frozen=True)
class Merge:
    """A layer of several inputs of one rank, of which most have one shape."""

    least: int = 1
    most: int = 3
    options: Mapping[str, Options] = field(default_factory=dict)

    def __call__(self, draw: Draw, tensors: Tensors, type_name: str) -> Entry:
        """The layer's entry; empty where there is nothing to merge."""
        first = tensors.pick(anything if draw.chance(10) else floats)
        if not first:
            return {}

        def like(kind: TensorType) -> bool:
            near = kind.shape == first[1].shape or (kind.rank == first[1].rank and draw.chance(20))
            return near and kind.is_float == first[1].is_float

        names = [first[0], *(tensors.name(like) or first[0] for _ in range(draw.size(self.least, self.most) - 1))]
        return {**fields(draw, type_name, self.options, first[1]), "inputs": names}


def attention(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """Attention of a sequence over another, or over itself."""
    query = tensors.pick(sequence)
    if not query:
        return {}
    value = tensors.pick(lambda kind: sequence(kind) and kind.shape[2] == query[1].shape[2])
    names = {"query": query[0], "value": value[0] if value else query[0]}
    if value and draw.chance(30):
        names["key"] = tensors.name(lambda kind: kind.shape[:2] == value[1].shape[:2] and sequence(kind)) or value[0]
    call = {key: True for key in ("use_causal_mask", "return_attention_scores") if draw.chance(20)}
    options = {"score_mode": ("dot", "concat")}
    return {**fields(draw, type_name, options, query[1]), **call, "inputs": names}


def windows(number: int, *names: str) -> dict[str, Options]:
    """Options for sizes of windows over `number` axes."""
    return {name: lambda draw, kind: window(draw, number) for name in names}


def window(draw: Draw, number: int) -> int | list[int]:
    """One size for all axes, or one for each."""
    one = draw.choice((1, 2, 3))
    return [one] * (number - 1) + [draw.choice((1, 2))] if draw.chance(20) else one


def convolution(number: int, **more: Options) -> Of:
    """A convolution over `number` axes."""
    sizes = windows(number, "kernel_size", "strides", "dilation_rate")
    padding = ("valid", "same", "causal") if number == 1 else ("valid", "same")
    options: dict[str, Options] = {**sizes, "padding": padding, "filters": (2, 4), "groups": (1, 2), **FORMAT, **more}
    return Of(lambda kind: floats(kind) and kind.rank == number + 2, options)


def frames(number: int) -> Of:
    """A recurrent convolution over frames of `number` axes."""
    sizes = windows(number, "kernel_size", "strides", "dilation_rate")
    options: dict[str, Options] = {**sizes, "padding": ("same", "valid"), "filters": (1, 2), **FORMAT}
    return Of(lambda kind: floats(kind) and kind.rank == number + 3, options)


def variable(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """A learned tensor, which reads nothing."""
    return {"type": type_name, "shape": [draw.choice(SIZES) for _ in range(draw.choice((1, 1, 2)))], "inputs": []}


def pooling(number: int) -> Of:
    """A pooling over `number` axes, of integers too."""
    return Of(of_rank(number + 2), {**windows(number, "pool_size", "strides"), "padding": ("valid", "same"), **FORMAT})


def axis(draw: Draw, kind: TensorType) -> int:
    """An axis of the input, in either way to count."""
    return draw.choice((-1, *range(1, kind.rank), *range(1 - kind.rank, -1)))


def axes(draw: Draw, kind: TensorType) -> int | list[int]:
    """An axis, or several."""
    return axis(draw, kind) if draw.chance(70) or kind.rank < 3 else [1, -1]


def numbers(draw: Draw, kind: TensorType) -> float | list[float]:
    """A number, or one for each place of the last axis."""
    size = kind.shape[-1]
    return [0.5] * size if size and kind.rank > 1 and draw.chance(30) else draw.choice((2, 0.5))


def dims(draw: Draw, kind: TensorType) -> list[int]:
    """The axes in some order."""
    return draw.order(list(range(1, kind.rank)))


def target_shape(draw: Draw, kind: TensorType) -> list[int]:
    """A shape that may or may not fit."""
    sizes = kind.shape[1:]
    whole = [size for size in sizes if size is not None]
    return draw.choice(([-1], [-1, 1], [*reversed(whole)] if len(whole) == len(sizes) else [-1, 2], [2, -1], [1, 5]))


def pattern(draw: Draw, kind: TensorType) -> list[int | None]:
    """A pattern of dropping: an axis as a whole, or place by place."""
    return [None, *(draw.choice((1, size)) for size in kind.shape[1:])]


def slot(name: str) -> Options:
    """A bound of a slice."""
    return lambda draw, kind: draw.choice((None, -2, -1, 1, 2)) if name != "index" else draw.choice((0, -1))


def shared_axes(draw: Draw, kind: TensorType) -> list[int]:
    """Axes after the batch's, counted from 1."""
    return draw.order(list(range(1, kind.rank)))[: draw.size(1, 2)]


def einsum(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """An EinsumDense of a few forms."""
    found = tensors.pick(known)
    if not found:
        return {}
    units, rank = draw.choice(SIZES), found[1].rank
    letters = "abcdefgh"[:rank]
    forms: list[tuple[str, list[int | None], str]] = [
        ("...x,xy->...y", [units], "y"),
        (f"{letters},{letters[-1]}y->{letters[:-1]}y", [*[None] * (rank - 2), units], "y"),
        (f"{letters},{letters[-1]}yz->{letters[:-1]}yz", [*[None] * (rank - 2), units, 2], draw.choice(("z", "yz"))),
        (f"{letters},{letters[1:]}y->ay", [units], "y"),
    ]
    equation, shape, bias = draw.choice(forms)
    options = {"equation": (equation,), "output_shape": (shape,), "bias_axes": (bias,)}
    return {**fields(draw, type_name, options, found[1]), "inputs": found[0]}


def normalization(draw: Draw, tensors: Tensors, type_name: str) -> Entry:
    """Given mean and variance: one for all, or one for each place of the last axis."""
    found = tensors.pick(known)
    if not found:
        return {}
    size = found[1].shape[-1] or 1
    given = {"mean": [0.5] * size, "variance": [2.0] * size}
    if draw.chance(40):
        given = {"axis": None, "mean": 0.5, "variance": 2.0}
    return {"type": type_name, **given, "invert": draw.chance(30), "inputs": found[0]}


FORMAT: Mapping[str, Options] = {"data_format": ("channels_last", "channels_first")}
UNITS: Mapping[str, Options] = {"units": SIZES}
NUMBER: tuple[Any, ...] = (0.5, 1.0, 0.0)
PAIR: tuple[Any, ...] = (1, 2, [1, 0], [0, 2])
BOUNDS = {name: slot(name) for name in ("index", "start", "stop", "step")}

RECIPES: Mapping[str, Make] = {
    "Dense": Of(known, UNITS),
    "Identity": Of(anything),
    "Activation": Of(floats),
    "ReLU": Of(floats, {"max_value": NUMBER, "negative_slope": NUMBER, "threshold": NUMBER}),
    "LeakyReLU": Of(floats, {"negative_slope": NUMBER}),
    "ELU": Of(floats, {"alpha": NUMBER}),
    "Dropout": Of(floats, {"rate": NUMBER, "noise_shape": pattern}),
    "GaussianNoise": Of(floats, {"stddev": NUMBER}),
    "GaussianDropout": Of(floats, {"rate": (0.5, 0.0)}),
    "ActivityRegularization": Of(floats, {"l1": NUMBER, "l2": NUMBER}),
    "BatchNormalization": Of(known, {"axis": axis}),
    "LayerNormalization": Of(known, {"axis": axes}),
    "EinsumDense": einsum,
    "Softmax": Of(floats, {"axis": axes}),
    "PReLU": Of(known, {"shared_axes": shared_axes}),
    "SpatialDropout1D": Of(of_rank(3), {"rate": NUMBER}),
    "AlphaDropout": Of(floats, {"rate": (0.5, 0.0), "noise_shape": pattern}),
    "RMSNormalization": Of(known, {"axis": axes}),
    "GroupNormalization": Of(known, {"groups": (1, 2, -1), "axis": axis}),
    "UnitNormalization": Of(floats, {"axis": axes}),
    "Normalization": normalization,
    "NotEqual": Of(anything, {"value": (0, 1)}),
    "CategoryEncoding": Of(integers, {"num_tokens": (7,), "output_mode": ("one_hot", "multi_hot", "count")}),
    "ReversibleEmbedding": Of(
        integers,
        {"input_dim": (7,), "output_dim": SIZES, "reverse_dtype": (None, "float32"), "logit_soft_cap": (None, 2.0)},
    ),
    "Embedding": Of(integers, {"input_dim": (7,), "output_dim": SIZES}),
    "Masking": Of(floats, {"mask_value": (0.0, 1)}),
    "Rescaling": Of(anything, {"scale": numbers, "offset": numbers}),
    **{name: recurrent.layer for name in ("SimpleRNN", "GRU", "LSTM", "RNN")},
    "Bidirectional": recurrent.bidirectional,
    "TimeDistributed": recurrent.distributed,
    "Concatenate": Merge(2, 3, {"axis": axis}),
    **{name: Merge() for name in ("Add", "Multiply", "Average", "Maximum", "Minimum")},
    "Subtract": Merge(2, 2),
    "Dot": Merge(2, 2, {"axes": (-1, 1, 2, [1, 2], [2, 1])}),
    "Attention": attention,
    "AdditiveAttention": attention,
    "Variable": variable,
    **{f"ConvLSTM{number}D": frames(number) for number in (1, 2, 3)},
    **{f"Conv{number}D": convolution(number) for number in (1, 2, 3)},
    "SeparableConv1D": convolution(1, padding=("valid", "same"), depth_multiplier=(1, 2)),
    **{f"MaxPooling{number}D": pooling(number) for number in (1, 2, 3)},
    **{f"AveragePooling{number}D": pooling(number) for number in (1, 2)},
    **{f"Global{kind}Pooling{n}D": Of(of_rank(n + 2), FORMAT) for kind in ("Max", "Average") for n in (1, 2)},
    "Flatten": Of(anything, FORMAT),
    "Reshape": Of(anything, {"target_shape": target_shape}),
    "RepeatVector": Of(of_rank(2), {"n": SIZES}),
    "Permute": Of(of_rank(3, 4), {"dims": dims}),
    "Cropping1D": Of(of_rank(3), {"cropping": PAIR}),
    "ZeroPadding1D": Of(of_rank(3), {"padding": PAIR, **FORMAT}),
    "ZeroPadding2D": Of(of_rank(4), {"padding": (1, [0, 1], [[1, 0], 2]), **FORMAT}),
    "UpSampling1D": Of(of_rank(3), {"size": SIZES}),
    "Slice": Of(of_rank(2, 3, 4), {"axis": axis, **BOUNDS}),
}


@dataclass(frozen=True)
class LikeACase:
    """A layer of which there is no recipe: as in one of its cases, on inputs of that case's ranks."""

    def __call__(self, draw: Draw, tensors: Tensors, type_name: str) -> Entry:
        """The layer's entry; empty where the inputs of a case find none like them."""
        case = draw.choice(cases(type_name))
        names = []
        for given in case["inputs"]:
            rank, dtype = len(given["shape"]) + 1, given.get("dtype", "float32")
            like = TensorType((None,) * rank, dtype)
            names.append(
                tensors.name(lambda kind, like=like: kind.rank == like.rank and kind.is_float == like.is_float)
            )
        entry = {**case["layer"], **case.get("arguments", {}), "inputs": names[0] if len(names) == 1 else names}
        return entry if all(names) else {}


@cache
def cases(type_name: str) -> list[Entry]:
    """The cases of a type."""
    found: list[Entry] = json.loads((CASES / f"{type_name}.json").read_text(encoding="utf-8"))
    return found


def recipe(type_name: str) -> Make:
    """How a layer of that type is made."""
    return RECIPES.get(type_name) or LikeACase()
