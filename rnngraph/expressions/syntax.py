"""Python's own parser over a line of the closed language: it reads, nothing is ever run."""

from __future__ import annotations

import ast
import re

MAX_LENGTH = 1000
"""Characters of the longest expression that is read."""

MAX_DEPTH = 100
"""How deep an expression may be nested; a sum of many is as deep as it is long."""

RUN_TOGETHER = re.compile(r"\b\d[\d_.]*(?:and|else|for|if|in|is|not|or)\b")
"""A number and a keyword in one, which Python reads with a warning."""


class ExpressionError(ValueError):
    """What is wrong with an expression, and where: `start` and `end` are offsets in characters."""

    def __init__(self, message: str, start: int = 0, end: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end if end is not None else start + 1


def parsed(text: str, what: str) -> ast.expr:
    """The tree of a text, whose nodes have their offsets in it.

    `what` is what the text should be, with its article: "a formula".

    Raises:
        ExpressionError: it is too long, too deep, not in ASCII, or no expression of Python's grammar.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"{what} has at most {MAX_LENGTH:,} characters", 0, len(text))
    # Offsets are bytes to `ast`, and characters to us: the language is ASCII, so let nothing else in.
    for index, each in enumerate(text):
        if not each.isascii() or not each.isprintable():
            raise ExpressionError(f"{what} is written in printable ASCII", index)
        if each in "\\#":
            raise ExpressionError(f"{what} has no {each}", index)
    shift = len(text) - len(text.lstrip())
    if shift == len(text):
        raise ExpressionError(f"{what} is not empty", 0, max(len(text), 1))
    together = RUN_TOGETHER.search(text)
    if together:
        raise ExpressionError(f"this is not {what}", *together.span())
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        # Python has no offset for a text that ends too early.
        last = len(text.rstrip()) - 1
        at = min(error.offset - 1 + shift, last) if error.offset else last
        raise ExpressionError(f"this is not {what}: {error.msg}", at, at + 1) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"this is not {what}", 0, len(text)) from None
    _place(tree, shift)
    return tree


def span(node: ast.AST) -> tuple[int, int]:
    """Where a node stands in its text; what has no place of its own stands nowhere."""
    return getattr(node, "col_offset", 0), getattr(node, "end_col_offset", None) or 1


def _place(tree: ast.expr, shift: int) -> None:
    """Moves every node by what was stripped, and sees to it that none stands too deep."""
    below: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        for node in below:
            if isinstance(node, ast.expr | ast.keyword):
                node.col_offset += shift
                node.end_col_offset = (node.end_col_offset or node.col_offset) + shift
        below = [child for node in below for child in ast.iter_child_nodes(node)]
        if not below:
            return
    raise ExpressionError(f"nested deeper than {MAX_DEPTH}", *span(below[0]))
