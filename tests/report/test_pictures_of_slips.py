"""Reports and pictures of documents with random errors: the only exception is the documented NoPicture."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.report.compare import formats
from rnngraph.report.errors import NoPicture

SPECS = [
    tree
    for path in sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.json"))
    if len((tree := json.loads(path.read_text(encoding="utf-8"))).get("layers", ())) in range(1, 40)
]
PORTS = (
    "",
    "",
    ".output",
    ".state_h",
    ".states",
    ".forward",
    ".forward_state_h",
    ".backward_state_c",
    ".scores",
    ".no",
)
VALUES = (None, True, 0, 1, -1, 7, 1.5, "x", [], {}, [None], [1, 2], "LSTM", "GRU", "Bidirectional", 10**9)
FORMATS = ("dot", "mmd", "txt")


def places(value: Any) -> Iterator[tuple[Any, str | int]]:
    """Every key and index, with the object or list that holds it."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def rewire(tree: dict[str, Any], random: Random) -> None:
    """Another reference, or several, or a dict of them, for one layer."""
    names = [each["name"] for each in (*tree["inputs"], *tree["layers"]) if "name" in each] or ["x"]
    references = [random.choice(names) + random.choice(PORTS) for _ in range(4)]
    given = random.choice((references[0], references[:1], references[:2], references, dict(zip("ab", references))))  # noqa: B905
    random.choice(tree["layers"])[random.choice(("inputs", "initial_state", "mask"))] = given


def damage(tree: dict[str, Any], random: Random) -> None:
    """One value removed, replaced, exchanged with its neighbour, doubled or shortened, somewhere in a document."""
    holder, key = random.choice(list(places(tree)))
    value = holder[key]
    other = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    match random.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key], holder[other] = holder[other], value
        case 2 if isinstance(value, str | list):
            holder[key] = value[:-1] if random.random() < 0.5 else value * 2
        case _:
            holder[key] = copy.deepcopy(random.choice(VALUES))


def with_slips(random: Random) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document, and the same with one to three errors."""
    right = random.choice(SPECS)
    wrong = copy.deepcopy(right)
    for _ in range(random.choice((0, 1, 2))):
        rewire(wrong, random)
    damage(wrong, random)
    return right, wrong


def report(graph: rg.Graph) -> None:
    """Everything that is shown of one model; a picture may be refused."""
    graph.check()
    repr(graph)
    assert graph.details is not None and graph.tags is not None
    for kind in ("text", "json", "markdown", "html"):
        graph.summary(kind)  # type: ignore[arg-type]
    pictures: list[dict[str, Any]] = [{}, {"unrolled": 1}, {"unrolled": 3}, {"hide": "shapes"}]
    pictures += [{"collapse": "all"}] if graph.parts else []
    for options in (*pictures, *({"inside": path} for path in graph.insides)):
        for kind in FORMATS:
            try:
                assert graph.diagram(format=kind, **options)  # type: ignore[arg-type]
            except NoPicture:
                assert options.keys() & {"unrolled", "inside"}
    graph.cost(4, 7)
    graph.to_networkx()
    graph.to_json()


@pytest.mark.parametrize("seed", range(120))
def test_errors_never_end_a_report(seed: int) -> None:
    right, wrong = with_slips(Random(seed))
    graph = rg.loads(json.dumps(wrong))
    report(graph)
    for one, other in ((graph, rg.loads(json.dumps(right))), (rg.loads(json.dumps(right)), graph)):
        difference = one.compare(other)
        assert all(formats.render(difference, kind) for kind in ("text", "json", "markdown"))


MERGED = {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 8, "return_sequences": True}}


@pytest.mark.parametrize("format", [*FORMATS, "svg"])
@pytest.mark.parametrize("state", [["lower", "lower"], "lower", ["lower.output"], {"forward_state_h": "lower"}])
@pytest.mark.parametrize("merge", ["concat", "sum", None])
def test_a_sequence_as_a_state_is_drawn_from_its_last_step(merge: str | None, state: Any, format: str) -> None:
    lower = {"name": "lower", **MERGED, "merge_mode": merge}
    upper = {"name": "upper", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 8}, "inputs": "x"}
    document = {
        "rnngraph": 1,
        "name": "m",
        "inputs": [{"name": "x", "shape": [None, 4]}],
        "layers": [lower, {**upper, "initial_state": state}],
    }
    graph = rg.loads(json.dumps(document))
    assert graph.diagram(format=format, unrolled=3)  # type: ignore[arg-type]
