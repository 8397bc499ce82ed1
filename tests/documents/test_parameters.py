"""Parameters: put in wherever a value stands, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg


def spec(parameters: dict[str, Any], *layers: dict[str, Any], **top: Any) -> str:
    inputs = top.pop("inputs", [{"name": "x", "shape": [None, 8]}])
    return json.dumps({"rnngraph": 1, "name": "g", "parameters": parameters, "inputs": inputs, "layers": layers, **top})


def codes(graph: rg.Graph) -> list[tuple[str, str | None, str | None]]:
    return [(each.code, each.layer, each.field) for each in graph.check()]


@pytest.mark.parametrize(
    ("use", "units"),
    [
        ("$n", 6),
        ("$(n)", 6),
        ("$(2 * n + 1)", 13),
        ("$(n / 4 * 2)", 3),
        ("$( -n + n % 4 + 2 ** 0 )", None),
        ("$(n // 4)", 1),
    ],
)
def test_arithmetic(use: str, units: int | None) -> None:
    graph = rg.loads(spec({"n": 6}, {"type": "LSTM", "units": use}))
    if units is None:
        assert codes(graph) == [("RG130", "lstm", "units")]
    else:
        assert graph.check() == []
        assert graph.data.nodes[0].layer.units == units  # type: ignore[union-attr]


def test_stand_in_lists_objects_strings_and_top_level_values() -> None:
    text = spec(
        {"n": 3, "half": "$(rate / 2)", "rate": 0.5, "act": "relu"},
        {"type": "LSTM", "units": "$n", "activation": "$act", "dropout": "$half", "name": "l", "cudnn": "never"},
        {"type": "RepeatVector", "n": "$n"},
        {
            "type": "Bidirectional",
            "layer": {"type": "GRU", "units": "$n", "kernel_regularizer": {"type": "l2", "l2": "$rate"}},
        },
        inputs=[{"name": "x", "shape": [None, "$n"]}],
        batch_size="$(2 * n)",
    )
    graph = rg.loads(text)
    assert graph.check() == []
    assert graph.data.batch_size == 6
    assert graph.analysis.inputs["x"].shape == (6, None, 3)  # type: ignore[union-attr]
    layer = graph.data.nodes[0].layer
    assert (layer.activation, layer.dropout) == ("relu", 0.25)  # type: ignore[union-attr]


def test_a_graph_equals_the_same_without_parameters() -> None:
    assert rg.loads(spec({"n": 3}, {"type": "LSTM", "units": "$n"})) == rg.loads(spec({}, {"type": "LSTM", "units": 3}))


def test_names_types_and_references_are_left_alone() -> None:
    assert codes(rg.loads(spec({"n": "LSTM"}, {"type": "$n", "units": 3}))) == [("RG117", "n", "type")]
    assert codes(rg.loads(spec({"n": "x"}, {"type": "LSTM", "units": 3, "inputs": "$n"}))) == [
        ("RG202", "lstm", "inputs/0")
    ]


def test_a_result_that_is_no_integer_is_none_where_one_is_wanted() -> None:
    assert codes(rg.loads(spec({"n": 3}, {"type": "LSTM", "units": "$(n / 2)"}))) == [("RG112", "lstm", "units")]


@pytest.mark.parametrize(
    "use",
    [
        *(
            "$",
            "$()",
            "$(n",
            "$(n.real)",
            "$(n[0])",
            "$(f(n))",
            "$(n ** 2)",
            "$(__import__('os'))",
            "$([n for n in n])",
        ),
        *("$(n if n else n)", "$(lambda: n)", "$(n / 0)", "$(9999999999 * 9999999999)", "$(m)", "$('n')", "$(n, n)"),
        *(
            "$(ｎ)",
            "$(" + "(" * 300 + "n" + ")" * 300 + ")",
            "$(" + "n+" * 5000 + "n)",
            "$(True)",
            "$(n := 3)",
            "$(10 % 0)",
        ),
    ],
)
def test_anything_else_is_a_diagnostic_in_its_place(use: str) -> None:
    (found,) = rg.loads(spec({"n": 3}, {"type": "LSTM", "units": use})).check()
    assert (found.code, found.layer, found.field) == ("RG130", "lstm", "units")


def test_the_place_is_the_part_of_the_string_that_is_meant() -> None:
    text = spec({"units": 3}, {"type": "LSTM", "units": "$(2 * unit)"})
    (found,) = rg.loads(text).check()
    assert found.column and found.end_column
    assert text[found.column - 1 : found.end_column - 1] == "unit"
    assert "did you mean 'units'" in found.message


def test_a_circle_is_named_once() -> None:
    graph = rg.loads(spec({"a": "$(b + 1)", "b": "$c", "c": "$a"}, {"type": "LSTM", "units": "$a"}))
    (found,) = graph.check()
    assert found.code == "RG131"
    assert "a → b → c → a" in found.message


def test_a_wrong_parameter_is_told_once_however_often_it_is_used() -> None:
    graph = rg.loads(spec({"a": [1]}, {"type": "LSTM", "units": "$a"}, {"type": "Dense", "units": "$a"}))
    assert codes(graph) == [("RG112", None, "parameters/a")]


def test_many_parameters_that_double_end_in_a_diagnostic() -> None:
    parameters: dict[str, Any] = {"p0": 2} | {f"p{n}": f"$(p{n - 1} * p{n - 1})" for n in range(1, 40)}
    graph = rg.loads(spec(parameters, {"type": "Dense", "units": "$p39"}))
    assert {each.code for each in graph.check()} == {"RG130"}


class TestSettings:
    TEXT = spec({"units": 4, "width": "$(units * 2)"}, {"type": "LSTM", "units": "$width"})

    def test_stand_in_place_of_the_documents_own(self) -> None:
        graph = rg.loads(self.TEXT, parameters={"units": 5})
        assert graph.data.nodes[0].layer.units == 10  # type: ignore[union-attr]

    def test_are_written_out(self) -> None:
        graph = rg.loads(self.TEXT, parameters={"units": 5})
        assert rg.loads(graph.to_json()) == graph
        assert rg.loads(self.TEXT).to_json() == self.TEXT

    def test_are_of_parameters_that_are_there(self) -> None:
        (found,) = rg.loads(self.TEXT, parameters={"unit": 5}).check()
        assert found.code == "RG132"
        assert "units" in found.message

    def test_come_from_the_command_line(self, tmp_path: Path) -> None:
        from click.testing import CliRunner

        from rnngraph.cli import main

        path = tmp_path / "p.json"
        path.write_text(self.TEXT, encoding="utf-8")
        done = CliRunner().invoke(main, ["summary", str(path), "--format", "json", "--set", "units=5"])
        assert json.loads(done.output)["layers"][1]["output_shape"] == [None, 10]
        assert CliRunner().invoke(main, ["check", str(path), "--set", "unit=5"]).exit_code == 1
        assert CliRunner().invoke(main, ["check", str(path), "--set", "units"]).exit_code == 2
