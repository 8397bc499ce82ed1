"""Memory that the weights of a model need, and that the machine has left: known before Keras allocates anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rnngraph.analysis import Analysis
from rnngraph.graph import size_text

MEMINFO = Path("/proc/meminfo")
CGROUPS = (
    (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")),
    (Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"), Path("/sys/fs/cgroup/memory/memory.usage_in_bytes")),
)
"""Limit and use of a container: cgroup version 2, then 1."""


class InsufficientMemory(MemoryError):
    """The weights of a model need more memory than the machine has left; the message has both amounts."""


def weight_memory(analysis: Analysis) -> int:
    """Bytes that making the weights takes: all of them, and the largest again, which its initializer makes first."""
    sizes = [weight.size for weight in analysis.weights]
    return sum(sizes) + max(sizes, default=0)


def require_memory(analysis: Analysis) -> None:
    """Raises InsufficientMemory if the weights of a model do not fit into the memory that is available."""
    needed, available = weight_memory(analysis), available_memory()
    if available is not None and needed > available:
        raise InsufficientMemory(
            f"{analysis.graph.name}: building the model needs {size_text(needed)} of memory for its weights, and "
            f"{size_text(available)} are available"
        )


def available_memory() -> int | None:
    """Bytes that this process can still allocate, as the operating system estimates; None if it does not tell."""
    return min(_amounts(), default=None)


def _amounts() -> Iterator[int]:
    """What the machine, the container and the limits of the process leave."""
    with suppress(OSError, ValueError, StopIteration):
        lines = MEMINFO.read_text(encoding="ascii").splitlines()
        yield 1024 * int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1])
    for limit, used in CGROUPS:
        with suppress(OSError, ValueError):  # a limit of "max" is none
            yield max(0, int(limit.read_text(encoding="ascii")) - int(used.read_text(encoding="ascii")))
    with suppress(AttributeError, OSError, ValueError):  # macOS and the BSDs: what is installed, not what is free
        if not MEMINFO.exists():
            yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(ImportError):  # not on Windows
        import resource

        limit_of_process = resource.getrlimit(resource.RLIMIT_AS)[0]
        if limit_of_process != resource.RLIM_INFINITY:
            yield limit_of_process
