"""A comparison that shows itself, in print and in notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rnngraph.analysis.comparison import Comparison
from rnngraph.report.compare import formats
from rnngraph.report.compare.phrases import headline
from rnngraph.report.notebook import styled_table


@dataclass(frozen=True, slots=True, repr=False)
class ShownComparison(Comparison):
    """A comparison whose text is that of `rnngraph diff`."""

    def __repr__(self) -> str:
        return f"<Comparison {self.before.graph.name} → {self.after.graph.name}: {headline(self)}>"

    def __str__(self) -> str:
        return formats.text(self)

    def _repr_html_(self) -> str:
        """A table, for a notebook."""
        return styled_table(formats.html(self), "rnngraph-comparison", (4, 5))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """The text, for IPython in a terminal."""
        printer.text(str(self))
