"""Reading a file up to a limit, and writing one whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

CHUNK = 2**20
"""Bytes that are read at a time."""


def read_bounded(path: str | os.PathLike[str], limit: int) -> bytes:
    """The content of a file, but no more than `limit` + 1 bytes of it: so many say that the file is too large.

    Raises:
        OSError: there is no such file, or it can't be read.
    """
    with open(path, "rb") as file:
        return read_stream(file, limit)


def read_stream(stream: IO[bytes], limit: int) -> bytes:
    """The content of a stream, but no more than `limit` + 1 bytes of it."""
    content = bytearray()
    # In chunks, since Python allocates as much as it is asked to read.
    while len(content) <= limit and (chunk := stream.read(min(CHUNK, limit + 1 - len(content)))):
        content += chunk
    return bytes(content)


def write_whole(path: str | os.PathLike[str], content: bytes, *, new: bool = False) -> None:
    """Gives a file a content: a new file beside the old, on the disk before it takes its name.

    So a crash, or a full disk, leaves one of the two whole. Mode, owner where allowed, and a link to the file stay.
    What is no file, such as /dev/stdout, is written to as it is.

    Arguments:
        path: the file.
        content: all that it has from then on.
        new: whether the file may not exist yet.

    Raises:
        FileExistsError: the file exists, and it is to be a `new` one.
        OSError: the system refuses.
    """
    with replacing(path, new=new) as aside, open(aside, "wb") as file:
        file.write(content)


@contextmanager
def replacing(path: str | os.PathLike[str], *, suffix: str = "", new: bool = False) -> Iterator[Path]:
    """Path of an empty file beside another, which it replaces if the block ends without an exception.

    For libraries that write to a path, with the promises of `write_whole`; `suffix` ends the name of the file beside.

    Raises:
        FileExistsError: the file exists, and it is to be a `new` one.
        OSError: the system refuses.
    """
    real = Path(os.path.realpath(path))
    there = real.exists()
    if new and (there or os.path.lexists(path)):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(path))
    if there and not real.is_file():
        yield real
        return
    if there and not os.access(real, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    aside = real.parent / f".rnngraph-{secrets.token_hex(8)}{suffix}"
    try:
        # What nobody else may read is nobody else's while it is written either; what is new is as the umask has it.
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if there else 0o666))
        yield aside
        _synchronize(aside)
        if there:
            _as(real, aside)
        _rename(aside, real, new=new)
    except BaseException as error:
        with suppress(OSError):
            aside.unlink()
        if isinstance(error, OSError) and error.errno:
            # What was asked for is the file, and not the one beside it.
            raise OSError(error.errno, error.strerror, os.fspath(path)) from None
        raise


def _synchronize(path: Path) -> None:
    """Waits until the disk has a file's content: a full one may say so only now."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _rename(aside: Path, real: Path, *, new: bool) -> None:
    if not new:
        os.replace(aside, real)
        return
    try:
        os.link(aside, real)  # unlike a rename, it never replaces what another process wrote meanwhile
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        os.rename(aside, real)
    else:
        aside.unlink()


def _as(real: Path, aside: Path) -> None:
    """Gives one file the mode and owner of another, and the time of now."""
    shutil.copystat(real, aside)
    with suppress(OSError):  # only root may give a file away
        status = real.stat()
        os.chown(aside, status.st_uid, status.st_gid)
    os.utime(aside)
