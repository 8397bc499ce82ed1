"""What editors use: `rnngraph schema`."""

from __future__ import annotations

import click


@click.command()
def schema() -> None:
    """Print the JSON Schema (2020-12) of specs, for completion and checks in an editor."""
    import json

    from rnngraph.spec.schema import schema as made

    click.echo(json.dumps(made(), indent=2, ensure_ascii=False))
