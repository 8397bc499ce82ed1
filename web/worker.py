"""The process that draws: Graphviz is C code, which may crash, hang or eat memory, and then only this process does.

Run by its path, not as a module of the package, so that it loads nothing of the web app. It speaks over the socket that
is its standard input: a question is (DOT text, format, seconds), an answer `OK` or `FAILED` followed by the picture or
the reason. Once it is ready it says `OK` alone, unasked. It ends when its parent does, since the socket then closes.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection

OK, FAILED = b"+", b"-"
MEMORY = 2 * 2**30
"""Bytes of address space; only Linux keeps to it."""


def main() -> None:
    """Answers questions until there are no more."""
    connection = Connection(os.dup(sys.stdin.fileno()))
    _limit_memory()
    import rnngraph

    rnngraph.draw("graph {}", "svg")  # what drawing needs is loaded now, and not in the time of the first picture
    connection.send_bytes(OK)
    while True:
        try:
            dot, form, seconds = connection.recv()
        except EOFError:
            return
        # The parent stops a worker that takes too long; this stops one whose parent has gone. C code can't put it off.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = OK + rnngraph.draw(dot, form)
        except Exception as error:  # whatever it is, it ends as a sentence on the page
            answer = FAILED + str(error or type(error).__name__).encode(errors="replace")
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send_bytes(answer)


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


if __name__ == "__main__":
    main()
