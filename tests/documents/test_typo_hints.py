from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.documents.typo_hints import FEW, fields_of_shared, unnamed, with_guesses
from rnngraph.problems import kinds


def unknown(field: str) -> kinds.fields.UnknownField:
    return kinds.fields.UnknownField(field, found=field, of="LSTM")


def test_a_field_beside_shares_is_the_layers_or_a_slip() -> None:
    own, slip = fields_of_shared("more", ["units", "imputs"], ("layers", 1))
    assert isinstance(own, kinds.fields.FieldOfShared)
    assert own.field == "units"
    assert isinstance(slip, kinds.fields.UnknownField)
    assert slip.nearest == "inputs"


def test_a_guess_looks_at_the_layer_and_at_the_entry() -> None:
    slips = [unknown("unit"), unknown("initial_stat"), unknown("layer/unit"), unknown("zzz"), unknown("input_shape")]
    found = with_guesses(slips, {}, "LSTM")
    assert [each.nearest for each in found] == ["units", "initial_state", None, None, None]


def test_a_call_argument_that_the_layer_does_not_take_is_no_guess() -> None:
    (found,) = with_guesses([unknown("return_sequence")], {}, "Dense")
    assert found.nearest is None


@pytest.mark.parametrize(
    ("entry", "field", "inside"),
    [
        ({"layer": {"type": "LSTM", "units": 4}}, "return_sequences", "layer"),
        ({"layer": {"type": "LSTM", "units": 4}}, "units", None),  # it stands there already
        ({"cell": {"type": "LSTMCell"}}, "units", "cell"),
        ({"layer": "LSTM"}, "units", None),
    ],
)
def test_a_field_of_the_layer_inside_belongs_there(entry: dict[str, Any], field: str, inside: str | None) -> None:
    (found,) = with_guesses([unknown(field)], entry, "Bidirectional")
    assert found.belongs == inside


def test_the_fix_moves_it() -> None:
    layer = {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}, "return_sequences": True}
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": [layer]}
    text = json.dumps(tree)
    (found,) = rg.loads(text).check()
    assert found.message.endswith('Bidirectional has no field "return_sequences"; it belongs in `layer`')
    wanted = {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4, "return_sequences": True}}
    assert json.loads(rg.fix(text).text)["layers"] == [wanted]


def test_a_type_beside_shares_is_one_that_is_known_already() -> None:
    (found,) = fields_of_shared("more", ["type"], ("layers", 1))
    assert isinstance(found, kinds.fields.FieldOfShared)


def test_of_very_many_none_is_guessed() -> None:
    assert all(each.nearest is None for each in with_guesses([unknown("unit")] * (FEW + 1), {}, "LSTM"))


def test_what_a_name_would_come_from() -> None:
    assert unnamed(kinds.fields.MissingField("type", of="layer")).unnamed
    assert unnamed(kinds.fields.UnknownField("tipe", found="tipe", of="layer", nearest="type")).unnamed
    assert not unnamed(kinds.fields.WrongType("units", found="x", expected="an integer")).unnamed
