"""Offsets and places of ours as the client counts them: lines from 0, columns in the units that were agreed on."""

from __future__ import annotations

from lsprotocol import types
from pygls.workspace import PositionCodec

from rnngraph.documents.lines import Lines
from rnngraph.graph import Place


class Places:
    """The places of one text, in the client's units: UTF-16 unless both sides know better."""

    def __init__(self, lines: Lines, codec: PositionCodec) -> None:
        self.lines = lines
        self.codec = codec

    def offset(self, position: types.Position) -> int:
        """The offset of a position; of one beyond its line, the line's end."""
        number = position.line + 1
        if number > len(self.lines.starts):
            return len(self.lines.text)
        line, units = self.lines.line(number), 0
        for column, character in enumerate(line):
            if units >= position.character:
                return self.lines.starts[number - 1] + column
            units += self.codec.client_num_units(character)
        return self.lines.starts[number - 1] + len(line)

    def position(self, line: int, column: int) -> types.Position:
        """The position of a line and a column of ours."""
        return types.Position(line - 1, self.codec.client_num_units(self.lines.line(line)[: column - 1]))

    def range(self, start: int, end: int) -> types.Range:
        """The range between two offsets."""
        return types.Range(self.position(*self.lines.position(start)), self.position(*self.lines.position(end)))

    def of(self, place: Place) -> types.Range:
        """The range of a place."""
        start = self.position(place.line, place.column)
        return types.Range(start, self.position(place.end_line, place.end_column))
