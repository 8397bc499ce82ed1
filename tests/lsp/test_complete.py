"""Completion: fields with their descriptions, values, references and ports."""

from __future__ import annotations

import json

import pytest
from lsprotocol import types
from pygls.workspace import PositionCodec

from rnngraph.assist.complete import complete
from rnngraph.assist.document import Document
from rnngraph.layers import CELLS, LAYERS
from rnngraph.lsp import completion
from rnngraph.lsp.places import Places
from tests.lsp.client import CURSOR, SPEC, cut, marked


def items(text: str) -> list[types.CompletionItem]:
    text, at = marked(text)
    document = Document(text)
    cursor = document.cursor(at)
    return completion.items(complete(document, cursor), Places(document.lines, PositionCodec())) if cursor else []


def labels(text: str) -> list[str]:
    return [each.label for each in items(text)]


def at(piece: str, new: str) -> str:
    assert SPEC.count(piece) == 1, piece
    return SPEC.replace(piece, new)


def test_types_of_layers_with_what_they_are() -> None:
    found = items(at('"type": "Dense"', f'"type": "De{CURSOR}"'))
    assert [each.label for each in found] == [kind.__name__ for kind in LAYERS]
    (dense,) = [each for each in found if each.label == "Dense"]
    assert isinstance(dense.documentation, types.MarkupContent)
    assert dense.documentation.value.endswith(".")
    assert isinstance(dense.text_edit, types.TextEdit)
    text, _ = marked(at('"type": "Dense"', f'"type": "De{CURSOR}"'))
    assert (cut(text, dense.text_edit.range), dense.text_edit.new_text) == ('"De"', '"Dense"')


def test_cells_are_keras_s_and_the_document_s_own() -> None:
    assert labels(at('"type": "Leaky"', f'"type": "{CURSOR}"')) == ["Leaky", *(kind.__name__ for kind in CELLS)]


def test_fields_of_a_layer_the_required_first() -> None:
    found = items(at('"type": "Dense", "units": 10,', f'"type": "Dense", {CURSOR}'))
    names = [each.label for each in found]
    assert names[0] == "units"
    assert {"activation", "kernel_initializer", "trainable"} <= set(names)
    # What it has already, what another layer has, and what no Dense has any use for.
    assert not {"type", "inputs", "return_sequences", "initial_state", "mask", "use_causal_mask"} & set(names)
    units = found[0]
    assert isinstance(units.text_edit, types.TextEdit)
    assert (units.text_edit.new_text, units.detail) == ('"units": ', "required")
    assert isinstance(units.documentation, types.MarkupContent)
    assert units.documentation.value == "Size of the output's last axis."


def test_a_key_that_has_its_value_gets_no_second_colon() -> None:
    found = items(at('"type": "Dense", "units"', f'"type": "Dense", "uni{CURSOR}"'))
    assert isinstance(found[0].text_edit, types.TextEdit)
    assert found[0].text_edit.new_text == '"units"'


@pytest.mark.parametrize(
    ("piece", "new", "some"),
    [
        ('"activation": "relu"', '"activation": "│"', ["relu", "tanh", "sigmoid"]),
        ('"activation": "relu"', '"activation": │', ["relu"]),
        ('"activation": "relu"', '"cudnn": "│"', ["auto", "require", "never"]),
        ('"activation": "relu"', '"use_bias": │', ["true", "false"]),
        ('"activation": "relu"', '"dropout": "$│"', ["$units"]),
        ('"activation": "relu"', '"kernel_initializer": {"type": "│"}', ["GlorotUniform", "Constant"]),
        ('"activation": "relu"', '"kernel_initializer": {"type": "RandomNormal", │}', ["stddev", "mean", "seed"]),
        ('"rnngraph": 1,', '"rnngraph": 1, "dtype_policy": "│",', ["mixed_float16", "float32"]),
        ('"rnngraph": 1,', '"rnngraph": 1, "training": {│},', ["optimizer", "loss", "epochs"]),
        ('"rnngraph": 1,', '"rnngraph": 1, "training": {"optimizer": "│"},', ["adam", "sgd"]),
        ('"rnngraph": 1,', '"rnngraph": 1, │', ["batch_size", "training", "description"]),
        ('"dtype": "int32"},', '"dtype": "│"},', ["int32", "float32"]),
        ('"weights": {"kernel": {"shape": ["i", "units"]}},', '"weights": {"k": {│}},', ["shape", "initializer"]),
    ],
)
def test_values_and_fields_anywhere(piece: str, new: str, some: list[str]) -> None:
    found = labels(SPEC.replace(piece, new, 1))
    assert set(some) <= set(found), found


def test_references_are_layers_inputs_and_ports() -> None:
    found = labels(at('"inputs": "decoder"', '"inputs": "│"'))
    assert found[:2] == ["source", "target"]
    assert {"encoder", "encoder.state_h", "encoder.state_c", "encoder.states", "decoder.state_h"} <= set(found)
    assert "logits" not in found and "again" in found
    encoder = next(each for each in items(at('"inputs": "decoder"', '"inputs": "│"')) if each.label == "encoder")
    assert encoder.detail == "(None, 64) float32"


@pytest.mark.parametrize(
    ("piece", "new", "has", "lacks"),
    [
        ('"initial_state": "encoder"', '"initial_state": ["encoder.│"]', "encoder.state_c", "decoder"),
        ('"outputs": ["logits", ', '"outputs": ["│", ', "logits", "nothing"),
        ('"outputs": ["logits", "leaky", "again"]', '"outputs": {"a": "│"}', "leaky", "nothing"),
        ('"shares": "logits"', '"shares": "│"', "encoder", "source"),
        ('"initial_state": "encoder"', '"mask": "│"', "source_embedding", "decoder"),
    ],
)
def test_references_stand_where_they_may(piece: str, new: str, has: str, lacks: str) -> None:
    found = labels(at(piece, new))
    assert has in found and lacks not in found


@pytest.mark.parametrize(
    "new", ['"inputs": "│', '"inputs": "│, "units": 3', "'inputs': │", '"inputs": ["x", │', '"inputs": │']
)
def test_a_document_may_be_broken(new: str) -> None:
    assert "encoder" in labels(at('"inputs": "decoder"}', new))
    assert "encoder" in labels(SPEC[: SPEC.index('"inputs": "decoder"}')] + new)


def test_nothing_is_offered_where_nothing_may_stand() -> None:
    assert labels('{"rnngraph": 1│ }') == []
    assert labels('{"rnngraph": 1} │') == []


def test_whatever_is_chosen_is_json() -> None:
    for each in items(at('"activation": "relu"', "│")):
        assert isinstance(each.text_edit, types.TextEdit)
        json.loads("{" + each.text_edit.new_text + "0}")
