"""The one pass over a graph, and its result. Everyone reads the result; nobody computes a shape a second time."""

from rnngraph.analysis.result import Analysis, Fact
from rnngraph.analysis.run import analyse

__all__ = ["Analysis", "Fact", "analyse"]
