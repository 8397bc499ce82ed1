"""The label of a layer in pictures, as bands of text: the same words in DOT and in Mermaid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from textwrap import wrap

from rnngraph.check import Diagnostic
from rnngraph.graph import shape_text
from rnngraph.report.drawing.label import Band, Text
from rnngraph.report.model.rows import Hidden, Inside, Row
from rnngraph.report.text import call_argument_text, clean, count_text, cut, short_shape, state_text

MAX_LINE = 30
"""Characters in a line of arguments."""
MAX_LINES = 3
"""Lines of arguments, and lines of an error."""
MAX_PARTS = 4
"""Cells of a stack, and errors of a layer; further ones are only counted."""
MAX_VALUE = 24
"""Characters of a value; a longer one is cut."""

DIRECTIONS = {"forward": "→ forward", "backward": "← backward"}


def layer_bands(row: Row, *, shared: bool = False, hidden: Collection[Hidden] = ()) -> Iterator[Band]:
    """The bands of a layer: name and cuDNN, type and states, arguments, layers inside, shape and parameters.

    `shared` says that another layer uses the same weights; `hidden` is left out.
    """
    shapes = () if "shapes" in hidden else tuple(_shapes(row))
    if row.is_input:
        yield Band(((Text(cut(row.name), 11, "ink", bold=True),),))
        yield Band(((Text(f"Input · {row.dtype or '?'}"),),))
        if shapes:
            yield Band((shapes,))
        return
    given, states, parts = _opened(row)
    cudnn = "" if row.cudnn is None else "cuDNN" if row.cudnn.eligible else "no cuDNN"
    kind = "recurrent" if row.is_recurrent else "muted"
    mark = "recurrent" if row.cudnn and row.cudnn.eligible else "muted"
    yield Band(((Text(cut(row.name), 12, "ink", bold=True),), _right(cudnn, mark)))
    yield Band(((Text(cut(row.title), 10, kind),), () if parts else _loop(states)))
    # A mask is an edge of its own.
    called = [call_argument_text(*pair) for pair in row.call if pair[0] != "mask"]
    lines = argument_lines(given) + word_lines(called)
    if lines:
        yield Band((tuple(Text(line) for line in lines),))
    yield from _parts(parts)
    params = () if "params" in hidden else _right(_params(row), "shared" if row.shares else "muted")
    foot = (shapes, (*params, *_right("shared" if shared else "", "shared")))
    if any(foot):
        yield Band(foot, ruled=True)


def _opened(row: Row) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...], tuple[Inside, ...]]:
    """Arguments, states and parts of a layer; a layer that holds a single one is merged with it."""
    given, states, parts = row.arguments, row.states, row.inside
    while len(parts) == 1:
        (only,) = parts
        given, states, parts = given + only.arguments, only.states, only.inside
    return given, states, parts


def _right(text: str, colour: str = "muted") -> tuple[Text, ...]:
    return (Text(text, 9, colour),) if text else ()


def _loop(states: Iterable[str]) -> tuple[Text, ...]:
    """The sign of recurrence, with the states that are carried from timestep to timestep."""
    names = ", ".join(map(state_text, states))
    return (Text(f"↻ {cut(names, MAX_VALUE)}", 9, "state"),) if names else ()


def _params(row: Row) -> str:
    if row.shares:
        return f"shares {cut(row.shares, MAX_VALUE)}"
    return "1 param" if row.params == 1 else f"{count_text(row.params)} params"


def _shapes(row: Row) -> Iterator[Text]:
    """The shapes of the main outputs. Those of states are on the edges that read them."""
    shown = [(port, shape) for port, shape in zip(row.ports, row.shapes, strict=True) if port not in row.states]
    for port, shape in shown:
        yield Text(short_shape(shape) if len(shown) == 1 else f"{port} {short_shape(shape)}", 9, "ink")


def argument_lines(arguments: Iterable[tuple[str, str]]) -> list[str]:
    """Arguments in a few short lines; the last line counts those that do not fit."""
    return word_lines([name if text == "yes" else f"{name} {cut(text, MAX_VALUE)}" for name, text in arguments])


def word_lines(words: Sequence[str]) -> list[str]:
    """Words in a few short lines; the last line counts those that do not fit."""
    lines: list[list[str]] = []
    for word in words:
        if not lines or len(" · ".join([*lines[-1], word])) > MAX_LINE:
            lines.append([])
        lines[-1].append(word)
    if len(lines) > MAX_LINES:
        kept = lines[: MAX_LINES - 1]
        lines = [*kept, [f"… {len(words) - sum(map(len, kept))} more"]]
    return [" · ".join(line) for line in lines]


def _parts(parts: tuple[Inside, ...]) -> Iterator[Band]:
    """Two directions side by side, or a stack of cells from the input up."""
    if any(part.role in DIRECTIONS for part in parts):
        yield Band(tuple(tuple(_direction(part)) for part in parts), ruled=True, divided=True)
        return
    shown = parts if len(parts) <= MAX_PARTS else parts[: MAX_PARTS - 1]
    for part in shown:
        yield Band((tuple(_lines(part)), _loop(part.states)), ruled=True)
    if len(shown) < len(parts):
        yield Band(((Text(f"… {len(parts) - len(shown)} more"),),), ruled=True)


def _lines(part: Inside) -> Iterator[Text]:
    first, *rest = argument_lines(part.arguments) or [""]
    yield Text(f"{part.type} · {first}" if first else part.type)
    yield from map(Text, rest)


def _direction(part: Inside) -> Iterator[Text]:
    yield Text(DIRECTIONS[part.role], 9, "ink")
    yield Text(cut(part.type))
    yield from map(Text, argument_lines(part.arguments))
    for cell in part.inside if len(part.inside) > 1 else ():
        yield from _lines(cell)
    for cell in part.inside if len(part.inside) == 1 else ():
        yield from map(Text, argument_lines(cell.arguments))
    yield from _loop(part.states)


def error_bands(errors: tuple[Diagnostic, ...]) -> Iterator[Band]:
    """Code and message of each error; a long message is cut."""
    for each in errors[:MAX_PARTS]:
        yield Band((tuple(_error_lines(each)),), ruled=True)
    if len(errors) > MAX_PARTS:
        yield Band(((Text(f"… {len(errors) - MAX_PARTS} more errors", 9, "error"),),), ruled=True)


def error_text(error: Diagnostic) -> str:
    """The message of an error without the name of its layer."""
    return clean(error.message).removeprefix(f"{error.layer}: ")


def _error_lines(error: Diagnostic) -> Iterator[Text]:
    yield Text(error.code, 9, "error", bold=True)
    for line in wrap(error_text(error), MAX_LINE + 8, max_lines=MAX_LINES, placeholder=" …"):
        yield Text(line, 9, "error")


def tooltip(row: Row) -> str:
    """Everything about a row that its box has no room for, as lines of plain text."""
    given = [row.arguments, *(part.arguments for part in row.inside)]
    lines = [f"{row.name}: {row.title}", row.description or ""]
    lines += [f"{name} {text}" for name, text in dict.fromkeys(pair for pairs in given for pair in pairs)]
    lines += [call_argument_text(*pair) for pair in row.call]
    lines += [f"{port}: {shape_text(shape)}" for port, shape in zip(row.ports, row.shapes, strict=True)]
    lines += [f"{weight.name}: {shape_text(weight.shape)}" for weight in row.weights]
    lines += [f"no cuDNN: {reason.text}" for reason in (row.cudnn.reasons if row.cudnn else ())]
    lines += [f"{each.code} {each.message}" for each in row.problems]
    return "\n".join(filter(None, lines))
