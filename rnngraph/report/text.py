"""Short texts that all reports share."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rnngraph.graph import Shape, Verdict, shape_text

if TYPE_CHECKING:
    from rich.console import Console

MAX_NAME = 40
"""Characters of a name; a longer one is cut."""
MAX_WIDTH = 4096
"""Columns of a text that is not for a terminal."""
MARKDOWN_ESCAPES = str.maketrans({each: f"\\{each}" for each in "\\`*_[]<>|#"})


def clean(text: str) -> str:
    """Text without what XML can't hold or a label can't show: control characters, lone surrogates, line breaks."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() else " " if each.isspace() else "\N{REPLACEMENT CHARACTER}" for each in text
    )


def cut(text: str, limit: int = MAX_NAME) -> str:
    """Text of at most `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def short_shape(shape: Shape | None) -> str:
    """A shape as in the summary, cut if it has very many axes."""
    return cut(shape_text(shape))


def state_text(name: str) -> str:
    """A state as people write it: `h` for `state_h`, `forward h` for `forward_state_h`."""
    head, found, tail = name.rpartition("state_")
    return f"{head.replace('_', ' ')}{tail}" if found else name


def escape_markdown(text: str) -> str:
    """Text on one line, with everything escaped that Markdown would interpret."""
    return " ".join(text.split()).translate(MARKDOWN_ESCAPES)


def call_argument_text(name: str, value: bool | str) -> str:
    """An argument of a call: `training true`, `mask keep`, and by its name alone a flag that is only ever true."""
    if name == "training":
        return f"training {str(value).lower()}"
    return name if value is True else f"{name} {value}"


def count_text(count: int | None) -> str:
    """A number with thousands separated; `?` if it is unknown."""
    return "?" if count is None else f"{count:,}"


def cudnn_text(verdict: Verdict | None) -> str:
    """`yes`, `no`, or nothing for a layer that is not recurrent."""
    if verdict is None:
        return ""
    return "yes" if verdict.eligible else "no"


def text_console(output: io.StringIO, *, width: int | None = None, colour: bool = False) -> Console:
    """A console of rich that writes to `output` only, whatever it finds around it.

    In a notebook rich would write into the cell instead, and it reads its width from the environment.
    """
    from rich.console import Console

    return Console(
        file=output,
        # Wide enough for any text: a pipe has no width, and text cut at 80 columns would be of little use.
        width=width or MAX_WIDTH,
        force_terminal=colour,
        force_jupyter=False,
        no_color=not colour,
        highlight=False,
        color_system="standard" if colour else None,
    )
