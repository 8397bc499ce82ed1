"""From an edit of a document to edits of its text. Layout, order, and every byte that is not concerned stay.

A field that is added stands where the object's last one ends, and is set off as the object sets off its others.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from typing import Any

from rnngraph.check.diagnostic import Edit, Fix
from rnngraph.documents.lines import Lines, by_place
from rnngraph.documents.positions import Positions
from rnngraph.documents.read import unescaped
from rnngraph.graph import TextEdit
from rnngraph.graph.places import escaped


def touch(one: TextEdit, other: TextEdit) -> bool:
    """Whether the two can't both be made: they share a character, or one inserts where the other begins or ends."""
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


class TextEditor:
    """Finds where in a text the edits of its document have to be made."""

    def __init__(self, text: str, positions: Positions | None = None) -> None:
        self.text = text
        self.positions = positions or Positions(text)
        self.lines = Lines(text)

    def edits(self, fix: Fix) -> list[TextEdit] | None:
        """The edits of the text that a fix stands for, or None where it has no place in it."""
        if fix.text_edits:
            return sorted(fix.text_edits, key=by_place)
        # A pointer into such a text is a guess: what is wrong with the text is mended first.
        return None if self.positions.doubtful or self._repeats_key(fix) else self._pointed(fix.edits)

    def new_keys(self, fix: Fix) -> list[tuple[str, str]]:
        """The keys that a fix writes, each with the pointer to its object."""
        return [
            (above, str(edit.value) if edit.operation == "rename" else unescaped(last))
            for edit in fix.edits
            for above, _, last in [edit.pointer.rpartition("/")]
            if edit.operation == "rename" or (edit.operation == "set" and self.positions.node(edit.pointer) is None)
        ]

    def _repeats_key(self, fix: Fix) -> bool:
        """Whether an object would have a key twice after a fix."""
        new = self.new_keys(fix)
        gone = {edit.pointer for edit in fix.edits if edit.operation != "set"}
        present = (f"{above}/{escaped(key)}" for above, key in new)
        return len({*new}) < len(new) or any(
            pointer not in gone and self.positions.node(pointer) is not None for pointer in present
        )

    def _pointed(self, edits: Iterable[Edit]) -> list[TextEdit] | None:
        found: list[TextEdit] = []
        added: dict[str, list[tuple[str, Any]]] = {}
        for edit in edits:
            above, _, last = edit.pointer.rpartition("/")
            if edit.operation == "set" and self.positions.node(edit.pointer) is None:
                added.setdefault(above, []).append((unescaped(last), edit.value))
                continue
            made = self._made(edit)
            if made is None:
                return None
            found.append(made)
        for above, members in added.items():
            made = self._added(above, members)
            if made is None:
                return None
            found.append(made)
        found.sort(key=by_place)
        crossing = any(one.end > other.start for one, other in itertools.pairwise(found))
        return None if crossing else found

    def _made(self, edit: Edit) -> TextEdit | None:
        match edit.operation:
            case "set":
                node = self.positions.node(edit.pointer)
                return self._replaced(node, self._written(edit.value)) if node is not None else None
            case "rename":
                above, _, last = edit.pointer.rpartition("/")
                node = self.positions.node(above)
                if node is None or node.type != "object":
                    return None
                keys = [key for name, key, _ in self.positions.members(node) if name == unescaped(last)]
                return self._replaced(keys[-1], json.dumps(edit.value, ensure_ascii=False)) if keys else None
            case "remove":
                return self._removed(edit.pointer)
            case "insert":
                return self._inserted(edit.pointer, edit.value)

    def _replaced(self, node: Any, new: str) -> TextEdit:
        return TextEdit(self._at(node.start_byte), self._end(node.end_byte), new)

    def _removed(self, pointer: str) -> TextEdit | None:
        """An entry goes with the comma behind it and the space before the next; the last, with the comma before it."""
        above, _, last = pointer.rpartition("/")
        parent, value = self.positions.node(above), self.positions.node(pointer)
        if parent is None or value is None:
            return None
        entries = [each for each in parent.named_children if each.type != "ERROR"]
        if parent.type == "object":
            names = [name for name, _, _ in self.positions.members(parent)]
            index = len(names) - 1 - names[::-1].index(unescaped(last))
        else:
            index = int(last)
        gone = entries[index]
        if index + 1 < len(entries):
            return TextEdit(self._at(gone.start_byte), self._at(entries[index + 1].start_byte), "")
        start = entries[index - 1].end_byte if index else gone.start_byte
        return TextEdit(self._end(start), self._end(gone.end_byte), "")

    def _inserted(self, pointer: str, value: Any) -> TextEdit | None:
        """An element stands where that at `pointer` stands, which is set off from it as it was from the one before."""
        parent, node = self.positions.node(pointer.rpartition("/")[0]), self.positions.node(pointer)
        if parent is None or node is None or parent.type != "array":
            return None
        entries = [each for each in parent.named_children if each.type != "ERROR"]
        index = int(pointer.rpartition("/")[2])
        at = self._at(node.start_byte)
        if index:
            between = self.text[self._end(entries[index - 1].end_byte) : at]
        else:
            ahead = self.text[self._at(parent.start_byte) + 1 : at]
            between = f",{ahead or ('' if self._colon([]) == ':' else ' ')}"
        return TextEdit(at, at, f"{self._written(value)}{between}")

    def _added(self, above: str, members: Sequence[tuple[str, Any]]) -> TextEdit | None:
        """The members at the end of the object at `above`, laid out as those that it has."""
        node = self.positions.node(above)
        if node is None or node.type != "object" or node.end_byte - node.start_byte < len("{}"):
            return None
        present = self.positions.members(node)
        colon = self._colon(present)
        texts = [f"{json.dumps(key, ensure_ascii=False)}{colon}{self._written(value, colon)}" for key, value in members]
        if not present:
            at = self._end(node.end_byte) - 1
            return TextEdit(at, at, self._separator(node, present).join(texts))
        at = self._end(present[-1][2].end_byte)
        separator = self._separator(node, present)
        return TextEdit(at, at, "".join(f"{separator}{text}" for text in texts))

    def _separator(self, node: Any, present: Sequence[tuple[str, Any, Any]]) -> str:
        """What stands between two fields: what this object has on one line where it can, else its last line break."""
        between = [
            self.text[self._end(one.end_byte) : self._at(key.start_byte)]
            for (_, _, one), (_, key, _) in itertools.pairwise(present)
        ]
        on_a_line = [each for each in between if "\n" not in each]
        if between:
            return (on_a_line or between)[-1]
        first = present[0][1].start_byte if present else node.end_byte - 1
        ahead = self.text[self._at(node.start_byte) + 1 : self._at(first)] if present else ""
        if "\n" in ahead:
            return f",{ahead}"
        return ", " if self._colon(present) != ":" else ","

    def _colon(self, present: Sequence[tuple[str, Any, Any]]) -> str:
        """What stands between a key and its value in this object, or in the document where this one is empty."""
        for _, key, value in present or self._first_members():
            return self.text[self._end(key.end_byte) : self._at(value.start_byte)]
        return ": "

    def _first_members(self) -> list[tuple[str, Any, Any]]:
        root = self.positions.node("")
        return self.positions.members(root) if root is not None and root.type == "object" else []

    def _written(self, value: Any, colon: str | None = None) -> str:
        tight = (colon if colon is not None else self._colon([])) == ":"
        return json.dumps(value, ensure_ascii=False, separators=(",", ":") if tight else (", ", ": "))

    def _end(self, byte: int) -> int:
        return self.positions.offset(byte, is_end=True)

    def _at(self, byte: int) -> int:
        return self.positions.offset(byte)
