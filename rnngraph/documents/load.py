"""From a document's tree to a graph. Whatever is wrong becomes a problem of the graph; what is left is still built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from rnngraph.build.expansion import flat
from rnngraph.build.sections import VERSION, BlockSection, Document, read_fields
from rnngraph.build.training import read_training
from rnngraph.documents.blocks import Blocks
from rnngraph.documents.cells import read_cells
from rnngraph.documents.level import Level
from rnngraph.documents.parameters import Value, expand
from rnngraph.documents.read import Tree, Unread, decode, read
from rnngraph.graph import LIMITS, Graph, Limits, Pointer, Problem, Source
from rnngraph.layers.inner import knowing
from rnngraph.problems import kinds


def from_text(
    text: str,
    path: str | None = None,
    parameters: Mapping[str, Value] | None = None,
    limits: Limits = LIMITS,
) -> Graph:
    """The graph of a document's text, `parameters` in place of its own.

    Never raises for what the text says: `graph.problems` has it.
    """
    return from_tree(read(text, limits), Source(text, path, dict(parameters or {}), limits))


def from_bytes(
    data: bytes,
    path: str | None = None,
    parameters: Mapping[str, Value] | None = None,
    limits: Limits = LIMITS,
) -> Graph:
    """The graph of a document's bytes, as `from_text`."""
    text, problems = decode(data, limits)
    if problems:
        return Graph("", problems=problems, source=Source("", path))
    return from_text(text, path, parameters, limits)


def from_tree(tree: Tree, source: Source | None = None) -> Graph:
    """The graph of a parsed document."""
    if tree.problems and (tree.value is None or not tree.sound):
        return Graph("", problems=tree.problems, source=source)
    if isinstance(tree.value, Unread):  # reported by the reader
        return Graph("", problems=tree.problems, source=source)
    if not isinstance(tree.value, dict):
        problem = kinds.fields.WrongType(found=tree.value, expected="an object", origin=Pointer(""))
        return Graph("", problems=(*tree.problems, problem), source=source)
    if not tree.value.keys() & {"rnngraph", "layers", "inputs"}:
        return Graph("", problems=(*tree.problems, kinds.reading.NotASpec(origin=Pointer(""))), source=source)
    return _document(tree.value, tree.problems, source)


def _document(tree: dict[str, Any], read: Iterable[Problem], source: Source | None) -> Graph:
    """The graph of a document's top level, its blocks expanded."""
    expanded, found = expand(tree, source.settings if source else {}, uses=source is None or '"$' in source.text)
    values, wrong = read_fields(Document, expanded, (), None)
    cells, in_cells = read_cells(values.get("cells"))
    limits = source.limits if source else LIMITS
    level = Level(values, (), cells, limits)
    blocks = level.blocks = Blocks(values.get("blocks"), partial(_block, level), limits)
    training, in_training = read_training(values.get("training"))
    level.problems = [*read, *found, *wrong, *in_cells, *in_training, *blocks.problems]
    version = values.get("rnngraph")
    if "rnngraph" in tree and (version != VERSION or isinstance(version, bool | float)):
        level.problems.append(kinds.reading.UnknownVersion(found=version, origin=Pointer("/rnngraph")))
    with knowing(cells):
        folded = replace(
            level.graph(values.get("name") or ""),
            batch_size=values.get("batch_size"),
            dtype_policy=values.get("dtype_policy") or "float32",
            training=training,
            description=values.get("description"),
            source=source,
        )
        graph = flat(folded, limits)
        unused = [*blocks.unused(values.get("layers"))]
    told = {(type(each), each.origin) for each in graph.problems}
    everything = (*level.problems, *graph.problems, *blocks.told_nowhere(told), *unused)
    return replace(
        # What could not be read at all was reported when the text was read.
        graph,
        problems=tuple(each for each in everything if not isinstance(getattr(each, "found", None), Unread)),
    )


def _block(document: Level, name: str, section: Mapping[str, Any], values: Mapping[str, Value]) -> Graph:
    """The graph of a block of a document, for some values of its parameters, the blocks inside it expanded."""
    at = ("blocks", name)
    expanded, found = expand(section, values, at)
    fields, wrong = read_fields(BlockSection, expanded, at, None)
    level = Level(fields, at, document.cells, document.limits)
    level.blocks = document.blocks
    level.problems = [*found, *wrong]
    graph = replace(level.graph(name), description=fields.get("description"))
    return flat(replace(graph, problems=tuple(level.problems)), document.limits)
