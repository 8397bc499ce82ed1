"""How a model is drawn, as the query of an address says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, cast, get_args
from urllib.parse import urlencode

from flask import abort, request

from rnngraph import Graph

Layout = Literal["down", "right"]
Hidden = Literal["shapes", "params"]
MOST_STEPS = 1000
"""The greatest number of steps that is thought about; what can be drawn is less, and hangs on the model."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What `Graph.diagram` is asked for; field names are its own, and the query's."""

    layout: Layout | None = None
    collapse: tuple[str, ...] = ()
    inside: str | None = None
    unrolled: int | None = None
    hide: tuple[Hidden, ...] = ()

    def options(self) -> dict[str, Any]:
        """The fields that are set."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}

    def dot(self, graph: Graph) -> str:
        """The diagram as DOT. A block or a layer that is not there ends the request."""
        return self.made(graph, "dot").decode()

    def made(self, graph: Graph, format: Literal["dot", "mmd"]) -> bytes:
        """The diagram as text. A block or a layer that is not there ends the request."""
        try:
            return graph.diagram(format=format, **self.options())
        except ValueError as error:
            abort(400, f"{error}.")

    def query(self) -> str:
        """The end of an address that shows the same, with its question mark; nothing where all is as usual."""
        return f"?{urlencode(self.options(), doseq=True)}" if self.options() else ""


USUAL = Shown()
VIEW = frozenset({*Shown.__slots__, "at"})
"""What the query of a model's page says of the picture."""
CLOSED = Shown(collapse=("all",))
MANY = 200
"""Layers from which on a model is first seen with its parts closed."""
SMALL = Shown(collapse=("all",), hide=("shapes", "params"))
"""As it is shown where there is little room."""


def boxes(graph: Graph) -> int:
    """How many boxes a diagram has with all parts closed: copies of a block are one."""
    inside = {name for part in graph.parts for name in part.rows}
    closed = [part for part in graph.parts if part.parent is None and part.copy == 1]
    return len(graph.view.rows) - len(inside) + len(closed)


def shown() -> Shown:
    """What the current request asks for. What it can't ask for ends it."""
    layout, hide = request.args.get("layout"), tuple(request.args.getlist("hide"))
    if layout not in (None, *get_args(Layout)) or not set(hide) <= {*get_args(Hidden)}:
        abort(400, "A diagram flows down or right, and hides shapes or params.")
    collapse = tuple(dict.fromkeys(request.args.getlist("collapse")))
    inside = request.args.get("inside") or None
    steps = number("unrolled", MOST_STEPS)
    if inside or steps:
        collapse = ()  # what is closed in all of the model, which the page goes back to
    return Shown(cast("Layout | None", layout), collapse, inside, steps, cast("tuple[Hidden, ...]", hide))


def number(name: str, most: int) -> int | None:
    """A number from 1 on in the query, or None where it is left out. Another ends the request."""
    given = request.args.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) < 12 and 1 <= int(given) <= most):
        abort(400, f"{name} is a number from 1 to {most:,}.")
    return int(given)
