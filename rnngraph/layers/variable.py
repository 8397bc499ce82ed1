"""Variable: a learned tensor that comes from nowhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from rnngraph import objects
from rnngraph.graph import Port, TensorType
from rnngraph.layers import fields as f
from rnngraph.layers.base import Call, Layer, LayerFacts


class Variable(Layer):
    """A learned tensor, the same for every sample: a learned initial state, say. Keras has no such layer.

    No inputs; output (batch, *shape), the batch being that of the model's inputs. Weight `value`, of that shape. It
    stands outside the chain: a layer without `inputs` listed behind it reads what is listed before it.

    ```json
    {"type": "Variable", "shape": [64], "initializer": "zeros"}
    ```
    """

    arity = (0, 0)

    shape: Annotated[tuple[f.Count, ...], Field(description="Sizes of the tensor, without the batch.")]
    initializer: Annotated[objects.Initializer, Field(description="Initializer of the tensor.")] = "zeros"

    def infer(self, call: Call) -> LayerFacts:
        """One weight, `value`, repeated over the batch."""
        output = TensorType((call.batch, *self.shape), self.policy(call).compute)
        return LayerFacts((Port("output", output),), (self.weight(call, "value", *self.shape),))
