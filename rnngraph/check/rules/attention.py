"""RG832 and RG833: attention that looks the wrong way, or has nothing to choose from."""

from __future__ import annotations

from collections.abc import Iterator

from rnngraph.check.flows import (
    TIME,
    nearest_recurrent,
    ordered,
    rank_of,
    size_of,
    works_stepwise,
)
from rnngraph.check.rewiring import swapped_inputs
from rnngraph.check.rule import Context, Said, rule, subject
from rnngraph.graph import Node, Problem, Ref
from rnngraph.layers.attention import AdditiveAttention, Attention
from rnngraph.layers.merge import Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract
from rnngraph.layers.multihead import MultiHeadAttention
from rnngraph.problems import kinds

MERGES = (Add, Average, Concatenate, Maximum, Minimum, Multiply, Subtract)
ATTENTIONS = (Attention, AdditiveAttention, MultiHeadAttention)


def started_from(context: Context) -> dict[str, frozenset[str]]:
    """For each recurrent layer, those that it starts from, itself or through the layers below it."""
    nearest, found = context.once(nearest_recurrent), dict[str, frozenset[str]]()
    for node in ordered(context):
        if nearest.get(node.name) == (node.name,):
            own = {name for ref in node.initial_state for name in nearest.get(ref.node, ())}
            below = (found.get(name, frozenset()) for ref in node.inputs for name in nearest.get(ref.node, ()))
            found[node.name] = frozenset(sorted(own.union(*below))[:8])
    return found


def find_swapped_attention(context: Context) -> Iterator[Problem]:
    """Attentions whose value is a decoder and whose query its encoder, or whose result is merged with the value."""
    attentions = [node for node in context.graph.nodes if _attends_elsewhere(node, context)]
    pairs = {node.inputs[:2] for node in attentions}
    for node in attentions:
        query, value = node.inputs[:2]
        if (value, query) in pairs:  # each attends to the other
            continue
        if _is_encoder_of(query, value, context) or _is_merged_with_value(node, context):
            yield kinds.attention.SwappedAttention("inputs", node=node.name, query=str(query), value=str(value))


def _attends_elsewhere(node: Node, context: Context) -> bool:
    refs = node.inputs[:2]
    layer = context.layer(node.name)
    return isinstance(layer, ATTENTIONS) and len(refs) == 2 and refs[0].node != refs[1].node


def _is_encoder_of(query: Ref, value: Ref, context: Context) -> bool:
    nearest, started = context.once(nearest_recurrent), context.once(started_from)
    encoders, decoders = nearest.get(query.node, ()), nearest.get(value.node, ())
    below = {name for each in encoders for name in (each, *_below(each, context))}
    starts = {name for each in decoders for name in started.get(each, ())}
    return bool(below & starts) and not below & {*decoders}


def _below(name: str, context: Context) -> Iterator[str]:
    node = context.nodes.get(name)
    for ref in node.inputs if node else ():
        yield from context.once(nearest_recurrent).get(ref.node, ())


def _is_merged_with_value(node: Node, context: Context) -> bool:
    query, value = node.inputs[:2]
    for name in context.readers(node.name):
        reader = context.nodes.get(name)
        stepwise = reader is not None and isinstance(reader.layer, MERGES) and works_stepwise(reader, context)
        if reader and stepwise and value in reader.inputs and query not in reader.inputs:
            return rank_of(value, context) > 2 and rank_of(query, context) > 2
    return False


@rule("RG832", kinds.attention.SwappedAttention, "warning", find_swapped_attention)
def swapped_attention(problem: kinds.attention.SwappedAttention, context: Context) -> Said:
    """Attention has the decoder as its query and the encoder as its value.

    `inputs` are `[query, value]`: for each step of the query it returns a mixture of the value's steps. The other way
    round the encoder looks at the decoder, at the steps that the model should predict, and the result has the encoder's
    timesteps. Source: Keras's documentation of `Attention`; Luong et al., 2015; thushv89/attention_keras issue 24.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "source"},
                {"name": "decoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "target",
                 "initial_state": "encoder.state_h"},
                {"name": "attention", "type": "Attention", "inputs": ["encoder", "decoder"]},
                {"type": "Concatenate", "inputs": ["decoder", "attention"]}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "source", "shape": [null, 8]}, {"name": "target", "shape": [null, 8]}],
     "layers": [{"name": "encoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "source"},
                {"name": "decoder", "type": "GRU", "units": 4, "return_sequences": true, "inputs": "target",
                 "initial_state": "encoder.state_h"},
                {"name": "attention", "type": "Attention", "inputs": ["decoder", "encoder"]},
                {"type": "Concatenate", "inputs": ["decoder", "attention"]}]}
    ```
    """
    query, value = problem.query, problem.value
    message = f"{subject(problem)}the query is {query} and the value {value}; swap them (inputs are [query, value])"
    return message, swapped_inputs(context, problem.node, "swap query and value")


def find_attention_of_one(context: Context) -> Iterator[Problem]:
    """Attentions over a sequence of one timestep."""
    for node in context.graph.nodes:
        layer = context.layer(node.name)
        several = isinstance(layer, MultiHeadAttention) and layer.attention_axes is not None
        if isinstance(layer, ATTENTIONS) and not several and len(node.inputs) > 1:
            value = node.inputs[1]
            if rank_of(value, context) == 3 and size_of(value, TIME, context) == 1:
                yield kinds.attention.AttentionOfOne("inputs/1", node=node.name, value=str(value))


@rule("RG833", kinds.attention.AttentionOfOne, "warning", find_attention_of_one)
def attention_of_one(problem: kinds.attention.AttentionOfOne, context: Context) -> Said:
    """Attention has several timesteps to choose from.

    The weights of the value's steps add up to 1, so a single step always has weight 1: the result is the same for every
    query, and nothing is learned about where to look. Source: Bahdanau et al., 2015, equation 6; Keras pull request
    19193.

    Bad:

    ```json
    {"rnngraph": 1, "name": "bad", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"name": "last", "type": "Slice", "axis": 1, "start": -1, "inputs": "x"},
                {"name": "attention", "type": "Attention", "inputs": ["x", "last"]}, {"type": "GRU", "units": 4}]}
    ```

    Good:

    ```json
    {"rnngraph": 1, "name": "good", "inputs": [{"name": "x", "shape": [20, 8]}],
     "layers": [{"name": "last", "type": "Slice", "axis": 1, "start": -1, "inputs": "x"},
                {"name": "attention", "type": "Attention", "inputs": ["last", "x"]}, {"type": "Flatten"}]}
    ```
    """
    message = f"{subject(problem)}the value {problem.value} has 1 timestep, so its attention weight is always 1"
    node = context.nodes.get(problem.node)
    other = node is not None and size_of(node.inputs[0], TIME, context) != 1
    return message, swapped_inputs(context, problem.node, "swap query and value") if other else None


FAMILY = (swapped_attention, attention_of_one)
