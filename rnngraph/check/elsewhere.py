"""What to write for a word of another library or an older Keras, or for a part of Keras that rnngraph lacks."""

from __future__ import annotations

from rnngraph.check.diagnostic import Fix
from rnngraph.check.repairs import nearest_key, nearest_object, nearest_value, remove_field, rivals
from rnngraph.check.rule import Context, hint
from rnngraph.graph import Graph
from rnngraph.layers import LAYERS
from rnngraph.layers.aliases import ALIASES
from rnngraph.layers.inner import unknown_type
from rnngraph.problems import kinds
from rnngraph.problems.nearest import bare, nearest
from rnngraph.problems.words import FIELDS, MISSING_LAYERS, MISSING_OBJECTS, OBJECTS, TYPES

Answer = tuple[str, Fix | None]
"""The end of a message, with its semicolon, and a fix."""


def field_answer(
    problem: kinds.fields.UnknownField | kinds.objects.UnknownArgument,
    near: str | None,
    context: Context,
    *,
    of_layer: bool,
) -> Answer:
    """What was meant by a field; words that are only advice count for fields `of_layer`s and their objects."""
    word = FIELDS.get(problem.found)
    if near == "shape" and problem.found.startswith("batch_"):
        return "; write `shape`, without the batch, and the batch as `batch_size` of the model", None
    if near:
        others = rivals(problem, context, near)
        if others:
            *most, last = (f"`{each}`" for each in sorted({problem.found, *others}))
            return f"; {', '.join(most)} and {last} mean the same: keep one and write `{near}`", None
        if has_key(problem, near, context):
            return f"; it means `{near}`, which is there too: keep one", None
        said = f"; {word.answer(problem.found, near)}" if word and near in word.here and word.is_answer else hint(near)
        return said, nearest_key(problem, context, problem.found, near, FIELDS)
    if word is None or not of_layer:
        return "", None
    fix = remove_field(problem, context) if word.is_superfluous else None
    return f"; {word.answer(problem.found, None)}", fix


def has_key(problem: kinds.fields.UnknownField | kinds.objects.UnknownArgument, key: str, context: Context) -> bool:
    """Whether the object whose field a problem is about has another field, `key`, as well."""
    at = context.place(problem)
    holder = context.value(at.rpartition("/")[0]) if at is not None else None
    return isinstance(holder, dict) and key in holder


def type_answer(problem: kinds.fields.UnknownType, context: Context) -> Answer:
    """What was meant by a layer's type."""
    near, name = problem.nearest, bare(problem.found)
    name = ALIASES.get(name, name)
    if name in MISSING_LAYERS:
        return _missing(name, MISSING_LAYERS[name]), None
    word = TYPES.get(name)
    if name == near and near != bare(problem.found):
        return f"; Keras's `{bare(problem.found)}` is `{near}` here", None
    fix = nearest_value(problem, context, problem.found, near, TYPES)
    return (
        hint(near) if near and not (word and word.is_answer) else f"; {word.answer(name, near)}" if word else ""
    ), fix


def name_answer(name: str) -> str:
    """What was meant by a layer's name in Python."""
    problem = unknown_type(name, {kind.__name__ for kind in LAYERS})
    return type_answer(problem, Context(Graph("")))[0]


def object_answer(problem: kinds.objects.UnknownObject, context: Context) -> Answer:
    """What was meant by the name of a loss, an initializer, ..."""
    words, name = OBJECTS.get(problem.family, {}), bare(problem.found)
    lacking = MISSING_OBJECTS.get(problem.family, {})
    if name in lacking:
        return _missing(name, lacking[name]), None
    near, word = nearest(problem.found, problem.known, words), words.get(name)
    if word and (word.is_answer or not near):
        return f"; {word.answer(name, near)}", nearest_object(problem, context, near, words)
    if near:
        return hint(near), nearest_object(problem, context, near, words)
    several = [each for each in problem.known if each.endswith(f"_{str(problem.found).lower()}")]
    return (f"; there are {', '.join(several)}" if several else ""), None


def _missing(name: str, workaround: str) -> str:
    return f"; Keras has {name}, rnngraph does not yet" + (f": {workaround}" if workaround else "")
