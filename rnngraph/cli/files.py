"""Files that a command writes."""

from __future__ import annotations

import os
from pathlib import Path

from rnngraph.cli.common import CannotRead, CannotRun
from rnngraph.documents.files import read_bounded, write_whole


def write(path: Path, content: bytes) -> None:
    """Writes a file, all of it or nothing, and its folder.

    Raises:
        CannotRun: the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror or error}") from None


def rewrite(path: Path, content: bytes, *, was: bytes) -> None:
    """Gives a file another content, all of it or nothing; mode, owner where allowed, and a link to it stay.

    Raises:
        CannotRead: the file is not as it `was`, is not ours to write, or the system refuses.
    """
    try:
        real = path.resolve(strict=True)
        if not os.access(real, os.W_OK):
            raise CannotRead(f"{path}: it is not writable, so nothing was fixed")
        if read_bounded(real, len(was)) != was:
            raise CannotRead(f"{path}: it changed while it was checked, so nothing was fixed")
        write_whole(real, content)
    except OSError as error:
        raise CannotRead(f"{path}: {error.strerror or error}") from None
