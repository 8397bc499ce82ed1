"""From a JSON pointer to a line and a column."""

from __future__ import annotations

import pytest

from rnngraph.documents.positions import Positions
from rnngraph.graph import Place as Span

TEXT = """{
  "naïve": "ü",
  "layers": [
    {"name": "encoder", "type": "LSTM", "units": 4},
    {"type": "Dense",\t"units": {"deep": [1, 22]}},
    {"units": 3}
  ]
}
"""


@pytest.mark.parametrize(
    ("pointer", "span"),
    [
        ("/naïve", Span(2, 12, 2, 15)),
        ("/layers/0/units", Span(4, 50, 4, 51)),
        ("/layers/1/units/deep/1", Span(5, 45, 5, 47)),
        ("/layers/0", Span(4, 14, 4, 23)),
        ("/layers/1", Span(5, 14, 5, 21)),
        ("/layers/2", Span(6, 5, 6, 6)),
        ("/layers/0/nothing", Span(4, 14, 4, 23)),
        ("/layers/7", Span(3, 13, 3, 14)),
        ("", Span(1, 1, 1, 2)),
    ],
)
def test_a_value_is_found_or_what_is_nearest_above(pointer: str, span: Span) -> None:
    assert Positions(TEXT).span(pointer) == span


def test_a_key_has_a_place_of_its_own() -> None:
    assert Positions(TEXT).key_span("/layers/0/units") == Span(4, 41, 4, 48)
    assert Positions(TEXT).key_span("/layers/0/nothing") == Span(4, 14, 4, 23)


def test_windows_line_ends_do_not_shift_anything() -> None:
    assert Positions(TEXT.replace("\n", "\r\n")).span("/layers/0/units") == Span(4, 50, 4, 51)


def test_escaped_keys_are_found() -> None:
    assert Positions('{"a/b": {"c~d": 1}}').span("/a~1b/c~0d") == Span(1, 17, 1, 18)
    assert Positions('{"\\u0061": 1}').span("/a") == Span(1, 12, 1, 13)


def test_of_equal_keys_the_last_is_meant_as_in_json() -> None:
    assert Positions('{"a": 1, "a": 2}').span("/a") == Span(1, 15, 1, 16)


def test_a_text_with_errors_still_has_places() -> None:
    assert Positions('{"a": 1, "b": [1, 2}').span("/a") == Span(1, 7, 1, 8)
    assert Positions("{a: 1,,\n 'b': [1 2 // and\n 3,] \"c\": 04").span("/b/2") == Span(3, 2, 3, 3)
    assert Positions('{a: 1,,\n "b": [1 2, 3,] "c": 04').span("/c") == Span(2, 22, 2, 24)
    assert Positions("").span("/a") == Span(1, 1, 1, 1)


def test_lines_end_as_in_editors() -> None:
    assert Positions('{"a":\r1,\r\n"b":\n2}').span("/b") == Span(4, 1, 4, 2)


@pytest.mark.parametrize(
    ("string", "part", "columns"),
    [
        ("$(2 * unit)", (6, 10), (14, 18)),
        ("$(é + ü😀 * b)", (12, 13), (20, 21)),
        (r"$(\u0062 * b)", (6, 7), (19, 20)),
        (r"\ud83d\ude00\n$b", (2, 4), (22, 24)),
        ("$b", (5, 9), (10, 10)),
    ],
)
def test_a_part_of_a_string_has_a_place_escapes_or_not(
    string: str, part: tuple[int, int], columns: tuple[int, int]
) -> None:
    assert Positions(f'{{"a": "{string}"}}').within("/a", part) == Span(1, columns[0], 1, columns[1])
