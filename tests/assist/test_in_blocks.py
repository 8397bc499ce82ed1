"""Inside blocks, and for the blocks themselves: names, places, facts."""

from __future__ import annotations

import pytest

from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover
from rnngraph.assist.names import references, target

SPEC = """{
  "rnngraph": 1, "name": "blocks",
  "inputs": [{"name": "x", "shape": [null, 8]}],
  "blocks": {
    "residual": {
      "parameters": {"units": 8},
      "inputs": [{"name": "in", "shape": [null, 8]}],
      "layers": [
        {"name": "rnn", "type": "GRU", "units": "$units", "return_sequences": true, "inputs": "in"},
        {"name": "sum", "type": "Add", "inputs": ["rnn", "in"]}
      ],
      "outputs": {"total": "sum"}
    }
  },
  "layers": [
    {"name": "stack", "type": "Block", "block": "residual", "repeat": 3, "inputs": "x"},
    {"type": "Dense", "units": 2, "inputs": "stack"}
  ]
}
"""


def told(piece: str, inside: int) -> str:
    document = Document(SPEC)
    cursor = document.cursor(SPEC.index(piece) + inside)
    return (hover(document, cursor) if cursor else None) or ""


def test_the_document_is_right() -> None:
    assert Document(SPEC).diagnostics == ()


def test_a_block_shows_what_all_its_copies_come_to() -> None:
    found = told('"inputs": "stack"', 12)
    assert found.startswith("**stack** Block")
    assert "- `total`: `(None, None, 8)` float32" in found
    # A GRU of 8 over 8 features: 3 * (8 * 8 + 8 * 8 + 2 * 8) weights, in each of three copies.
    assert "3 copies of `residual`, 6 layers, 1,296 parameters" in found


def test_a_layer_in_a_block_shows_its_facts() -> None:
    found = told('["rnn", "in"]', 3)
    assert found.startswith("**rnn** GRU")
    assert "432 parameters" in found and "cuDNN: eligible" in found


@pytest.mark.parametrize(
    ("piece", "inside", "path"),
    [
        ('"block": "residual"', 12, ("blocks", "residual")),
        ('"$units"', 3, ("blocks", "residual", "parameters", "units")),
        ('["rnn", "in"]', 3, ("blocks", "residual", "layers", 0)),
        ('["rnn", "in"]', 10, ("blocks", "residual", "inputs", 0)),
        ('"total": "sum"', 11, ("blocks", "residual", "layers", 1)),
        ('"inputs": "stack"', 12, ("layers", 0)),
    ],
)
def test_names_lead_to_what_they_name(piece: str, inside: int, path: tuple[object, ...]) -> None:
    document = Document(SPEC)
    cursor = document.cursor(SPEC.index(piece) + inside)
    assert cursor and target(document, cursor) == path


def test_a_block_sees_its_own_names_only_and_the_document_none_of_them() -> None:
    document = Document(SPEC)
    inside = [each.text for each in references(document, ("blocks", "residual", "layers", 1, "inputs", 0))]
    assert inside == ["in", "rnn", "rnn.state_h"]
    outside = [each.text for each in references(document, ("layers", 1, "inputs"))]
    assert outside == ["x", "stack", "stack.total"]
