"""The JSON Schema accepts what the reader accepts, and rejects what it rejects, as far as a schema can."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rnngraph import objects
from rnngraph.build.sections import Document, InputSection, NodeSection
from rnngraph.check import rules_by_code
from rnngraph.documents.schema import json_schema
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.base import plain

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SPECS = sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.json"))
CASES = sorted((Path(__file__).resolve().parents[1] / "layers/cases").glob("*.json"))

CANNOT_SAY = {
    "RG101": "it is no JSON",
    "RG102": "it is no UTF-8",
    "RG103": "its size",
    "RG109": "bytes",
    "RG104": "its depth",
    "RG105": "NaN is no JSON",
    "RG106": "a key twice is one to most readers",
    "RG124": "what is in a file",
    "RG130": "an expression's grammar, and which parameters there are",
    "RG131": "which parameter is made of which",
    "RG132": "what was set from outside",
    "RG133": "which parameters a block has",
}
"""Rules of reading and of fields whose findings no schema can make, and why."""

BEYOND = ("RG205", "RG206", "RG212", "RG405")
"""Rules of other families whose findings a schema makes too."""

RULES = rules_by_code().values()
READING = [rule for rule in RULES if rule.code in BEYOND or (rule.code < "RG140" and rule.code not in CANNOT_SAY)]

OTHERS = [rule for rule in RULES if rule.code >= "RG140" and rule.code not in BEYOND]


def errors(document: Any) -> list[str]:
    return [f"{list(each.absolute_path)}: {each.message}" for each in VALIDATOR.iter_errors(document)]


def fences(page: str) -> list[str]:
    return re.findall(r"```\w+\n(.*?)\n```", page, re.DOTALL)


def document(entry: dict[str, Any], **top: Any) -> dict[str, Any]:
    return {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [None, 4]}], "layers": [entry], **top}


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_spec_is_accepted(path: Path) -> None:
    if path.stem != "manifest":
        assert errors(json.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("rule", READING, ids=lambda rule: rule.code)
def test_a_bad_example_is_rejected_and_a_good_one_accepted(rule: Any) -> None:
    bad, good = fences(rule.page)[:2]
    assert errors(json.loads(bad))
    assert errors(json.loads(good)) == []


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.code)
def test_what_is_wrong_beyond_the_fields_is_accepted(rule: Any) -> None:
    for example in [each for each in fences(rule.page)[:2] if each.startswith("{")]:
        assert errors(json.loads(example)) == [], example


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_case_of_a_layer_is_accepted(path: Path) -> None:
    for case in json.loads(path.read_text(encoding="utf-8")):
        assert errors(document(case["layer"])) == [], case


def test_every_layer_and_cell_is_in_it() -> None:
    kinds = SCHEMA["$defs"]["layer"]["properties"]["type"]["anyOf"][0]
    assert kinds["enum"] == [kind.__name__ for kind in LAYERS]
    assert all(text.endswith(".") for text in kinds["enumDescriptions"])
    for kind in (*LAYERS, *CELLS):
        described = SCHEMA["$defs"][kind.__name__]
        assert described["description"]
        for name, info in kind.model_fields.items():
            field = described["properties"][name]
            assert field["description"] == info.description
            assert info.is_required() == (name in described.get("required", []))
            assert info.is_required() or field["default"] == json.loads(json.dumps(plain(info.default)))


@pytest.mark.parametrize(
    ("section", "described"),
    [
        (Document, SCHEMA["properties"]),
        (InputSection, SCHEMA["$defs"]["InputSection"]["properties"]),
        (NodeSection, SCHEMA["$defs"]["layer"]["properties"]),
    ],
)
def test_every_field_of_a_section_is_in_it(section: Any, described: Any) -> None:
    assert {info.alias or name for name, info in section.model_fields.items()} == described.keys()
    assert all(each["description"] for each in described.values())


def fields_of(found: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict):
        for name, field in found.get("properties", {}).items():
            yield f"{path}/{name}", field
        for name, each in found.items():
            yield from fields_of(each, f"{path}/{name}")
    elif isinstance(found, list):
        for index, each in enumerate(found):
            yield from fields_of(each, f"{path}/{index}")


def test_no_field_is_left_without_a_type() -> None:
    says_nothing = {
        path
        for path, field in fields_of(SCHEMA)
        if isinstance(field, dict) and not field.keys() - {"description", "default"}
    }
    free = {path for path in says_nothing if re.search(r"/anyOf/2/(config|module|registered_name|\w+_\w+)$", path)}
    assert says_nothing - free == {"/$schema"}


@pytest.mark.parametrize("table", ["ACTIVATIONS", "INITIALIZERS", "REGULARIZERS", "CONSTRAINTS"])
def test_every_spelling_of_an_object_is_accepted(table: str) -> None:
    family = getattr(objects, table)
    for name in [*family.spellings, *family.names()]:
        field = {"activation": "activation", "initializer": "kernel_initializer", "regularizer": "kernel_regularizer"}
        entry = {"type": "Dense", "units": 2, field.get(family.family, "kernel_constraint"): name}
        assert errors(document(entry)) == [], name


DECAY = {"type": "CosineDecay", "initial_learning_rate": 0.1}


@pytest.mark.parametrize(
    "training",
    [
        {"optimizer": "adam", "loss": "mse", "metrics": ["mae", "Accuracy"]},
        {
            "optimizer": {
                "type": "Adam",
                "learning_rate": {"type": "CosineDecay", "initial_learning_rate": 0.1, "decay_steps": 9},
            }
        },
        {
            "loss": {"a": "mse", "b": None},
            "metrics": {"a": ["mae"], "b": "accuracy"},
            "loss_weights": {"a": 1, "b": 0.5},
        },
        {"loss": [{"type": "Huber", "delta": 2.0}], "epochs": "$epochs", "batch_size": "$(2 * n)"},
        {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.1}}},
    ],
)
def test_training_is_accepted(training: dict[str, Any]) -> None:
    assert errors(document({"type": "Dense", "units": 2}, training=training)) == []


CELL = {
    "parameters": ["units"],
    "inputs": {"x": ["i"]},
    "states": {"s": ["units"]},
    "weights": {"kernel": {"shape": ["i", "2 * units"], "initializer": "uniform"}},
    "step": {"a, b": "split(x @ kernel, 2)", "s": "s + a * b"},
    "outputs": ["s"],
}
PIECES = {"type": "Concatenate", "parts": [["zeros", "units"], ["ones", "units"]]}


@pytest.mark.parametrize(
    ("weight", "right"),
    [
        ({"shape": ["units"], "initializer": PIECES}, True),
        ({"shape": ["units"], "initializer": {**PIECES, "axis": 0}}, False),
        ({"shape": ["units"], "initializer": {"parts": [["zeros", 3]]}}, False),
        ({"shape": [], "regularizer": "l2"}, True),
        ({"shape": [1] * 7}, False),
        ({"shape": [2.5]}, False),
        ({"initializer": "zeros"}, False),
    ],
)
def test_cells(weight: dict[str, Any], right: bool) -> None:
    cells = {"Own": {**CELL, "weights": {**CELL["weights"], "more": weight}}}  # type: ignore[dict-item]
    found = errors(document({"type": "RNN", "cell": {"type": "Own", "units": 3}}, cells=cells))
    assert (found == []) == right, found


@pytest.mark.parametrize(
    ("entry", "right"),
    [
        ({"type": "LSTM", "units": "$units"}, True),
        ({"type": "LSTM", "units": "$(2 * units)", "dropout": "$rate", "activation": "$f", "cudnn": "$c"}, True),
        ({"type": "LSTM", "units": "units"}, False),
        ({"type": "LSTM", "units": 2, "use_bias": "$bias"}, False),
        ({"type": "LSTM", "units": 2.5}, False),
        ({"type": "LSTM", "units": None}, False),
        ({"type": "LSTM"}, False),
        ({"type": "LSTM", "units": 2, "initial_state": {"a": ["b"]}}, False),
        ({"type": "LSTM", "units": 2, "inputs": {"a": "b.c"}, "initial_state": ["b", "c"]}, True),
        ({"type": "Dense", "units": 2, "filters": 3}, False),
        ({"type": "RNN", "cell": [{"type": "GRUCell", "units": 2}, {"type": "Own", "size": 3}]}, True),
        ({"type": "RNN", "cell": []}, False),
        ({"type": "RNN", "cell": {"type": "GRUCell", "size": 2}}, False),
        ({"type": "TimeDistributed", "layer": {"type": "Dense", "units": 2}}, True),
        ({"type": "TimeDistributed", "layer": {"type": "Add"}}, False),
        ({"type": "Bidirectional", "layer": {"type": "Dense", "units": 2}}, False),
        ({"type": "Conv1D", "filters": 2, "kernel_size": [3]}, True),
        ({"type": "Conv1D", "filters": 2, "kernel_size": [3, 3]}, False),
        ({"type": "Dense", "units": 2, "kernel_regularizer": {"type": "L2", "l2": -1}}, False),
        ({"type": "Dense", "units": 2, "kernel_initializer": {"type": "RandomNormal", "stddev": "$s"}}, True),
        ({"shares": "other", "name": "again", "inputs": "x"}, True),
        ({"name": "neither"}, False),
    ],
)
def test_layers(entry: dict[str, Any], right: bool) -> None:
    assert (errors(document(entry)) == []) == right, errors(document(entry))


def test_inner_layers_refuse_what_says_a_place_in_the_graph() -> None:
    from rnngraph.build.sections import NodeSection
    from rnngraph.layers.inner import NODE_FIELDS

    assert NodeSection.model_fields.keys() - {"type"} == NODE_FIELDS


def test_what_null_means_in_a_shape_is_described() -> None:
    parts = json_schema()["$defs"]
    assert "Null in a `shape` fits any size" in parts["BlockSection"]["properties"]["inputs"]["description"]
    assert "in a block's input any size" in parts["InputSection"]["properties"]["shape"]["description"]
