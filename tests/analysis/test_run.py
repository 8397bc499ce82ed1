"""The one pass: order, masks, padding, dtypes, and what is unknown."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.analysis import Analysis, analyse
from rnngraph.documents.load import from_text


def analysed(*layers: dict[str, Any], inputs: list[Any] | None = None, **top: Any) -> Analysis:
    tree = {
        "rnngraph": 1,
        "name": "g",
        "inputs": inputs or [{"name": "x", "shape": [None, 8]}],
        "layers": list(layers),
        **top,
    }
    return analyse(from_text(json.dumps(tree)))


def kinds(analysis: Analysis) -> list[tuple[str, str | None]]:
    return [(type(each).__name__, each.node) for each in analysis.problems]


class TestOrder:
    def test_is_the_listed_one_where_that_will_do(self) -> None:
        layers = [{"name": name, "type": "Dense", "units": 2, "inputs": "x"} for name in "zyxwv"[:2] + "ab"]
        assert list(analysed(*layers).nodes) == ["z", "y", "a", "b"]

    def test_puts_what_is_read_first(self) -> None:
        found = analysed(
            {"name": "late", "type": "Dense", "units": 2, "inputs": "early"},
            {"name": "early", "type": "Dense", "units": 2, "inputs": "x"},
        )
        assert list(found.nodes) == ["early", "late"]

    def test_survives_a_cycle_and_names_it_along_the_flow(self) -> None:
        found = analysed(
            {"name": "a", "type": "Dense", "units": 2, "inputs": "c"},
            {"name": "b", "type": "Dense", "units": 2, "inputs": "a"},
            {"name": "c", "type": "Dense", "units": 2, "inputs": "b"},
            {"name": "after", "type": "Dense", "units": 2, "inputs": "a"},
            {"name": "aside", "type": "Dense", "units": 2, "inputs": "x"},
        )
        (problem,) = found.problems
        path = problem.names
        assert path[0] == path[-1]
        assert "".join(path[:-1]) in ("abc", "bca", "cab")
        assert found.nodes["aside"].params == 18
        assert found.nodes["after"].facts is None

    def test_a_layer_may_not_read_itself(self) -> None:
        assert kinds(analysed({"name": "a", "type": "Add", "inputs": ["x", "a"]})) == [("Cycle", "a")]


class TestInputs:
    @pytest.mark.parametrize(
        ("readers", "dtype"), [(["Embedding"], "int32"), (["Dense"], "float32"), (["Embedding", "Dense"], "float32")]
    )
    def test_the_dtype_is_that_of_the_readers(self, readers: list[str], dtype: str) -> None:
        fields = {"Embedding": {"input_dim": 9, "output_dim": 2}, "Dense": {"units": 2}}
        found = analysed(*({"type": each, **fields[each], "inputs": "x"} for each in readers))
        assert found.inputs["x"] is not None
        assert found.inputs["x"].dtype == dtype

    def test_an_input_whose_shape_cannot_be_read_is_unknown_and_not_more(self) -> None:
        found = analysed({"type": "LSTM", "units": 2}, inputs=[{"name": "x", "shape": "wide"}])
        assert found.inputs["x"] is None
        assert kinds(found) == [("WrongType", "x")]


class TestMasks:
    def embedded(self, *layers: dict[str, Any], padding: str = "right") -> Analysis:
        embedding = {"name": "e", "type": "Embedding", "input_dim": 9, "output_dim": 4, "mask_zero": True}
        return analysed(embedding, *layers, inputs=[{"name": "x", "shape": [None], "mask": padding}])

    def test_travel_through_what_hands_them_on(self) -> None:
        found = self.embedded(
            {"type": "Dropout", "rate": 0.1},
            {"type": "GRU", "units": 3, "return_sequences": True},
            {"type": "Dense", "units": 2},
            {"name": "last", "type": "GRU", "units": 3},
        )
        masks = {name: fact.outputs[0].mask for name, fact in found.nodes.items()}
        assert {name: mask and mask.source for name, mask in masks.items()} == {
            "e": "e",
            "dropout": "e",
            "gru": "e",
            "dense": "e",
            "last": None,
        }

    def test_that_are_padded_anywhere_must_not_reach_cudnn(self) -> None:
        lstm = {"name": "l", "type": "LSTM", "units": 3}
        assert kinds(self.embedded(lstm)) == []
        assert kinds(self.embedded(lstm, padding="any")) == [("AnyPadding", "l")]
        assert kinds(self.embedded({**lstm, "cudnn": "never"}, padding="any")) == []
        both = {"name": "b", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 3}}
        assert kinds(self.embedded(both, padding="any")) == [("AnyPadding", "b")]

    def test_of_the_callers_own_stand_in_for_what_came_along(self) -> None:
        found = analysed(
            {"name": "l", "type": "LSTM", "units": 3, "return_sequences": True, "mask": "m", "inputs": "x"},
            inputs=[{"name": "x", "shape": [None, 4]}, {"name": "m", "shape": [None], "dtype": "bool"}],
        )
        assert found.nodes["l"].outputs[0].mask is not None


class TestUnknown:
    def test_one_error_is_reported_once(self) -> None:
        found = analysed(
            {"name": "a", "type": "LSTM", "units": "4"},
            {"name": "b", "type": "LSTM", "units": 4},
            {"name": "c", "type": "Concatenate", "inputs": ["b", "x"]},
            {"name": "d", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "a"},
        )
        assert kinds(found) == [("WrongType", "a")]
        assert [found.nodes[name].params for name in "abcd"] == [None, None, None, 168]

    def test_a_wrong_reference_is_found_in_every_field(self) -> None:
        found = analysed(
            {
                "name": "a",
                "type": "LSTM",
                "units": 4,
                "inputs": "xx",
                "initial_state": ["y.state_h", "a.state_q"],
                "mask": "m",
            },
            outputs=["b"],
        )
        assert {(type(each).__name__, each.field) for each in found.problems} >= {
            ("UnknownReference", "inputs/0"),
            ("UnknownReference", "initial_state/0"),
            ("UnknownReference", "mask"),
            ("UnknownReference", "outputs/0"),
        }


class TestStates:
    """Each wrong link that Keras 3.15 builds without a word."""

    def linked(self, decoder: dict[str, Any], state: object, encoder: str = "LSTM") -> Analysis:
        return analysed(
            {"name": "e", "type": encoder, "units": 4, "inputs": "x"},
            {"name": "wide", "type": "LSTM", "units": 7, "inputs": "x"},
            {"name": "d", **decoder, "inputs": "x", "initial_state": state},
        )

    @pytest.mark.parametrize(
        ("decoder", "state", "kind"),
        [
            ({"type": "LSTM", "units": 4}, "wide", "WrongStateSize"),
            ({"type": "LSTM", "units": 4}, "e.state_h", "WrongStateCount"),
            ({"type": "LSTM", "units": 4}, ["e.state_c", "e.state_h"], "WrongStateKind"),
            ({"type": "GRU", "units": 4}, "e", "WrongStateCount"),
            ({"type": "GRU", "units": 4}, "e.state_c", "WrongStateKind"),
            ({"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}}, "e", "WrongStateCount"),
            (
                {"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}},
                ["e.states", "e.state_h"],
                "WrongStateCount",
            ),
            ({"type": "RNN", "cell": [{"type": "LSTMCell", "units": 4}] * 2}, "e", "WrongStateCount"),
            ({"type": "LSTM", "units": 4}, ["x", "x"], "WrongStateSize"),
        ],
    )
    def test_is_an_error(self, decoder: dict[str, Any], state: object, kind: str) -> None:
        found = kinds(self.linked(decoder, state))
        assert set(found) == {(kind, "d")}

    @pytest.mark.parametrize(
        ("decoder", "state"),
        [
            ({"type": "LSTM", "units": 4}, "e"),
            ({"type": "GRU", "units": 4}, "e.state_h"),
            ({"type": "LSTM", "units": 4}, ["e", "e"]),
            ({"type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}}, ["e.states", "e.states"]),
            ({"type": "RNN", "cell": [{"type": "LSTMCell", "units": 4}] * 2}, ["e.states", "e.states"]),
        ],
    )
    def test_is_right(self, decoder: dict[str, Any], state: object) -> None:
        assert kinds(self.linked(decoder, state)) == []


def test_the_directions_of_a_bidirectional_have_their_true_shape() -> None:
    """Keras says (None, 6) here, which is wrong: keras issue 23688."""
    x = rg.Input("x", (None, 8))
    both = rg.Bidirectional(rg.LSTM(3), backward_layer=rg.LSTM(5, go_backwards=True), name="both")
    graph = rg.Graph("g", x, both(x))
    assert graph.check() == []
    assert graph.analysis.nodes["both"].outputs[0].type.shape == (None, 8)
