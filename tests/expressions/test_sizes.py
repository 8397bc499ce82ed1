"""Sizes with names: equal ones are equal objects, and what they say can be read again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngraph.expressions import ExpressionError, parse_size

NAMES = {"a": 4, "b": 6, "c": 3}


def sizes() -> st.SearchStrategy[str]:
    leaves = st.sampled_from([*NAMES, "1", "2", "3", "12"])
    return st.recursive(
        leaves,
        lambda each: st.builds("({} {} {})".format, each, st.sampled_from([*"+-*/", "//", "%"]), each),
        max_leaves=6,
    )


def exact(text: str) -> Fraction | None:
    """What Python makes of it in fractions; None where a division is by zero, or does not come out even in between."""
    names = {name: Fraction(value) for name, value in NAMES.items()}
    try:
        return Fraction(eval(text, {}, names))
    except ZeroDivisionError:
        return None


@given(sizes())
def test_a_size_comes_to_what_arithmetic_says(text: str) -> None:
    wanted = exact(text)
    try:
        size = parse_size(text)
        found = size.value(NAMES)
    except ExpressionError:
        # No size: it divides by zero, or comes to no whole number, or a part of it does.
        assert "/" in text or "%" in text
        return
    assert found == wanted
    assert parse_size(str(size)) == size


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("4 * units", "units * 4"),
        ("2 * (units / 2)", "units"),
        ("units / 2 + units / 2", "units"),
        ("(a + b) * (a - b)", "a * a - b * b"),
        ("a * b / b", "a"),
        ("6 * a / 3", "2 * a"),
        ("(4 * a) // 2", "2 * a"),
        ("(4 * a) % 2", "a - a"),
        ("-a + 2 * a", "a"),
    ],
)
def test_equal_sizes_are_equal(one: str, other: str) -> None:
    assert parse_size(one) == parse_size(other)


@pytest.mark.parametrize("text", ["a + b", "a / 2", "a // 2", "2", "a * a", "a / b"])
def test_others_are_not(text: str) -> None:
    assert parse_size(text) != parse_size("a")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("a + 1.5", 4, 7),
        ("a ** 2", 0, 6),
        ("a / 0", 0, 5),
        ("b + 7 / 2", 4, 9),
        ("a.b", 0, 3),
        ("f(a)", 0, 4),
        ("a b", 2, 3),
    ],
)
def test_what_is_no_size_is_pointed_at(text: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as error:
        parse_size(text)
    assert (error.value.start, error.value.end) == (start, end)


def test_a_size_that_is_no_whole_number_says_so() -> None:
    with pytest.raises(ExpressionError, match="c / 2 is 3 / 2, no whole number"):
        parse_size("c / 2").value(NAMES)


def test_sums_multiplied_without_end_are_cut() -> None:
    names = [f"n{index}" for index in range(12)]
    total = f"({' + '.join(names)})"
    with pytest.raises(ExpressionError, match="terms"):
        parse_size(f"{total} * {total} * {total}")
