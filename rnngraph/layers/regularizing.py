"""Layers that act while training only: noise, dropouts of other kinds, ActivityRegularization."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.core import NoiseShape, dropped, same_floats
from rnngraph.layers.cost import Cost
from rnngraph.layers.windows import DataFormat, axes, wrong_rank


class GaussianNoise(Layer):
    """Adds noise of mean 0 while training; shape and mask stay.

    ```json
    {"type": "GaussianNoise", "stddev": 0.1}
    ```
    """

    timing = "step"

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

    timing = "step"

    rate: Annotated[f.Rate, Field(description="The noise has the standard deviation sqrt(rate / (1 - rate)).")]
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)


def channels_dropped(layer: Layer, call: Call, rank: int, data_format: str | None = None) -> LayerFacts:
    """Facts of a layer that drops whole channels of an input of `rank` axes: one random number for each channel."""
    wrong = wrong_rank(call, rank)
    if wrong:
        return LayerFacts(problems=wrong)
    channel_axis, _ = axes(data_format, rank)
    return replace(same_floats(layer, call), cost=Cost(kept=call.input.type.shape[channel_axis]))


class SpatialDropout1D(Layer):
    """Drops whole features of a sequence while training, the same at every timestep (Tompson et al., 2014).

    Input and output (batch, timesteps, features); the mask stays.

    ```json
    {"type": "SpatialDropout1D", "rate": 0.2}
    ```
    """

    timing = "step"

    rate: Annotated[f.Rate, Field(description="Fraction of the features dropped, 0 to 1.")]
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input, a sequence."""
        return channels_dropped(self, call, 3)


class SpatialDropout2D(Layer):
    """Drops whole channels of an image during training, the same in every row and column (Tompson et al., 2014).

    Input and output (batch, rows, columns, channels), or (batch, timesteps, rows, channels) for a sequence; shape and
    mask are unchanged.

    ```json
    {"type": "SpatialDropout2D", "rate": 0.2}
    ```
    """

    timing = "step"

    rate: Annotated[f.Rate, Field(description="Fraction of the channels dropped, 0 to 1.")]
    data_format: DataFormat = None
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input, which has 4 axes."""
        return channels_dropped(self, call, 4, self.data_format)


class SpatialDropout3D(Layer):
    """Drops whole channels of a volume during training, the same at every place (Tompson et al., 2014).

    Input and output (batch, frames, rows, columns, channels), where the frames can be timesteps; shape and mask are
    unchanged.

    ```json
    {"type": "SpatialDropout3D", "rate": 0.2}
    ```
    """

    timing = "step"

    rate: Annotated[f.Rate, Field(description="Fraction of the channels dropped, 0 to 1.")]
    data_format: DataFormat = None
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input, which has 5 axes."""
        return channels_dropped(self, call, 5, self.data_format)


class AlphaDropout(Layer):
    """Dropout that keeps mean and variance, for networks of `selu` (Klambauer et al., 2017); shape and mask stay.

    ```json
    {"type": "AlphaDropout", "rate": 0.1}
    ```
    """

    timing = "step"

    rate: Annotated[f.Rate, Field(description="Fraction of the input dropped, 0 to 1.")]
    noise_shape: NoiseShape = None
    seed: f.Seed = None

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return dropped(self, call, self.noise_shape)


class ActivityRegularization(Layer):
    """Adds the size of its input to the loss; the input passes through, with its mask.

    ```json
    {"type": "ActivityRegularization", "l2": 0.01}
    ```
    """

    timing = "step"

    l1: Annotated[f.Number, Field(ge=0, description="Weight of the sum of absolute values.")] = 0.0
    l2: Annotated[f.Number, Field(ge=0, description="Weight of the sum of squares.")] = 0.0

    def infer(self, call: Call) -> LayerFacts:
        """Shape and mask of the input."""
        return same_floats(self, call)
