"""Fixes that several rules have: a field set, a name put right, a value read as what it was meant to be."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.check.rule import Context, shown
from rnngraph.documents.read import unescaped
from rnngraph.graph import Problem
from rnngraph.problems import kinds
from rnngraph.problems.nearest import likely, nearest

if TYPE_CHECKING:
    from rnngraph.problems.words import Words


def set_at(pointer: str | None, value: Any, title: str, *, safe: bool = True) -> Fix | None:
    """One value in place of another, or a field where there is none."""
    return Fix(title, (Edit(pointer, value),), safe) if pointer is not None else None


def set_field(
    problem: Problem, context: Context, value: Any, title: str | None = None, *, safe: bool = True
) -> Fix | None:
    """The field that a problem is about, with another value, unless a parameter gives it the one it has."""
    at = context.place(problem)
    if at is None or str(context.value(at)).startswith("$"):
        return None
    field = (problem.field or "").rpartition("/")[2]
    return set_at(at, value, title or f"set {field} to {shown(value)}", safe=safe)


def remove_field(problem: Problem, context: Context, *, safe: bool = False) -> Fix | None:
    """The field that a problem is about, gone."""
    at = context.place(problem)
    field = (problem.field or "").rpartition("/")[2]
    return Fix(f"remove {field}", (Edit(at, operation="remove"),), safe) if at else None


def nearest_value(
    problem: Problem,
    context: Context,
    found: object,
    near: str | None,
    words: Words | None = None,
    *,
    free: bool = False,
) -> Fix | None:
    """The nearest known name in place of one that is not known; `free` says that authors choose such names."""
    if near is None:
        return None
    safe = likely(found, near, words, free=free)
    return set_field(problem, context, near, f"write {shown(near)}", safe=safe)


def nearest_key(
    problem: Problem,
    context: Context,
    found: object,
    near: str | None,
    words: Words | None = None,
    *,
    free: bool = False,
) -> Fix | None:
    """The nearest known key in place of one that is not known; `free` as above.

    None if the object has that key too, or another one that means the same: which of the values is right, only the
    author knows.
    """
    at = context.place(problem)
    holder = context.value(at.rpartition("/")[0]) if at is not None else None
    if near is None or at is None or (isinstance(holder, dict) and near in holder) or rivals(problem, context, near):
        return None
    return Fix(f"rename {found} to {near}", (Edit(at, near, "rename"),), likely(found, near, words, free=free))


def rivals(problem: Problem, context: Context, near: str) -> list[str]:
    """The other unknown keys of an object that mean the same known one as the key that a problem is about."""
    above, _, own = (context.place(problem) or "").rpartition("/")
    if isinstance(problem, kinds.objects.UnknownArgument):
        from rnngraph.problems.words import FIELDS

        # Of an object's arguments only the first unknown one is reported.
        others = set(context.value(above) or ()) - {*problem.known, "type", "class_name"}
        return sorted(key for key in others if key != problem.found and nearest(key, problem.known, FIELDS) == near)
    return [key for key in context.once(_meanings).get((above, near), ()) if key != unescaped(own)]


def _meanings(context: Context) -> dict[tuple[str, str], list[str]]:
    """The unknown keys by the pointer to their object and the known key that they may have meant."""
    found: dict[tuple[str, str], list[str]] = {}
    for each in context.analysis.problems if context.analysis else ():
        if isinstance(each, kinds.fields.UnknownField) and each.nearest:
            above = (context.place(each) or "").rpartition("/")[0]
            found.setdefault((above, each.nearest), []).append(each.found)
    return found


def moved(problem: Problem, context: Context, inside: str) -> Fix | None:
    """A field of a layer as one of the layer inside it."""
    at = context.place(problem)
    if at is None:
        return None
    above, _, field = at.rpartition("/")
    edits = (Edit(at, operation="remove"), Edit(f"{above}/{inside}/{field}", context.value(at)))
    return Fix(f"move {field} into {inside}", edits)


def as_meant(problem: kinds.fields.WrongType | kinds.objects.WrongArgument, context: Context) -> Fix | None:
    """The value of the wanted type that a value of the wrong one stands for without doubt: `"64"`, `64.0`, `"true"`."""
    meant = _meant(problem.found, problem.expected)
    return set_field(problem, context, meant) if meant is not None else None


def _meant(found: object, expected: str) -> object:
    words = {"true": True, "false": False}
    match expected:
        case "true or false":
            return words.get(found.lower()) if isinstance(found, str) else _flag(_whole(found))
        case "an integer":
            return _whole(_number(found))
        case "a number" | "a finite number":
            return _number(found)
    return None


def _flag(number: int | None) -> bool | None:
    return None if number not in (0, 1) else bool(number)


def _number(found: object) -> float | int | None:
    """A number, or what a text says of one; None where it is neither, or not finite."""
    if isinstance(found, str):
        return next((number for read in (int, float) if (number := _read(read, found)) is not None), None)
    return _finite(found)


def _read(kind: type[int] | type[float], text: str) -> float | int | None:
    try:
        return _finite(kind(text))
    except ValueError:
        return None


def _finite(number: object) -> float | int | None:
    # An integer is not asked by math.isfinite, which makes a float of it, where one of 400 digits has no room.
    if isinstance(number, float):
        return number if math.isfinite(number) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _whole(number: object) -> int | None:
    finite = _finite(number)
    return int(finite) if finite is not None and finite == int(finite) else None


def set_on(
    context: Context, node: str | None, fields: Iterable[tuple[str, Any]], title: str, *, safe: bool
) -> Fix | None:
    """Several fields of a layer, each by its path in it."""
    edits = [(context.pointer(node, path), value) for path, value in fields]
    made = tuple(Edit(at, value) for at, value in edits if at is not None)
    return Fix(title, made, safe) if made else None


def nearest_reference(problem: kinds.wiring.UnknownReference, context: Context) -> Fix | None:
    """The nearest name in the reference, its port kept."""
    near, at = problem.nearest, reference_at(problem, context)
    written = context.value(at) if at is not None else None
    if near is None or at is None or not isinstance(written, str):
        return None
    node, dot, port = written.partition(".")
    # A reference that follows from another, as the states of a bare name do, is not where the name stands.
    if node != problem.found:
        return None
    return set_at(at, f"{near}{dot}{port}", f"write {shown(near)}", safe=likely(node, near, free=True))


def reference_at(problem: Problem, context: Context) -> str | None:
    """Where a reference stands: a field may hold one by itself, where the graph counts it as the first of a list."""
    at = context.place(problem)
    if at is not None and context.value(at) is None:
        return at.rpartition("/")[0]
    return at


def as_name(problem: kinds.fields.InvalidName, context: Context) -> Fix | None:
    """The model's name, which nothing refers to, with `_` for each character that can't stand in one."""
    found = problem.found
    if context.place(problem) != "/name" or not isinstance(found, str) or not found:
        return None
    name = re.sub(r"[^A-Za-z0-9_]", "_", found)
    return set_at("/name", (name if not name[0].isdecimal() else f"_{name}")[:64], "make a name of it")


def nearest_object(
    problem: kinds.objects.UnknownObject, context: Context, near: str | None, words: Words | None = None
) -> Fix | None:
    """The nearest object's name where the unknown one stands: alone, or as an object's `type` or `class_name`."""
    at = context.place(problem)
    if near is None or at is None:
        return None
    for place in (at, f"{at}/type", f"{at}/class_name"):
        if context.value(place) == problem.found:
            return set_at(place, near, f"write {shown(near)}", safe=likely(problem.found, near, words))
    return None
