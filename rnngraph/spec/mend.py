"""A text that is no JSON, mended so that it can be read on: every flaw with its place, and how it would be right.

One pass over the tokens with a stack of open brackets. What it gives is judged by `json` again, so a flaw that it does
not know is never taken for right. Tree-sitter, which finds the places in a document, is no help here: it loses the
whole structure at an unquoted key, and a string's wrong escape takes the next key with it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from itertools import accumulate
from typing import Any

from rnngraph.spec.lines import TextEdit
from rnngraph.spec.scalars import UNREADABLE, Flaw, flaw_of_quotes, flaws_of_string, flaws_of_word

MAX_FLAWS = 100
"""More are not looked for: such a text is something else than JSON."""

TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\\r\n]|\\[^\r\n])*(?:"|\\(?=[\r\n]|\Z)|))'
    r"|(?P<quoted>'(?:[^'\\\r\n]|\\[^\r\n])*'|[“”„][^“”\"\r\n]*[“”])"
    r"|(?P<mark>[{}\[\],:])"
    r"|(?P<comment>//[^\r\n]*|/\*.*?(?:\*/|\Z)|\#[^\r\n]*)"
    r"|(?P<space>[ \t\r\n]+)"
    r"|(?P<word>(?:(?!//|/\*)[^\s{}\[\],:;\"'“”„])+|.)",
    re.DOTALL,
)
COLON_AHEAD = re.compile(r"[ \t\r\n]*:")
ACROSS_LINES = re.compile(r'"(?:[^"\\]|\\.){0,5000}"(?=[ \t\r\n]*[,:}\]])', re.DOTALL)
SWALLOWED = re.compile(r'"(?P<kept>(?:[^"\\]|\\.)*?)[ \t]*[,:}\]][ \t]*"', re.DOTALL)
CLOSERS = {"{": "}", "[": "]"}


@dataclass(frozen=True)
class Mended:
    """A text as it would be right. `sound` tells whether it is likely to be what the author meant."""

    original: str
    flaws: tuple[Flaw, ...]
    edits: tuple[TextEdit, ...]

    @cached_property
    def text(self) -> str:
        """The text with every edit made."""
        return _applied(self.original, self.edits)

    @property
    def sound(self) -> bool:
        """Whether no flaw leaves the rest in doubt."""
        return all(each.sound for each in self.flaws)

    @cached_property
    def placeable(self) -> str:
        """The text for a parser that knows no NaN: a number as long stands for what is unreadable."""
        return _applied(self.original, (replace(each, new=_a_number(each.new)) for each in self.edits))

    @cached_property
    def _ends(self) -> list[int]:
        """Where each edit's text ends in the mended text."""
        shifts = accumulate(len(each.new) - (each.end - each.start) for each in self.edits)
        return [each.end + shift for each, shift in zip(self.edits, shifts, strict=True)]

    def authored(self, offset: int, *, is_end: bool = False) -> int:
        """The offset in the author's text of one in the mended text, where something begins, or ends.

        Inside an edit it is that of its start.
        """
        index = (bisect_left if is_end else bisect_right)(self._ends, offset)
        edit = self.edits[index] if index < len(self.edits) else None
        if edit is not None and offset > self._ends[index] - len(edit.new):
            return edit.end if is_end and offset == self._ends[index] else edit.start
        return offset if index == 0 else self.edits[index - 1].end + offset - self._ends[index - 1]


def mend(text: str) -> Mended:
    """The text mended, as far as it can be; with no flaws found, as it is."""
    scanner = _Scanner(text)
    scanner.run()
    return Mended(text, tuple(scanner.flaws), _in_order(scanner))


def _applied(text: str, edits: Iterable[TextEdit]) -> str:
    parts, at = [], 0
    for each in edits:
        parts += [text[at : each.start], each.new]
        at = each.end
    return "".join([*parts, text[at:]])


def _a_number(new: str) -> str:
    return new if '"' in new else new.replace(UNREADABLE, "0e0")


def _in_order(scanner: _Scanner) -> tuple[TextEdit, ...]:
    """The edits from the start of the text to its end; of edits that overlap, the first."""
    ordered = sorted(
        [edit for flaw in scanner.flaws for edit in flaw.edits] + scanner.ending, key=lambda e: (e.start, e.end)
    )
    kept: list[TextEdit] = []
    for each in ordered:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return tuple(kept)


class _Want(Enum):
    VALUE = auto()
    KEY = auto()
    COLON = auto()
    COMMA = auto()
    END = auto()


@dataclass
class _Open:
    """A bracket that is not closed yet, and the keys of an object so far."""

    mark: str
    start: int
    keys: set[Any] = field(default_factory=set)


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.flaws: list[Flaw] = []
        self.ending: list[TextEdit] = []
        self.open: list[_Open] = []
        self.want = _Want.VALUE
        self.before = (0, 0)
        """The token before this one."""
        self.comma: int | None = None
        """Where the comma just before this token stands."""
        self.key = (0, 0)
        """The last key."""
        self.at = 0
        self.stopped = False

    def run(self) -> None:
        if self.text.startswith("\ufeff"):
            self.at = 1
            self.flaw("byte_order_mark", 0, 1, TextEdit(0, 1, ""))
        while not self.stopped and (found := TOKEN.match(self.text, self.at)):
            self.at = found.end()
            self.token(str(found.lastgroup), found.start(), found.end())
            if len(self.flaws) >= MAX_FLAWS:
                self.stop(found.end())
        if not self.stopped:
            self.finish()

    def token(self, kind: str, start: int, end: int) -> None:
        text = self.text[start:end]
        if kind == "space":
            return
        if kind == "comment":
            self.flaw("comment", start, end, TextEdit(start, end, ""), safe=False)
            return
        if kind == "word" and end - start == 1 and not (text.isalnum() or text in "_="):
            self.flaws += flaws_of_word(text, start)
            return
        if self.want is _Want.END:
            self.flaw("extra_text", start, len(self.text.rstrip()), sound=False)
            self.stop(start)
            return
        if kind == "mark" and text == ",":
            self.on_comma(start)
        elif kind == "mark" and text == ":":
            self.on_colon(start)
        elif kind == "mark" and text in CLOSERS:
            self.on_open(text, start)
        elif kind == "mark":
            self.on_close(text, start)
        else:
            self.on_scalar(kind, start, end)
        self.comma = start if text == "," and not self.stopped else None
        if self.at >= end:
            self.before = (start, self.at)

    # Punctuation.

    def on_comma(self, start: int) -> None:
        if self.want is _Want.COMMA:
            self.want = _Want.KEY if self.open[-1].mark == "{" else _Want.VALUE
        elif self.want is _Want.COLON or (self.want is _Want.VALUE and self.in_object()):
            self.no_value()
            self.want = _Want.KEY
        else:
            self.flaw("extra_comma", start, start + 1, TextEdit(start, start + 1, ""))

    def on_colon(self, start: int) -> None:
        if self.want is _Want.COLON:
            self.want = _Want.VALUE
        elif self.want is _Want.VALUE and self.in_object():
            self.flaw("extra_colon", start, start + 1, TextEdit(start, start + 1, ""))
        else:
            self.flaw(
                "list_key" if self.open and self.open[-1].mark == "[" else "no_key", start, start + 1, sound=False
            )
            self.stop(start)

    def on_open(self, mark: str, start: int) -> None:
        if mark == "{" and self.in_object() and len(self.open) > 1 and self.open[-2].mark == "[":
            self.close_before(start)
        if self.want is _Want.COLON:
            self.no_colon()
        if self.want is _Want.COMMA:
            self.no_comma()
        if self.want is _Want.KEY:
            self.flaw("no_key", start, start + 1, sound=False)
            self.stop(start)
            return
        self.open.append(_Open(mark, start))
        self.want = _Want.KEY if mark == "{" else _Want.VALUE

    def on_close(self, mark: str, start: int) -> None:
        if not self.open:
            self.flaw("stray", start, start + 1, TextEdit(start, start + 1, ""), values={"found": mark}, sound=False)
            return
        if self.want is _Want.COLON or (self.want is _Want.VALUE and self.in_object()):
            self.no_value()
        depth = next((n for n, each in enumerate(reversed(self.open)) if CLOSERS[each.mark] == mark), None)
        if depth is None:
            right = CLOSERS[self.open[-1].mark]
            values = {"found": mark, "right": right}
            self.flaw("wrong_bracket", start, start + 1, TextEdit(start, start + 1, right), values=values, sound=False)
            depth = 0
        for _ in range(depth):
            self.unclosed(self.before[1], start)
        if self.comma is not None:
            self.flaw("trailing_comma", self.comma, self.comma + 1, TextEdit(self.comma, self.comma + 1, ""))
        self.open.pop()
        self.want = _Want.COMMA if self.open else _Want.END

    # Strings and words.

    def on_scalar(self, kind: str, start: int, end: int) -> None:
        if kind == "string":
            end = self.string_end(start, end)
        elif kind == "word" and self.text.startswith('"', end) and self.text[start].isidentifier():
            kind, end = "string", end + 1
            self.flaw("unopened_string", start, end, TextEdit(start, start, '"'))
        self.at = end
        names_value = COLON_AHEAD.match(self.text, end) is not None
        if names_value and self.want is not _Want.KEY:
            self.close_list(start)
        if self.want is _Want.COLON and names_value:
            self.no_value(",")
            self.want = _Want.KEY
        elif self.want is _Want.COLON:
            if kind == "word" and self.text[start:end] == "=":
                self.flaw("equals", start, end, TextEdit(start, end, ":"))
                self.want = _Want.VALUE
                return
            self.no_colon()
        elif self.want is _Want.COMMA:
            self.no_comma()
        self.scalar(kind, start, end)

    def scalar(self, kind: str, start: int, end: int) -> None:
        """A key or a value that stands where one may."""
        is_key = self.want is _Want.KEY
        text = self.text[start:end]
        if kind == "quoted":
            self.add(flaw_of_quotes(text, start))
        elif kind == "word":
            for flaw in flaws_of_word(text, start, is_key=is_key):
                self.add(flaw)
        elif text.startswith('"') and text.endswith('"') and ("\\" in text or not text.isprintable()):
            for flaw in flaws_of_string(text, start, is_key=is_key):
                if flaw.kind != "control" or self.text[flaw.start] not in "\r\n":
                    self.add(flaw)
        if is_key:
            self.key = (start, end)
            self.seen(_decoded(text), start, end)
        self.want = _Want.COLON if is_key else _Want.COMMA if self.open else _Want.END

    def seen(self, key: Any, start: int, end: int) -> None:
        if key in self.open[-1].keys:
            values = {"key": key}
            self.add(Flaw("duplicate_key", start, end, (), values, fixable=False, code="duplicate_key"))
        self.open[-1].keys.add(key)

    def string_end(self, start: int, end: int) -> int:
        """Where a string ends; one that lacks its closing quote, or runs over lines, is mended."""
        text = self.text[start:end]
        closed = len(text) > 1 and text.endswith('"')
        if closed and not (self.text[end : end + 1].isidentifier() and SWALLOWED.fullmatch(text)):
            return end
        across = None if closed else ACROSS_LINES.match(self.text, start)
        if across:
            breaks = [TextEdit(at.start(), at.end(), "\\n") for at in re.finditer(r"\r\n|\r|\n", across.group())]
            moved = (TextEdit(each.start + start, each.end + start, each.new) for each in breaks)
            self.flaw("line_break", start, across.end(), *moved)
            return across.end()
        swallowed = SWALLOWED.fullmatch(text) if closed else None
        is_key = self.want is _Want.KEY and ":" in text
        rest = swallowed["kept"] if swallowed else text[1:].rstrip(" \t,}]")
        kept = rest.partition(":")[0] if is_key else rest
        stop = start + 1 + len(kept)
        self.flaw("unclosed_string", start, stop, TextEdit(stop, stop, '"'), sound=False)
        return stop

    # What is missing.

    def in_object(self) -> bool:
        return bool(self.open) and self.open[-1].mark == "{"

    def no_comma(self) -> None:
        start, end = self.before
        self.flaw("missing_comma", start, end, TextEdit(end, end, ","))
        self.want = _Want.KEY if self.in_object() else _Want.VALUE

    def no_colon(self) -> None:
        start, end = self.key
        self.flaw("missing_colon", start, end, TextEdit(end, end, ":"), values={"key": self.text[start:end]})
        self.want = _Want.VALUE

    def no_value(self, then: str = "") -> None:
        start, end = self.key
        colon = ":" if self.want is _Want.COLON else ""
        edit = TextEdit(self.before[1], self.before[1], f"{colon}{UNREADABLE}{then}")
        self.flaw("missing_value", start, end, edit, values={"key": self.text[start:end]}, fixable=False)
        self.want = _Want.COMMA

    def close_before(self, start: int) -> None:
        """A layer that begins inside another: the other one was never closed."""
        if self.want is _Want.KEY and self.comma is not None:
            self.unclosed(self.comma, start)
            self.want = _Want.VALUE
        elif self.want is _Want.COMMA:
            self.unclosed(self.before[1], start, ",")
            self.want = _Want.VALUE

    def close_list(self, start: int) -> None:
        """A key where a list goes on: the list was never closed."""
        inside = len(self.open) > 1 and self.open[-1].mark == "[" and self.open[-2].mark == "{"
        if inside and self.comma is not None:
            self.unclosed(self.comma, start)
            self.want = _Want.KEY
        elif inside and self.want is _Want.COMMA:
            self.unclosed(self.before[1], start, ",")
            self.want = _Want.KEY

    def unclosed(self, at: int, before: int | None, then: str = "") -> None:
        """Closes the innermost bracket at an offset, and goes on with `then`."""
        bracket = self.open.pop()
        values = {"mark": bracket.mark, "before": before}
        edit = TextEdit(at, at, CLOSERS[bracket.mark] + then)
        self.flaw("unclosed", bracket.start, bracket.start + 1, edit, values=values, safe=False, sound=False)

    def finish(self) -> None:
        """The end of the text: every bracket should be closed."""
        end = len(self.text.rstrip(" \t\r\n"))
        if not self.open and self.want is _Want.VALUE:
            self.flaw("empty", 0, 0, sound=False)
            return
        if self.open and (self.want is _Want.COLON or (self.want is _Want.VALUE and self.in_object())):
            self.no_value()
        if self.open and self.comma is not None:
            self.flaw("trailing_comma", self.comma, self.comma + 1, TextEdit(self.comma, self.comma + 1, ""))
        if self.open:
            rest = "".join(CLOSERS[each.mark] for each in reversed(self.open[:-1]))
            self.unclosed(end, None, rest)

    def stop(self, at: int) -> None:
        """Leaves out the rest, of which nothing can be told."""
        self.stopped = True
        value = UNREADABLE if self.want is _Want.VALUE and self.in_object() else ""
        value = f":{UNREADABLE}" if self.want is _Want.COLON else value
        closing = "".join(CLOSERS[each.mark] for each in reversed(self.open))
        at = at if self.comma is None else self.comma
        self.ending = [TextEdit(at, len(self.text), value + closing)]

    def flaw(
        self,
        kind: str,
        start: int,
        end: int,
        *edits: TextEdit,
        values: dict[str, Any] | None = None,
        fixable: bool = True,
        safe: bool = True,
        sound: bool = True,
    ) -> None:
        self.add(Flaw(kind, start, end, edits, values or {}, fixable and bool(edits), safe, sound))

    def add(self, flaw: Flaw) -> None:
        if len(self.flaws) < MAX_FLAWS:
            self.flaws.append(flaw)


def _decoded(text: str) -> Any:
    """A key as JSON would have it, or as it is written."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip("\"'“”„")
