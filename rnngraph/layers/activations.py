"""Activation functions that are layers of their own: ReLU, LeakyReLU, ELU."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.core import keeps_integers, same, same_floats

Positive = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]


class ReLU(Layer):
    """The rectifier: `max(x, 0)`, or with its arguments a leaky, cut or shifted one; shape and mask stay.

    ```json
    {"type": "ReLU", "max_value": 6.0}
    ```
    """

    max_value: Annotated[Positive | None, Field(description="The largest output; null is no limit.")] = None
    negative_slope: Annotated[Positive, Field(description="Slope below the threshold.")] = 0.0
    threshold: Annotated[Positive, Field(description="Below it an input is damped.")] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        plain = not self.negative_slope and not self.threshold
        keeps = plain and keeps_integers(call, rectifier=True)
        return same(self, call) if keeps else same_floats(self, call)


class LeakyReLU(Layer):
    """A rectifier that lets a part of what is negative through (Maas et al., 2013); shape and mask stay.

    ```json
    {"type": "LeakyReLU", "negative_slope": 0.1}
    ```
    """

    negative_slope: Annotated[Positive, Field(description="Slope below 0.")] = 0.3

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


class ELU(Layer):
    """The exponential linear unit: `alpha * (exp(x) - 1)` below 0 (Clevert et al., 2016); shape and mask stay.

    ```json
    {"type": "ELU"}
    ```
    """

    alpha: Annotated[f.Number, Field(description="What the output tends to, negated, far below 0.")] = 1.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)
