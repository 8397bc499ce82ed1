"""The served folder: which specs are in it, and what one says. Nothing outside it is ever read."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from rnngraph import Graph, is_spec, loads

from .graphs import Key, weight
from .lru import Lru
from .naming import can_be_said

SUFFIX = ".json"
MOST_BYTES = 2 * 2**20
"""Size of the largest file that is read."""
MOST_SPECS = 1000
"""Specs that a gallery lists."""
MOST_ENTRIES = 20_000
"""Files and folders that are looked at in search of them."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec file as it was read: a graph, or the reason why it could not be read at all.

    `name` is the path inside the folder, with slashes and without `.json`; `digest` is what the file's content is known
    by.
    """

    name: str
    graph: Graph | None = None
    failure: str | None = None
    digest: str = ""

    @property
    def text(self) -> str | None:
        """What the file says; None where it is no text in UTF-8, and so nothing to edit."""
        source = self.graph.data.source if self.graph else None
        return source.text or None if source else None

    @property
    def short(self) -> str:
        """The name without the folders it is in."""
        return self.name.rpartition("/")[2]


class Folder:
    """A folder of specs.

    Raises:
        NotADirectoryError: there is no such folder.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path).resolve()
        if not self.path.is_dir():
            raise NotADirectoryError(f"{path} is not a folder")
        # In a tuple, since None, for JSON that is not a spec, is cached too.
        self._graphs: Lru[Key, tuple[Graph | None]] = Lru(50_000, lambda key, held: weight(key, *held))

    def specs(self) -> tuple[list[Spec], bool]:
        """The specs in the folder and its sub-folders, the folder's own first, and whether these are all."""
        files, complete = self._files()
        names = sorted(files, key=lambda name: (name.count("/"), name.lower(), name))
        found = list(islice((spec for name in names if (spec := self.read(name))), MOST_SPECS + 1))
        return found[:MOST_SPECS], complete and len(found) <= MOST_SPECS

    def read(self, name: str) -> Spec | None:
        """The spec of that name, or None where the folder has none: no such file, or JSON that is something else."""
        path = self.file(name)
        if path is None:
            return None
        try:
            content = _read(path)
        except OSError as error:
            return Spec(name, failure=f"The file can't be read: {error.strerror or error}.")
        if len(content) > MOST_BYTES:
            return Spec(name, failure=f"The file is larger than {MOST_BYTES // 2**20} MiB, and is not read.")
        graph = self._parsed(content, name + SUFFIX)
        return Spec(name, graph, digest=sha256(content).hexdigest()) if graph else None

    def file(self, name: str) -> Path | None:
        """The file of that name, if it is one and lies in the folder after all links are followed."""
        parts = (name + SUFFIX).split("/")
        if any(part[:1] in ("", ".") for part in parts) or not can_be_said(name):
            return None
        try:
            path = Path(os.path.realpath(self.path.joinpath(*parts), strict=True))
            return path if path.is_relative_to(self.path) and stat.S_ISREG(path.lstat().st_mode) else None
        except (OSError, ValueError):  # no such file, a circle of links, a name that no file can have
            return None

    def _parsed(self, content: bytes, path: str) -> Graph | None:
        """The graph of a file's content, or None for other JSON. Cached by content: a changed file is read anew."""
        held = self._graphs.get((content, path))
        if held is None:
            held = (loads(content, path) if is_spec(content) else None,)
            self._graphs.put((content, path), held)
        return held[0]

    def _files(self) -> tuple[list[str], bool]:
        """Names of the JSON files, and whether these are all. Hidden folders, and those behind links, are left out."""
        names: list[str] = []
        looked_at = 0
        for at, folders, files in os.walk(self.path):
            looked_at += len(folders) + len(files)
            if looked_at > MOST_ENTRIES:
                break
            folders[:] = [name for name in folders if name[0] != "."]
            here = Path(at).relative_to(self.path)
            found = ((here / file).as_posix().removesuffix(SUFFIX) for file in files if file.endswith(SUFFIX))
            names += filter(can_be_said, found)
        return names, looked_at <= MOST_ENTRIES


def _read(path: Path) -> bytes:
    """The file's bytes, one more than `MOST_BYTES` at most. It must still be a plain file and no link."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
        return file.read(MOST_BYTES + 1)


def digest_of(path: Path) -> str | None:
    """Digest of a file's content, by which a spec is known; None if there is no file.

    Of a file too large to be a spec only the start is read: its digest is that of no spec.

    Raises:
        OSError: it can't be read.
    """
    if not path.exists():
        return None
    with path.open("rb") as file:
        return sha256(file.read(MOST_BYTES + 1)).hexdigest()
