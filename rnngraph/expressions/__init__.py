"""The closed language of a document: arithmetic on its parameters. Python's `ast` reads it, Python never runs it."""

from rnngraph.expressions.arithmetic import Expression, ExpressionError, parse

__all__ = ["Expression", "ExpressionError", "parse"]
