"""The source as coloured lines."""

from __future__ import annotations

import time
from typing import Any

import pytest
from rnngraph_web.highlight import MOST_LINES, MOST_PIECES, Piece, lines


def said(line: int, column: int, end_line: int, end_column: int, severity: str = "error") -> dict[str, Any]:
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column, "severity": severity}


def text_of(source: str, *diagnostics: dict[str, Any]) -> list[str]:
    return ["".join(piece.text for piece in line.pieces) for line in lines(source, diagnostics)]


def test_keys_strings_numbers_and_words() -> None:
    (line,) = lines('{"a" : "b\\"", "c": -1.5e+3, "d": [true, null]}', [])
    kinds = [(piece.text, piece.kind) for piece in line.pieces if piece.kind]
    assert kinds == [
        ('"a"', "key"),
        ('"b\\""', "string"),
        ('"c"', "key"),
        ("-1.5e+3", "number"),
        ('"d"', "key"),
        ("true", "word"),
        ("null", "word"),
    ]


@pytest.mark.parametrize("source", ["", "\n", "a\nb", "a\nb\n", '"open\n"', '"\\', "💡 {", "<b>&amp;</b>"])
def test_no_character_is_lost(source: str) -> None:
    assert "\n".join(text_of(source)) == source.removesuffix("\n")
    assert "\n".join(text_of(source, said(1, 1, 1, 2), said(1, 1, 9, 9))) == source.removesuffix("\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_diagnostics_count_them(end: str) -> None:
    found = [*lines(f'{{"a": 1,{end}"b": 2}}{end}', [said(2, 1, 2, 4)])]
    assert ["".join(piece.text for piece in each.pieces) for each in found] == ['{"a": 1,', '"b": 2}']
    assert [each.severity for each in found] == ["", "error"]


def test_of_very_many_pieces_the_rest_is_plain() -> None:
    source = "\n".join(["1 " * 100_000, "2 2", "3"])
    pieces = [line.pieces for line in lines(source, [])]
    assert sum(map(len, pieces)) <= MOST_PIECES + len(pieces)
    assert ["".join(piece.text for piece in each) for each in pieces] == source.split("\n")
    assert {piece.kind for piece in pieces[0]} == {"", "number"}
    assert [len(each) for each in pieces[1:]] == [1, 1]


def test_a_mark_cuts_pieces() -> None:
    first, second = lines(
        '["abcd", 1]\n[]', [said(1, 4, 1, 6), said(1, 4, 1, 5, "warning"), said(2, 1, 2, 3, "warning")]
    )
    assert [piece for piece in first.pieces if piece.severity] == [
        Piece("b", "string", "error"),
        Piece("c", "string", "error"),
    ]
    assert (first.severity, second.severity) == ("error", "warning")


def test_a_mark_over_several_lines_is_on_the_first() -> None:
    first, second, third = lines("ab\ncd\nef", [said(1, 2, 3, 2)])
    assert [line.severity for line in (first, second, third)] == ["error", "", ""]
    assert first.pieces[-1] == Piece("b", "word", "error")


def test_a_diagnostic_without_a_place_marks_nothing() -> None:
    (line,) = lines("{}", [{"line": None, "column": None, "end_line": None, "end_column": None, "severity": "error"}])
    assert line.severity == ""


def test_only_so_many_lines() -> None:
    assert len(text_of("\n" * (MOST_LINES + 10))) == MOST_LINES


@pytest.mark.parametrize("source", ['"' * 500_000, '"\\' * 250_000, '"a" ' * 100_000, "-" * 500_000, " " * 500_000])
def test_linear_time(source: str) -> None:
    started = time.perf_counter()
    assert text_of(source) == [source]
    assert time.perf_counter() - started < 60, "a bound on hanging: in quadratic time it would be hours"
