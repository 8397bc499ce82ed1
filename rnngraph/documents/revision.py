"""A file's past: as it was at a git revision, and the commits that touched it. Nothing of a repository is ever run."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rnngraph.graph import LIMITS

SECONDS = 10
"""How long git may take."""
QUIET = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
PLAIN = ("-c", "log.follow=false", "-c", "log.mailmap=false", "-c", "core.fsmonitor=false")
"""What a repository's configuration may not ask of git here. A file of another name is not at its revisions' place."""


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
    place = f"{revision}:./{file.name}"
    try:
        size = int(_git(file, "cat-file", "-s", place))
        if size > most:
            raise RevisionError(f"{file.name} has {size:,} bytes, more than the {most:,} that are read")
        return _git(file, "cat-file", "blob", place)
    except RevisionError as error:
        raise RevisionError(f"at {revision}: {error}") from None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit that touched a file: its short hash, its day as 2026-01-31, the first line of its message."""

    hash: str
    day: str
    subject: str


def commits(path: str | os.PathLike[str], most: int = 10) -> tuple[Commit, ...]:
    """The last commits that touched a file, newest first; none where git knows of none, or is not there."""
    file = Path(path)
    log = ("--no-pager", *PLAIN, "log", f"--max-count={most}", "--format=%h%x00%cs%x00%s", "--encoding=UTF-8")
    never = ("--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-color")
    try:
        said = _git(file, *log, *never, "--", file.name).decode("utf-8", "replace")
    except RevisionError:
        return ()
    return tuple(Commit(*fields) for line in said.split("\n") if len(fields := line.split("\0")) == 3)


def _git(file: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(file.parent), *arguments]
    environment = {**os.environ, **QUIET}
    try:
        done = subprocess.run(command, capture_output=True, env=environment, timeout=SECONDS, check=False)  # noqa: S603 - a list, no shell
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise RevisionError(f"git took longer than {SECONDS} s") from None
    if done.returncode:
        raise RevisionError(done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: "))
    return done.stdout
