"""Problems: what can be wrong with a model, one frozen dataclass for each kind, and the exceptions that carry them.

A problem is data: its own fields, its place, and which other problems it explains. It makes no sentence: that is for
`rnngraph.check`, which has one rule for each kind.
"""

from rnngraph.problems.invalid import InvalidSpec, Rejected

__all__ = ["InvalidSpec", "Rejected"]
