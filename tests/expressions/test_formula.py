"""Formulas: what the language has, and that nothing else gets through."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngraph.expressions import FUNCTIONS, ExpressionError, Term, read

HOSTILE = [
    ("z.__class__", 0, 11),
    ("().__class__.__bases__", 0, 22),
    ("__import__('os')", 0, 10),
    ("exec('1')", 0, 4),
    ("open('x')", 0, 4),
    ("tanh(globals())", 5, 12),
    ("z + [c for c in z]", 4, 18),
    ("{1: 2}", 0, 6),
    ("z if h else x", 0, 13),
    ("lambda: 1", 0, 9),
    ("z[0]", 0, 4),
    ("9 ** 9 ** 9 ** 9", 0, 16),
    ("z // 2", 0, 6),
    ("(z := 1)", 1, 7),
    ("z; h", 1, 2),
    ("f'{z}'", 0, 6),
    ("'text'", 0, 6),
    ("1j", 0, 2),
    ("True", 0, 4),
    ("z and h", 0, 7),
    ("not z", 0, 5),
    ("+z", 0, 2),
    ("z == h", 0, 6),
    ("z < h < z", 0, 9),
    ("await z", 0, 7),
    ("...", 0, 3),
    ("tanh(*z)", 5, 7),
    ("tanh(**z)", 5, 8),
    ("tanh(z, h)", 8, 9),
    ("tanh(x=z)", 5, 8),
    ("tanh()", 0, 6),
    ("tan(z)", 0, 3),
    ("sum(z, axis=1.5)", 12, 15),
    ("sum(z, axis=True)", 12, 16),
    ("sum(z, axis=9999999999)", 12, 22),
    ("sum(z, 0, axis=1)", 10, 16),
    ("reshape(z, 2)", 11, 12),
    ("reshape(z, [2.5])", 12, 15),
    ("split(z)", 0, 8),
    ("einsum(z)", 0, 9),
    ("einsum('bi->b', 'q')", 16, 19),
    ("layer_norm(z, g, b, epsilon=e)", 28, 29),
    ("1e999", 0, 5),
    ("9" * 900, 0, 900),
    ("z + é", 4, 5),
    ("z + \u200bh", 4, 5),
    ("z\nh", 1, 2),
    ("z \\ h", 2, 3),
    ("z # h", 2, 3),
    ("1if z else h", 0, 3),
    ("", 0, 1),
    ("z +", 2, 3),
    ("(" * 300 + "z" + ")" * 300, 200, 201),
    ("-" * 900 + "z", 0, 1),
    ("z" * 1001, 0, 1001),
]


@pytest.mark.parametrize(("text", "start", "end"), HOSTILE, ids=[text[:20] for text, _, _ in HOSTILE])
def test_what_is_no_formula_is_pointed_at(text: str, start: int, end: int) -> None:
    with pytest.raises(ExpressionError) as error:
        read(text)
    found = error.value
    assert found.message
    if len(text) < 300:
        assert (found.start, found.end) == (start, end), text[found.start : found.end]
    assert 0 <= found.start < found.end <= max(len(text), 1)


@given(st.text(max_size=40))
def test_any_text_is_a_formula_or_an_error(text: str) -> None:
    try:
        read(text)
    except ExpressionError as error:
        found = error
    else:
        return
    assert found.message
    assert 0 <= found.start < found.end <= max(len(text), 1)


def test_a_formula_is_terms_with_their_places() -> None:
    text = " 1 - sigmoid(x @ kernel)"
    formula = read(text)
    assert formula == Term("-", (Term("number", value=1), Term("sigmoid", (Term("@", (name("x"), name("kernel"))),))))
    assert [text[slice(*each.span)] for each in formula.args] == ["1", "sigmoid(x @ kernel)"]


def name(text: str) -> Term:
    return Term("name", value=text)


def test_options_stand_by_name_or_in_order() -> None:
    assert read("sum(x, 0, True)") == read("sum(x, keepdims=True, axis=0)")
    assert read("sum(x)") == read("sum(x, axis=-1)") != read("sum(x, axis=0)")
    assert dict(read("split(z, 4)").options) == {"n": 4, "axis": -1}


def test_every_function_shows_how_it_is_called() -> None:
    for name_, each in FUNCTIONS.items():
        shown = ast.parse(each.call.replace("'spec'", "spec").replace("...", "c")).body[0]
        assert isinstance(shown, ast.Expr) and isinstance(shown.value, ast.Call)
        assert isinstance(shown.value.func, ast.Name) and shown.value.func.id == name_
        assert {keyword.arg for keyword in shown.value.keywords} <= each.options.keys()
        assert each.about
