"""`make fuzz`: random graphs against Keras, as many as asked, with all kinds of failures told at the end.

Each part runs in a process of its own, since TensorFlow gives no memory back.
"""

from __future__ import annotations

import argparse
import copy
import gc
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from secrets import randbelow
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.differential.graphs import Entry, documents

PART = 250
"""Documents that one process builds."""


class Enough(BaseException):
    """The time is up; no failure, so nothing that hypothesis would catch."""


def main() -> None:
    """Runs the parts, and ends with 1 where Keras and the analysis disagree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", "--number", type=int, default=1000, help="how many documents")
    parser.add_argument("--seed", type=int, default=randbelow(2**32))
    parser.add_argument("--seconds", type=int, default=10**9, help="stop a part after this time, however many it ran")
    parser.add_argument("--part", action="store_true", help="run here, in this process")
    given = parser.parse_args()
    if given.part:
        sys.exit(part(given.number, given.seed, given.seconds))
    failed = False
    for done in range(0, given.number, PART):
        count = min(PART, given.number - done)
        at = given.seed + done
        print(f"{count} graphs, seed {at}: ", end="", flush=True)
        again = [sys.executable, "-m", "tests.fuzz.graphs", "-n", str(count), "--seed", str(at), "--part"]
        failed |= subprocess.run(again, check=False, cwd=Path(__file__).parents[2]).returncode != 0
    sys.exit(failed)


def part(number: int, at: int, seconds: int) -> int:
    """Runs so many documents, or as many as it can in that time.

    Prints one of each kind of failure, made small, and gives the number of kinds.
    """
    import keras

    from tests.differential.agreement import agree
    from tests.differential.known import known

    gc.freeze()
    signal.signal(signal.SIGTERM, stop)
    failures: dict[str, Entry] = {}
    started = time.monotonic()
    count = 0

    def failure(tree: Entry, share: int | None = None) -> str | None:
        """What goes wrong; each third of the documents is run, or traced, or built only."""
        try:
            agree(tree, run=share in (None, 0), trace=share in (None, 1))
        except Exception as error:
            return None if known(error) else kind_of(error)
        return None

    @seed(at)
    @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck),
              phases=[Phase.generate])  # fmt: skip
    @given(documents(most=6))
    def run(tree: Entry) -> None:
        nonlocal count
        if time.monotonic() - started > seconds:
            raise Enough
        count += 1
        if count % 50 == 0:
            keras.backend.clear_session()  # which collects garbage: four times as long as building one of these models
        found = failure(tree, count % 3)
        if found and len(json.dumps(tree)) < len(json.dumps(failures.get(found, "-" * 10**6))):
            failures[found] = tree

    with suppress(Enough):
        run()
    print(f"{count} run in {time.monotonic() - started:.0f} s, {len(failures)} kinds of failures", flush=True)
    for kind, tree in failures.items():
        small = reduced(tree, lambda each, kind=kind: failure(each) == kind)
        print(f"--- {kind}\n{json.dumps(small)}", flush=True)
    return len(failures)


def stop(number: int, frame: object) -> None:
    """A part that is told to end says what it has found so far."""
    raise Enough


def kind_of(error: Exception) -> str:
    """What failures of one cause have in common: the message without names and numbers."""
    lines = re.sub(r"\x1b\[\d*m", "", str(error)).split("\n")
    return re.sub(r"layer_\d+|\d+", "#", f"{type(error).__name__}: {' '.join(lines[:3])[:300]}")


def reduced(tree: Entry, fails: Callable[[Entry], bool], tries: int = 60) -> Entry:
    """The document without all that the failure does not need."""
    shrunk = True
    while shrunk:
        shrunk = False
        for smaller in without_one(tree):
            tries -= 1
            if tries < 0:
                return tree
            try:
                still = fails(smaller)
            except Exception:
                still = False
            if still:
                tree, shrunk = smaller, True
                break
    return tree


def without_one(tree: Any) -> Iterator[Any]:
    """The document without one layer, output, input or field, the largest pieces first."""
    for path in sorted(paths(tree), key=len):
        smaller = copy.deepcopy(tree)
        at = smaller
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]
        yield smaller


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something can be left out."""
    keys = reversed(range(len(value))) if isinstance(value, list) else list(value)
    for key in keys:
        yield (*at, key)
        if isinstance(value[key], dict | list):
            yield from paths(value[key], (*at, key))


if __name__ == "__main__":
    main()
