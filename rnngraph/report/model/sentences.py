"""The model in words: the text alternative to the diagram."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rnngraph.graph import Ref, shape_text
from rnngraph.report.model.rows import Edge, Row
from rnngraph.report.text import call_argument_text, clean, count_text


def sentences(
    rows: Iterable[Row], edges: Iterable[Edge], results: Iterable[Edge], missing: Iterable[str]
) -> tuple[str, ...]:
    """One sentence for each row, in the order of the data: what it reads, returns and starts, and its parameters.

    `results` are the edges to the outputs, `missing` the names that are referred to but do not exist.
    """
    reads: dict[str, list[Edge]] = {}
    starts: dict[str, list[Edge]] = {}
    for edge in edges:
        reads.setdefault(edge.target, []).append(edge)
        if edge.kind == "state":
            starts.setdefault(edge.source, []).append(edge)
    outputs: dict[str, list[Edge]] = {}
    for edge in results:
        outputs.setdefault(edge.source, []).append(edge)
    said = [
        _sentence(row, reads.get(row.name, []), starts.get(row.name, []), outputs.get(row.name, [])) for row in rows
    ]
    said += [f"{name} is referred to, but not in the graph." for name in missing]
    return tuple(clean(each) for each in said)


def _sentence(row: Row, reads: list[Edge], starts: list[Edge], outputs: list[Edge]) -> str:
    what = ", ".join([row.title, *(_argument(name, text) for name, text in row.arguments)])
    if row.is_input:
        clauses = [f"{row.name} is an input, {row.dtype or '?'} of shape {shape_text(row.shape(None))}"]
    else:
        data = _names(edge for edge in reads if edge.kind == "data")
        clauses = [f"{row.name} ({what}) reads {data}, gives {_gives(row)} and has {_params(row)}"]
    called = [call_argument_text(*pair) for pair in row.call if pair[0] != "mask"]
    clauses += [f"it is called with {', '.join(called)}"] if called else []
    clauses += _connections(row, reads, starts)
    for edge in outputs:
        port = f"{edge.port} of it" if edge.port else "it"
        clauses.append(f"{port} is the output {edge.target}")
    clauses += [f"error {each.code}: {each.message}" for each in row.errors]
    return "; ".join(clauses) + "."


def _argument(name: str, text: str) -> str:
    return {"yes": name}.get(text, f"{text} units" if name == "units" else f"{name} {text}")


def _names(edges: Iterable[Edge]) -> str:
    """What is read, with its role if it has one."""
    said = [f"{Ref(edge.source, edge.port)}{f' as {edge.role}' if edge.role else ''}" for edge in edges]
    return ", ".join(said) or "nothing"


def _gives(row: Row) -> str:
    shapes = [(port, shape) for port, shape in zip(row.ports, row.shapes, strict=True) if port not in row.states]
    return ", ".join(shape_text(shape) if len(shapes) == 1 else f"{port} {shape_text(shape)}" for port, shape in shapes)


def _params(row: Row) -> str:
    if row.shares:
        return f"the weights of {row.shares}"
    return "1 parameter" if row.params == 1 else f"{count_text(row.params)} parameters"


def _connections(row: Row, reads: list[Edge], starts: list[Edge]) -> Iterator[str]:
    given = [edge for edge in reads if edge.kind == "state"]
    if given:
        pairs = (f"{edge.role or '?'} from {Ref(edge.source, edge.port)}" for edge in given)
        yield f"it starts with {', '.join(pairs)}"
    started: dict[str, list[str]] = {}
    for edge in starts:
        started.setdefault(edge.target, []).append(edge.port or "its output")
    for target, ports in started.items():
        yield f"it starts {target} with {', '.join(ports)}"
    for edge in reads:
        if edge.kind == "mask":
            yield f"{edge.source} is its mask"
