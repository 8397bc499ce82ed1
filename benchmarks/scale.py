"""What checking costs a layer, from ten layers to a hundred thousand, beside Keras building the same model.

python benchmarks/scale.py [--most LAYERS] [--patience SECONDS]

Checking is reading the JSON text, building the graph, analysing it, and all rules, as `rnngraph check` does; Keras
makes the layers and calls them, which is when it knows their shapes. Each in a process of its own that has done it once
before, in CPU time. Layers repeat in fifty sizes, as in real networks; in the last table, without a target, no two are
alike. Memory is what the process's peak grows by. Keras is asked for ten times more layers as long as one has patience.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10, 100, 1_000, 10_000, 100_000)
PROCESSES = 3
MOST_TIME, MOST_GROWTH = 100, 1.5
"""Microseconds a layer at ten thousand layers, and how much more a layer may cost in a larger graph."""

Entry = dict[str, Any]


def chain(count: int) -> Iterator[Entry]:
    """LSTM and Dense in turn, each reading the one before."""
    for index in range(count):
        units = 8 + index % 50
        if index % 2:
            yield {"name": f"l{index}", "type": "Dense", "units": units, "activation": "relu"}
        else:
            yield {"name": f"l{index}", "type": "LSTM", "units": units, "return_sequences": True}


def wide(count: int) -> Iterator[Entry]:
    """LSTMs side by side, all reading the input, and one sum of them all."""
    names = [f"l{index}" for index in range(count - 1)]
    for index, name in enumerate(names):
        yield {"name": name, "type": "LSTM", "units": 8, "dropout": index % 50 / 100, "inputs": "x"}
    yield {"name": "sum", "type": "Add", "inputs": names}


def different(count: int) -> Iterator[Entry]:
    """A chain of LSTMs, each with a seed of its own."""
    for index in range(count):
        yield {"name": f"l{index}", "type": "LSTM", "units": 8, "return_sequences": True, "seed": index}


GRAPHS: dict[str, Callable[[int], Iterator[Entry]]] = {"chain": chain, "wide": wide, "different": different}


def check(kind: str, count: int) -> Callable[[], None]:
    """Reads and checks a document of so many layers; it is a right one."""
    import rnngraph
    from rnngraph.cli.common import collect_less
    from rnngraph.graph import Limits

    collect_less()
    tree = {
        "rnngraph": 1,
        "name": kind,
        "inputs": [{"name": "x", "shape": [None, 8]}],
        "layers": [*GRAPHS[kind](count)],
    }
    text = json.dumps(tree)
    limits = Limits(bytes=2**30, nodes=10**6, references=10**7)

    def run() -> None:
        graph = rnngraph.loads(text, limits=limits)
        errors = [each for each in graph.diagnostics if each.severity == "error"]
        if errors or len(graph.analysis.nodes) != count:
            raise SystemExit(f"{kind}: this is not the graph that was meant")

    return run


def keras(kind: str, count: int) -> Callable[[], None]:
    """Builds the same model in Keras."""
    os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    import keras

    def run() -> None:
        source = keras.Input((None, 8), name="x")
        tensors = {"x": source}
        last = source
        for entry in GRAPHS[kind](count):
            fields = {name: each for name, each in entry.items() if name not in ("type", "inputs")}
            reads = entry.get("inputs")
            given = [tensors[each] for each in reads] if isinstance(reads, list) else tensors.get(reads or "", last)
            last = tensors[entry["name"]] = getattr(keras.layers, entry["type"])(**fields)(given)
        if len(keras.Model(source, last).layers) != count + 1:
            raise SystemExit(f"{kind}: this is not the model that was meant")

    return run


def measured(what: str, kind: str, count: int) -> dict[str, float]:
    """Microseconds and KiB a layer, in this process: the best of some runs, after a small one."""
    make = {"check": check, "keras": keras}[what]
    make(kind, 10)()
    run = make(kind, count)
    before, memory, seconds = _peak(), 0.0, []
    for _ in range(1 if what == "keras" else 2 if count > 20_000 else max(3, 20_000 // count)):
        start = time.process_time()
        run()
        seconds.append(time.process_time() - start)
        memory = memory or _peak() - before
    return {"time": min(seconds) / count * 1e6, "memory": memory / count}


def _peak() -> float:
    """The most memory that the process has had, in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else peak


def apart(what: str, kind: str, count: int, patience: float | None = None) -> dict[str, float] | str:
    """The same in a process of its own; or why there is no measure, in a few words."""
    command = [sys.executable, __file__, "--measure", what, kind, str(count)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, cwd=ROOT, timeout=patience, text=True)
    except subprocess.TimeoutExpired:
        return f"over {patience:.0f} s"
    if done.returncode:
        return done.stderr.strip().rpartition("\n")[2].partition(":")[0]
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def best(what: str, kind: str, count: int) -> dict[str, float]:
    """The best of some processes: on a machine that is seldom ours alone, one of them may take twice as long."""
    found = [apart(what, kind, count) for _ in range(PROCESSES)]
    failed = [each for each in found if isinstance(each, str)]
    if failed:
        raise SystemExit(f"{count:,} layers: {failed[0]}")
    return min((each for each in found if not isinstance(each, str)), key=lambda each: each["time"])


def table(kind: str, most: int, patience: float) -> tuple[float, float]:
    """Prints a table; the time a layer at ten thousand, and by how much it grows from a thousand layers on."""
    print(f"{kind:>12} {'µs a layer':>12} {'KiB a layer':>12} {'Keras, µs':>12} {'KiB':>9} {'ratio':>9}")
    times: dict[int, float] = {}
    asked = True
    for count in [size for size in SIZES if size <= most]:
        ours = best("check", kind, count)
        times[count] = ours["time"]
        line = f"{count:>12,} {ours['time']:>12.1f} {ours['memory']:>12.2f}"
        theirs = apart("keras", kind, count, patience) if asked else ""
        asked = not isinstance(theirs, str)
        if isinstance(theirs, str):
            line += f" {theirs:>12}"
        else:
            line += f" {theirs['time']:>12,.0f} {theirs['memory']:>9,.0f} {theirs['time'] / ours['time']:>8,.0f}x"
        print(line, flush=True)
    settled = [each for count, each in times.items() if count >= 1_000]
    return times.get(10_000, 0.0), max(settled) / min(settled) if settled else 1.0


def main() -> int:
    """Prints the tables; 1 where one of the targets is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=SIZES[-1], metavar="LAYERS", help="the largest graph")
    parser.add_argument("--patience", type=float, default=60, metavar="SECONDS", help="how long Keras may take")
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.measure:
        what, kind, count = asked.measure
        print(json.dumps(measured(what, kind, int(count))))
        return 0
    missed = 0
    for kind in GRAPHS:
        cost, growth = table(kind, asked.most, asked.patience)
        limits = "" if kind == "different" else f" (at most {MOST_TIME}, and {MOST_GROWTH})"
        print(f"{cost:.0f} µs a layer at 10,000; from 1,000 on at most {growth:.2f} times the least{limits}")
        missed += bool(limits) and (cost > MOST_TIME or growth > MOST_GROWTH)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
