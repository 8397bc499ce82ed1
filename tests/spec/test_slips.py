from __future__ import annotations

from rnngraph.graph import Problem
from rnngraph.spec.slips import FEW, fields_of_shared, unnamed, with_guesses


def unknown(field: str) -> Problem:
    return Problem("unknown_field", None, field, {"found": field, "nearest": None, "of": "LSTM"})


def test_a_field_beside_shares_is_the_layers_or_a_slip() -> None:
    own, slip = fields_of_shared("more", ["units", "imputs"], ("layers", 1))
    assert (own.kind, own.field) == ("field_of_shared", "units")
    assert (slip.kind, slip.values["nearest"]) == ("unknown_field", "inputs")


def test_a_guess_looks_at_the_layer_and_at_the_entry() -> None:
    found = with_guesses([unknown("unit"), unknown("initial_stat"), unknown("layer/unit"), unknown("zzz")], "LSTM")
    assert [each.values["nearest"] for each in found] == ["units", "initial_state", None, None]


def test_of_very_many_none_is_guessed() -> None:
    assert all(each.values["nearest"] is None for each in with_guesses([unknown("unit")] * (FEW + 1), "LSTM"))


def test_what_a_name_would_come_from() -> None:
    assert unnamed(Problem("missing_field", None, "type")).values == {"unnamed": True}
    assert unnamed(Problem("unknown_field", None, "tipe", {"nearest": "type"})).values["unnamed"]
    assert "unnamed" not in unnamed(Problem("wrong_type", None, "units")).values
