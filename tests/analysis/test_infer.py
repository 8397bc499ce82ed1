from __future__ import annotations

import json
from typing import Any

from rnngraph.analysis import Analysis, analyse
from rnngraph.documents.load import from_text


def analysed(*layers: dict[str, Any], inputs: list[dict[str, Any]]) -> Analysis:
    return analyse(from_text(json.dumps({"rnngraph": 1, "name": "g", "inputs": inputs, "layers": [*layers]})))


def test_equal_calls_keep_the_masks_of_their_own_nodes() -> None:
    found = analysed(
        {"name": "a", "type": "Masking", "inputs": "x"},
        {"name": "b", "type": "Masking", "inputs": "x"},
        {"name": "m", "type": "Add", "inputs": ["a", "b"]},
        inputs=[{"name": "x", "shape": [None, 3]}],
    )
    masks = {name: fact.outputs[0].mask for name, fact in found.nodes.items()}
    assert [mask.source if mask else None for mask in masks.values()][:2] == ["a", "b"]


def test_an_input_that_is_read_by_indices_alone_is_an_integer() -> None:
    embedding = {"name": "e", "type": "Embedding", "input_dim": 9, "output_dim": 2, "inputs": "x"}
    tied = {"name": "r", "type": "ReversibleEmbedding", "input_dim": 9, "output_dim": 2, "inputs": "x"}
    given = [{"name": "x", "shape": [2]}]
    assert str(analysed(embedding, inputs=given).inputs["x"]).count("int32")
    # Backwards a ReversibleEmbedding reads vectors.
    assert str(analysed({**tied, "reverse": True}, inputs=given).inputs["x"]).count("float32")


def test_of_two_weights_that_do_not_fit_the_first_is_reported() -> None:
    found = analysed(
        {"name": "a", "type": "LSTM", "units": 4, "inputs": "x"},
        {"name": "b", "shares": "a", "inputs": "y"},
        inputs=[{"name": "x", "shape": [None, 3]}, {"name": "y", "shape": [None, 5]}],
    )
    (problem,) = found.problems
    assert (type(problem).__name__, problem.node) == ("WrongSharedShape", "b")
