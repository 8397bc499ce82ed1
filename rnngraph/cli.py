"""The command line: parse arguments, call one function, print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click

if TYPE_CHECKING:
    from rnngraph.model import DiagramFormat, Graph

ERRORS, CANNOT_RUN = 1, 2
SPEC = click.argument("spec", metavar="SPEC")
SETTINGS = click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="A parameter's value, in place of the spec's own."
)


class CannotRun(click.ClickException):
    """What keeps a command from running at all."""

    exit_code = CANNOT_RUN


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="rnngraph")
def main() -> None:
    """Declare recurrent networks as graphs, check them without TensorFlow, see them, train them.

    SPEC is a JSON file, - for standard input, or module:attribute for a graph built in Python.
    """


def read(spec: str, settings: Sequence[str] = ()) -> Graph:
    """The graph that an argument names, with its parameters set.

    Raises:
        CannotRun: there is nothing there, or no graph, or no such setting can be.
    """
    from rnngraph.model import load, loads

    parameters = dict(_setting(each) for each in settings)
    if spec == "-":
        return loads(sys.stdin.buffer.read(), "<stdin>", parameters=parameters)
    if not Path(spec).exists() and ":" in spec:
        if parameters:
            raise CannotRun(f"{spec}: a graph built in Python has no parameters to set")
        return _from_module(spec)
    try:
        return load(spec, parameters=parameters)
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


def _specs_in(given: str) -> list[str]:
    """The argument itself, or for a folder its specs."""
    from rnngraph.model import is_spec

    if not Path(given).is_dir():
        return [given]
    found = [str(path) for path in sorted(Path(given).rglob("*.json")) if path.is_file() and is_spec(path.read_bytes())]
    if not found:
        raise CannotRun(f"{given}: there are no specs in this folder")
    return found


def read_valid(spec: str, settings: Sequence[str] = ()) -> Graph:
    """The graph that an argument names; its errors are printed, and end the command."""
    graph = read(spec, settings)
    errors = [each for each in graph.diagnostics if each.severity == "error"]
    if errors:
        click.echo(_report([(spec, graph)], "text", to_terminal=sys.stderr.isatty()), err=True)
        sys.exit(ERRORS)
    return graph


def _report(graphs: list[tuple[str, Graph]], format: str, *, to_terminal: bool) -> str:
    from rnngraph.check.render import github, text
    from rnngraph.check.render import json as as_json

    found = [(path, graph.diagnostics) for path, graph in graphs]
    match format:
        case "json":
            return as_json.render(found)
        case "github":
            return github.render(found)
    sources = {path: graph.data.source.text for path, graph in graphs if graph.data.source}
    return text.render(found, sources, colour=to_terminal)


@main.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@SETTINGS
def check(specs: tuple[str, ...], format_: str, settings: tuple[str, ...]) -> None:
    """Say everything that is wrong with specs, without TensorFlow.

    A folder stands for all the specs in it: its JSON files, and those below, that have `rnngraph` in them.

    Exits with 0 where there are no errors, 1 where there are, 2 where a spec can't be read at all.
    """
    graphs = [(spec, read(spec, settings)) for given in specs for spec in _specs_in(given)]
    click.echo(_report(graphs, format_, to_terminal=sys.stdout.isatty()))
    if any(each.severity == "error" for _, graph in graphs for each in graph.diagnostics):
        sys.exit(ERRORS)


@main.command()
@click.argument("code", metavar="CODE")
def explain(code: str) -> None:
    """Print a rule's page: what it asks for, why, an example that is wrong and one that is right."""
    from rnngraph.check.codes import BY_CODE
    from rnngraph.layers.errors import nearest

    rule = BY_CODE.get(code.upper())
    if rule is None:
        near = nearest(code, BY_CODE)
        raise CannotRun(f"there is no rule {code!r}{f'; did you mean {near}?' if near else ''}")
    click.echo(f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.page}")


@main.command()
@SPEC
@SETTINGS
@click.option(
    "--format", "format_", type=click.Choice(["text", "json", "markdown", "html"]), default="text", show_default=True
)
def summary(spec: str, settings: tuple[str, ...], format_: Literal["text", "json", "markdown", "html"]) -> None:
    """Print the table of layers, output shapes, parameters and cuDNN verdicts."""
    import shutil

    graph = read_valid(spec, settings)
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else None
    click.echo(graph.summary(format_, width=width, colour=terminal))


@main.command()
@SPEC
@SETTINGS
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; its suffix says the format."
)
@click.option(
    "--format", "format_", type=click.Choice(["svg", "png", "pdf", "dot", "mmd"]), help="Instead of the suffix."
)
def diagram(spec: str, settings: tuple[str, ...], output: Path | None, format_: str | None) -> None:
    """Draw the graph: svg, png, pdf, dot or mmd (Mermaid). Without a file it goes to standard output.

    A spec with errors is drawn too, its errors marked.
    """
    graph = read(spec, settings)
    suffix = output.suffix.removeprefix(".").lower() if output else ""
    try:
        with _quiet_stderr():
            drawn = graph.diagram(format=cast("DiagramFormat", format_ or suffix or "svg"))
    except ValueError as error:
        raise CannotRun(str(error)) from None
    if output is None:
        sys.stdout.buffer.write(drawn)
        return
    _write(output, drawn)
    click.echo(f"wrote {output}")


@contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Keeps what C libraries say to themselves (fontconfig, about a system's fonts) off the user's terminal."""
    sys.stderr.flush()
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror or error}") from None


@main.command("compile")
@SPEC
@SETTINGS
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The .keras file.")
def compile_(spec: str, settings: tuple[str, ...], output: Path) -> None:
    """Build the Keras model, prove it to be what was drawn, and save it."""
    if output.suffix != ".keras":
        raise CannotRun(f"{output}: a Keras model is saved under a name that ends in .keras")
    graph = read_valid(spec, settings)
    require_tensorflow()
    model = graph.compile()
    output.parent.mkdir(parents=True, exist_ok=True)
    model.save(output)
    click.echo(f"{graph.name}: every weight and shape as analysed, {graph.params:,} parameters; wrote {output}")


def require_tensorflow() -> None:
    """Imports TensorFlow without its greetings, or ends the command plainly where it is not installed."""
    try:
        with _quiet_stderr():
            import rnngraph.keras  # noqa: F401 - for its side effect, the start of TensorFlow
    except ModuleNotFoundError as error:
        raise CannotRun(f"this needs {error.name}: pip install 'rnngraph[train]'") from None


@main.command()
@SPEC
@SETTINGS
@click.option("--data", required=True, help="digits, mnist, FILE.npz, or module:function.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The run's folder.")
@click.option("--epochs", type=click.IntRange(min=1), help="Instead of the spec's.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Instead of the spec's.")
@click.option(
    "--validation-split",
    type=click.FloatRange(0, 1, max_open=True),
    default=0.1,
    show_default=True,
    help="The fraction of the training data that each epoch is watched by.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True)
def train(
    spec: str,
    settings: tuple[str, ...],
    data: str,
    out: Path,
    epochs: int | None,
    batch_size: int | None,
    validation_split: float,
    seed: int,
) -> None:
    """Train the model on data that fit it, and write model, spec, history and curves into a folder.

    An .npz file has an array for each input and output, by name. A function gives (x, y) or ((x, y), (x_test, y_test)).
    """
    graph = read_valid(spec, settings)
    require_tensorflow()
    from rnngraph.train import DataError, RunError, Settings, TrainError
    from rnngraph.train import train as run

    plan = Settings(epochs=epochs, batch_size=batch_size, validation_split=validation_split, seed=seed)
    try:
        done = run(graph.analysis, data, out, plan, log=click.echo)
    except DataError as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(ERRORS)
    except (RunError, TrainError) as error:
        raise CannotRun(str(error)) from None
    for name, value in (done.record["held_out"] or {}).items():
        click.echo(f"held-out {name}: {value:.4f}")
    click.echo(f"the run is in {done.folder}/")


@main.command()
@click.argument("directory", type=click.Path(path_type=Path), default=Path("specs"))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), help="The port; left out, 8000 or the next that is free.")
def serve(directory: Path, host: str, port: int | None) -> None:
    """Show a folder's specs in the browser."""
    from rnngraph_web import serve as run

    run(directory, host=host, port=port)
