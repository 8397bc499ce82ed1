"""Diagnostics as a terminal shows them: the marked source, columns, colours, and nothing that a terminal obeys."""

from __future__ import annotations

from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.check.diagnostic import Diagnostic
from rnngraph.check.render import text
from rnngraph.check.render.excerpt import WIDTH, wide, window


def shown(source: str, line: int, column: int, end_line: int, end_column: int) -> list[str]:
    found = Diagnostic("RG101", "error", "no", None, None, "a.json", line, column, end_line, end_column)
    return text.render([("a.json", [found])], {"a.json": source}).splitlines()[1:-2]


@pytest.mark.parametrize(
    ("source", "place", "lines"),
    [
        ('{"a": 12}', (1, 7, 1, 9), ['  1 | {"a": 12}', "    |       ^^"]),
        ('\t{"a":\t12}', (1, 8, 1, 10), ['  1 |     {"a":    12}', "    |              ^^"]),
        ('{"円": "長い"}', (1, 7, 1, 11), ['  1 | {"円": "長い"}', "    |        ^^^^^^"]),
        ('{"e\u0301👍": 1}', (1, 9, 1, 10), ['  1 | {"e\u0301👍": 1}', "    |         ^"]),
        ('{"a": "\x1b[31m"}', (1, 7, 1, 14), ['  1 | {"a": "\\x1b[31m"}', "    |       ^^^^^^^^^^"]),
        ("{\r\n 1\r\n}", (2, 2, 2, 3), ["  2 |  1", "    |  ^"]),
        ("[\n  {\n 1\n  }, 2]", (2, 3, 4, 4), ["  2 |   {", "    |   ^", "  4 |   }, 2]", "    |   ^"]),
        ("", (1, 1, 1, 1), ["  1 |", "    | ^"]),
        ("ab", (1, 3, 1, 3), ["  1 | ab", "    |   ^"]),
    ],
)
def test_what_is_marked_has_carets_under_it(source: str, place: tuple[int, int, int, int], lines: list[str]) -> None:
    assert shown(source, *place) == lines


def test_numbers_of_lines_are_aligned() -> None:
    source = "\n" * 8 + "{\n1}"
    assert shown(source, 9, 1, 10, 3) == ["   9 | {", "     | ^", "  10 | 1}", "     | ^^"]


@pytest.mark.parametrize("letter", ["a", "長"])
def test_a_long_line_is_cut_around_the_place(letter: str) -> None:
    line = letter * 500 + "HERE" + letter * 500
    cut, before, carets = window(line, 500, 504)
    assert wide(cut) <= WIDTH + 4
    assert cut[0] == cut[-1] == "…"
    assert wide(cut[: cut.index("HERE")]) == before
    assert carets == 4


@pytest.mark.parametrize(("terminal", "room"), [(20, 40), (40, 40), (61, 61), (100, 100), (300, 108)])
@pytest.mark.parametrize("letter", ["a", "長"])
def test_no_line_wraps_in_a_terminal(terminal: int, room: int, letter: str) -> None:
    source = letter * 300 + "HERE" + letter * 300
    found = Diagnostic("RG101", "error", "no", None, None, "a.json", 1, 301, 1, 305)
    line, carets = text.render([("a.json", [found])], {"a.json": source}, width=terminal).splitlines()[1:3]
    assert room - 2 <= wide(line) <= room
    assert wide(line[: line.index("HERE")]) == carets.index("^^^^")


def test_of_a_long_mark_the_beginning_is_shown() -> None:
    cut, before, carets = window("x" + "m" * 5000, 1, 5001)
    assert cut.startswith("xmm") and cut.endswith("…")
    assert (before, carets) == (1, WIDTH - 1)


def test_colours_are_for_terminals() -> None:
    found = [("a.json", [Diagnostic("RG101", "error", "no", None, None, "a.json", 1, 1, 1, 2)])]
    assert "\x1b[" in text.render(found, {"a.json": "{"}, colour=True)
    assert "\x1b" not in text.render(found, {"a.json": "{"})


def test_a_graph_built_in_python_shows_the_line_of_its_user() -> None:
    x = rg.Input("x", (None, 3))
    last = rg.LSTM(3)(x)
    wrong = rg.LSTM(4)(last)  # this line
    graph = rg.Graph("two words", x, wrong)  # and this one
    found = {each.code: each for each in graph.check()}
    source = Path(__file__).read_text(encoding="utf-8").splitlines()
    assert {code: source[(each.line or 0) - 1].split("#")[-1].strip() for code, each in found.items()} == {
        "RG301": "this line",
        "RG116": "and this one",
    }
    assert {each.path for each in found.values()} == {__file__}
    printed = text.render([("graph", graph.check())])
    assert "wrong = rg.LSTM(4)(last)  # this line\n" in printed
