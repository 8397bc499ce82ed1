"""Collapsed views: blocks as one box each, and layers without the layers inside them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import ceil

from rnngraph.graph import Ref
from rnngraph.problems.nearest import nearest
from rnngraph.report.model.rows import Cluster, Edge, Row
from rnngraph.report.model.view import View

EVERY = "all"
"""Stands for every block that is in no other."""
MANY = 200
"""A model without blocks and with more layers than this has parts instead."""
MIN_LAYERS, MAX_PARTS = 25, 40
"""Layers of a part at least, and parts of a model at most."""


def collapsed(view: View, names: Collection[str]) -> View:
    """The view with these blocks as one box each, and these layers without the layers inside them.

    A name is one of: a block (`encoder`, `outer/inner`), whose copies become one box if it is repeated; a layer with
    others inside, such as a Bidirectional or a stack of cells; a part of a large model without blocks (`part-1`); `all`
    for all blocks.

    Raises:
        ValueError: a name is neither that of a block nor that of such a layer.
    """
    layers = {row.name for row in view.rows if row.opens}
    closed = layers.intersection(names)
    if closed:
        view = replace(view, rows=tuple(replace(r, inside=()) if r.name in closed else r for r in view.rows))
    wanted = [name for name in names if name not in layers]
    view = replace(view, blocks=parts(view)) if wanted else view
    groups = _groups(view, wanted)
    if not groups:
        return view
    inner = {name: group for group in groups for block in group.blocks for name in block.rows}
    gone = {block.name for group in groups for block in group.blocks}
    gives = _outputs(view, inner)
    edges = tuple(_rewired(view.edges, inner, gives))
    outputs = tuple((name, _ref(ref, inner, gives)) for name, ref in view.outputs)
    rows = tuple(_rows(view, inner, gives, edges))
    used = {_new_name(row.name, inner) for row in view.rows if row.name not in view.unused}
    return replace(
        view,
        rows=rows,
        edges=edges,
        outputs=outputs,
        blocks=tuple(
            replace(each, rows=_renamed(each, inner))
            for each in view.blocks
            if each.name not in gone and not _stands_in(each.name, gone)
        ),
        # A box is unused only if all layers in it are.
        unused=frozenset(row.name for row in rows if row.name not in used),
    )


def parts(view: View) -> tuple[Cluster, ...]:
    """What can be drawn as one box: the blocks, or in a large model without blocks, runs of consecutive layers.

    Layers are listed after those that they depend on, so two runs never depend on each other.
    """
    rows = [row.name for row in view.rows if not row.is_input]
    if view.blocks or len(rows) <= MANY:
        return view.blocks
    size = max(MIN_LAYERS, ceil(len(rows) / MAX_PARTS))
    runs = [tuple(rows[start : start + size]) for start in range(0, len(rows), size)]
    # A name that no block can have.
    return tuple(
        Cluster(f"part-{number}", "", run, description=f"{run[0]} to {run[-1]}") for number, run in enumerate(runs, 1)
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The copies of a block, which become one box with the name of the first.

    Compared by identity, because there may be many copies with many rows.
    """

    blocks: tuple[Cluster, ...]

    @property
    def name(self) -> str:
        return self.blocks[0].name


def _groups(view: View, names: Collection[str]) -> list[_Group]:
    known = {block.name: block for block in view.blocks}
    unknown = [name for name in names if name not in known and name != EVERY]
    if unknown:
        raise ValueError(f"there is no block {unknown[0]!r}{_instead(view, unknown[0])}")
    every = EVERY in names
    asked = frozenset(names)
    wanted = [block.name for block in view.blocks if block.name in asked or (every and block.parent is None)]
    copies = {block.name: group for group in _copies(view) for block in group.blocks}
    groups = list(dict.fromkeys(copies[name] for name in wanted))
    closed = {block.name for group in groups for block in group.blocks}
    return [group for group in groups if not _stands_in(group.name, closed)]


def _instead(view: View, name: str) -> str:
    """A hint at what can be collapsed instead of a name that can't."""
    closable = [*(block.name for block in view.blocks), *(row.name for row in view.rows if row.opens)]
    there = f"there are {', '.join(closable)}" if closable else "nothing here can be collapsed"
    if view.row(name):
        return f", and the layer of that name has no layers inside to hide; {there}"
    near = nearest(name, closable)
    return f"; did you mean {near}?" if near else f"; {there}"


def _stands_in(name: str, blocks: Collection[str]) -> bool:
    """Whether a block is inside one of the blocks, at any depth."""
    while name := name.rpartition("/")[0]:
        if name in blocks:
            return True
    return False


def _copies(view: View) -> Iterator[_Group]:
    """Each block together with its copies."""
    chains: dict[str | None, list[list[Cluster]]] = {}
    for block in view.blocks:
        beside = chains.setdefault(block.parent, [])
        if block.copy == 1 or not beside:
            beside.append([])
        beside[-1].append(block)
    for beside in chains.values():
        yield from (_Group(tuple(chain)) for chain in beside)


Gives = dict[str, dict[Ref, str | None]]


def _outputs(view: View, inner: dict[str, _Group]) -> Gives:
    """The tensors of each box that are read from outside, with their ports; a single tensor needs no port."""
    read = [Ref(e.source, e.port) for e in view.edges if inner.get(e.source) is not inner.get(e.target)]
    gives: Gives = {group.name: {} for group in inner.values()}
    for ref in (*read, *(ref for _, ref in view.outputs)):
        if ref.node in inner:
            name = ref.node.rpartition("/")[2]
            gives[inner[ref.node].name][ref] = f"{name}.{ref.port}" if ref.port else name
    return {name: dict.fromkeys(ports) if len(ports) == 1 else ports for name, ports in gives.items()}


def _ref(ref: Ref, inner: dict[str, _Group], gives: Gives) -> Ref:
    group = inner.get(ref.node)
    return Ref(group.name, gives[group.name].get(ref)) if group else ref


def _rewired(edges: tuple[Edge, ...], inner: dict[str, _Group], gives: Gives) -> Iterator[Edge]:
    """The edges between boxes, without duplicates: same port, same box, same kind."""
    seen = set()
    for edge in edges:
        source, target = inner.get(edge.source), inner.get(edge.target)
        if source and source is target:
            continue
        made = edge
        if source:
            made = replace(made, source=source.name, port=_ref(Ref(edge.source, edge.port), inner, gives).port)
        if target:
            made = replace(made, target=target.name, field=f"{edge.target.rpartition('/')[2]}/{edge.field}")
        what = (made.source, made.port, made.target, made.kind, None if target and made.kind == "data" else made.field)
        if what not in seen:
            seen.add(what)
            yield made


def _new_name(row: str, inner: dict[str, _Group]) -> str:
    """The name of the box that a row is drawn in, or the row's own."""
    return inner[row].name if row in inner else row


def _renamed(block: Cluster, inner: dict[str, _Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_new_name(name, inner) for name in block.rows))


def _rows(view: View, inner: dict[str, _Group], gives: Gives, edges: tuple[Edge, ...]) -> Iterator[Row]:
    reads: dict[str, dict[str, None]] = {}
    for edge in edges:
        reads.setdefault(edge.target, {})[str(Ref(edge.source, edge.port))] = None
    held: dict[_Group, list[Row]] = {}
    for row in view.rows:
        if row.name in inner:
            held.setdefault(inner[row.name], []).append(row)
    for row in view.rows:
        group = inner.get(row.name)
        if group is None:
            yield replace(row, connected_to=tuple(reads.get(row.name, ()))) if row.connected_to else row
        elif row is held[group][0]:
            yield _box(group, held[group], gives[group.name], tuple(reads.get(group.name, ())))


def _title(group: _Group) -> str:
    first, count = group.blocks[0], len(group.blocks)
    return f"block {first.block}{f' × {count}' if count > 1 else ''}" if first.block else first.description or ""


def _box(group: _Group, rows: list[Row], gives: dict[Ref, str | None], reads: tuple[str, ...]) -> Row:
    first = group.blocks[0]
    by_name = {row.name: row for row in rows}
    shapes = {port or "output": by_name[ref.node].shape(ref.port) for ref, port in gives.items()}
    params = [row.params for row in rows]
    return Row(
        group.name,
        "Block",
        _title(group),
        None if None in params else sum(each or 0 for each in params),
        tuple(shapes.values()) or (None,),
        tuple(shapes) or ("output",),
        rows[0].dtype,
        reads,
        tuple(
            replace(weight, name=f"{row.name.removeprefix(f'{first.name}/')}/{weight.name}")
            for row in rows
            for weight in row.weights
        ),
        None,
        (("layers", str(len(rows))),),
        shares=first.shares,
        description=first.description,
        problems=tuple(each for row in rows for each in row.problems),
        call=tuple(argument for argument in rows[0].call if all(argument in row.call for row in rows)),
    )
