"""Strings and words of a text that should be JSON: what is wrong inside one, and how it would be right."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import TypedDict

from rnngraph.graph import MAX_DIGITS, TextEdit

UNREADABLE = "NaN"
"""Stands in a mended text for a value that can't be told; the reader takes it for `UNREAD`."""

LONGEST = 40
"""Characters of a number in another language's form that is put into JSON's."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
NEARLY_NUMBER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][+-]?[0-9]+)?)", re.ASCII)
INFINITE = re.compile(r"[+-]?(?:nan|inf|infinity)", re.ASCII | re.IGNORECASE)
WORDS = {"true": "true", "false": "false", "null": "null", "none": "null", "undefined": "null", "nil": "null"}
ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|u[0-9a-fA-F]{0,3}|.)|[\x00-\x1f]|[\ud800-\udfff]', re.DOTALL)
CONTROLS = {"\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
QUOTES = "'\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that keeps a text from being JSON: what it is, and where, as offsets.

    `edits` fix it; the author would want the same if it is `fixable`, without a second look if it is `safe`. A flaw
    that is not `sound` leaves in doubt what the author meant by the rest. What is `found` and would be `right`, the
    `key` and the `mark` concerned, the `name` of a character, and the offset `before` which a bracket should have been
    closed, are for the sentence about it.
    """

    kind: str
    start: int
    end: int
    edits: tuple[TextEdit, ...] = ()
    _: KW_ONLY
    fixable: bool = True
    safe: bool = True
    sound: bool = True
    found: str = ""
    right: str = ""
    key: str = ""
    name: str = ""
    mark: str = ""
    before: int | None = None


class FlawDetails(TypedDict, total=False):
    """Further fields of a flaw."""

    safe: bool
    sound: bool
    found: str
    right: str
    key: str
    mark: str
    before: int | None


def flaws_of_word(text: str, start: int, *, is_key: bool = False) -> Iterator[Flaw]:
    """What is wrong with a word outside quotes, read as a value, or as a key."""
    end = start + len(text)
    if is_key:
        yield _instead("unquoted", text, start, json.dumps(text))
    elif NUMBER.fullmatch(text):
        if len(text) > MAX_DIGITS or not math.isfinite(float(text)):
            yield _no_number(text, start)
    elif text in ("true", "false", "null"):
        return
    elif text.lower() in WORDS:
        yield _instead("word", text, start, WORDS[text.lower()])
    elif INFINITE.fullmatch(text):
        yield _no_number(text, start)
    elif NEARLY_NUMBER.fullmatch(text) and any(each.isdigit() for each in text):
        yield _nearly(text, start)
    elif len(text) == 1 and not (text.isalnum() or text == "_"):
        kind = "space" if text.isspace() else "stray"
        yield Flaw(
            kind,
            start,
            end,
            (TextEdit(start, end, " "),),
            found=text,
            name=f"U+{ord(text):04X}",
            safe=text.isspace(),
            sound=text.isspace(),
        )
    elif text[0] in "+-." or text[0].isdigit():
        yield _no_number(text, start)
    else:
        yield _instead("unquoted", text, start, json.dumps(text, ensure_ascii=False))


def flaws_of_string(text: str, start: int, *, is_key: bool = False) -> Iterator[Flaw]:
    """What is wrong inside a string in double quotes, which begins at `start`."""
    high: re.Match[str] | None = None
    for found in ESCAPE.finditer(text, 1, len(text) - 1):
        part, at = found.group(), start + found.start()
        unit = _surrogate(part)
        if high is not None and not (high.end() == found.start() and unit and unit >= 0xDC00):
            yield _lone(high, text, start, is_key=is_key)
        elif high is not None:
            high = None
            continue
        high = found if unit and unit < 0xDC00 and part[0] == "\\" else None
        if unit and high is None:
            yield _lone(found, text, start, is_key=is_key)
        elif part[0] < " ":
            yield _control(part, at)
        elif not unit and part[0] == "\\" and not (part[1] in '"\\/bfnrt' or len(part) == 6):
            yield _instead("escape", part, at, "\\" + part)
    if high is not None:
        yield _lone(high, text, start, is_key=is_key)


def flaw_of_quotes(text: str, start: int) -> Flaw:
    """A string in other quotes than JSON's."""
    inside = text[1:-1].replace("\\'", "'").replace('\\"', '"').replace('"', '\\"')
    return _instead("quotes", text, start, f'"{inside}"')


def _instead(kind: str, text: str, start: int, right: str) -> Flaw:
    end = start + len(text)
    return Flaw(kind, start, end, (TextEdit(start, end, right),), found=text, right=right)


def _nearly(text: str, start: int) -> Flaw:
    """A number in the form of another language: 01, +1, .5, 1., 0x1F, 1_000."""
    if len(text) > LONGEST:
        return _no_number(text, start)
    try:
        value: float = int(text, 0) if "x" in text.lower() else float(text) if set(text) & set(".eE") else int(text)
    except ValueError:
        return _no_number(text, start)
    if not math.isfinite(value):
        return _no_number(text, start)
    return _instead("word", text, start, json.dumps(value))


def _no_number(text: str, start: int) -> Flaw:
    end = start + len(text)
    shown = text if len(text) < 40 else f"{text[:40]}..."
    return Flaw("not_a_number", start, end, (TextEdit(start, end, UNREADABLE),), found=shown, fixable=False)


def _control(part: str, at: int) -> Flaw:
    right = CONTROLS.get(part, f"\\u{ord(part):04x}")
    return Flaw("control", at, at + 1, (TextEdit(at, at + 1, right),), found=f"U+{ord(part):04X}", right=right)


def _surrogate(part: str) -> int | None:
    """The UTF-16 unit that an escape, or a character, is half of a pair by."""
    if part[0] != "\\":
        return ord(part) if ord(part) >= 0xD800 else None
    unit = int(part[2:], 16) if len(part) == 6 else 0
    return unit if 0xD800 <= unit < 0xE000 else None


def _lone(found: re.Match[str], text: str, start: int, *, is_key: bool) -> Flaw:
    """Half of a surrogate pair: no character. Of such a string nothing is known; a key stays one."""
    at, end = start + found.start(), start + found.end()
    edit = TextEdit(at, end, "\N{REPLACEMENT CHARACTER}") if is_key else TextEdit(start, start + len(text), UNREADABLE)
    shown = found.group() if len(found.group()) > 1 else f"\\u{ord(found.group()):04x}"
    return Flaw("encoding", at, end, (edit,), found=shown, fixable=False)
