"""The list that `Graph.check` returns is a list, and shows the lines that its diagnostics mark."""

from __future__ import annotations

import copy
import pickle
import sys
from types import SimpleNamespace

import pytest

import rnngraph as rg
from rnngraph.check.render import text

TEXT = """{"rnngraph": 1, "name": "two",
 "inputs": [{"name": "x", "shape": [null, 8]}],
 "layers": [{"name": "encoder", "type": "LSTM", "units": 4},
            {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"}]}"""


def test_it_is_a_list() -> None:
    diagnostics = rg.loads(TEXT).check()
    assert isinstance(diagnostics, list)
    assert diagnostics == [*diagnostics]
    assert (repr(diagnostics), diagnostics[:0]) == (f"[{diagnostics[0]!r}]", [])
    assert [each.code for each in diagnostics] == ["RG401"]
    assert rg.Sequential("g", [rg.Input("x", (3,)), rg.Dense(2)]).check() == []
    for copied in (copy.copy(diagnostics), copy.deepcopy(diagnostics), pickle.loads(pickle.dumps(diagnostics))):
        assert copied == diagnostics
        assert str(copied) == str(diagnostics)


def test_printed_it_is_what_the_command_prints() -> None:
    graph = rg.loads(TEXT, "decoder.json")
    command = text.render([("decoder.json", graph.check())], {"decoder.json": TEXT})
    findings, _, _ = command.rpartition("\n")
    assert "^^^^^^^^^" in findings
    assert str(graph.check()) == f"{findings}\n1 error"


def test_a_document_without_a_path_is_called_one() -> None:
    assert str(rg.loads(TEXT).check()).startswith("<document>:4:92: error[RG401] decoder: ")


def test_without_findings_it_says_so() -> None:
    graph = rg.Sequential("g", [rg.Input("x", (3,)), rg.Dense(2)])
    assert str(graph.check()) == "no errors or warnings"


def test_errors_and_warnings_are_counted() -> None:
    wrong = TEXT.replace('"units": 4}', '"units": 4, "dropout": 0.5, "recurrent_dropout": 0.1, "unit": 3}')
    severities = [each.severity for each in rg.loads(wrong).check()]
    warnings = severities.count("warning")
    expected = [f"{len(severities) - warnings} error{'s' if len(severities) - warnings > 1 else ''}"]
    expected += [f"{warnings} warning{'s' if warnings > 1 else ''}"] if warnings else []
    assert str(rg.loads(wrong).check()).splitlines()[-1] == ", ".join(expected)


def test_a_notebook_shows_it_in_colours_and_escaped() -> None:
    html = rg.loads(TEXT.replace('"GRU", "units": 4', '"<GRU>"')).check()._repr_html_()  # type: ignore[attr-defined]
    assert html.startswith("<pre")
    assert "&lt;GRU&gt;" in html
    assert "<GRU>" not in html
    assert "^</span>" in html


def test_ipython_prints_it_as_print_does() -> None:
    parts: list[str] = []
    diagnostics = rg.loads(TEXT).check()
    diagnostics._repr_pretty_(SimpleNamespace(text=parts.append), False)  # type: ignore[attr-defined]
    assert parts == [str(diagnostics)]


def cell_name(path: str) -> tuple[str, str] | None:
    """What IPython calls the file of a cell."""
    return ("Cell", "In[3]") if path == __file__ else None


SHELL = SimpleNamespace(compile=SimpleNamespace(format_code_name=cell_name))


@pytest.mark.parametrize(("shell", "place"), [(SHELL, "Cell In[3]"), (None, __file__), (object(), __file__)])
def test_a_cell_is_called_what_its_reader_calls_it(shell: object, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    x = rg.Input("x", (None, 3))
    diagnostics = rg.Graph("g", x, rg.LSTM(4)(rg.LSTM(4)(x))).check()
    assert str(diagnostics).startswith(f"{place}:{diagnostics[0].line}: error[RG301]")
    assert str(diagnostics[0]).startswith(f"{place}:{diagnostics[0].line}: error[RG301]")
    assert diagnostics[0].path == __file__
    document = rg.loads(TEXT, "decoder.json").check()
    assert str(document).startswith("decoder.json:4:92: error[RG401]")
