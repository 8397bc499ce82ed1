"""Blocks in a document and in Python: put in flat, under their names; and every wrong use, at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.graph import LIMITS, Pointer

Entry = dict[str, Any]
RESIDUAL: Entry = {
    "parameters": {"units": 8},
    "inputs": [{"name": "below", "shape": [None, "$units"]}],
    "layers": [
        {"type": "LSTM", "units": "$units", "return_sequences": True},
        {"type": "Add", "inputs": ["below", "lstm"]},
    ],
}
SUM: Entry = {
    "inputs": [{"name": "a", "shape": [None, 8]}, {"name": "b", "shape": [None, 8]}],
    "layers": [{"type": "Add", "inputs": ["a", "b"]}],
}
BLOCK: Entry = {"type": "Block", "block": "residual"}
ANY: Entry = {"inputs": [{"name": "x", "shape": [None, None]}]}


def spec(*layers: Entry, **top: Any) -> str:
    blocks = top.pop("blocks", {"residual": RESIDUAL})
    inputs = [{"name": "x", "shape": [None, 8]}]
    return json.dumps({"rnngraph": 1, "name": "g", "inputs": inputs, "blocks": blocks, "layers": layers, **top})


def wired(graph: rg.Graph) -> dict[str, list[str]]:
    assert graph.check() == []
    return {node.name: [str(ref) for ref in node.inputs] for node in graph.data.nodes}


def findings(text: str) -> list[tuple[str, str | None, str]]:
    found = rg.loads(text).check()
    return [(each.code, each.layer, each.origin.path if isinstance(each.origin, Pointer) else "") for each in found]


def python_residual(units: int) -> rg.Graph:
    below = rg.Input("below", (None, units))
    return rg.Graph("residual", below, rg.Add()([below, rg.LSTM(units, return_sequences=True)(below)]))


class TestPutIn:
    def test_layers_stand_under_the_name_of_the_block(self) -> None:
        graph = rg.loads(spec({"name": "stack", **BLOCK}, {"type": "Dense", "units": 2}))
        assert wired(graph) == {
            "stack/lstm": ["x"],
            "stack/add": ["x", "stack/lstm"],
            "dense": ["stack/add"],
        }

    def test_null_in_an_input_fits_any_size(self) -> None:
        inputs = [{"name": "x", "shape": [10, 8]}, {"name": "y", "shape": [None, 4]}, {"name": "z", "shape": [None]}]
        blocks = {"any": {**ANY, "layers": [{"type": "Dense", "units": 3}]}}
        uses = [{"name": f"of_{each}", "type": "Block", "block": "any", "inputs": each} for each in "xyz"]
        top = {"inputs": inputs[:2], "blocks": blocks, "outputs": ["of_x", "of_y"]}
        graph = rg.loads(spec(*uses[:2], **top))
        assert wired(graph) == {"of_x/dense": ["x"], "of_y/dense": ["y"]}
        shapes = [graph.view.row(name).shapes for name in ("of_x/dense", "of_y/dense")]
        assert shapes == [((None, 10, 3),), ((None, None, 3),)]
        outputs = ["of_x", "of_y", "of_z"]
        (wrong,) = rg.loads(spec(*uses, **{**top, "inputs": inputs, "outputs": outputs})).check()
        assert (wrong.code, wrong.layer) == ("RG234", "of_z")

    def test_copies_are_chained_each_with_weights_of_its_own(self) -> None:
        graph = rg.loads(spec({"name": "stack", **BLOCK, "repeat": 3}, {"type": "Dense", "units": 2}))
        assert wired(graph)["stack_3/add"] == ["stack_2/add", "stack_3/lstm"]
        assert wired(graph)["dense"] == ["stack_3/add"]
        assert graph.params == 3 * 4 * 8 * (8 + 8 + 1) + 2 * (8 + 1)

    def test_parameters_replace_the_defaults_and_may_use_those_outside(self) -> None:
        block = {**BLOCK, "parameters": {"units": "$(2 * width)"}}
        assert wired(rg.loads(spec(block, parameters={"width": 4})))
        assert findings(spec(block, parameters={"width": 3}))[0][0] == "RG234"

    def test_a_value_of_any_name_is_put_in(self) -> None:
        named = {**RESIDUAL, "parameters": {"mask": 8}, "layers": [{"type": "Dense", "units": "$mask"}]}
        named["inputs"] = ANY["inputs"]
        graph = rg.loads(spec({**BLOCK, "parameters": {"mask": "$n"}}, blocks={"residual": named}, parameters={"n": 5}))
        assert graph.check() == []
        assert graph.analysis.type_of(graph.data.outputs[0].ref).shape == (None, None, 5)  # type: ignore[union-attr]

    def test_blocks_in_blocks(self) -> None:
        outer = {**RESIDUAL, "layers": [{"name": "deep", **BLOCK, "repeat": 2}, {"type": "Dense", "units": 8}]}
        graph = rg.loads(spec({"type": "Block", "block": "outer"}, blocks={"residual": RESIDUAL, "outer": outer}))
        assert wired(graph)["block/deep_2/add"] == ["block/deep/add", "block/deep_2/lstm"]
        assert wired(graph)["block/dense"] == ["block/deep_2/add"]
        assert [each.name for each in graph.view.blocks] == ["block", "block/deep", "block/deep_2"]
        assert graph.view.blocks[2].parent == "block"
        assert (graph.view.blocks[2].copy, graph.view.blocks[2].copies) == (2, 2)
        assert graph.view.blocks[0].rows[-1] == "block/dense"

    def test_ports_are_the_names_of_the_outputs(self) -> None:
        split = {
            **RESIDUAL,
            "layers": [{"type": "LSTM", "units": 8, "return_sequences": True}],
            "outputs": {"sequence": "lstm", "h": "lstm.state_h", "c": "lstm.state_c"},
        }
        decoder = {"type": "LSTM", "units": 8, "inputs": "x", "initial_state": ["enc.h", "enc.c"]}
        graph = rg.loads(spec({"name": "enc", **BLOCK}, decoder, outputs=["lstm", "enc"], blocks={"residual": split}))
        assert graph.check() == []
        assert [str(ref) for ref in graph.data.nodes[1].initial_state] == ["enc/lstm.state_h", "enc/lstm.state_c"]
        assert [each.name for each in graph.data.outputs] == ["lstm", "enc"]
        crossed = {**decoder, "initial_state": ["enc.c", "enc.h"]}
        assert {each[0] for each in findings(spec({"name": "enc", **BLOCK}, crossed, blocks={"residual": split}))} == {
            "RG402"
        }

    def test_the_only_output_is_called_output_too(self) -> None:
        graph = rg.loads(spec({"name": "a", **BLOCK}, {"type": "Dense", "units": 2, "inputs": "a.output"}))
        assert wired(graph)["dense"] == ["a/add"]

    def test_states_may_come_in(self) -> None:
        reader = {
            "inputs": [{"name": "sequence", "shape": [None, 8]}, {"name": "h", "shape": [4]}],
            "layers": [{"type": "GRU", "units": 4, "inputs": "sequence", "initial_state": "h"}],
        }
        first = {"name": "first", "type": "GRU", "units": 4}
        second = {"name": "second", "type": "Block", "block": "reader", "inputs": {"h": "first", "sequence": "x"}}
        graph = rg.loads(spec(first, second, blocks={"reader": reader}))
        assert graph.check() == []
        assert str(graph.data.nodes[1].initial_state[0]) == "first"

    def test_what_only_passes_through(self) -> None:
        both = {**SUM, "outputs": {"same": "a", "sum": "add"}}
        layers = [{"name": "p", "type": "Block", "block": "both", "inputs": ["x", "x"]}]
        graph = rg.loads(spec(*layers, {"type": "Add", "inputs": ["p", "p.sum"]}, blocks={"both": both}))
        assert wired(graph)["add"] == ["x", "p/add"]

    def test_weights_are_shared_copy_by_copy(self) -> None:
        graph = rg.loads(spec({"name": "a", **BLOCK, "repeat": 2}, {"name": "b", "shares": "a", "inputs": "x"}))
        shares = {node.name: node.shares for node in graph.data.nodes if node.name.startswith("b")}
        assert shares == {"b/lstm": "a/lstm", "b/add": "a/add", "b_2/lstm": "a_2/lstm", "b_2/add": "a_2/add"}
        assert graph.params == 2 * 4 * 8 * (8 + 8 + 1)

    def test_sharing_inside_stays_inside(self) -> None:
        twice = {**RESIDUAL, "layers": [{"type": "Dense", "units": 8}, {"shares": "dense", "inputs": "dense"}]}
        graph = rg.loads(spec(BLOCK, {"shares": "block"}, blocks={"residual": twice}))
        assert [node.shares for node in graph.data.nodes] == [None, "block/dense", "block/dense", "block/dense"]

    def test_dtype_trainable_and_training_reach_inside(self) -> None:
        graph = rg.loads(spec({**BLOCK, "dtype": "float64", "trainable": False, "training": True}))
        assert graph.check() == []
        assert {weight.dtype for weight in graph.analysis.weights} == {"float64"}
        assert graph.analysis.trainable_params == 0
        assert all(node.training for node in graph.data.nodes)

    def test_names_given_by_default_pass_over_copies(self) -> None:
        graph = rg.loads(spec({**BLOCK, "repeat": 3}, BLOCK, BLOCK))
        assert [each.name for each in graph.data.blocks] == ["block", "block_2", "block_3", "block_1", "block_4"]

    def test_integers_reach_an_embedding_inside(self) -> None:
        reader = {"inputs": [{"name": "words", "shape": [None]}]}
        reader["layers"] = [{"type": "Embedding", "input_dim": 9, "output_dim": 2}]  # type: ignore[list-item]
        held = {"type": "TimeDistributed", "layer": {"type": "Block", "block": "reader"}}
        text = spec(held, blocks={"reader": reader}, inputs=[{"name": "x", "shape": [None, None]}])
        assert rg.loads(text).analysis.inputs["x"].dtype == "int32"  # type: ignore[union-attr]


class TestHeld:
    def test_a_time_distributed_is_one_row_with_all_weights(self) -> None:
        held = {"name": "td", "type": "TimeDistributed", "layer": {**BLOCK, "repeat": 2}}
        graph = rg.loads(spec(held, inputs=[{"name": "x", "shape": [None, None, 8]}]))
        assert graph.check() == []
        (row,) = [row for row in graph.view.rows if not row.is_input]
        assert row.title == "TimeDistributed(2 × residual)"
        assert [weight.name for weight in row.weights][::3] == ["block/lstm/kernel", "block_2/lstm/kernel"]
        assert row.params == graph.params == 2 * 4 * 8 * (8 + 8 + 1)
        assert row.cudnn and row.cudnn.eligible

    def test_not_eligible_where_one_inside_is_not(self) -> None:
        layers = [*RESIDUAL["layers"], {"type": "GRU", "units": 4, "reset_after": False}]
        held = {"type": "TimeDistributed", "layer": BLOCK}
        graph = rg.loads(
            spec(
                held, blocks={"residual": {**RESIDUAL, "layers": layers}}, inputs=[{"name": "x", "shape": [3, None, 8]}]
            )
        )
        (fact,) = graph.analysis.nodes.values()
        assert fact.cudnn and not fact.cudnn.eligible

    def test_what_is_wrong_inside_has_its_place_there(self) -> None:
        held = {"name": "td", "type": "TimeDistributed", "layer": BLOCK}
        graph = rg.loads(spec(held, {"shares": "td", "inputs": "x"}, inputs=[{"name": "x", "shape": [None, 8]}]))
        assert {(each.code, each.layer) for each in graph.check()} >= {("RG234", "td")}
        wrong = {**RESIDUAL, "layers": [{"type": "LSTM", "unit": 8}]}
        found = rg.loads(spec(held, blocks={"residual": wrong}, inputs=[{"name": "x", "shape": [3, None, 8]}])).check()
        assert {each.message.partition(":")[0] for each in found} == {"td/lstm"}
        assert {each.origin.path for each in found if isinstance(each.origin, Pointer)} == {
            "/blocks/residual/layers/0/unit"
        }


class TestInPython:
    def test_the_same_graph(self) -> None:
        x = rg.Input("x", (None, 8))
        stack = rg.Block(python_residual(8), repeat=2, name="stack")
        y = rg.Dense(2)(stack(stack(x)))
        layers = [{"name": "stack", **BLOCK, "repeat": 2}, {"shares": "stack"}, {"type": "Dense", "units": 2}]
        assert rg.Graph("g", x, y) == rg.loads(spec(*layers))

    def test_what_is_written_is_read_back_equal(self) -> None:
        x = rg.Input("x", (None, None, 8))
        y = rg.TimeDistributed(rg.Block(python_residual(8)))(x)
        pooled = rg.TimeDistributed(rg.GlobalMaxPooling1D())(y)
        graph = rg.Graph("g", x, rg.Block(python_residual(4), repeat=2)(rg.Dense(4)(pooled)))
        assert graph.check() == []
        written = json.loads(graph.to_json())
        assert list(written["blocks"]) == ["residual", "residual_2"]
        assert rg.loads(graph.to_json()) == graph

    def test_a_graph_has_no_parameters_to_set(self) -> None:
        with pytest.raises(TypeError, match="no parameters"):
            rg.Block(python_residual(8), parameters={"units": 4})

    def test_a_name_is_no_graph(self) -> None:
        with pytest.raises(rg.InvalidSpec, match=r"rnngraph\.Graph"):
            rg.Block("residual")


def test_a_document_is_written_with_its_blocks_and_what_was_set() -> None:
    text = spec({**BLOCK, "parameters": {"units": "$width"}}, parameters={"width": 8})
    assert rg.loads(text).to_json() == text
    graph = rg.loads(text, parameters={"width": 8})
    written = json.loads(graph.to_json())
    assert written["blocks"] == {"residual": RESIDUAL}
    assert rg.loads(graph.to_json()) == graph


# ruff: noqa: E501 - a case a line
WRONG: list[tuple[str, str, tuple[str, str | None, str]]] = [
    ("unknown block", spec({"type": "Block", "block": "residul"}), ("RG230", "block", "/layers/0/block")),
    ("unknown parameter", spec({**BLOCK, "parameters": {"unit": 8}}), ("RG133", "block", "/layers/0/parameters/unit")),
    ("value of no type", spec({**BLOCK, "parameters": {"units": []}}), ("RG112", "block", "/layers/0/parameters/units")),
    ("sizes at the border", spec({**BLOCK, "parameters": {"units": 4}}), ("RG234", "block", "/layers/0/inputs/0")),
    ("too few inputs", spec({"type": "Block", "block": "sum"}, blocks={"sum": SUM}), ("RG210", "block", "/layers/0/inputs")),
    (
        "no such input",
        spec({"type": "Block", "block": "sum", "inputs": {"a": "x", "c": "x"}}, blocks={"sum": SUM}),
        ("RG211", "block", "/layers/0/inputs"),
    ),
    (
        "repeated, of two inputs",
        spec({"type": "Block", "block": "sum", "inputs": ["x", "x"], "repeat": 2}, blocks={"sum": SUM}),
        ("RG233", "block", "/layers/0/repeat"),
    ),
    ("repeated none times", spec({**BLOCK, "repeat": 0}), ("RG113", "block", "/layers/0/repeat")),
    ("a mask", spec({**BLOCK, "mask": "x"}), ("RG212", "block", "/layers/0/mask")),
    ("states", spec({**BLOCK, "initial_state": "x"}), ("RG405", "block", "/layers/0/initial_state")),
    ("no such port", spec(BLOCK, {"type": "Dense", "units": 2, "inputs": "block.h"}), ("RG203", "dense", "/layers/1/inputs/0")),
    ("inside", spec(BLOCK, {"type": "Dense", "units": 2, "inputs": "block/lstm"}), ("RG202", "dense", "/layers/1/inputs/0")),
    ("a copy", spec({**BLOCK, "repeat": 2}, {"type": "Dense", "units": 2, "inputs": "block_2"}), ("RG202", "dense", "/layers/1/inputs/0")),
    ("a copy's name", spec({"name": "a", **BLOCK, "repeat": 2}, {"name": "a_2", "type": "Dense", "units": 2}), ("RG201", "a", "/layers/0/repeat")),
    ("holds itself", spec(BLOCK, blocks={"residual": {**RESIDUAL, "layers": [BLOCK]}}), ("RG231", "block/block", "/blocks/residual/layers/0/block")),
    ("in both directions", spec({"type": "Bidirectional", "layer": BLOCK}), ("RG117", "bidirectional", "/layers/0/layer/type")),
    ("shares with fields", spec(BLOCK, {"shares": "block", "block": "residual"}), ("RG120", "block_1", "/layers/1/block")),
    ("unused", spec({"type": "Dense", "units": 2}), ("RG239", None, "/blocks/residual")),
    ("an output of nothing", spec(BLOCK, BLOCK, blocks={"residual": {**RESIDUAL, "outputs": "ad"}}), ("RG202", None, "/blocks/residual/outputs/0")),
    ("another's parameter", spec(BLOCK, parameters={"n": 8}, blocks={"residual": {**RESIDUAL, "inputs": [{"name": "below", "shape": [None, "$n"]}]}}), ("RG130", None, "/blocks/residual/inputs/0/shape/1")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "expected"), WRONG, ids=[what for what, _, _ in WRONG])
def test_a_wrong_use_is_told_alone_and_at_its_place(
    what: str, text: str, expected: tuple[str, str | None, str]
) -> None:
    assert findings(text) == [expected]


class TestSaidOnce:
    def test_a_fault_of_the_block_names_every_place(self) -> None:
        wrong = {**RESIDUAL, "layers": [{"type": "LSTM", "units": "$units", "return_sequence": True}]}
        (found,) = rg.loads(spec(*[BLOCK] * 7, blocks={"residual": wrong})).check()
        assert isinstance(found.origin, Pointer)
        assert found.origin.path == "/blocks/residual/layers/0/return_sequence"
        assert found.message.endswith("(so also in block_1, block_2, block_3, block_4 and 2 more)")

    def test_but_not_where_the_places_differ(self) -> None:
        reader = {**ANY, "layers": [{"type": "Dense", "units": 3}, {"type": "Add", "inputs": ["x", "dense"]}]}
        inputs = [{"name": "x", "shape": [None, 8]}, {"name": "y", "shape": [None, 7]}]
        use = {"type": "Block", "block": "reader"}
        found = rg.loads(
            spec(
                {**use, "inputs": "x"},
                {**use, "inputs": "y"},
                blocks={"reader": reader},
                inputs=inputs,
                outputs=["block", "block_1"],
            )
        ).check()
        assert [(each.code, each.layer) for each in found] == [("RG304", "block/add"), ("RG304", "block_1/add")]

    def test_a_fix_has_the_names_of_the_block_s_own_text(self) -> None:
        wrong = {**RESIDUAL, "layers": [RESIDUAL["layers"][0], {"type": "Add", "inputs": ["below", "lst"]}]}
        (found,) = rg.loads(spec(BLOCK, BLOCK, blocks={"residual": wrong})).check()
        assert found.fix
        assert [(each.pointer, each.value) for each in found.fix.edits] == [
            ("/blocks/residual/layers/1/inputs/1", "lstm")
        ]


def nested(depth: int, width: int, inside: list[Any], held: bool = False) -> dict[str, Entry]:
    """A block in a block in a block ..., each so many times in the one around it."""
    blocks: dict[str, Entry] = {"b0": {**ANY, "layers": inside}}
    for level in range(1, depth):
        use: Entry = {"type": "Block", "block": f"b{level - 1}"}
        layer = {"type": "TimeDistributed", "layer": use} if held else use
        blocks[f"b{level}"] = {**ANY, "layers": [layer] * width}
    return blocks


class TestLimits:
    @pytest.mark.parametrize("held", [False, True])
    @pytest.mark.parametrize("inside", [[{"type": "Dense", "units": 8}], [], [3]], ids=["a layer", "none", "no layer"])
    def test_a_document_that_is_too_much_when_expanded(self, inside: list[Any], held: bool) -> None:
        codes = {
            each[0] for each in findings(spec({"type": "Block", "block": "b13"}, blocks=nested(14, 10, inside, held)))
        }
        assert "RG214" in codes

    def test_too_many_copies(self) -> None:
        assert [each[0] for each in findings(spec({**BLOCK, "repeat": 2**31 - 1}))] == ["RG214"]

    def test_the_limit_counts_layers_wherever_they_stand(self) -> None:
        assert findings(spec({**BLOCK, "repeat": 40})) == []
        found = rg.loads(spec({**BLOCK, "repeat": 40}), limits=rg.Limits(nodes=79)).check()
        assert [each.code for each in found] == ["RG214"]

    def test_depth(self) -> None:
        deepest = LIMITS.block_depth
        use = {"type": "Block", "block": f"b{deepest - 1}"}
        assert findings(spec(use, blocks=nested(deepest, 1, [{"type": "Dense", "units": 8}]))) == []
        use = {"type": "Block", "block": f"b{deepest}"}
        assert [
            each[0] for each in findings(spec(use, blocks=nested(deepest + 1, 1, [{"type": "Dense", "units": 8}])))
        ] == ["RG232"]

    def test_other_values_at_every_place(self) -> None:
        blocks = nested(14, 1, [{"type": "Dense", "units": "$n"}])
        for level in range(14):
            blocks[f"b{level}"]["parameters"] = {"n": 1}
            if level:
                use = {"type": "Block", "block": f"b{level - 1}", "inputs": "x"}
                blocks[f"b{level}"]["layers"] = [
                    {**use, "parameters": {"n": f"$((10 * n + {digit}) % 99991 + 1)"}} for digit in range(10)
                ]
        assert findings(spec({"type": "Block", "block": "b13"}, blocks=blocks))[0][0] == "RG214"
