"""A file as it was at a git revision."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from rnngraph.graph import LIMITS

SECONDS = 10
"""How long git may take."""


class RevisionError(OSError):
    """There is no such revision, no such file in it, one too large, or no git; the message says which."""


def at_revision(path: str | os.PathLike[str], revision: str, most: int = LIMITS.bytes) -> bytes:
    """The bytes of a file at a revision of the repository it lies in, as `git show REVISION:./FILE` gives them.

    Nothing of the repository is run: neither filters nor text conversions, and nothing is fetched.

    Raises:
        RevisionError: git has no such file there, or it has more than `most` bytes.
    """
    file = Path(path)
    if not revision or revision.startswith("-") or ":" in revision or "\0" in revision:
        raise RevisionError(f"{revision!r} is no revision")
    # Before git and this process have it in memory.
    size = int(_cat_file(file, revision, "-s"))
    if size > most:
        raise RevisionError(f"at {revision}: {file.name} has {size:,} bytes, more than the {most:,} that are read")
    return _cat_file(file, revision, "blob")


def _cat_file(file: Path, revision: str, what: str) -> bytes:
    command = ["git", "-C", str(file.parent), "cat-file", what, f"{revision}:./{file.name}"]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=SECONDS, check=False)  # noqa: S603 - a list, no shell
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise RevisionError(f"git took longer than {SECONDS} s") from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise RevisionError(f"at {revision}: {said}")
    return done.stdout
