"""What editors use: `rnngraph schema` and `rnngraph lsp`."""

from __future__ import annotations

import click

from rnngraph.cli.common import CannotRun


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of specs, for completion and checks in an editor."""
    import json

    from rnngraph.spec.schema import schema as made

    click.echo(json.dumps(made(), indent=2, ensure_ascii=False))


@click.command()
def lsp() -> None:
    """Run the language server over standard input and output; an editor starts it.

    It needs rnngraph[lsp].
    """
    try:
        from rnngraph.lsp.server import serve
    except ModuleNotFoundError as error:
        raise CannotRun(f"this needs {error.name}: pip install 'rnngraph[lsp]'") from None
    serve()
