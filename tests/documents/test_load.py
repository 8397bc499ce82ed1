"""From a tree to a graph: wiring, references, sharing, and all that can be wrong with them."""

from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest

import rnngraph as rg
from rnngraph.analysis import analyse
from rnngraph.build.sections import InputDtype
from rnngraph.documents.load import from_text
from rnngraph.graph import LIMITS, Graph, Output, Pointer, Ref
from rnngraph.graph.types import ITEM_SIZES

X = {"name": "x", "shape": [None, 8]}


def graph(*layers: dict[str, Any], inputs: list[Any] | None = None, **top: Any) -> Graph:
    tree = {"rnngraph": 1, "name": "g", "inputs": [X] if inputs is None else inputs, "layers": list(layers), **top}
    return from_text(json.dumps(tree))


def wiring(found: Graph) -> dict[str, list[str]]:
    return {node.name: [str(ref) for ref in node.inputs] for node in found.nodes}


def problems(found: Graph) -> list[tuple[str, str | None, str | None]]:
    return [(type(each).__name__, each.node, each.field) for each in analyse(found).problems]


LSTM = {"type": "LSTM", "units": 4}
DENSE = {"type": "Dense", "units": 2}


class TestWiring:
    def test_a_stack_needs_none(self) -> None:
        assert wiring(graph(LSTM, DENSE, DENSE)) == {"lstm": ["x"], "dense": ["lstm"], "dense_1": ["dense"]}

    def test_the_default_output_is_the_last_layer_s(self) -> None:
        assert graph(LSTM, DENSE).outputs == (Output("dense", Ref("dense")),)

    def test_a_layer_with_two_outputs_gives_both(self) -> None:
        both = {"type": "Bidirectional", "layer": LSTM, "merge_mode": None}
        assert graph(both).outputs == (
            Output("bidirectional.forward", Ref("bidirectional")),
            Output("bidirectional.backward", Ref("bidirectional", "backward")),
        )

    def test_a_bare_name_as_the_whole_initial_state_is_all_states(self) -> None:
        found = graph({**LSTM, "name": "e"}, {**LSTM, "inputs": "x", "initial_state": "e"})
        assert found.nodes[1].initial_state == (Ref("e", "state_h"), Ref("e", "state_c"))

    def test_in_a_list_a_bare_name_is_a_main_output(self) -> None:
        found = graph({**LSTM, "name": "e"}, {**LSTM, "inputs": "x", "initial_state": ["e", "e.state_c"]})
        assert found.nodes[1].initial_state == (Ref("e"), Ref("e", "state_c"))

    def test_states_is_short_for_each(self) -> None:
        found = graph(
            {**LSTM, "name": "e"}, {**LSTM, "inputs": "x", "initial_state": ["e.states"]}, outputs=["e.states"]
        )
        assert found.nodes[1].initial_state == (Ref("e", "state_h"), Ref("e", "state_c"))
        assert [output.name for output in found.outputs] == ["e.state_h", "e.state_c"]

    def test_output_is_the_main_port(self) -> None:
        assert wiring(graph({**LSTM, "name": "e"}, {**DENSE, "inputs": "e.output"}))["dense"] == ["e"]

    def test_a_dict_is_put_in_the_layer_s_order(self) -> None:
        found = graph(
            {"type": "Attention", "inputs": {"value": "v", "query": "q"}},
            inputs=[{**X, "name": "q"}, {**X, "name": "v"}],
        )
        assert wiring(found) == {"attention": ["q", "v"]}
        assert found.nodes[0].input_keys is None

    def test_named_outputs(self) -> None:
        found = graph(LSTM, outputs={"code": "lstm", "memory": "lstm.state_c"})
        assert found.named_outputs
        assert found.outputs == (Output("code", Ref("lstm")), Output("memory", Ref("lstm", "state_c")))

    def test_several_ports_of_a_layer_get_names_of_their_own(self) -> None:
        found = graph(LSTM, outputs=["lstm", "lstm.state_h"])
        assert [output.name for output in found.outputs] == ["lstm", "lstm.state_h"]
        assert [output.name for output in graph(LSTM, outputs=["lstm.state_h"]).outputs] == ["lstm"]


class TestShares:
    def test_applies_another_layer_again(self) -> None:
        found = graph({**DENSE, "name": "one"}, {"shares": "one", "inputs": "x"}, outputs=["one", "dense"])
        assert found.problems == ()
        assert found.nodes[1].layer is found.nodes[0].layer
        assert (found.nodes[1].name, found.nodes[1].type, found.nodes[1].shares) == ("dense", "Dense", "one")

    def test_of_a_layer_without_a_name_of_its_own(self) -> None:
        found = graph(DENSE, {"shares": "dense", "inputs": "x"}, outputs=["dense", "dense_1"])
        assert [node.name for node in found.nodes] == ["dense", "dense_1"]

    @pytest.mark.parametrize("shared", ["nowhere", "x", "again"])
    def test_what_cannot_be_shared(self, shared: str) -> None:
        found = graph(DENSE, {"name": "again", "shares": shared, "inputs": "x"})
        assert problems(found) == [("UnknownReference", "again", "shares")]


class TestProblems:
    def test_every_wrong_field_is_found_at_once_and_placed(self) -> None:
        found = graph({**LSTM, "units": "4", "activation": "tahn", "unit": 3, "name": "l"}, {**DENSE, "units": 0})
        assert {(type(each).__name__, each.origin) for each in found.problems} == {
            ("WrongType", Pointer("/layers/0/units")),
            ("UnknownObject", Pointer("/layers/0/activation")),
            ("UnknownField", Pointer("/layers/0/unit")),
            ("OutOfRange", Pointer("/layers/1/units")),
        }
        assert {each.node for each in found.problems} == {"l", "dense"}

    def test_a_layer_that_cannot_be_read_is_still_in_the_graph(self) -> None:
        found = graph({**LSTM, "units": "4"}, DENSE)
        assert wiring(found) == {"lstm": ["x"], "dense": ["lstm"]}
        assert found.nodes[0].layer is None

    def test_inner_layers_have_their_place(self) -> None:
        found = graph({"type": "Bidirectional", "layer": {"type": "RNN", "cell": [{"type": "GRUCell"}]}})
        assert problems(found) == [("MissingField", "bidirectional", "layer/cell/0/units")]

    def test_a_first_layer_has_to_choose_among_inputs(self) -> None:
        found = graph(DENSE, inputs=[X, {**X, "name": "y"}])
        assert problems(found) == [("AmbiguousInput", "dense", "inputs")]

    def test_names_are_unique_among_inputs_and_layers(self) -> None:
        found = graph({**DENSE, "name": "x"}, {**DENSE, "name": "d"}, {**DENSE, "name": "d"})
        assert problems(found) == [("DuplicateName", "x", "name"), ("DuplicateName", "d", "name")]

    def test_there_is_an_end_to_the_number_of_layers(self) -> None:
        assert problems(graph(*[DENSE] * (LIMITS.nodes + 1))) == [("TooManyNodes", None, None)]

    @pytest.mark.parametrize("version", [0, 2, "1", True, 1.0, None])
    def test_the_version_is_the_integer_1(self, version: object) -> None:
        assert ("UnknownVersion", None, None) in problems(graph(DENSE, rnngraph=version))

    def test_a_missing_field_does_not_bring_others_along(self) -> None:
        found = from_text('{"rnngraph": 1, "name": "g"}')
        assert problems(found) == [("MissingField", None, "inputs"), ("MissingField", None, "layers")]

    def test_a_wrong_training_section_leaves_the_graph(self) -> None:
        found = graph(DENSE, training={"optimizer": "adamm", "loss": {"dense": "msee"}, "epochs": 0})
        assert {each.field for each in found.problems} == {
            "training/optimizer",
            "training/loss/dense",
            "training/epochs",
        }
        assert found.training is None
        assert len(found.nodes) == 1


def test_an_input_has_any_dtype_that_there_is() -> None:
    assert {*get_args(InputDtype)} == ITEM_SIZES.keys()


@pytest.mark.parametrize("token", ["NaN", "-Infinity", " NaN\n", "1e999", "9" * 5000])
def test_a_document_that_is_one_unreadable_value_has_one_problem(token: str) -> None:
    assert [each.code for each in rg.loads(token).check()] == ["RG105"]


@pytest.mark.parametrize(
    "text", ["[NaN]", '[{"a": NaN}]', '{"rnngraph": 1, "layers": [{"type": [NaN], "units": {"a": NaN}}]}']
)
def test_an_unreadable_value_inside_another_is_shown_as_dots(text: str) -> None:
    messages = " ".join(each.message for each in rg.loads(text).check())
    assert "object at" not in messages
    assert re.search(r"not \[(\.\.\.|\{\"a\": \.\.\.\})\]", messages)
