"""Two models side by side, by meaning: which layers came, went, changed or got another name, and what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from rnngraph.build.sections import Document, InputSection
from rnngraph.graph import Graph, Input, Node, Shape
from rnngraph.layers.base import Layer, plain
from rnngraph.report.view import Row, View
from rnngraph.spec.write import document

Kind = Literal["added", "removed", "changed", "renamed", "affected"]
Entry = Mapping[str, Any]

REFERENCES = ("inputs", "initial_state", "mask", "shares")
MODEL_FIELDS = ("name", "batch_size", "dtype_policy", "training")
HOLDERS = ("layer", "cell")
"""The fields in which a layer holds the one inside."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field (`layer/units`) with its value before and after; None where it is left out.

    `default` is what it means there, None where that is nothing.
    """

    field: str
    before: Any
    after: Any
    default: Any = None

    def as_dict(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {"field": self.field, "before": self.before, "after": self.after, "default": self.default}


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a layer or an input.

    `name` is the one after, or of what was removed the one before; `was` the name before where it is another. An
    "affected" layer is as it was, but has other shapes or parameters because of what it reads. Shapes are of the
    main output, batch first; shapes and counts are None where there are none, or where they are unknown. `told` are
    the changes as people read them: a type says what it holds, `LSTM → Bidirectional(LSTM)`, and a layer that came
    into a wrapper, or out of one, is compared with the one inside.
    """

    kind: Kind
    name: str
    type: str
    was: str | None = None
    changes: tuple[Change, ...] = ()
    params: tuple[int | None, int | None] = (None, None)
    shapes: tuple[Shape | None, Shape | None] = (None, None)
    told: tuple[Change, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The difference as JSON has it."""
        return {
            "kind": self.kind,
            "name": self.name,
            "was": self.was,
            "type": self.type,
            "changes": [each.as_dict() for each in self.changes],
            "params": list(self.params),
            "output_shape": [None if shape is None else list(shape) for shape in self.shapes],
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models, what differs in their own fields, and every layer that differs, in the order of the later model."""

    before: View
    after: View
    model: tuple[Change, ...]
    layers: tuple[Difference, ...]

    @property
    def params(self) -> tuple[int | None, int | None]:
        """The parameters before and after; None where errors leave them unknown."""
        return self.before.total, self.after.total

    @property
    def same(self) -> bool:
        """Whether both mean the same model."""
        return not self.model and not self.layers

    def names(self, kind: Kind) -> tuple[str, ...]:
        """The names of the layers of one kind."""
        return tuple(each.name for each in self.layers if each.kind == kind)

    def as_dict(self) -> dict[str, Any]:
        """The object that `rnngraph diff --format json` prints."""
        return {
            "before": {"name": self.before.name, "total_params": self.params[0]},
            "after": {"name": self.after.name, "total_params": self.params[1]},
            "same": self.same,
            "model": [each.as_dict() for each in self.model],
            "layers": [each.as_dict() for each in self.layers],
        }


def compare(before: Graph, after: Graph, views: tuple[View, View]) -> Comparison:
    """What it takes to get from one model to the other. Order, descriptions and layout of a document do not count."""
    documents = document(before), document(after)
    old, new = (entries(each) for each in documents)
    names = renamed(old, new)
    model = tuple(_model_changes(*documents, names))
    sides = _Side(before, views[0]), _Side(after, views[1])
    return Comparison(*views, model, tuple(_differences(old, new, names, *sides)))


class _Side:
    """One of the two models: its rows by name, and what is meant where a field is left out."""

    def __init__(self, graph: Graph, view: View) -> None:
        self.rows = {row.name: row for row in view.rows}
        self.parts: dict[str, Input | Node] = {each.name: each for each in graph.inputs}
        self.parts |= {each.name: each for each in graph.nodes}

    def meant(self, name: str, field: str) -> Any:
        """The value that a field has where it is left out; None where that is nothing."""
        part = self.parts[name]
        if isinstance(part, Input):
            # An input without a dtype has the one that its readers want.
            return self.rows[name].dtype if field == "dtype" else _default(InputSection, field)
        *path, last = field.split("/")
        layer: Any = part.layer
        for each in path:
            layer = getattr(layer, each, None)
        return plain(_default(type(layer), last)) if isinstance(layer, Layer) else None


@dataclass(frozen=True, slots=True)
class _End:
    """A layer on its side, or with a path, `layer/`, the one inside it."""

    side: _Side
    name: str
    path: str = ""

    @property
    def title(self) -> str:
        """The layer's type with what it holds."""
        return self.side.rows[self.name].title

    def meant(self, field: str) -> Any:
        """The value that a field has where it is left out; None where that is nothing."""
        return self.side.meant(self.name, self.path + field)

    def fields_inside(self, key: str) -> frozenset[str]:
        """The fields that the layer inside can have."""
        held = getattr(getattr(self.side.parts[self.name], "layer", None), key, None)
        return frozenset(type(held).model_fields) if isinstance(held, Layer) else frozenset()


def _default(model: type[BaseModel], field: str) -> Any:
    info = model.model_fields.get(field)
    return None if info is None or info.is_required() else info.default


def entries(tree: Entry) -> dict[str, dict[str, Any]]:
    """Inputs and layers of a written document by name, without names and descriptions."""
    inputs = {each["name"]: {"type": "InputLayer", **each} for each in tree["inputs"]}
    layers = {each["name"]: each for each in tree["layers"]}
    return {
        name: {key: value for key, value in entry.items() if key not in ("name", "description")}
        for name, entry in (*inputs.items(), *layers.items())
    }


def renamed(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> dict[str, str]:
    """The names after by the names before: of what has kept its name, and of what is the same but for its name."""
    names = {name: name for name in old if name in new}
    gone = [name for name in old if name not in new]
    came: dict[str, list[str]] = {}
    for name in new:
        if name not in old:
            came.setdefault(_key(new[name]), []).append(name)
    # In the order of the document, so that what reads a renamed layer is known to read the same.
    for name in gone:
        found = came.get(_key(_under_new_names(old[name], names)), [])
        if found:
            names[name] = found.pop(0)
    return names


def _key(entry: Entry) -> str:
    return repr(sorted(entry.items(), key=lambda item: item[0]))


def _under_new_names(entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    """An entry that refers to the layers by their names after."""
    return {key: _translated(value, names) if key in REFERENCES else value for key, value in entry.items()}


def _translated(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_translated(each, names) for each in value]
    if isinstance(value, dict):
        return {key: _translated(each, names) for key, each in value.items()}
    name, dot, port = str(value).partition(".")
    return f"{names.get(name, name)}{dot}{port}"


def _differences(
    old: Mapping[str, Entry], new: Mapping[str, Entry], names: Mapping[str, str], before: _Side, after: _Side
) -> Iterator[Difference]:
    """In the order of the model after; what was removed stands behind what it stood behind before."""
    was = {name: earlier for earlier, name in names.items()}
    gone: dict[str | None, list[Row]] = {}
    last = None
    for row in before.rows.values():
        if row.name in names:
            last = names[row.name]
        else:
            gone.setdefault(last, []).append(row)
    yield from (_removed(row) for row in gone.get(None, ()))
    for row in after.rows.values():
        earlier = before.rows.get(was.get(row.name, ""))
        if earlier is None:
            yield Difference("added", row.name, row.title, None, (), (None, row.params), (None, row.shape(None)))
        else:
            entries = _under_new_names(old[earlier.name], names), new[row.name]
            ends = _End(before, earlier.name), _End(after, row.name)
            changes = tuple(_meant(_changes(*entries), *ends))
            yield from _kept(earlier, row, changes, tuple(_told(changes, entries, ends)) if changes else ())
        yield from (_removed(each) for each in gone.get(row.name, ()))


def _meant(changes: Iterator[Change], before: _End, after: _End) -> Iterator[Change]:
    """The changes with what is meant where a field is left out; one that says what was meant anyway is none."""
    for each in changes:
        end = before if each.before is None else after
        said, default = (each.after if each.before is None else each.before), None
        if each.before is None or each.after is None:
            default = end.meant(each.field)
        if default is None or default != said:
            yield replace(each, default=default)


def _told(changes: tuple[Change, ...], entries: tuple[Entry, Entry], ends: tuple[_End, _End]) -> Iterator[Change]:
    """The changes as people read them; see `Difference`."""
    before, after = ends
    if before.title != after.title:
        yield Change("type", before.title, after.title)
    key = next((each.field for each in changes if _is_whole_layer(each)), None)
    if key is None:
        yield from (each for each in changes if each.field != "type")
        return
    # Fields that the wrapper has too, `dtype`, are its own where it says them.
    outside = {name for entry in entries if key in entry for name in entry}
    shared = (before.fields_inside(key) | after.fields_inside(key)) - outside
    (old, old_inner, old_path), (new, new_inner, new_path) = (_split(each, key, shared) for each in entries)
    yield from _meant(_changes(old, new), before, after)
    inner = _meant(_changes(old_inner, new_inner), replace(before, path=old_path), replace(after, path=new_path))
    yield from (replace(each, field=f"{key}/{each.field}") for each in inner)


def _is_whole_layer(change: Change) -> bool:
    """Whether a layer inside came, went or became one of another type."""
    return change.field in HOLDERS and all(
        each is None or isinstance(each, dict) for each in (change.before, change.after)
    )


def _split(entry: Entry, key: str, shared: Set[str]) -> tuple[Entry, Entry, str]:
    """A layer's own fields, those of the layer inside, and the path to these. One that holds none stands for both."""
    held, path = entry.get(key), f"{key}/"
    if held is None:
        held, path = {name: value for name, value in entry.items() if name in shared}, ""
    own = {name: value for name, value in entry.items() if name not in ("type", key) and (path or name not in held)}
    return own, {name: value for name, value in held.items() if name != "type"}, path


def _removed(row: Row) -> Difference:
    return Difference("removed", row.name, row.title, None, (), (row.params, None), (row.shape(None), None))


def _kept(earlier: Row, row: Row, changes: tuple[Change, ...], told: tuple[Change, ...]) -> Iterator[Difference]:
    """A layer that is in both models, if anything about it differs."""
    params, shapes = (earlier.params, row.params), (earlier.shape(None), row.shape(None))
    was = earlier.name if earlier.name != row.name else None
    follows = params[0] != params[1] or shapes[0] != shapes[1]
    kind: Kind = "changed" if changes else "renamed" if was else "affected"
    if changes or was or follows:
        yield Difference(kind, row.name, row.title, was, changes, params, shapes, told)


def _model_changes(old: Entry, new: Entry, names: Mapping[str, str]) -> Iterator[Change]:
    before = {key: old.get(key) for key in MODEL_FIELDS} | {"outputs": _translated(old["outputs"], names)}
    for each in _changes(before, {key: new.get(key) for key in before}):
        yield replace(each, default=_default(Document, each.field))


def _changes(old: Entry, new: Entry, prefix: str = "") -> Iterator[Change]:
    """Every field that differs, those of inner layers each for itself."""
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after and type(before) is type(after):
            continue
        field = f"{prefix}{key}"
        if isinstance(before, dict) and isinstance(after, dict) and before.get("type") == after.get("type"):
            yield from _changes(before, after, f"{field}/")
        else:
            yield Change(field, before, after)
