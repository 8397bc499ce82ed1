"""Weights from files: read while a model is built from its spec, from the spec's folder, and at no other time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import keras
import numpy as np

from rnngraph.graph import Problem
from rnngraph.problems import kinds
from rnngraph.problems.kinds.files import Cause


class UnreadFile(Exception):
    """A file that weights can't be read from; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass
class Reading:
    """The folder of the spec whose model is being built (None: it came from no file), and what went wrong there.

    Keras may turn an error into one of its own on its way up: `problem` keeps what it was.
    """

    folder: Path | None
    problem: Problem | None = None


READING: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def reading_for(path: str | None) -> Iterator[Reading]:
    """While this is open, weights are read from the folder of the spec at this path.

    Without a path they are read from the folder that is open already: a block has no file of its own.
    """
    outer = READING.get()
    folder = outer.folder if outer else None
    reading = Reading(Path(path).parent if path else folder)
    token = READING.set(reading)
    try:
        yield reading
    finally:
        READING.reset(token)


@keras.saving.register_keras_serializable(package="rnngraph")
class FileInitializer(keras.initializers.Initializer):  # type: ignore[misc]
    """The array of a file while a spec is compiled; zeros otherwise, as when a saved model is made to be filled."""

    def __init__(self, path: str, array: str | None = None) -> None:
        self.path, self.array = path, array

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """The values.

        Raises:
            UnreadFile: there is no such file or array, or it is none of that shape.
        """
        reading = READING.get()
        if reading is None:
            return keras.ops.zeros(shape, dtype)
        try:
            found = read(reading.folder, self.path, self.array, tuple(shape))
        except UnreadFile as error:
            reading.problem = error.problem
            raise
        return keras.ops.cast(keras.ops.convert_to_tensor(found), dtype or keras.config.floatx())

    def get_config(self) -> dict[str, Any]:
        """The arguments; not the folder, which is this machine's."""
        return {"path": self.path, "array": self.array}


def read(folder: Path | None, path: str, array: str | None, shape: tuple[int, ...]) -> np.ndarray:
    """An array of a file below a folder. Its shape is looked at before its values are; nothing in it is run.

    Raises:
        UnreadFile: the file is not there, leads out of the folder, can't be read, or has something else.
    """

    def wrong(cause: Cause, **values: Any) -> UnreadFile:
        return UnreadFile(kinds.files.UnusableFile(path=path, array=array, cause=cause, **values))

    if folder is None:
        raise wrong("folder")
    try:
        real = (folder / path).resolve(strict=True)
    except (OSError, RuntimeError):
        raise wrong("missing") from None
    if not real.is_relative_to(folder.resolve()):
        raise wrong("outside")
    if not real.is_file():
        raise wrong("missing")
    try:
        if array is None:
            with real.open("rb") as stream:
                return checked(stream, shape, wrong)
        with zipfile.ZipFile(real) as archive:
            if f"{array}.npy" not in archive.namelist():
                raise wrong("array", arrays=tuple(name.removesuffix(".npy") for name in archive.namelist()))
            with archive.open(f"{array}.npy") as member:
                return checked(member, shape, wrong)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        raise wrong("unreadable") from None


def checked(stream: IO[bytes], shape: tuple[int, ...], wrong: Any) -> np.ndarray:
    """The array of a stream, if it is of numbers and of that shape."""
    version = np.lib.format.read_magic(stream)
    header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    found, in_columns, dtype = header(stream)
    if dtype.kind not in "fiub":
        raise wrong("dtype", dtype=str(dtype))
    if found != shape:
        raise wrong("shape", found=found, expected=shape)
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    data = stream.read(size)
    if len(data) != size:
        raise wrong("unreadable")
    return np.frombuffer(data, dtype).reshape(shape, order="F" if in_columns else "C")
