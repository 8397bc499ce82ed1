"""Runs rnngraph on documents that mean harm, each command in little time and memory, and prints what came of it.

A process of its own, so that its limits are no one else's: `python -m tests.hostile.confined NAME...`.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from click.testing import CliRunner

import rnngraph
from rnngraph.cli import main
from tests.hostile.payloads import PAYLOADS

SECONDS = 2
"""Of processor time, on a machine of its own; on a slow or a shared one as much more as counting takes more."""
COUNT, COUNTED_IN = 2_000_000, 0.07
"""How far to count, and the seconds that this takes a plain machine of 2024."""
BYTES = 500 * 2**20


class TooLong(BaseException):
    """A command took more than `SECONDS` of processor time."""


def allowed() -> float:
    """The seconds that a command has here and now."""
    begun = time.process_time()
    for _ in range(COUNT):
        pass
    return SECONDS * max(1.0, (time.process_time() - begun) / COUNTED_IN)


def stop(number: int, frame: object) -> None:
    """The alarm."""
    raise TooLong


def run(arguments: list[str]) -> dict[str, Any]:
    """One command: its exit status, what it printed, what it raised, how long it took."""
    signal.setitimer(signal.ITIMER_PROF, allowed())
    begun = time.process_time()
    try:
        result = CliRunner().invoke(main, arguments)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    error = result.exception if not isinstance(result.exception, SystemExit) else None
    return {
        "status": result.exit_code,
        "printed": result.output[:10_000],
        "length": len(result.output),
        "raised": repr(error)[:500] if error else None,
        "seconds": time.process_time() - begun,
    }


def api(data: bytes) -> dict[str, Any]:
    """The same document through Python."""
    signal.setitimer(signal.ITIMER_PROF, allowed())
    begun = time.process_time()
    try:
        found = rnngraph.loads(data).check()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    errors = sum(each.severity == "error" for each in found)
    return {"errors": errors, "codes": sorted({each.code for each in found}), "seconds": time.process_time() - begun}


def confined(data: bytes) -> dict[str, Any]:
    """Every command on the document, as far as none takes too long."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "spec.json")
        path.write_bytes(data)
        commands = {
            "check": ["check", str(path)],
            "check as json": ["check", "--format", "json", str(path)],
            "summary": ["summary", str(path)],
            "diagram": ["diagram", str(path), "-o", str(Path(folder, "x.dot"))],
        }
        for name, arguments in commands.items():
            try:
                found[name] = run(arguments)
            except TooLong:
                found[name] = {"raised": f"more than {SECONDS} s"}
    try:
        found["python"] = api(data)
    except TooLong:
        found["python"] = {"errors": 0, "codes": [], "raised": f"more than {SECONDS} s"}
    return found


def peak() -> int:
    """The most memory that this process has had, in bytes."""
    if sys.platform == "linux":
        # What the system counts for a process includes the one that started it.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, stop)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (2 * BYTES, 2 * BYTES))
    found = {name: confined(PAYLOADS[name]()) for name in sys.argv[1:]}
    print(json.dumps({"found": found, "bytes": peak()}))
