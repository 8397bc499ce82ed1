"""The tokens of a text that should be JSON, with a stack of open brackets: what is wrong, and what may come next."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any, Unpack

from rnngraph.documents.scalars import UNREADABLE, Flaw, FlawDetails, flaw_of_quotes, flaws_of_string, flaws_of_word
from rnngraph.graph import TextEdit

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
SWALLOWED = re.compile(r'"(?P<kept>(?:[^"\\]|\\.)*?)[ \t]*[,:}\]][ \t,:{}\[\]]*"', re.DOTALL)
CLOSERS = {"{": "}", "[": "]"}


class Want(Enum):
    """What may stand next."""

    VALUE = auto()
    KEY = auto()
    COLON = auto()
    COMMA = auto()
    END = auto()


@dataclass
class Open:
    """A bracket that is not closed yet, the keys of an object so far, and where in it the reading is.

    `round` is the place, among the flaws, of one that was written as Python writes tuples.
    """

    mark: str
    start: int
    keys: set[Any] = field(default_factory=set)
    here: Any = None
    round: int | None = None


class Scanner:
    """One reading of a text, from its start: brackets that are open, what may come next, and what was wrong."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flaws: list[Flaw] = []
        self.ending: list[TextEdit] = []
        self.open: list[Open] = []
        self.want = Want.VALUE
        self.before = (0, 0)
        """The token before this one."""
        self.comma: int | None = None
        """Where the comma just before this token stands."""
        self.key = (0, 0)
        """The last key."""
        self.at = 0
        self.stopped = False

    def run(self) -> None:
        """Reads the whole text."""
        if self.text.startswith("\ufeff"):
            self.at = 1
            self.flaw("byte_order_mark", 0, 1, TextEdit(0, 1, ""))
        while not self.stopped and (found := TOKEN.match(self.text, self.at)):
            self.read(found)
        if not self.stopped:
            self.finish()

    def run_to(self, offset: int) -> re.Match[str] | None:
        """Reads what ends before an offset; the token that stands there, or that is written up to there."""
        while not self.stopped and (found := TOKEN.match(self.text, self.at)):
            if found.end() > offset or (found.end() == offset and _goes_on(found)):
                return found
            self.read(found)
        return None

    def read(self, found: re.Match[str]) -> None:
        """Reads a token."""
        self.at = found.end()
        self.token(str(found.lastgroup), found.start(), found.end())
        if len(self.flaws) >= MAX_FLAWS:
            self.stop(found.end())

    def token(self, kind: str, start: int, end: int) -> None:
        """Takes a token in."""
        text = self.text[start:end]
        if kind == "space":
            return
        if kind == "comment":
            self.flaw("comment", start, end, TextEdit(start, end, ""), safe=False)
            return
        if kind == "word" and self.in_round(text, start):
            return
        if kind == "word" and end - start == 1 and not (text.isalnum() or text in "_="):
            self.flaws += flaws_of_word(text, start)
            return
        if self.want is Want.END:
            self.flaw("extra_text", start, len(self.text.rstrip()), sound=False)
            self.stop(start)
            return
        if kind == "mark":
            self.mark(text, start)
        else:
            self.on_scalar(kind, start, end)
        self.comma = start if text == "," and not self.stopped else None
        if self.at >= end:
            self.before = (start, self.at)

    # Punctuation.

    def mark(self, text: str, start: int) -> None:
        """A comma, a colon or a bracket."""
        if text == ",":
            self.on_comma(start)
        elif text == ":":
            self.on_colon(start)
        elif text in CLOSERS:
            self.on_open(text, start)
        else:
            self.on_close(text, start)

    def on_comma(self, start: int) -> None:
        """A comma stands behind a value."""
        if self.want is Want.COMMA:
            self.next()
        elif self.want is Want.COLON or (self.want is Want.VALUE and self.in_object()):
            self.no_value()
            self.want = Want.KEY
        else:
            self.flaw("extra_comma", start, start + 1, TextEdit(start, start + 1, ""))

    def on_colon(self, start: int) -> None:
        """A colon stands behind a key."""
        if self.want is Want.COLON:
            self.want = Want.VALUE
        elif self.want is Want.VALUE and self.in_object():
            self.flaw("extra_colon", start, start + 1, TextEdit(start, start + 1, ""))
        else:
            self.flaw(
                "list_key" if self.open and self.open[-1].mark == "[" else "no_key", start, start + 1, sound=False
            )
            self.stop(start)

    def on_open(self, mark: str, start: int) -> None:
        """A list or an object is a value."""
        if mark == "{" and self.in_object() and len(self.open) > 1 and self.open[-2].mark == "[":
            self.close_before(start)
        if self.want is Want.COLON:
            self.no_colon()
        if self.want is Want.COMMA:
            self.no_comma()
        if self.want is Want.KEY:
            self.flaw("no_key", start, start + 1, sound=False)
            self.stop(start)
            return
        self.open.append(Open(mark, start, here=0 if mark == "[" else None))
        self.want = Want.KEY if mark == "{" else Want.VALUE

    def on_close(self, mark: str, start: int) -> None:
        """A bracket closes the one that was opened last."""
        if not self.open:
            self.flaw("stray", start, start + 1, TextEdit(start, start + 1, ""), found=mark, sound=False)
            return
        if self.want is Want.COLON or (self.want is Want.VALUE and self.in_object()):
            self.no_value()
        depth = next((n for n, each in enumerate(reversed(self.open)) if CLOSERS[each.mark] == mark), None)
        if depth is None:
            right = CLOSERS[self.open[-1].mark]
            self.flaw(
                "wrong_bracket",
                start,
                start + 1,
                TextEdit(start, start + 1, right),
                found=mark,
                right=right,
                sound=False,
            )
            depth = 0
        for _ in range(depth):
            self.unclosed(self.before[1], start)
        if self.comma is not None:
            self.flaw("trailing_comma", self.comma, self.comma + 1, TextEdit(self.comma, self.comma + 1, ""))
        self.open.pop()
        self.want = Want.COMMA if self.open else Want.END

    def in_round(self, text: str, start: int) -> bool:
        """Takes in what a word has of a tuple: its bracket, or what stands before the one that closes it."""
        if text.startswith("(") and self.want is Want.VALUE and len(self.flaws) < MAX_FLAWS:
            self.flaw("round_bracket", start, start + 1, TextEdit(start, start + 1, "["))
            self.on_open("[", start)
            self.open[-1].round = len(self.flaws) - 1
            self.at, self.before = start + 1, (start, start + 1)
            return True
        round_ = self.open[-1].round if self.open else None
        closes = text.find(")")
        if round_ is None or closes < 0:
            return False
        if closes:
            self.token("word", start, start + closes)
            self.at = start + closes
            return True
        self.flaws[round_] = replace(
            self.flaws[round_], edits=(*self.flaws[round_].edits, TextEdit(start, start + 1, "]"))
        )
        self.on_close("]", start)
        self.at, self.before, self.comma = start + 1, (start, start + 1), None
        return True

    # Strings and words.

    def on_scalar(self, kind: str, start: int, end: int) -> None:
        """A string or a word is a key or a value."""
        if kind == "string":
            end = self.string_end(start, end)
        elif kind == "word" and self.text.startswith('"', end) and self.text[start].isidentifier():
            kind, end = "string", end + 1
            self.flaw("unopened_string", start, end, TextEdit(start, start, '"'))
        self.at = end
        names_value = COLON_AHEAD.match(self.text, end) is not None
        if names_value and self.want is not Want.KEY:
            self.close_list(start)
        if self.want is Want.COLON and names_value:
            self.no_value(",")
            self.want = Want.KEY
        elif self.want is Want.COLON:
            if kind == "word" and self.text[start] == "=":
                self.flaw("equals", start, start + 1, TextEdit(start, start + 1, ":"))
                self.want, self.at = Want.VALUE, start + 1
                return
            self.no_colon()
        elif self.want is Want.COMMA:
            self.no_comma()
        self.scalar(kind, start, end)

    def scalar(self, kind: str, start: int, end: int) -> None:
        """A key or a value that stands where one may."""
        is_key = self.want is Want.KEY
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
            self.open[-1].here = decoded(text)
            self.seen(self.open[-1].here, start, end)
        self.want = Want.COLON if is_key else Want.COMMA if self.open else Want.END

    def seen(self, key: Any, start: int, end: int) -> None:
        """Notes a key, which its object has once."""
        if key in self.open[-1].keys:
            self.add(Flaw("duplicate_key", start, end, (), key=key, fixable=False))
        self.open[-1].keys.add(key)

    def string_end(self, start: int, end: int) -> int:
        """Where a string ends; one that lacks its closing quote, or runs over lines, is fixed."""
        stop = self.unclosed_at(start, end)
        if stop is None:
            return end
        across = ACROSS_LINES.match(self.text, start) if self.text[end - 1] != '"' or end - start == 1 else None
        if across:
            breaks = [TextEdit(at.start(), at.end(), "\\n") for at in re.finditer(r"\r\n|\r|\n", across.group())]
            moved = (TextEdit(each.start + start, each.end + start, each.new) for each in breaks)
            self.flaw("line_break", start, across.end(), *moved)
            return across.end()
        self.flaw("unclosed_string", start, stop, TextEdit(stop, stop, '"'), sound=False)
        return stop

    def unclosed_at(self, start: int, end: int) -> int | None:
        """Where a string should have been closed that is not; None where it is."""
        text = self.text[start:end]
        closed = len(text) > 1 and text.endswith('"')
        swallowed = SWALLOWED.fullmatch(text) if closed and self.text[end : end + 1].isidentifier() else None
        if closed and not swallowed:
            return None
        rest = swallowed["kept"] if swallowed else text[1:].rstrip(" \t,}]")
        kept = rest.partition(":")[0] if self.want is Want.KEY and ":" in text else rest
        return start + 1 + len(kept)

    # What is missing.

    def in_object(self) -> bool:
        """Whether the innermost bracket is an object's."""
        return bool(self.open) and self.open[-1].mark == "{"

    def next(self) -> None:
        """Behind a comma."""
        self.want = Want.KEY if self.in_object() else Want.VALUE
        if self.open and not self.in_object():
            self.open[-1].here += 1

    def no_comma(self) -> None:
        """A value stands behind a value."""
        start, end = self.before
        self.flaw("missing_comma", start, end, TextEdit(end, end, ","))
        self.next()

    def no_colon(self) -> None:
        """A value stands behind a key."""
        start, end = self.key
        self.flaw("missing_colon", start, end, TextEdit(end, end, ":"), key=self.text[start:end])
        self.want = Want.VALUE

    def no_value(self, then: str = "") -> None:
        """A key has no value, and something else stands there."""
        start, end = self.key
        colon = ":" if self.want is Want.COLON else ""
        edit = TextEdit(self.before[1], self.before[1], f"{colon}{UNREADABLE}{then}")
        self.flaw("missing_value", start, end, edit, key=self.text[start:end], fixable=False)
        self.want = Want.COMMA

    def close_before(self, start: int) -> None:
        """A layer that begins inside another: the other one was never closed."""
        if self.want is Want.KEY and self.comma is not None:
            self.unclosed(self.comma, start)
            self.next()
        elif self.want is Want.COMMA:
            self.unclosed(self.before[1], start, ",")
            self.next()

    def close_list(self, start: int) -> None:
        """A key where a list goes on: the list was never closed."""
        inside = len(self.open) > 1 and self.open[-1].mark == "[" and self.open[-2].mark == "{"
        if inside and self.comma is not None:
            self.unclosed(self.comma, start)
            self.next()
        elif inside and self.want is Want.COMMA:
            self.unclosed(self.before[1], start, ",")
            self.next()

    def unclosed(self, at: int, before: int | None, then: str = "") -> None:
        """Closes the innermost bracket at an offset, and goes on with `then`."""
        bracket = self.open.pop()
        edit = TextEdit(at, at, CLOSERS[bracket.mark] + then)
        self.flaw(
            "unclosed",
            bracket.start,
            bracket.start + 1,
            edit,
            mark=bracket.mark,
            before=before,
            safe=False,
            sound=False,
        )

    def finish(self) -> None:
        """The end of the text: every bracket should be closed."""
        end = len(self.text.rstrip(" \t\r\n"))
        if not self.open and self.want is Want.VALUE:
            self.flaw("empty", 0, 0, sound=False)
            return
        if self.open and (self.want is Want.COLON or (self.want is Want.VALUE and self.in_object())):
            self.no_value()
        if self.open and self.comma is not None:
            self.flaw("trailing_comma", self.comma, self.comma + 1, TextEdit(self.comma, self.comma + 1, ""))
        if self.open:
            rest = "".join(CLOSERS[each.mark] for each in reversed(self.open[:-1]))
            self.unclosed(end, None, rest)

    def stop(self, at: int) -> None:
        """Leaves out the rest, of which nothing can be told."""
        self.stopped = True
        value = UNREADABLE if self.want is Want.VALUE and self.in_object() else ""
        value = f":{UNREADABLE}" if self.want is Want.COLON else value
        closing = "".join(CLOSERS[each.mark] for each in reversed(self.open))
        at = at if self.comma is None else self.comma
        self.ending = [TextEdit(at, len(self.text), value + closing)]

    def flaw(
        self,
        kind: str,
        start: int,
        end: int,
        *edits: TextEdit,
        fixable: bool = True,
        **more: Unpack[FlawDetails],
    ) -> None:
        """Notes a flaw of the text's structure."""
        self.add(Flaw(kind, start, end, edits, fixable=fixable and bool(edits), **more))

    def add(self, flaw: Flaw) -> None:
        """Notes a flaw."""
        if len(self.flaws) < MAX_FLAWS:
            self.flaws.append(flaw)


def _goes_on(token: re.Match[str]) -> bool:
    """Whether what is typed at a token's end belongs to it."""
    text = token.group()
    unclosed = token.lastgroup == "string" and (len(text) < 2 or not text.endswith('"'))
    return unclosed or token.lastgroup == "word"


def decoded(text: str) -> Any:
    """A string or a word as JSON would have it, or as it is written."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip("\"'“”„")
