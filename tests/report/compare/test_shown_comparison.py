"""A comparison shows itself."""

from __future__ import annotations

import copy
import pickle
from types import SimpleNamespace

import rnngraph as rg
from rnngraph.analysis.comparison import Comparison
from rnngraph.report.compare import formats


def lstm(units: int, name: str = "tiny") -> rg.Graph:
    return rg.Sequential(name, [rg.Input("x", (None, 3)), rg.LSTM(units, name="lstm")])


COMPARISON = lstm(4).compare(lstm(5))


def test_printed_it_is_what_the_command_prints() -> None:
    assert "units: 4 → 5" in str(COMPARISON)
    assert str(COMPARISON) == formats.render(COMPARISON, "text")
    parts: list[str] = []
    COMPARISON._repr_pretty_(SimpleNamespace(text=parts.append), False)  # type: ignore[attr-defined]
    assert parts == [str(COMPARISON)]


def test_a_notebook_shows_a_table() -> None:
    html = COMPARISON._repr_html_()  # type: ignore[attr-defined]
    style, tag, html = html.partition("<table")
    assert "rnngraph-comparison td{text-align:left}" in style
    html = tag + html
    assert html.startswith(
        '<table class="rnngraph-comparison"><caption>1 changed; 128 → 180 parameters (+52)</caption>'
    )
    assert '<tr><td>changed</td><th scope="row">lstm (LSTM)</th><td>units: 4 → 5<br>output' in html
    assert html.count("<tr>") == html.count("</tr>") == 2
    assert html.count("<td>") == html.count("</td>") == 4


def test_names_are_escaped_and_the_model_has_its_rows() -> None:
    html = lstm(4, "a<b>").compare(lstm(4))._repr_html_()  # type: ignore[attr-defined]
    assert "<em>model</em>" in html
    assert "name: &quot;a&lt;b&gt;&quot; → &quot;tiny&quot;" in html


def test_equal_models_are_called_the_same() -> None:
    comparison = lstm(4).compare(lstm(4))
    assert str(comparison) == "both mean the same model, 128 parameters"
    assert comparison._repr_html_().endswith(  # type: ignore[attr-defined]
        '<table class="rnngraph-comparison"><caption>both mean the same model, 128 parameters</caption></table>'
    )


def test_it_is_shown_briefly_and_is_a_comparison() -> None:
    assert repr(COMPARISON) == "<Comparison tiny → tiny: 1 changed; 128 → 180 parameters (+52)>"
    assert isinstance(COMPARISON, Comparison)
    for copied in (copy.copy(COMPARISON), copy.deepcopy(COMPARISON), pickle.loads(pickle.dumps(COMPARISON))):
        assert copied.as_dict() == COMPARISON.as_dict()
