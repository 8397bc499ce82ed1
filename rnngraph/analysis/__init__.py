"""The one pass over a graph, its result, and what is read from the result. Shapes are computed here only."""

from rnngraph.analysis.result import Analysis, Fact
from rnngraph.analysis.run import analyse

__all__ = ["Analysis", "Fact", "analyse"]
