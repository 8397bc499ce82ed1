"""EinsumDense: a dense layer whose axes an equation names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, PlainValidator

from rnngraph.graph import Dim, Port, Problem, Shape, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts, Timing
from rnngraph.layers.cost import Cost, times
from rnngraph.layers.windows import integer
from rnngraph.problems import kinds

EQUATION = re.compile(r"(\.\.\.)?([a-zA-Z]+)(\.\.\.)?,([a-zA-Z]+)->(\.\.\.)?([a-zA-Z]+)(\.\.\.)?")


@dataclass(frozen=True, slots=True)
class Equation:
    """The letters of the input's axes, of the kernel's and of the output's; `left` and `right`: where `...` stands."""

    input: str
    kernel: str
    output: str
    left: bool
    right: bool

    def wrong(self, bias_axes: str | None) -> str | None:
        """What is wrong with the letters, by name, or None. Keras 3: `_analyze_split_string`."""
        for term in (self.input, self.kernel, self.output, bias_axes or ""):
            if len(set(term)) < len(term):
                return "twice"
        if set(self.output) - set(self.input + self.kernel):
            return "output"
        if set(self.kernel) - set(self.input + self.output):
            return "kernel"
        if self.right and len(self.input) < 2:
            return "batch"
        if not self.left and (self.output[0] != self.input[0] or self.input[0] in self.kernel):
            return "batch"
        if bias_axes is not None and (not bias_axes or set(bias_axes) - set(self.output)):
            return "bias"
        return None


def read_equation(text: str) -> Equation | None:
    """An equation of one of Keras's forms: `ab,bc->ac`, `...b,bc->...c`, `ab...,bc->ac...`."""
    found = EQUATION.fullmatch(text)
    if not found:
        return None
    left, given, right, kernel, left_out, output, right_out = found.groups()
    if (left and right) or (left is None) != (left_out is None) or (right is None) != (right_out is None):
        return None
    return Equation(given, kernel, output, left is not None, right is not None)


def check_shape(value: object) -> int | tuple[int | None, ...]:
    """A size, or a list of sizes, each of which may be null."""
    if not isinstance(value, list | tuple):
        return integer(value, None, 1, "an integer or a list of integers")
    return tuple(
        None if each is None else integer(each, str(index), 1, "an integer or null") for index, each in enumerate(value)
    )


class EinsumDense(Layer):
    """A dense layer in Einstein's notation: `activation(einsum(equation, x, kernel) + bias)`.

    `equation` names the axes of the input, the kernel and the output: "abc,cd->abd" is `Dense` over a sequence.
    `output_shape` has the output's sizes without the batch (and without what `...` stands for). The mask is not handed
    on. Weights `kernel` and, with `bias_axes`, `bias`.

    ```json
    {"type": "EinsumDense", "equation": "abc,cde->abde", "output_shape": [null, 4, 8], "bias_axes": "de"}
    ```
    """

    equation: Annotated[
        str, Field(strict=True, description="Axes of input, kernel and output, a letter each; `...` for any others.")
    ]
    output_shape: Annotated[
        int | tuple[int | None, ...],
        PlainValidator(check_shape),
        Field(description="Sizes of the output without the batch; null is the input's own size of that letter."),
    ]
    activation: f.ActivationField = None
    bias_axes: Annotated[
        str | None, Field(strict=True, description="The letters of the output's axes that have a bias; null: no bias.")
    ] = None
    kernel_initializer: f.KernelInitializer = "glorot_uniform"
    bias_initializer: f.BiasInitializer = "zeros"
    kernel_regularizer: f.KernelRegularizer = None
    bias_regularizer: f.BiasRegularizer = None
    kernel_constraint: f.KernelConstraint = None
    bias_constraint: f.BiasConstraint = None

    def timing_of(self, rank: int) -> Timing:
        """Step by step where the letter of the second axis, or the dots for it, stay what they are."""
        equation = read_equation(self.equation)
        if equation is None:
            return "whole"
        at = 1 - (rank - len(equation.input)) if equation.left else 1
        time = equation.input[at : at + 1]
        stays = at < 0 or (time != "" and time not in equation.kernel and equation.output[at : at + 1] == time)
        return "step" if stays else "whole"

    def infer(self, call: Call) -> LayerFacts:
        """Every letter's size, from the input or from `output_shape`. Keras 3: `_analyze_einsum_string`."""
        equation = read_equation(self.equation)
        wrong = "form" if equation is None else equation.wrong(self.bias_axes)
        if equation is None or wrong:
            return LayerFacts(problems=(self._invalid(wrong or "form"),))
        shape = call.input.type.shape
        elided = len(shape) - len(equation.input)
        if elided < 0 or (elided > 0 and not (equation.left or equation.right)):
            expected, more = len(equation.input), equation.left or equation.right
            wrong_rank = kinds.shapes.WrongRank("inputs", found=len(shape), expected=expected, or_more=more)
            return LayerFacts(problems=(wrong_rank,))
        return self._fitted(call, equation, elided)

    def _invalid(self, wrong: str) -> Problem:
        field = "bias_axes" if wrong == "bias" else "equation"
        return kinds.axes.InvalidEquation(field, wrong=wrong, equation=self.equation, bias_axes=self.bias_axes)

    def _fitted(self, call: Call, equation: Equation, elided: int) -> LayerFacts:
        shape = call.input.type.shape
        given = shape[elided:] if equation.left else shape[: len(equation.input)]
        left_out = shape[:elided] if equation.left else shape[len(equation.input) :]
        declared = (self.output_shape,) if isinstance(self.output_shape, int) else self.output_shape
        # With `...` in front, the batch is the first of the axes that have no letter, if there are any.
        named = declared if equation.left and elided else (shape[0], *declared)
        if len(named) != len(equation.output):
            expected = len(equation.output) - (len(named) - len(declared))
            wrong = kinds.axes.WrongOutputShape("output_shape", found=len(declared), expected=expected)
            return LayerFacts(problems=(wrong,))
        letters: dict[str, Dim] = dict(zip(equation.input, given, strict=True))
        for letter, size in zip(equation.output, named, strict=True):
            if letter in letters and size is not None and size != letters[letter]:
                unequal = kinds.axes.UnequalLetterSizes(
                    "output_shape", letter=letter, input=letters[letter], output=size
                )
                return LayerFacts(problems=(unequal,))
            letters.setdefault(letter, size)
        output = tuple(letters[letter] for letter in equation.output)
        weights = self._weights(call, equation, letters, elided)
        if isinstance(weights, Problem):
            return LayerFacts(problems=(weights,))
        full: Shape = (*left_out, *output) if equation.left else (*output, *left_out)
        kernel, bias = weights
        made = (self.weight(call, "kernel", *kernel), *((self.weight(call, "bias", *bias),) if bias else ()))
        # A product for each combination of places along all axes, named or not, but the batch's.
        made_of = tuple(letters[each] for each in equation.output if each not in equation.input)
        cost = Cost(times(*shape[1:], *made_of))
        return LayerFacts((Port("output", TensorType(full, self.policy(call).compute)),), made, cost=cost)

    def _weights(
        self, call: Call, equation: Equation, letters: dict[str, Dim], elided: int
    ) -> tuple[tuple[int, ...], tuple[int, ...] | None] | Problem:
        """The kernel's shape, and the bias's: from its first letter on, 1 where it has none."""
        bias = None
        if self.bias_axes is not None:
            first = min(equation.output.index(letter) for letter in self.bias_axes)
            sizes = [letters[each] if each in self.bias_axes else 1 for each in equation.output[first:]]
            bias = (*sizes, *([1] * elided if equation.right else []))
        kernel = tuple(letters[letter] for letter in equation.kernel)
        for size, letter in zip((*kernel, *(bias or ())), equation.kernel + (self.bias_axes or ""), strict=False):
            if size is None:
                where = equation.input.find(letter)
                if where >= 0:
                    axis = where - len(equation.input) if equation.left else where
                    return kinds.shapes.UnknownSize("inputs", axis=axis)
                return kinds.axes.UnknownLetterSize("output_shape", letter=letter)
        return kernel, bias  # type: ignore[return-value]
