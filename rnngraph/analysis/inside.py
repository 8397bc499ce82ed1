"""A graph inside a layer: the block that a TimeDistributed holds, analysed as a model of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from rnngraph.analysis.result import Analysis
from rnngraph.build.expansion import unrolled
from rnngraph.graph import CallSite, Graph, Padding, Pointer, Port, Problem, TensorType, Verdict, Weight
from rnngraph.layers.base import Call, Layer, LayerFacts
from rnngraph.layers.block import Block, border_problem
from rnngraph.layers.cost import Cost, plus, scalars
from rnngraph.layers.recurrent import GRU, LSTM


def inside(analyse: Callable[[Graph], Analysis], block: Layer, call: Call) -> LayerFacts:
    """The facts of a block as those of one layer, its weights called `inner/kernel`.

    Its problems have the layer inside as `inner`, and a place there. What the block says by itself, whatever it is
    called on, is not among them.
    """
    if not isinstance(block, Block):
        return LayerFacts()
    body = unrolled(block)
    if len(call.inputs) != len(body.inputs):
        return LayerFacts()  # which has been said: a block whose inputs could not be read has none
    borders = [border_problem(*pair) for pair in zip(body.inputs, (port.type for port in call.inputs), strict=False)]
    wrong = tuple(each for each in borders if each)
    if wrong:
        return LayerFacts(problems=wrong)
    policy = block.policy(call).name
    analysis = analyse(called(body, [port.type for port in call.inputs], policy, call.padding))
    # What is wrong with the body by itself was reported where the body was read.
    known = {id(each) for each in body.problems}
    found = [each for each in analysis.problems if id(each) not in known]
    return LayerFacts(
        tuple(_outputs(analysis)),
        tuple(_weights(analysis, trainable=block.trainable)),
        (),
        _verdict(analysis),
        tuple(_placed(analysis, each) for each in found),
        _cost(analysis),
    )


def called(body: Graph, types: Iterable[TensorType], policy: str, padding: Padding = "right") -> Graph:
    """A block as a model: its inputs are of the given types, whatever it declares."""
    kinds = list(types)
    inputs = tuple(
        replace(given, shape=kind.shape[1:], dtype=kind.dtype, mask=padding)
        for given, kind in zip(body.inputs, kinds, strict=True)
    )
    batch = kinds[0].shape[0] if kinds else None
    return replace(body, inputs=inputs, batch_size=batch, dtype_policy=policy)


def _outputs(analysis: Analysis) -> Iterator[Port]:
    """What the block gives, under its own names; nothing where something is unknown."""
    ports = []
    for output in analysis.graph.outputs:
        type_ = analysis.type_of(output.ref)
        fact = analysis.nodes.get(output.ref.node)
        port = fact.facts.port(output.ref.port) if fact and fact.facts else None
        if type_ is None:
            return
        ports.append(Port(output.name, type_, port.kind if port else None, port.mask if port else None))
    yield from ports


def _weights(analysis: Analysis, *, trainable: bool) -> Iterator[Weight]:
    """The weights of every layer that an output depends on, once."""
    owners = {analysis.owner(name) for name in analysis.reached}
    for name, fact in analysis.nodes.items():
        for weight in fact.weights if name in owners else ():
            yield replace(weight, name=f"{name}/{weight.name}", trainable=weight.trainable and trainable)


def _verdict(analysis: Analysis) -> Verdict | None:
    """Eligible if every LSTM and GRU inside is; where there is none, the reasons of what else is recurrent."""
    facts = [fact for name, fact in analysis.nodes.items() if name in analysis.reached and fact.cudnn]
    able = [fact for fact in facts if _holds_kernel(fact.node.layer)]
    reasons = tuple(reason for fact in able or facts for reason in (fact.cudnn or Verdict()).reasons)
    return Verdict(tuple(dict.fromkeys(reasons))) if facts else None


def _cost(analysis: Analysis) -> Cost:
    """What the layers inside cost, with what they hand to each other, which training keeps too."""
    facts = [fact for name, fact in analysis.nodes.items() if name in analysis.reached and fact.facts]
    given = {output.ref.node for output in analysis.graph.outputs}
    between = [scalars(port.type.shape) for fact in facts if fact.node.name not in given for port in fact.outputs]
    costs = [fact.facts.cost for fact in facts if fact.facts]
    return Cost(plus(*(each.macs for each in costs)), None, plus(*(each.kept for each in costs), *between))


def _holds_kernel(layer: object) -> bool:
    """Whether a layer is one that cuDNN has, or holds one."""
    if isinstance(layer, LSTM | GRU):
        return True
    return isinstance(layer, Layer) and any(_holds_kernel(inner) for _, inner in layer.inner_layers())


def _placed(analysis: Analysis, problem: Problem) -> Problem:
    """A problem of a layer inside, with its place: that of its field in the block."""
    node = next((each for each in analysis.graph.nodes if each.name == problem.node), None)
    at = problem.origin or (node.origin if node else None)
    if problem.origin is None and isinstance(at, Pointer) and problem.field:
        at = replace(at, path=f"{at.path}/{problem.field}")
    inner = "/".join(filter(None, (problem.node, problem.inner)))
    return replace(problem, node=None, origin=at if isinstance(at, Pointer | CallSite) else None, inner=inner or None)
