"""Layers that act while training only: GaussianNoise, GaussianDropout, ActivityRegularization."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.core import same_floats


class GaussianNoise(Layer):
    """Adds noise of mean 0 while training; shape and mask stay.

    ```json
    {"type": "GaussianNoise", "stddev": 0.1}
    ```
    """

    stddev: Annotated[f.Rate, Field(description="Standard deviation of the noise, 0 to 1.")]
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


class GaussianDropout(Layer):
    """Multiplies by noise of mean 1 while training (Srivastava et al., 2014); shape and mask stay.

    ```json
    {"type": "GaussianDropout", "rate": 0.2}
    ```
    """

    rate: Annotated[f.Rate, Field(description="The noise has the standard deviation sqrt(rate / (1 - rate)).")]
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


class ActivityRegularization(Layer):
    """Adds the size of its input to the loss; the input passes through, with its mask.

    ```json
    {"type": "ActivityRegularization", "l2": 0.01}
    ```
    """

    l1: Annotated[f.Number, Field(description="Weight of the sum of absolute values.")] = 0.0
    l2: Annotated[f.Number, Field(description="Weight of the sum of squares.")] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)
