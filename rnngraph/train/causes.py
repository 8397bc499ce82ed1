"""Why a loss can become NaN or infinite though the data are finite: what the spec and the data make likely."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rnngraph.analysis import Analysis
from rnngraph.build.training import Training
from rnngraph.graph import DtypePolicy
from rnngraph.objects import OPTIMIZERS
from rnngraph.train.arrays import Arrays
from rnngraph.train.plan import activation_of

LARGE = 1000.0
"""Values above this are named: gradients grow with them, and saturate the gates of a recurrent layer."""
CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")
POSITIVE = ("softplus", "exponential", "sigmoid", "softmax", "relu", "hard_sigmoid")
"""Activations that give no negative number."""
LOGARITHMS = {
    "Poisson": "takes the logarithm of the output, which must be positive: end in softplus or exponential",
    "CategoricalGeneralizedCrossEntropy": "takes a power of the output, which must be a probability: end in softmax",
}
UNBOUNDED = ("relu", "linear", "elu", "selu", "leaky_relu", "exponential")


def causes(analysis: Analysis, arrays: Arrays) -> str:
    """Two sentences: that the data are finite, and what it can be, likely causes first."""
    found = [*of_losses(analysis), *of_values(arrays), *of_layers(analysis), *of_optimizer(analysis)]
    return f"The data are finite, so it can be: {'; '.join(found)}."


def of_losses(analysis: Analysis) -> Iterator[str]:
    """Losses that are undefined for what an output can give."""
    training, outputs = analysis.graph.training, analysis.graph.outputs
    losses = training.losses([each.name for each in outputs]) if isinstance(training, Training) else []
    for output, loss in zip(outputs, losses, strict=False):
        if loss and loss.name in LOGARITHMS and activation_of(analysis, output.ref) not in POSITIVE:
            yield f"the loss of {output.name}, {loss.name}, which {LOGARITHMS[loss.name]}"


def of_values(arrays: Arrays) -> Iterator[str]:
    """Arrays with large numbers. Indices of an Embedding are integers, and as large as they have to be."""
    for name, array in {**arrays.inputs, **arrays.targets}.items():
        largest = max(abs(float(array.min())), abs(float(array.max())))
        if array.dtype.kind == "f" and largest > LARGE:
            yield f"the values of {name}, as large as {largest:.3g} (scale them to about -1 to 1)"


def of_layers(analysis: Analysis) -> Iterator[str]:
    """Layers whose numbers grow without limit from step to step, or that compute in float16."""
    policy = analysis.graph.dtype_policy
    if DtypePolicy(policy).compute == "float16":
        yield f"overflow in {policy}, which ends at 65,504 (try mixed_bfloat16 or float32)"
    for fact in analysis.nodes.values():
        activation = getattr(fact.node.layer, "activation", None)
        if fact.cudnn is not None and activation in UNBOUNDED:
            yield f"{fact.name}, in which {activation} lets the state grow from step to step (try tanh)"


def of_optimizer(analysis: Analysis) -> Iterator[str]:
    """The learning rate, and gradients that nothing limits."""
    training = analysis.graph.training
    written: Any = training.optimizer if isinstance(training, Training) else "adam"
    arguments = written if isinstance(written, dict) else {"type": written}
    name = OPTIMIZERS.class_of(arguments["type"]) or arguments["type"]
    table = OPTIMIZERS.classes.get(name, {})
    rate = arguments.get("learning_rate", table["learning_rate"].default if "learning_rate" in table else None)
    value = f"{rate:g}" if isinstance(rate, int | float) else "its schedule"
    yield f"a learning rate that is too high ({value}, {name})"
    if not any(arguments.get(clip) is not None for clip in CLIPS):
        yield 'gradients that grow too large (limit them with "clipnorm": 1.0 in the optimizer)'
