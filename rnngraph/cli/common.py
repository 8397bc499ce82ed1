"""What several commands share: arguments, exit statuses, files, and TensorFlow's start."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

ERRORS, CANNOT_RUN = 1, 2
SPEC = click.argument("spec", metavar="SPEC")
SETTINGS = click.option(
    "--set", "settings", metavar="NAME=VALUE", multiple=True, help="A parameter's value, in place of the spec's own."
)


class CannotRun(click.ClickException):
    """What keeps a command from running at all."""

    exit_code = CANNOT_RUN


@contextmanager
def quiet_stderr() -> Iterator[None]:
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


def require_tensorflow() -> None:
    """Imports TensorFlow without its greetings, or ends the command plainly where it is not installed."""
    try:
        with quiet_stderr():
            import rnngraph.keras  # noqa: F401 - for its side effect, the start of TensorFlow
    except ModuleNotFoundError as error:
        raise CannotRun(f"this needs {error.name}: pip install 'rnngraph[train]'") from None
