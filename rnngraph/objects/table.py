"""A family of Keras objects as data: which there are, by which names, with which arguments."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import PydanticCustomError

Value = str | dict[str, Any]
REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: what it may be, and Keras's default.

    `kind` is "number", "integer", "flag", "numbers", "integers", "text", a tuple of the texts that it may be, or a
    table of objects, joined in a list where it may be several of these; None is allowed where it is the default.
    """

    kind: Any
    default: Any = REQUIRED


@dataclass(frozen=True)
class Table:
    """A family. `classes` has each class's arguments by Keras's name for it; `aliases` other names for a class.

    `plain` holds names that stay what they are, since Keras settles their class later.
    """

    family: str
    classes: Mapping[str, Mapping[str, Argument]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    plain: frozenset[str] = frozenset()

    def class_of(self, name: str) -> str | None:
        """The class that a name, in any of its spellings, stands for."""
        if name in self.classes:
            return name
        if name in self.aliases:
            return self.aliases[name]
        return next((each for each in self.classes if name == short(each)), None)

    def short_name(self, class_name: str) -> str:
        """The name that stands for a class with all its defaults."""
        return next((alias for alias, each in self.aliases.items() if each == class_name), short(class_name))

    def defaults_of(self, class_name: str) -> Value:
        """The canonical form of a class with all its defaults: its short name, unless that means something else."""
        name = self.short_name(class_name)
        return {"type": class_name} if name in self.plain else name

    def names(self) -> list[str]:
        """Every name, as people write them."""
        return sorted({*self.plain, *(self.short_name(each) for each in self.classes)})


def short(class_name: str) -> str:
    """A class's name in snake case: GlorotUniform is glorot_uniform."""
    once = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", once).lower()


class Wrong(Exception):
    """What is wrong with a value, and where inside it."""

    def __init__(self, kind: str, path: tuple[str | int, ...] = (), **values: Any) -> None:
        super().__init__(kind)
        self.error = PydanticCustomError(kind, "not a Keras object", {"path": list(path), **values})
        self.kind, self.path, self.values = kind, path, values

    def inside(self, part: str) -> Wrong:
        """The same, seen from one level up."""
        return Wrong(self.kind, (part, *self.path), **self.values)


def canonical(table: Table, value: object) -> Value:
    """A value of a family in its one form: a short name where every argument is at its default, else an object.

    Raises:
        Wrong: there is no such object, or it takes no such argument.
    """
    if isinstance(value, str):
        return value if value in table.plain else table.defaults_of(_known(table, value, ()))
    if isinstance(value, dict) and "class_name" in value:
        rest = {key: each for key, each in value.items() if key not in ("class_name", "config")}
        _only_keras(table, rest)
        return _object(table, value["class_name"], _config(value.get("config")), ("class_name",), ("config",))
    if isinstance(value, dict):
        if "type" not in value:
            raise Wrong("missing_field", ("type",), of=table.family)
        rest = {key: each for key, each in value.items() if key != "type"}
        return _object(table, value["type"], rest, ("type",), ())
    raise Wrong("argument_type", found=value, expected=f"a name or an object with `type` ({table.family})")


def _known(table: Table, name: object, path: tuple[str, ...]) -> str:
    found = table.class_of(name) if isinstance(name, str) else None
    if found is None:
        raise Wrong("unknown_object", path, found=name, family=table.family, known=table.names())
    return found


def _only_keras(table: Table, rest: Mapping[str, Any]) -> None:
    """Keras's serialized form names a module too; any but Keras's own is code that we do not run."""
    module, registered = rest.get("module"), rest.get("registered_name")
    own = module is None or (isinstance(module, str) and module.partition(".")[0] in ("keras", "builtins"))
    extra = [key for key in rest if key not in ("module", "registered_name", "build_config", "shared_object_id")]
    if not own or registered is not None or extra:
        key = extra[0] if extra else "registered_name" if registered is not None else "module"
        raise Wrong("unknown_argument", (key,), found=key, of=table.family, known=["class_name", "config"])


def _config(config: object) -> Mapping[str, Any]:
    """The arguments of Keras's serialized form, without what every Keras object says of itself."""
    if config is not None and not isinstance(config, dict):
        raise Wrong("argument_type", ("config",), found=config, expected="an object")
    return {key: each for key, each in (config or {}).items() if key not in ("name", "dtype")}


def _object(table: Table, name: object, given: Mapping[str, Any], at: tuple[str, ...], below: tuple[str, ...]) -> Value:
    class_name = _known(table, name, at)
    known = table.classes[class_name]
    arguments: dict[str, Any] = {}
    for key, value in given.items():
        if key not in known:
            raise Wrong("unknown_argument", (*below, key), found=key, of=class_name, known=list(known))
        argument = known[key]
        checked = None if value is None and argument.default is None else _checked(argument.kind, key, value, below)
        if argument.default is REQUIRED or checked != argument.default:
            arguments[key] = checked
    for key, argument in known.items():
        if argument.default is REQUIRED and key not in given:
            raise Wrong("missing_field", (*below, key), of=class_name)
    if not arguments and not any(each.default is REQUIRED for each in known.values()):
        return table.defaults_of(class_name)
    return {"type": class_name, **arguments}


def _checked(kind: Any, key: str, value: Any, below: tuple[str, ...]) -> Any:
    try:
        return _value(kind, value)
    except Wrong as error:
        for part in (key, *reversed(below)):
            error = error.inside(part)
        raise error from None


def _value(kind: Any, value: Any) -> Any:
    if isinstance(kind, list):
        return _one_of(kind, value)
    if isinstance(kind, Table):
        return canonical(kind, value)
    if isinstance(kind, tuple):
        if isinstance(value, str) and value in kind:
            return value
        raise Wrong("argument_type", found=value, expected="one of " + ", ".join(f'"{each}"' for each in kind))
    fits, expected = KINDS[kind]
    if not fits(value):
        raise Wrong("argument_type", found=value, expected=expected)
    return list(value) if kind in ("numbers", "integers") else value


def _one_of(kinds: Iterable[Any], value: Any) -> Any:
    errors = []
    for kind in kinds:
        try:
            return _value(kind, value)
        except Wrong as error:
            errors.append(error)
    # An object was meant for the family among the kinds, so what that one says is what helps.
    meant = [error for error in errors if error.path] if isinstance(value, dict) else []
    raise meant[0] if meant else errors[0]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


KINDS: dict[str, tuple[Any, str]] = {
    "number": (_is_number, "a number"),
    "integer": (_is_integer, "an integer"),
    "flag": (lambda value: isinstance(value, bool), "true or false"),
    "text": (lambda value: isinstance(value, str), "a string"),
    "numbers": (lambda value: isinstance(value, list | tuple) and all(map(_is_number, value)), "a list of numbers"),
    "integers": (lambda value: isinstance(value, list | tuple) and all(map(_is_integer, value)), "a list of integers"),
}
