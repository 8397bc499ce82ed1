"""Hover: a layer's facts, a field's meaning; and where names lead."""

from __future__ import annotations

import pytest

from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover
from rnngraph.assist.names import target
from rnngraph.layers import LSTM
from tests.lsp.client import SPEC


def told(piece: str, inside: int = 1, text: str = SPEC) -> str:
    document = Document(text)
    cursor = document.cursor(text.index(piece) + inside)
    return (hover(document, cursor) if cursor else None) or ""


def test_a_layer_shows_its_facts() -> None:
    found = told('"LSTM", "units": "$units"')
    assert found.splitlines()[0] == "**encoder** LSTM"
    assert "- output: `(None, 64)` float32" in found
    assert "- state `state_h`: `(None, 64)`" in found
    assert "- 33,024 parameters" in found  # 4 * (64 * (64 + 64) + 64)
    assert '- no cuDNN:\n  - activation is "relu", cuDNN needs "tanh"' in found


def test_a_name_and_a_reference_show_the_layer_too() -> None:
    assert told('"name": "decoder"', 10).startswith("**decoder** LSTM")
    assert "cuDNN: eligible" in told('"inputs": "decoder"', 12)
    assert told('"initial_state": "encoder"', 20).startswith("**encoder** LSTM")
    assert told('"encoder.state_c"').startswith("**encoder** LSTM")
    assert told('"shares": "logits"', 12).startswith("**logits** Dense")
    assert told('"inputs": "source"}', 12).splitlines()[0] == "**source** Input"


def test_an_input_shows_its_type() -> None:
    assert "`(None, None)` int32" in told('"name": "target"', 10)


def test_masks_are_shown() -> None:
    text = SPEC.replace(
        '"output_dim": 64, "inputs": "source"', '"output_dim": 64, "mask_zero": true, "inputs": "source"'
    )
    assert "masked by `source_embedding`" in told('"name": "source_embedding"', 10, text)


def test_a_key_shows_its_description_and_default() -> None:
    found = told('"units": "$units"')
    assert found == f"**units**: {LSTM.model_fields['units'].description}"
    assert told('"activation": "relu"').endswith('Default: `"tanh"`')
    assert "version" in told('"rnngraph": 1')
    assert "Sizes without the batch" in told('"shape": [null]')
    assert "timestep" in told('"step": {')


def test_a_parameter_shows_its_value() -> None:
    assert told('"$units"') == "parameter `units` = `64`"


def test_values_of_a_closed_list_show_what_they_are() -> None:
    text = SPEC.replace('"type": "Dense"', '"type": "Bidirectional", "layer": {"type": "GRU"}')
    assert "Gated recurrent unit" in told('"GRU"', 1, text)


def test_nothing_is_shown_where_nothing_stands() -> None:
    assert told('  "layers": [\n', 14) == ""
    assert told("}", 1, "{}") == ""


@pytest.mark.parametrize(
    ("piece", "inside", "path"),
    [
        ('"initial_state": "encoder"', 20, ("layers", 1)),
        ('"encoder.state_c"', 3, ("layers", 1)),
        ('"shares": "logits"', 12, ("layers", 5)),
        ('"inputs": "source"}', 12, ("inputs", 0)),
        ('"outputs": ["logits"', 14, ("layers", 5)),
        ('"$units"', 3, ("parameters", "units")),
        ('"type": "Leaky"', 10, ("cells", "Leaky")),
        ('"type": "Dense"', 10, None),
        ('"name": "decoder"', 10, None),
    ],
)
def test_names_lead_to_what_they_name(piece: str, inside: int, path: tuple[object, ...] | None) -> None:
    document = Document(SPEC)
    cursor = document.cursor(SPEC.index(piece) + inside)
    assert cursor and target(document, cursor) == path


def test_the_place_of_a_name_is_marked() -> None:
    document = Document(SPEC)
    for path, name in ((("layers", 1), '"encoder"'), (("cells", "Leaky"), '"Leaky"'), (("inputs", 0), '"source"')):
        place = document.name_place(path)
        line = document.lines.line(place.line)
        assert line[place.column - 1 : place.end_column - 1] == name
