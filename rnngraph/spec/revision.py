"""A file as it was at a git revision."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

SECONDS = 10
"""How long git may take."""


class RevisionError(OSError):
    """There is no such revision, no such file in it, or no git; the message says which."""


def at_revision(path: str | os.PathLike[str], revision: str) -> bytes:
    """The bytes of a file at a revision of the repository it lies in, as `git show REVISION:./FILE` gives them.

    Nothing of the repository is run: neither filters nor text conversions, and nothing is fetched.

    Raises:
        RevisionError: git has no such file there.
    """
    file = Path(path)
    if not revision or revision.startswith("-") or ":" in revision or "\0" in revision:
        raise RevisionError(f"{revision!r} is no revision")
    command = ["git", "-C", str(file.parent), "cat-file", "blob", f"{revision}:./{file.name}"]
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
