"""What one writes specs with: `rnngraph new`, `rnngraph schema` and `rnngraph lsp`."""

from __future__ import annotations

from pathlib import Path

import click

from rnngraph.cli.common import PLUGINS, CannotRun, needs
from rnngraph.cli.reporting import say
from rnngraph.documents.files import write_whole
from rnngraph.templates import TEMPLATES, template


@click.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--from", "start", type=click.Choice(TEMPLATES), default=TEMPLATES[0], show_default=True, help="From what."
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file; else NAME.json.")
def new(name: str, start: str, output: Path | None) -> None:
    """Write a spec to start from. A file that is there already stays as it is."""
    from rnngraph.layers.fields import NAME

    if not NAME.fullmatch(name):
        raise CannotRun(f"{name!r} is no model's name: a letter or _, then letters, digits and _, 64 at most")
    path = output or Path(f"{name}.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, template(start, name).encode(), new=True)
    except FileExistsError:
        raise CannotRun(f"{path} is there already") from None
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror or error}") from None
    say(f"wrote {path}; rnngraph serve {path.parent} shows it")


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of specs, for completion and checks in an editor."""
    import json

    from rnngraph.documents.schema import json_schema as made

    say(json.dumps(made(), indent=2, ensure_ascii=False))


@click.command()
@PLUGINS
def lsp() -> None:
    """Run the language server over standard input and output; an editor starts it.

    It needs the extra `lsp`.
    """
    try:
        from rnngraph.lsp.server import serve
    except ModuleNotFoundError as error:
        raise needs(str(error.name), "lsp") from None
    serve()
