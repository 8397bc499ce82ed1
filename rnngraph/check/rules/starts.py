"""RG42: states that come from where they should not."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.repairs import set_on
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Node, Problem
from rnngraph.graph.reachability import reached
from rnngraph.layers.loop import Recurrent
from rnngraph.layers.wrappers import Bidirectional
from rnngraph.problems import kinds


def sources(node: Node, context: Context) -> Iterator[str]:
    """The recurrent layers whose final states a node starts from, each once."""
    for name in dict.fromkeys(ref.node for ref in node.initial_state if ref.port):
        layer = context.layer(name)
        if layer and layer.state_names():
            yield name


def find_from_stateful(context: Context) -> Iterator[Problem]:
    """Layers that start from one that never starts anew."""
    for node in context.graph.nodes:
        for name in sources(node, context):
            if is_stateful(name, context):
                yield kinds.starts.StatefulSource("initial_state", node=node.name, source=name)


def is_stateful(name: str | None, context: Context) -> bool:
    """Whether a recurrent layer starts each batch from the states of the batch before."""
    layer = context.layer(name)
    return layer is not None and bool(layer.state_names()) and layer.is_stateful


@rule("RG420", kinds.starts.StatefulSource, "warning", find_from_stateful)
def stateful_source(problem: kinds.starts.StatefulSource, context: Context) -> Said:
    """A layer starts from states of this batch.

    A stateful layer goes on from the batch before, so what it hands over depends on the order of the batches.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "batch_size": 4,
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "stateful": true, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 4,
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```
    """
    source = problem.source
    return f"{subject(problem)}it starts from {source}, which is stateful: from what the batches before left there"


def find_from_reversed(context: Context) -> Iterator[Problem]:
    """Layers that run forwards, and start from one that ran backwards."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        for name in sources(node, context):
            source = context.layer(name)
            backwards = isinstance(source, Recurrent) and source.go_backwards
            if backwards and isinstance(layer, Recurrent) and not layer.go_backwards:
                yield kinds.starts.ReversedSource("initial_state", node=node.name, source=name)


@rule("RG421", kinds.starts.ReversedSource, "warning", find_from_reversed)
def reversed_source(problem: kinds.starts.ReversedSource, context: Context) -> Said:
    """A layer that runs forwards starts from states of one that does.

    The last state of a layer with `go_backwards` is the one after the sequence's first step: what goes on from there is not
    what comes next.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad",
     "inputs": [{"name": "past", "shape": [null, 8]}, {"name": "future", "shape": [null, 8]}],
     "layers": [
       {"name": "reader", "type": "GRU", "units": 4, "go_backwards": true, "inputs": "past"},
       {"name": "writer", "type": "GRU", "units": 4, "inputs": "future", "initial_state": "reader"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good",
     "inputs": [{"name": "past", "shape": [null, 8]}, {"name": "future", "shape": [null, 8]}],
     "layers": [
       {"name": "reader", "type": "GRU", "units": 4, "inputs": "past"},
       {"name": "writer", "type": "GRU", "units": 4, "inputs": "future", "initial_state": "reader"}]}
    ```
    """
    source = problem.source
    message = f"{subject(problem)}it starts from {source}, which runs backwards: from the state after the first step"
    return message, set_on(context, source, [("go_backwards", False)], f"let {source} run forwards", safe=False)


def find_overridden(context: Context) -> Iterator[Problem]:
    """Stateful layers that are given where to start."""
    for node in context.graph.nodes:
        if node.initial_state and is_stateful(node.name, context):
            yield kinds.starts.StatefulStart("initial_state", node=node.name)


@rule("RG422", kinds.starts.StatefulStart, "warning", find_overridden)
def stateful_start(problem: kinds.starts.StatefulStart, context: Context) -> Said:
    """A stateful layer starts from its own states.

    With an `initial_state` Keras never reads the states that it keeps, so being stateful has no effect.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "batch_size": 4,
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "stateful": true, "inputs": "x", "initial_state": "encoder"}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "batch_size": 4,
     "inputs": [{"name": "x", "shape": [10, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "inputs": "x"},
       {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}
    ```
    """
    message = f"{subject(problem)}it is stateful, but starts from its `initial_state`: what it keeps is never read"
    layer = context.layer(problem.node)
    paths = [path for path, _ in layer.inner_layers()] if isinstance(layer, Bidirectional) else [""]
    fields = [(f"{path}/stateful".strip("/"), False) for path in paths]
    return message, set_on(context, problem.node, fields, "let it start anew", safe=False)


def find_seeing_ahead(context: Context) -> Iterator[Problem]:
    """Bidirectional layers between a decoder's input and its output."""
    for node in context.once(decoding):
        layer = context.layer(node.name)
        if isinstance(layer, Bidirectional) and getattr(layer.layer, "return_sequences", False):
            yield kinds.starts.DecoderSeesAhead(node=node.name)


def decoding(context: Context) -> list[Node]:
    """The nodes between a decoder's input and an output that is a sequence, those of encoders excepted."""
    decoders = {node.name for node in context.graph.nodes if _started(node, context)}
    if not decoders:
        return []
    encoders = reached({each for name in decoders for each in _started(context.nodes[name], context)}, _all(context))
    near = reached(decoders, _reads(context)) | reached(decoders, _fed(context))
    outputs = {output.ref.node for output in context.graph.outputs if _is_sequence(output.ref.node, context)}
    leading = reached(outputs, _reads(context))
    between = (near & leading) - encoders
    return [node for node in context.graph.nodes if node.name in between]


def _reads(context: Context) -> dict[str, set[str]]:
    """What each node's first input comes from: the way of the sequence, along which the time goes on."""
    return {node.name: {node.inputs[0].node} for node in context.graph.nodes if node.inputs}


def _all(context: Context) -> dict[str, set[str]]:
    """Everything that each node reads."""
    return {node.name: {ref.node for _, ref in node.references()} for node in context.graph.nodes}


def _fed(context: Context) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, before in _reads(context).items():
        for each in before:
            found.setdefault(each, set()).add(name)
    return found


def _is_sequence(name: str, context: Context) -> bool:
    ports = context.outputs(name)
    return bool(ports) and ports[0].type.rank > 2


def _started(node: Node, context: Context) -> set[str]:
    """The layers that a node starts from: with them it is a decoder, and they are encoders, which may see all."""
    return {ref.node for ref in node.initial_state if ref.node in context.nodes}


@rule("RG423", kinds.starts.DecoderSeesAhead, "warning", find_seeing_ahead)
def decoder_sees_ahead(problem: kinds.starts.DecoderSeesAhead, context: Context) -> Said:
    """A decoder reads its sequence in one direction.

    Where it gives something out for every step, and a layer on the way runs backwards too, each step sees those that it
    should predict. Training looks perfect, and step by step, where there is no later step, the model fails.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "Bidirectional", "layer": {"type": "GRU", "units": 4}, "inputs": "source"},
       {"name": "decoder", "type": "Bidirectional", "layer": {"type": "GRU", "units": 4, "return_sequences": true},
        "inputs": "target", "initial_state": "encoder"},
       {"name": "logits", "type": "Dense", "units": 8}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [
       {"name": "encoder", "type": "GRU", "units": 4, "inputs": "source"},
       {"name": "decoder", "type": "GRU", "units": 4, "return_sequences": true,
        "inputs": "target", "initial_state": "encoder"},
       {"name": "logits", "type": "Dense", "units": 8}]}
    ```
    """
    return f"{subject(problem)}a decoder that runs backwards too sees the steps that it should predict"


FAMILY = (stateful_source, reversed_source, stateful_start, decoder_sees_ahead)
