"""The list of diagnostics that `Graph.check` returns, which shows itself as `rnngraph check` prints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rnngraph.check.diagnostic import Diagnostic
from rnngraph.graph import Source


class Diagnostics(list[Diagnostic]):
    """A list of diagnostics. Printed, or as the result of a notebook's cell, it shows the lines that each marks.

    Arguments:
        diagnostics: the elements.
        source: the document that they are about; None for a graph that was built in Python.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic] = (), source: Source | None = None) -> None:
        super().__init__(diagnostics)
        self.source = source

    def __str__(self) -> str:
        return self._text(colour=False)

    def _repr_html_(self) -> str:
        """The text with its colours, for a notebook."""
        from rnngraph.ansi import pre

        return pre(self._text(colour=True))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The text, for IPython in a terminal."""
        printer.text(str(self))

    def _text(self, *, colour: bool) -> str:
        from rnngraph.check.render.text import counts, findings

        if not self:
            return "no errors or warnings"
        path = self.source.path if self.source else None
        lines = findings(path or "<document>", self, self.source.text if self.source else "", colour=colour)
        return "\n".join([*lines, counts(self)])
