"""The closed language of a document: arithmetic on parameters, sizes with names, the formulas of a cell.

Python's `ast` reads it, Python never runs it.
"""

from rnngraph.expressions.arithmetic import Expression, parse
from rnngraph.expressions.formula import FUNCTIONS, Term, read
from rnngraph.expressions.shapes import Demand, Typed, Unifier, Value, infer
from rnngraph.expressions.sizes import Shape, Size, number, parse_size
from rnngraph.expressions.syntax import ExpressionError

__all__ = [
    "FUNCTIONS",
    "Demand",
    "Expression",
    "ExpressionError",
    "Shape",
    "Size",
    "Term",
    "Typed",
    "Unifier",
    "Value",
    "infer",
    "number",
    "parse",
    "parse_size",
    "read",
]
