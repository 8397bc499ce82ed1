"""Short texts that all reports share."""

from __future__ import annotations

import builtins
from collections.abc import Callable

import pytest

import rnngraph as rg
from rnngraph.graph import shape_text, size_text
from rnngraph.report.compare import formats
from rnngraph.report.text import clean, count_text, cut, escape_markdown, short_shape, state_text


@pytest.mark.parametrize(
    ("shape", "text"), [((None, 5, 64), "(None, 5, 64)"), ((20,), "(20,)"), ((), "()"), (None, "?")]
)
def test_shapes_are_as_keras_prints_them(shape: tuple[int | None, ...] | None, text: str) -> None:
    assert shape_text(shape) == text


def test_counts_have_their_thousands_separated() -> None:
    assert (count_text(258698), count_text(0), count_text(None)) == ("258,698", "0", "?")


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1,023 B"), (1024, "1.00 KiB"), (1034792, "1,010.54 KiB"), (2**40, "1.00 TiB")],
)
def test_sizes_are_in_binary_units(size: int, text: str) -> None:
    assert size_text(size) == text


def test_text_that_is_not_printable_is_replaced() -> None:
    assert clean("a\nb\x00\ud800") == "a b\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}"
    assert clean("größe") == "größe"


def test_long_text_is_cut_to_the_limit() -> None:
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abcde…"
    assert len(short_shape((None,) * 100)) == 40
    assert short_shape(None) == "?"


@pytest.mark.parametrize(
    ("name", "text"),
    [("state_h", "h"), ("forward_state_h", "forward h"), ("cell_0_state_c", "cell 0 c"), ("hidden", "hidden")],
)
def test_states_are_called_as_people_write_them(name: str, text: str) -> None:
    assert state_text(name) == text


def test_markdown_is_escaped_and_on_one_line() -> None:
    assert escape_markdown("a|b\n<c> *d*") == r"a\|b \<c\> \*d\*"


def lstm(units: int) -> rg.Graph:
    return rg.Sequential("tiny", [rg.Input("x", (None, 3)), rg.LSTM(units, name="lstm")])


TEXTS: dict[str, Callable[[], str]] = {
    "summary": lstm(4).summary,
    "summary of a terminal": lambda: lstm(4).summary(width=60, colour=True),
    "comparison": lambda: formats.text(lstm(4).compare(lstm(5))),
    "comparison of a terminal": lambda: formats.text(lstm(4).compare(lstm(5)), colour=True),
}


class ZMQInteractiveShell:
    """Has the name of IPython's shell in a Jupyter kernel, by which rich recognizes one."""


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_the_same_in_a_notebook(
    text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from rich.console import Console

    expected = TEXTS[text]()
    assert "lstm" in expected
    monkeypatch.setattr(builtins, "get_ipython", ZMQInteractiveShell, raising=False)
    monkeypatch.setenv("JUPYTER_COLUMNS", "20")
    assert Console().is_jupyter
    assert TEXTS[text]() == expected
    assert capsys.readouterr() == ("", "")
