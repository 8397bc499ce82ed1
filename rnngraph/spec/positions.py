"""Where in a document's text a JSON pointer leads. Loaded only when there is something to print.

tree-sitter reads the text, since it keeps positions and goes on after an error.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rnngraph.graph import Place


@dataclass(frozen=True, slots=True)
class Span:
    """Lines and columns from 1, in code points; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Positions:
    """The places of one text."""

    def __init__(self, text: str) -> None:
        import tree_sitter
        import tree_sitter_json

        language = tree_sitter.Language(tree_sitter_json.language())
        self._data = text.encode("utf-8", errors="surrogatepass")
        self._root = tree_sitter.Parser(language).parse(self._data).root_node
        self._lines = [0, *(at + 1 for at, byte in enumerate(self._data) if byte == 0x0A)]
        # Where each code point begins; no need of it where each is one byte.
        self._starts = None if text.isascii() else [at for at, byte in enumerate(self._data) if byte & 0xC0 != 0x80]
        self._items: dict[int, list[Any]] = {}

    def span(self, pointer: str) -> Span:
        """The place of what `pointer` leads to, or of the nearest thing above it that is there.

        A pointer to a whole object gives the place of its `name` or `type`, which says more than a brace does.
        """
        value, whole = self._walk(pointer)
        if value is None:
            return Span(1, 1, 1, 1)
        if value.type == "object":
            members = {key: each for key, _, each in self._members(value)}
            value = members.get("name") or members.get("type") or value.child(0) or value
        return self._span(value) if whole or value.type != "array" else self._span(value.child(0) or value)

    def within(self, pointer: str, part: tuple[int, int]) -> Span:
        """The place of a part of the string at `pointer`, given as offsets; the whole string where it has escapes."""
        whole = self.span(pointer)
        start, end = part
        value, _ = self._walk(pointer)
        if value is None or value.type != "string" or b"\\" in value.text:
            return whole
        return Span(whole.line, whole.column + 1 + start, whole.line, whole.column + 1 + end)

    def key_span(self, pointer: str) -> Span:
        """The place of the key that `pointer` ends in, or as `span` where it ends in none."""
        above, _, last = pointer.rpartition("/")
        value, whole = self._walk(above)
        if whole and value is not None and value.type == "object":
            for key, key_node, _ in self._members(value):
                if key == _unescaped(last):
                    return self._span(key_node)
        return self.span(pointer)

    def duplicates(self) -> list[tuple[str, Place]]:
        """Every key that its object has already, with the place of its later use."""
        found = []
        stack = [self._root]
        while stack:
            node = stack.pop()
            if node.type == "object":
                seen = set()
                for key, key_node, _ in self._members(node):
                    if key in seen:
                        span = self._span(key_node)
                        found.append((key, Place(span.line, span.column)))
                    seen.add(key)
            stack.extend(reversed(node.named_children))
        return found

    def _walk(self, pointer: str) -> tuple[Any, bool]:
        """The value at `pointer` and True, or the nearest one above it and False."""
        node = next((child for child in self._root.named_children if child.type != "ERROR"), None)
        for part in (_unescaped(each) for each in pointer.split("/")[1:]):
            deeper = self._child(node, part) if node is not None else None
            if deeper is None:
                return node, False
            node = deeper
        return node, True

    def _child(self, node: Any, part: str) -> Any:
        if node.type == "object":
            # The last of equal keys is the one that json keeps.
            return {key: value for key, _, value in self._members(node)}.get(part)
        if node.type == "array" and part.isdecimal():
            # Kept, since a document with a thousand errors in one list asks a thousand times.
            if node.id not in self._items:
                self._items[node.id] = [child for child in node.named_children if child.type != "ERROR"]
            items = self._items[node.id]
            return items[int(part)] if int(part) < len(items) else None
        return None

    def _members(self, node: Any) -> Iterator[tuple[str, Any, Any]]:
        for pair in node.named_children:
            if pair.type == "pair":
                key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
                if key is not None and value is not None:
                    yield _text(key), key, value

    def _span(self, node: Any) -> Span:
        return Span(*self._line_column(node.start_byte), *self._line_column(node.end_byte))

    def _line_column(self, byte: int) -> tuple[int, int]:
        line = bisect_right(self._lines, byte)
        return line, self._code_points(byte) - self._code_points(self._lines[line - 1]) + 1

    def _code_points(self, byte: int) -> int:
        return byte if self._starts is None else bisect_left(self._starts, byte)


def _text(key: Any) -> str:
    raw = key.text.decode("utf-8", errors="replace")
    try:
        return str(json.loads(raw))
    except json.JSONDecodeError:
        return str(raw).strip('"')


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
