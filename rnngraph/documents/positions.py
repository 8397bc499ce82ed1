"""Where in a document's text a JSON pointer leads. Loaded only when there is something to print.

tree-sitter reads the text, since it keeps positions and goes on after an error.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from typing import Any

from rnngraph.documents.lines import Lines
from rnngraph.documents.read import MAX_RECOVERED, parts_of, unescaped
from rnngraph.graph import Place

UNIT = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL)
"""What stands in a string for one character."""
EXTRA = ("ERROR", "comment")
"""Nodes that are no values."""


class Positions:
    """The places of one text. One that is no JSON is mended first, and the places are those of the author's text."""

    def __init__(self, text: str) -> None:
        self._lines = Lines(text)
        self._recovered = None
        self._root = self._parse(text)
        if self._root.has_error and len(text) <= MAX_RECOVERED:
            from rnngraph.documents.json_recovery import recover

            self._recovered = recover(text)
            self._root = self._parse(self._recovered.placeable)
        self._items: dict[int, list[Any]] = {}
        self._values: dict[int, dict[str, Any]] = {}
        self._keys: dict[int, dict[str, Any]] = {}

    def _parse(self, text: str) -> Any:
        import tree_sitter
        import tree_sitter_json

        language = tree_sitter.Language(tree_sitter_json.language())
        data = text.encode("utf-8", errors="surrogatepass")
        # Where each code point begins; no need of it where each is one byte.
        self._starts = None if text.isascii() else [at for at, byte in enumerate(data) if byte & 0xC0 != 0x80]
        return tree_sitter.Parser(language).parse(data).root_node

    def span(self, pointer: str, *, whole: bool = False) -> Place:
        """The place of what `pointer` leads to, or of the nearest thing above it that is there.

        A pointer to an object gives the place of its `name` or `type`, which says more than a brace does, unless the
        `whole` of it is meant.
        """
        value, found = self._walk(pointer)
        if value is None:
            return Place(1, 1, 1, 1)
        if value.type == "object" and not (found and whole):
            members = {key: each for key, _, each in self._members(value)}
            value = members.get("name") or members.get("type") or value.child(0) or value
        return self._span(value) if found or value.type != "array" else self._span(value.child(0) or value)

    def within(self, pointer: str, part: tuple[int, int]) -> Place:
        """The place of a part of the string at `pointer`, given as offsets in the string's value."""
        value, whole = self._walk(pointer)
        if value is None or not whole or value.type != "string":
            return self.span(pointer)
        source = _source(value)[1:-1]
        start, end = (
            self.offset(value.start_byte + 1 + len(source[: _written(source, each)].encode("utf-8"))) for each in part
        )
        return self._lines.place(start, max(start, end))

    def key_span(self, pointer: str) -> Place:
        """The place of the key that `pointer` ends in, or as `span` where it ends in none."""
        above, _, last = pointer.rpartition("/")
        value, whole = self._walk(above)
        if whole and value is not None and value.type == "object":
            if value.id not in self._keys:
                # Of equal keys the first: the later ones are reported by themselves.
                self._keys[value.id] = {key: node for key, node, _ in reversed(self.members(value))}
            found = self._keys[value.id].get(unescaped(last))
            if found is not None:
                return self._span(found)
        return self.span(pointer)

    @property
    def doubtful(self) -> bool:
        """Whether the text is no JSON in a way that leaves in doubt what stands where."""
        return self._recovered is not None and not self._recovered.sound

    def node(self, pointer: str) -> Any | None:
        """The parser's node for the value at `pointer`, or None where there is none."""
        value, whole = self._walk(pointer)
        return value if whole else None

    def members(self, node: Any) -> list[tuple[str, Any, Any]]:
        """The members of an object's node: each key, its node, and its value's node."""
        return list(self._members(node))

    def offset(self, byte: int, *, is_end: bool = False) -> int:
        """The offset in the author's text of a byte, which is what the parser counts."""
        at = byte if self._starts is None else bisect_left(self._starts, byte)
        return at if self._recovered is None else self._recovered.authored(at, is_end=is_end)

    def _walk(self, pointer: str) -> tuple[Any, bool]:
        """The value at `pointer` and True, or the nearest one above it and False."""
        node = next((child for child in self._root.named_children if child.type not in EXTRA), None)
        for part in parts_of(pointer):
            deeper = self._child(node, part) if node is not None else None
            if deeper is None:
                return node, False
            node = deeper
        return node, True

    def _child(self, node: Any, part: str) -> Any:
        # Kept, since a document with a thousand errors in one place asks a thousand times.
        if node.type == "object":
            if node.id not in self._values:
                # The last of equal keys is the one that json keeps.
                self._values[node.id] = {key: value for key, _, value in self._members(node)}
            return self._values[node.id].get(part)
        if node.type == "array" and part.isdecimal():
            if node.id not in self._items:
                self._items[node.id] = [child for child in node.named_children if child.type not in EXTRA]
            items = self._items[node.id]
            return items[int(part)] if int(part) < len(items) else None
        return None

    def _members(self, node: Any) -> Iterator[tuple[str, Any, Any]]:
        for pair in node.named_children:
            if pair.type == "pair":
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                if key is not None and value is not None:
                    yield _text(key), key, value

    def _span(self, node: Any) -> Place:
        start, end = self.offset(node.start_byte), self.offset(node.end_byte, is_end=True)
        return self._lines.place(start, max(start, end))


def _written(source: str, offset: int) -> int:
    """Where in a string as it is written the character at an offset of its value begins."""
    if "\\" not in source:
        return min(offset, len(source))
    found = next(islice(UNIT.finditer(source), offset, None), None)
    return found.start() if found else len(source)


def _source(node: Any) -> str:
    return str(node.text.decode("utf-8", errors="surrogatepass"))


def _text(key: Any) -> str:
    raw = _source(key)
    if "\\" not in raw:
        return raw.strip('"')
    try:
        return str(json.loads(raw))
    except json.JSONDecodeError:
        return raw.strip('"')
