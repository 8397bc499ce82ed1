"""`rnngraph check --watch`: again, whenever something is saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rnngraph.cli.common import CannotRun, needs

if TYPE_CHECKING:
    from watchfiles import Change


WAKE = 100
"""Milliseconds between two looks at whether something was saved."""


def watch(specs: Sequence[str], run: Callable[[], object]) -> None:
    """Runs `run` now, and after each change of a spec, or of the settings beside it, until Ctrl-C.

    Raises:
        CannotRun: watchfiles is not installed, or there is a spec that is no file.
    """
    try:
        from watchfiles import watch as changes
    except ModuleNotFoundError:
        raise needs("watchfiles", "watch", option="--watch") from None
    paths = [Path(spec) for spec in specs]
    for path in paths:
        if not path.exists():
            raise CannotRun(f"{path}: only files and folders can be watched")
    # The folder of a file, since editors save by putting another file in its place.
    folders = {path if path.is_dir() else path.resolve().parent for path in paths}
    inside = [path.resolve() for path in paths if path.is_dir()]
    files = {path.resolve() for path in paths}

    def concerns(change: Change, name: str) -> bool:
        path = Path(name).resolve()
        in_folder = path.suffix == ".json" and any(path.is_relative_to(each) for each in inside)
        return path in files or in_folder or path.name == "pyproject.toml"

    waiting = True
    seen = changes(*folders, watch_filter=concerns, recursive=bool(inside), yield_on_timeout=True, rust_timeout=WAKE)
    # The first run waits for the first timeout: what is saved while it runs is seen.
    with suppress(KeyboardInterrupt):
        for found in seen:
            if found or waiting:
                again(run)
            waiting = False


def again(run: Callable[[], object]) -> None:
    """One run on a clear screen; what keeps it from running is said, and waited out."""
    click.clear()
    try:
        run()
    except click.ClickException as error:
        error.show()
    click.echo(f"[{time.strftime('%H:%M:%S')}] watching; Ctrl-C ends it")
