"""The questions an editor asks."""

from __future__ import annotations

import json

import pytest

import rnngraph as rg
from rnngraph.assist import document
from rnngraph.check import edits
from rnngraph.documents.positions import Positions

TEXT = """{
  "rnngraph": 1, "name": "m",
  "inputs": [{"name": "x", "shape": [null, 3]}],
  "layers": [
    {"name": "reader", "type": "LSTM", "units": 4},
    {"name": "out", "type": "Dense", "unit": 2, "inputs": "reader"}
  ]
}
"""


def labels(text: str, offset: int) -> list[str]:
    found = rg.suggest(text, offset)
    return [each.label for each in found.suggestions] if found else []


def test_references_with_their_shapes() -> None:
    at = TEXT.index('"reader"}') + 1
    found = rg.suggest(TEXT, at)
    assert found
    assert TEXT[found.start : found.end] == '"reader"'
    details = {each.label: each.detail for each in found.suggestions}
    assert details["reader"] == "(None, 4) float32"
    assert {"x", "reader.state_h", "reader.state_c", "reader.states"} <= details.keys()


def test_fields_of_a_layer() -> None:
    text = TEXT.replace('"units": 4', '"units": 4, ""')
    assert "recurrent_dropout" in labels(text, text.index('""') + 1)


def test_what_a_layer_is() -> None:
    told = rg.tell(TEXT, TEXT.index('"reader"') + 2)
    assert told
    assert TEXT[told.start : told.end] == '"reader"'
    # 4 gates of 4 units over 3 features, 4 states and a bias.
    assert f"{4 * (4 * (3 + 4) + 4)} parameters" in told.markdown


def test_where_there_is_nothing() -> None:
    assert rg.tell(TEXT, 0) is None
    assert labels(TEXT, len(TEXT)) == []


def test_a_fix_mends_the_text() -> None:
    (fix,) = rg.quick_fixes(TEXT)
    text = TEXT
    for edit in sorted(fix.edits, key=lambda each: -each.start):
        text = text[: edit.start] + edit.new + text[edit.end :]
    assert json.loads(text)["layers"][1] == {"name": "out", "type": "Dense", "units": 2, "inputs": "reader"}
    assert rg.quick_fixes(text) == []


@pytest.mark.parametrize(
    "text", ["", "{", "[1", '{"rnngraph": 1, "layers": [{"type": "', "\ud800", '{"rnngraph": 1e999}']
)
def test_a_text_that_is_being_written(text: str) -> None:
    for offset in range(len(text) + 1):
        rg.suggest(text, offset)
        rg.tell(text, offset)
    rg.quick_fixes(text)


def test_a_text_is_looked_through_once_however_much_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Counted(Positions):
        def __init__(self, text: str) -> None:
            asked.append(text)
            super().__init__(text)

    layers = [{"type": "Dense", "unitz": 4}] * 40
    text = json.dumps({"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [3]}], "layers": layers})
    for module in (document, edits):
        monkeypatch.setattr(module, "Positions", Counted)
    assert len(rg.quick_fixes(text)) == 40
    assert asked == [text]
