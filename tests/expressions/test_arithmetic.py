"""The arithmetic of parameters: what it comes to, and where it is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngraph.expressions import ExpressionError, parse


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("7 // 2", 3), ("-7 // 2", -4), ("7 % 4", 3), ("3 / 2", 1.5), ("4 / 2", 2)],
)
def test_it_comes_to(text: str, value: float) -> None:
    found = parse(text).value({})
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("a + b.c", 4, 7),
        ("1 + f(2)", 4, 8),
        ("2 ** 9", 0, 6),
        ("[1]", 0, 3),
        ("1 +", 2, 3),
        ("é", 0, 1),
        ("  x.y", 2, 5),
    ],
)
def test_what_is_wrong_is_pointed_at(text: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as error:
        parse(text)
    assert (error.value.start, error.value.end) == (start, end)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_an_error(text: str) -> None:
    found = outcome(text)
    if isinstance(found, ExpressionError):
        assert found.message
        assert 0 <= found.start < found.end
    else:
        assert isinstance(found, int | float | str)


def outcome(text: str) -> int | float | str | ExpressionError:
    try:
        return parse(text).value({"a": 3, "b": "text"})
    except ExpressionError as error:
        return error


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from("+-*"))
def test_it_reckons_as_python_does(a: int, b: int, op: str) -> None:
    assert parse(f"({a}) {op} b").value({"b": b}) == eval(f"({a}) {op} ({b})")
