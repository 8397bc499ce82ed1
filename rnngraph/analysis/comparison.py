"""Comparison of two models: which layers were added, removed, changed or renamed, and which are affected by that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

from rnngraph.analysis.result import Analysis, Fact
from rnngraph.build.sections import Document, InputSection
from rnngraph.documents.write import document
from rnngraph.graph import Input, Node, Shape, TensorType
from rnngraph.layers.base import Layer, plain

Kind = Literal["added", "removed", "changed", "renamed", "affected"]
Entry = Mapping[str, Any]

REFERENCES = ("inputs", "initial_state", "mask", "shares")
MODEL_FIELDS = ("name", "batch_size", "dtype_policy", "training")
HOLDERS = ("layer", "cell")
"""The fields in which a layer holds the one inside."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field (`layer/units`) with its value before and after; None if it is left out.

    `default` is the value that the field has if it is left out, None if it has no default.
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
    """A layer or an input that differs.

    `name` is its name after, or before if it was removed; `was` is the name before if that is another. An "affected"
    layer is the same, but has other shapes or parameters because of what it reads. Shapes are those of the main output,
    batch first; shapes and parameters are None if the layer does not exist on that side, or if they are unknown.
    `told` are the changes for people to read: a type includes what the layer holds, `LSTM → Bidirectional(LSTM)`, and a
    layer that was put into a wrapper, or taken out of one, is compared with the one inside.
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
    """Two models, the fields of the model that differ, and all layers that differ, in the order of the model after."""

    before: Analysis
    after: Analysis
    model: tuple[Change, ...]
    layers: tuple[Difference, ...]

    @property
    def params(self) -> tuple[int | None, int | None]:
        """The number of parameters before and after; None if errors leave it unknown."""
        return self.before.total_params, self.after.total_params

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
            "before": {"name": self.before.graph.name, "total_params": self.params[0]},
            "after": {"name": self.after.graph.name, "total_params": self.params[1]},
            "same": self.same,
            "model": [each.as_dict() for each in self.model],
            "layers": [each.as_dict() for each in self.layers],
        }


def compare(before: Analysis, after: Analysis) -> Comparison:
    """What it takes to get from one model to the other.

    The order of layers, the descriptions and the layout of a document do not count.
    """
    documents = document(before.graph), document(after.graph)
    old, new = (entries(each) for each in documents)
    names = new_names(old, new)
    model = tuple(_model_changes(*documents, names))
    return Comparison(before, after, model, tuple(_differences(old, new, names, _parts(before), _parts(after))))


@dataclass(frozen=True, slots=True)
class _Part:
    """A layer or an input of one of the two models, or with `path` (`layer/`) the layer that it holds there.

    `shape` and `dtype` are those of the main output.
    """

    name: str
    title: str
    params: int | None
    shape: Shape | None
    dtype: str | None
    declared: Input | Node
    path: str = ""

    def default_of(self, field: str) -> Any:
        """The value that a field has if it is left out; None if it has no default."""
        if isinstance(self.declared, Input):
            # The dtype of an input depends on the layers that read it.
            return self.dtype if field == "dtype" else _default(InputSection, field)
        *path, last = f"{self.path}{field}".split("/")
        layer: Any = self.declared.layer
        for each in path:
            layer = getattr(layer, each, None)
        return plain(_default(type(layer), last)) if isinstance(layer, Layer) else None

    def fields_inside(self, key: str) -> frozenset[str]:
        """The fields that the layer inside can have."""
        held = getattr(getattr(self.declared, "layer", None), key, None)
        return frozenset(type(held).model_fields) if isinstance(held, Layer) else frozenset()


def _parts(analysis: Analysis) -> dict[str, _Part]:
    """Inputs and layers by name, in the order in which reports list them."""
    return {each.name: _part(each, analysis.main_type(each)) for each in analysis.listing}


def _part(each: Input | Fact, kind: TensorType | None) -> _Part:
    shape, dtype = (kind.shape, kind.dtype) if kind else (None, None)
    if isinstance(each, Input):
        return _Part(each.name, "Input", 0, shape, dtype, each)
    return _Part(each.name, each.title, each.params, shape, dtype, each.node)


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


def new_names(old: Mapping[str, Entry], new: Mapping[str, Entry]) -> dict[str, str]:
    """The name after, by the name before, of what kept its name and of what differs in its name only."""
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
    old: Mapping[str, Entry],
    new: Mapping[str, Entry],
    names: Mapping[str, str],
    before: Mapping[str, _Part],
    after: Mapping[str, _Part],
) -> Iterator[Difference]:
    """In the order of the model after; what was removed follows the layer that it followed before."""
    was = {name: earlier for earlier, name in names.items()}
    gone: dict[str | None, list[_Part]] = {}
    last = None
    for part in before.values():
        if part.name in names:
            last = names[part.name]
        else:
            gone.setdefault(last, []).append(part)
    yield from (_removed(part) for part in gone.get(None, ()))
    for part in after.values():
        earlier = before.get(was.get(part.name, ""))
        if earlier is None:
            yield Difference("added", part.name, part.title, None, (), (None, part.params), (None, part.shape))
        else:
            entries = _under_new_names(old[earlier.name], names), new[part.name]
            changes = tuple(_effective(_changes(*entries), earlier, part))
            told = tuple(_told(changes, entries, (earlier, part))) if changes else ()
            yield from _kept(earlier, part, changes, told)
        yield from (_removed(each) for each in gone.get(part.name, ()))


def _effective(changes: Iterator[Change], before: _Part, after: _Part) -> Iterator[Change]:
    """The changes with the default of a field that is left out; writing a default out is not a change."""
    for each in changes:
        part = before if each.before is None else after
        given, default = (each.after if each.before is None else each.before), None
        if each.before is None or each.after is None:
            default = part.default_of(each.field)
        if default is None or default != given:
            yield replace(each, default=default)


def _told(changes: tuple[Change, ...], entries: tuple[Entry, Entry], parts: tuple[_Part, _Part]) -> Iterator[Change]:
    """The changes for people to read; see `Difference`."""
    before, after = parts
    if before.title != after.title:
        yield Change("type", before.title, after.title)
    key = next((each.field for each in changes if _is_whole_layer(each)), None)
    if key is None:
        yield from (each for each in changes if each.field != "type")
        return
    # A field that the wrapper has too, such as `dtype`, is its own if the wrapper sets it.
    outside = {name for entry in entries if key in entry for name in entry}
    shared = (before.fields_inside(key) | after.fields_inside(key)) - outside
    (old, old_inner, old_path), (new, new_inner, new_path) = (_split(each, key, shared) for each in entries)
    yield from _effective(_changes(old, new), before, after)
    inner = _effective(_changes(old_inner, new_inner), replace(before, path=old_path), replace(after, path=new_path))
    yield from (replace(each, field=f"{key}/{each.field}") for each in inner)


def _is_whole_layer(change: Change) -> bool:
    """Whether a layer inside was added, removed or replaced by one of another type."""
    return change.field in HOLDERS and all(
        each is None or isinstance(each, dict) for each in (change.before, change.after)
    )


def _split(entry: Entry, key: str, shared: Set[str]) -> tuple[Entry, Entry, str]:
    """A layer's own fields, those of the layer inside, and the path to the latter.

    A layer that holds none is compared with the layer inside too, in the fields `shared`.
    """
    held, path = entry.get(key), f"{key}/"
    if held is None:
        held, path = {name: value for name, value in entry.items() if name in shared}, ""
    own = {name: value for name, value in entry.items() if name not in ("type", key) and (path or name not in held)}
    return own, {name: value for name, value in held.items() if name != "type"}, path


def _removed(part: _Part) -> Difference:
    return Difference("removed", part.name, part.title, None, (), (part.params, None), (part.shape, None))


def _kept(earlier: _Part, part: _Part, changes: tuple[Change, ...], told: tuple[Change, ...]) -> Iterator[Difference]:
    """A layer that is in both models, if anything about it differs."""
    params, shapes = (earlier.params, part.params), (earlier.shape, part.shape)
    was = earlier.name if earlier.name != part.name else None
    affected = params[0] != params[1] or shapes[0] != shapes[1]
    kind: Kind = "changed" if changes else "renamed" if was else "affected"
    if changes or was or affected:
        yield Difference(kind, part.name, part.title, was, changes, params, shapes, told)


def _model_changes(old: Entry, new: Entry, names: Mapping[str, str]) -> Iterator[Change]:
    before = {key: old.get(key) for key in MODEL_FIELDS} | {"outputs": _translated(old["outputs"], names)}
    for each in _changes(before, {key: new.get(key) for key in before}):
        yield replace(each, default=_default(Document, each.field))


def _changes(old: Entry, new: Entry, prefix: str = "") -> Iterator[Change]:
    """Every field that differs, including the fields of inner layers."""
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before == after and type(before) is type(after):
            continue
        field = f"{prefix}{key}"
        if isinstance(before, dict) and isinstance(after, dict) and before.get("type") == after.get("type"):
            yield from _changes(before, after, f"{field}/")
        else:
            yield Change(field, before, after)
