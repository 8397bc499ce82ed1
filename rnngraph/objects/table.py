"""A family of Keras objects as data: which there are, by which names, with which arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from rnngraph.objects.kinds import Kind, read_at
from rnngraph.problems import Rejected, kinds

Value = str | dict[str, Any]
REQUIRED = object()


class Argument(NamedTuple):
    """An argument: what it may be, and Keras's default. None is allowed where it is the default."""

    kind: Kind
    default: Any = REQUIRED


def free(class_name: str, arguments: Mapping[str, Any]) -> None:
    """Any argument goes with any other."""


@dataclass(frozen=True)
class Table:
    """A family. `classes` has each class's arguments by Keras's name for it; `aliases` other names for a class.

    `short_names` has those short names that are not the class's name in snake case. `plain` holds, in small letters,
    names that stay names, since Keras settles their class later, and what they stand for. `together` raises `Rejected`
    where arguments, each right by itself, do not go together. In a family with `any_case` capitals do not matter.
    `also` has classes of ours, which Keras has not, and which are written as objects only.
    """

    family: str
    classes: Mapping[str, Mapping[str, Argument]]
    aliases: Mapping[str, str] = field(default_factory=dict)
    short_names: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, str] = field(default_factory=dict)
    together: Callable[[str, Mapping[str, Any]], None] = free
    any_case: bool = False
    also: Table | None = None

    @property
    def says(self) -> str:
        """What a value of the family is."""
        return f"{'an' if self.family[0] in 'aeiou' else 'a'} {self.family}"

    @cached_property
    def spellings(self) -> dict[str, str]:
        """The class that each spelling of a name stands for; in small letters where capitals do not matter."""
        every = {self.short_name(each): each for each in self.classes}
        every |= {each: each for each in self.classes} | {short(each): each for each in self.classes} | {**self.aliases}
        cased = {name.lower(): each for name, each in every.items()} if self.any_case else every
        return {name: each for name, each in cased.items() if name not in self.plain}

    def class_of(self, name: str) -> str | None:
        """The class that a name, in any of its spellings, stands for."""
        return self.spellings.get(name.lower() if self.any_case else name)

    def short_name(self, class_name: str) -> str:
        """The name that stands for a class with all its defaults."""
        if self.any_case:
            return class_name.lower()
        return self.short_names.get(class_name) or short(class_name)

    def defaults_of(self, class_name: str) -> Value:
        """The canonical form of a class with all its defaults: its short name, unless that means something else."""
        name = self.short_name(class_name)
        return {"type": class_name} if name in self.plain else name

    def names(self) -> list[str]:
        """Every name, as people write them."""
        return sorted({*self.plain.values(), *map(self.short_name, self.classes)})

    def read(self, value: object) -> Value:
        """A value of the family in its one form: a short name where every argument has its default, else an object.

        Raises:
            Rejected: there is no such object, or it takes no such argument.
        """
        if isinstance(value, str):
            return self.plain.get(value.lower()) or self.defaults_of(_known(self, value))
        if isinstance(value, dict) and self.also and value.get("type") in (*self.also.classes,):
            return self.also.read(value)
        if isinstance(value, dict) and "class_name" in value:
            return _keras_object(self, value)
        if isinstance(value, dict) and "type" in value:
            return _object(self, value)
        if isinstance(value, dict):
            raise Rejected(kinds.fields.MissingField("type", of=self.family))
        raise Rejected(
            kinds.objects.WrongArgument(found=value, expected=f"a name or an object with `type` ({self.family})")
        )


@cache
def short(class_name: str) -> str:
    """A class's name in snake case: GlorotUniform is glorot_uniform."""
    once = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", once).lower()


def _known(table: Table, name: object, *path: str) -> str:
    found = table.class_of(name) if isinstance(name, str) else None
    if found is None:
        unknown = kinds.objects.UnknownObject(found=name, family=table.family, known=tuple(table.names()))
        raise Rejected(unknown.inside(*path))
    return found


def _object(table: Table, value: Mapping[str, Any]) -> Value:
    """Our own form: `{"type": ..., arguments}`."""
    given = {key: each for key, each in value.items() if key != "type"}
    name = value["type"]
    if isinstance(name, str) and name in table.plain:
        _only_known(name, given, ())
        return table.plain[name]
    return _with_arguments(table, _known(table, name, "type"), given)


def _keras_object(table: Table, value: Mapping[str, Any]) -> Value:
    """Keras's serialized form: `{"class_name": ..., "config": {...}}`, that of a function included."""
    module, registered, config = value.get("module"), value.get("registered_name"), value.get("config")
    if value["class_name"] == "function" and isinstance(config, str) and registered in (None, "function"):
        _only_keras(value, module, None)
        return table.defaults_of(_known(table, config, "config"))
    _only_keras(value, module, registered)
    class_name = _known(table, value["class_name"], "class_name")
    if config is not None and not isinstance(config, dict):
        raise Rejected(kinds.objects.WrongArgument("config", found=config, expected="an object"))
    given = {key: each for key, each in (config or {}).items() if not _said_of_itself(table, class_name, key, each)}
    try:
        return _with_arguments(table, class_name, given)
    except Rejected as error:
        raise error.inside("config") from None


def _only_keras(value: Mapping[str, Any], module: object, registered: object) -> None:
    """Keras's serialized form names a module too; any but Keras's own is code that we do not run."""
    own = module is None or (isinstance(module, str) and module.partition(".")[0] in ("keras", "builtins"))
    known = ("class_name", "config", "module", "registered_name", "build_config", "shared_object_id")
    wrong = [key for key in value if key not in known]
    wrong += ["registered_name"] * (registered is not None) + ["module"] * (not own)
    if wrong:
        unknown = kinds.objects.UnknownArgument(found=wrong[0], of="a Keras object", known=("class_name", "config"))
        raise Rejected(unknown.inside(wrong[0]))


def _said_of_itself(table: Table, class_name: str, key: str, value: object) -> bool:
    """Whether it is what every serialized object says of itself: its dtype, and the name that Keras gave it."""
    if key != "name" or "name" not in table.classes[class_name]:
        return key in ("name", "dtype")
    counted = re.sub(r"_\d+$", "", value) if isinstance(value, str) else ""
    return value is None or class_name in (table.class_of(counted), counted) or counted == short(class_name)


def _with_arguments(table: Table, class_name: str, given: Mapping[str, Any]) -> Value:
    known = table.classes[class_name]
    _only_known(class_name, given, known)
    arguments: dict[str, Any] = {}
    for key, argument in known.items():
        if key not in given and argument.default is REQUIRED:
            raise Rejected(kinds.fields.MissingField(key, of=class_name))
        if key not in given or (given[key] is None and argument.default is None):
            continue
        value = read_at(key, argument.kind, given[key])
        if argument.default is REQUIRED or value != argument.default:
            arguments[key] = value
    table.together(class_name, arguments)
    return {"type": class_name, **arguments} if arguments else table.defaults_of(class_name)


def _only_known(name: str, given: Mapping[str, Any], known: Mapping[str, Any] | tuple[()]) -> None:
    for key in given:
        if key not in known:
            raise Rejected(kinds.objects.UnknownArgument(found=key, of=name, known=tuple(known)).inside(key))
