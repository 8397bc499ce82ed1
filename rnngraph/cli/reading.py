"""From an argument of the command line to a graph."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, NoReturn

from rnngraph.cli.common import ERRORS, CannotRead, CannotRun, limits_of_command
from rnngraph.cli.reporting import Checked, report, say
from rnngraph.documents.files import read_bounded, read_stream

if TYPE_CHECKING:
    from rnngraph.model import Graph

STDIN = "-"


def read(spec: str, settings: Sequence[str] = (), revision: str | None = None) -> Graph:
    """The graph that an argument names, with its parameters set, of a file as it is or at a git revision.

    Raises:
        CannotRun: there is nothing there, or no graph, or no such setting can be.
    """
    from rnngraph.model import load, loads

    parameters = dict(_setting(each) for each in settings)
    limits = limits_of_command()
    if revision and (spec == STDIN or _in_module(spec)):
        raise CannotRun(f"{spec}: only a file has other versions to compare with")
    if spec == STDIN:
        return loads(read_stream(sys.stdin.buffer, limits.bytes), "<stdin>", parameters=parameters, limits=limits)
    if _in_module(spec):
        if parameters:
            raise CannotRead(f"{spec}: a graph built in Python has no parameters to set")
        return _from_module(spec)
    try:
        return load(spec, parameters=parameters, revision=revision, limits=limits)
    except OSError as error:
        raise CannotRead(f"{spec}: {error.strerror or error}") from None


def _in_module(spec: str) -> bool:
    return ":" in spec and not Path(spec).exists()


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
        if not f"{name}.".startswith(f"{error.name}."):  # one that the user's own module imports
            raise CannotRead(_raised(spec, name, error)) from None
        raise CannotRead(f"{spec}: there is no module {error.name!r}, and no file of that name") from None
    except Exception as error:  # whatever a user's own module raises
        raise CannotRead(_raised(spec, name, error)) from None
    if not isinstance(found, Graph):
        raise CannotRead(f"{spec} is a {type(found).__name__}, not an rnngraph.Graph")
    return found


def _raised(spec: str, module: str, error: Exception) -> str:
    """What a user's module raised, and where in what is the user's own; each error of a spec on its line."""
    from rnngraph.problems import InvalidSpec

    said = str(error).split("\n") if isinstance(error, InvalidSpec) else [str(error)]
    where = f"{spec}: {_place(module, error)}{type(error).__name__}"
    return "\n".join(f"{where}: {each}" for each in said)


def _place(module: str, error: Exception) -> str:
    """File and line of the last call in the module, or in what lies below the current folder and is not installed."""
    if isinstance(error, SyntaxError):
        return ""  # it names its own
    packages = str(Path(__file__).parents[1])
    here, place = Path.cwd(), ""
    for frame, line in walk_tb(error.__traceback__):
        file = Path(frame.f_code.co_filename)
        own = file.is_relative_to(here) and not file.is_relative_to(packages) and "site-packages" not in file.parts
        if own or frame.f_globals.get("__name__") == module:
            place = f"{file}:{line}: "
    return place


def specs_in(given: str, *, only_specs: bool = False) -> list[str]:
    """The argument itself, unless only specs are asked for and it is another JSON file; for a folder its specs."""
    from rnngraph.model import is_spec

    if not Path(given).is_dir():
        content = _content(Path(given)) if only_specs and Path(given).is_file() else None
        return [given] if content is None or is_spec(content) else []
    files = [path for path in sorted(Path(given).rglob("*.json")) if path.is_file()]
    found = [str(path) for path in files if (content := _content(path)) is None or is_spec(content)]
    if not found:
        raise CannotRead(f"{given}: there are no specs in this folder")
    return found


def _content(path: Path) -> bytes | None:
    """The content of a file up to the limit; None if it can't be read, which is reported when it is checked."""
    with suppress(OSError):
        return read_bounded(path, limits_of_command().bytes)
    return None


def read_valid(spec: str, settings: Sequence[str] = ()) -> Graph:
    """The graph that an argument names; its errors are printed, and end the command."""
    graph = read(spec, settings)
    if any(each.severity == "error" for each in graph.diagnostics):
        _end_with_errors(spec, graph)
    return graph


def read_decoded(spec: str, settings: Sequence[str] = (), revision: str | None = None) -> Graph:
    """The graph that an argument names, with or without errors; a file that is not a text at all ends the command."""
    graph = read(spec, settings, revision)
    if graph.data.source and not graph.data.source.text:
        _end_with_errors(spec, graph)
    return graph


def _end_with_errors(spec: str, graph: Graph) -> NoReturn:
    checked = [Checked(spec, graph.diagnostics, graph.data.source)]
    say(report(checked, "text", sys.stderr, fixing="rnngraph check --fix"), err=True)
    sys.exit(ERRORS)
