"""Weights applied again: on inputs that they fit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.documents.load import from_text


def problems(*layers: dict[str, Any]) -> list[tuple[str, str | None]]:
    inputs = [{"name": "x", "shape": [None, 3]}, {"name": "y", "shape": [None, 5]}, {"name": "z", "shape": [7, 3]}]
    text = json.dumps({"rnngraph": 1, "name": "shared", "inputs": inputs, "layers": layers})
    return [(type(each).__name__, each.node) for each in analyse(from_text(text)).problems]


FIRST = {"name": "first", "type": "GRU", "units": 2, "inputs": "x"}


def test_other_lengths_are_no_other_weights() -> None:
    assert problems(FIRST, {"name": "again", "shares": "first", "inputs": "z"}) == []


@pytest.mark.parametrize("through", ["first", "again"])
def test_other_features_are(through: str) -> None:
    again = {"name": "again", "shares": "first", "inputs": "x"}
    other = {"name": "other", "shares": through, "inputs": "y"}
    assert problems(FIRST, again, other) == [("WrongSharedShape", "other")]
    assert problems(other, again, FIRST) == [("WrongSharedShape", "other")]


def test_a_circle_ends() -> None:
    one = {"name": "one", "shares": "two", "inputs": "x"}
    other = {"name": "two", "shares": "one", "inputs": "x"}
    third = {"name": "three", "shares": "two", "inputs": "x"}
    assert {kind for kind, _ in problems(one, other, third)} == {"UnknownReference"}
