"""The analysis of a graph, in three steps: resolve references, infer facts, drop what only follows from a problem."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from rnngraph.analysis.assumed import Assumption
from rnngraph.analysis.infer import Inference
from rnngraph.analysis.inside import inside
from rnngraph.analysis.resolve import resolve
from rnngraph.analysis.result import Analysis, Fact
from rnngraph.graph import Graph, Problem
from rnngraph.graph.problem import READING
from rnngraph.problems import kinds
from rnngraph.problems.consequences import independent, left_open


def analyse(graph: Graph, assumption: Assumption | None = None) -> Analysis:
    """Everything that is known of a graph: types, weights, states, masks, cuDNN verdicts, and what is wrong with it.

    Every node is visited once, in topological order, so the time is linear in the size of the graph. With an
    `assumption`, layers are fed something that fits where what they read is unknown or does not fit.
    """
    resolution = resolve(graph)
    inference = Inference(graph, resolution, partial(inside, analyse), assumption)
    inference.run()
    nodes = {
        node.name: Fact(node, inference.facts[node.name], resolution.used.get(node.name, ()))
        for node in resolution.order
    }
    problems = (*graph.problems, *resolution.problems, *inference.problems)
    return Analysis(graph, inference.types, nodes, tuple(drop_consequences(graph, problems)))


def drop_consequences(graph: Graph, problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """The problems without those that may only follow from another."""
    unknown = left_open(problems)
    # Whatever could not be read may be what uses a block.
    if any(not isinstance(each, kinds.blocks.UnusedBlock) for each in graph.problems):
        unknown |= {READING}
    return independent(problems, unknown)
