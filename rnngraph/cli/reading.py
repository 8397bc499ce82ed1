"""From an argument of the command line to a graph."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnngraph.cli.common import ERRORS, CannotRun, limits_of_command
from rnngraph.cli.reporting import Checked, in_colour, report, say

if TYPE_CHECKING:
    from rnngraph.model import Graph


def read(spec: str, settings: Sequence[str] = (), revision: str | None = None) -> Graph:
    """The graph that an argument names, with its parameters set, of a file as it is or at a git revision.

    Raises:
        CannotRun: there is nothing there, or no graph, or no such setting can be.
    """
    from rnngraph.model import load, loads

    parameters = dict(_setting(each) for each in settings)
    limits = limits_of_command()
    if spec == "-":
        return loads(sys.stdin.buffer.read(), "<stdin>", parameters=parameters, limits=limits)
    if not Path(spec).exists() and ":" in spec:
        if parameters:
            raise CannotRun(f"{spec}: a graph built in Python has no parameters to set")
        return _from_module(spec)
    try:
        return load(spec, parameters=parameters, revision=revision, limits=limits)
    except OSError as error:
        raise CannotRun(f"{spec}: {error.strerror or error}") from None


def _setting(text: str) -> tuple[str, int | float | str]:
    """A NAME=VALUE of the command line; what reads as a number is one."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise CannotRun(f"--set takes NAME=VALUE, not {text!r}")
    for number in (int, float):
        try:
            return name, number(value)
        except ValueError:
            continue
    return name, value


def _from_module(spec: str) -> Graph:
    from rnngraph.model import Graph

    name, _, attribute = spec.partition(":")
    sys.path.insert(0, "")
    try:
        found: Any = import_module(name)
        for part in attribute.split("."):
            found = getattr(found, part)
        if callable(found) and not isinstance(found, Graph):
            found = found()
    except ModuleNotFoundError as error:
        raise CannotRun(f"{spec}: there is no module {error.name!r}, and no file of that name") from None
    except Exception as error:  # whatever a user's own module raises
        raise CannotRun(f"{spec}: {type(error).__name__}: {error}") from None
    if not isinstance(found, Graph):
        raise CannotRun(f"{spec} is a {type(found).__name__}, not an rnngraph.Graph")
    return found


def specs_in(given: str, *, only_specs: bool = False) -> list[str]:
    """The argument itself, unless only specs are asked for and it is another JSON file; for a folder its specs."""
    from rnngraph.model import is_spec

    if not Path(given).is_dir():
        content = Path(given).read_bytes() if only_specs and Path(given).is_file() else None
        other = content is not None and not (b"rnngraph" in content and is_spec(content))
        return [] if other else [given]
    found = [str(path) for path in sorted(Path(given).rglob("*.json")) if path.is_file() and is_spec(path.read_bytes())]
    if not found:
        raise CannotRun(f"{given}: there are no specs in this folder")
    return found


def read_valid(spec: str, settings: Sequence[str] = ()) -> Graph:
    """The graph that an argument names; its errors are printed, and end the command."""
    graph = read(spec, settings)
    errors = [each for each in graph.diagnostics if each.severity == "error"]
    if errors:
        checked = [Checked(spec, graph.diagnostics, graph.data.source)]
        say(report(checked, "text", colour=in_colour(sys.stderr), fixing="rnngraph check --fix"), err=True)
        sys.exit(ERRORS)
    return graph
