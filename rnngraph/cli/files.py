"""Files that a command writes."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from rnngraph.cli.common import CannotRun


def write(path: Path, content: bytes) -> None:
    """Writes a file, and its folder.

    Raises:
        CannotRun: the system refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror or error}") from None


def rewrite(path: Path, content: bytes, *, was: bytes) -> None:
    """Gives a file another content, all of it or nothing; mode, owner where allowed, and a link to it stay.

    Raises:
        CannotRun: the file is not as it `was`, is not ours to write, or the system refuses.
    """
    try:
        real = path.resolve(strict=True)
        if not os.access(real, os.W_OK):
            raise CannotRun(f"{path}: it is not writable, so nothing was fixed")
        if real.read_bytes() != was:
            raise CannotRun(f"{path}: it changed while it was checked, so nothing was fixed")
        _replace(real, content)
    except OSError as error:
        raise CannotRun(f"{path}: {error.strerror or error}") from None


def _replace(real: Path, content: bytes) -> None:
    """A new file beside the old, on the disk before it takes its name: a crash leaves one of the two whole."""
    handle, name = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copystat(real, name)
        with suppress(OSError):  # only root may give a file away
            status = real.stat()
            os.chown(name, status.st_uid, status.st_gid)
        os.utime(name)
        Path(name).replace(real)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
