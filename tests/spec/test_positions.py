"""From a JSON pointer to a line and a column."""

from __future__ import annotations

import pytest

from rnngraph.spec.positions import Positions, Span

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
    assert Positions("").span("/a") == Span(1, 1, 1, 1)
