"""References are resolved by names and ports alone: no shape is needed, and none is looked at."""

from __future__ import annotations

import json
from typing import Any

from rnngraph.analysis.resolve import Resolution, resolve
from rnngraph.documents.load import from_text
from rnngraph.graph import Graph, Ref
from rnngraph.problems import kinds


def graph(*layers: dict[str, Any], **top: Any) -> Graph:
    tree = {"rnngraph": 1, "name": "g", "inputs": [{"name": "x", "shape": [2, 2, 2, 2]}], "layers": [*layers], **top}
    return from_text(json.dumps(tree))


def resolved(*layers: dict[str, Any], **top: Any) -> Resolution:
    return resolve(graph(*layers, **top))


ENCODER = {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"}


def test_links_that_lead_to_a_port_whatever_its_shape() -> None:
    found = resolved(ENCODER, {"name": "d", "type": "GRU", "units": 9, "inputs": "x", "initial_state": ["encoder"]})
    assert found.links["d"] == {"inputs/0": Ref("x"), "initial_state/0": Ref("encoder")}
    assert found.problems == ()


def test_a_link_that_leads_nowhere_is_none_and_a_problem() -> None:
    found = resolved(ENCODER, {"name": "d", "type": "Add", "inputs": ["encodr", "encoder.state_x", "encoder.state_c"]})
    assert found.links["d"] == {"inputs/0": None, "inputs/1": None, "inputs/2": Ref("encoder", "state_c")}
    unknown, port = found.problems
    assert isinstance(unknown, kinds.wiring.UnknownReference)
    assert (unknown.node, unknown.field, unknown.nearest) == ("d", "inputs/0", "encoder")
    assert isinstance(port, kinds.wiring.UnknownPort)
    assert (port.found, port.known) == ("state_x", ("output", "state_h", "state_c"))


def test_the_ports_that_are_read_by_name() -> None:
    found = resolved(ENCODER, outputs=["encoder", "encoder.state_c", "encoder.state_h"])
    assert found.used == {"encoder": ("state_h", "state_c")}


def test_a_node_with_too_few_inputs_is_miswired() -> None:
    found = resolved({"name": "a", "type": "Subtract", "inputs": ["x"]}, {"name": "d", "type": "Dense", "units": 2})
    assert found.miswired == {"a"}
    assert [type(each).__name__ for each in found.problems] == ["WrongInputCount"]


def test_a_node_without_any_input_to_read_is_not_told_so_again() -> None:
    inputs = [{"name": "x", "shape": [2]}, {"name": "y", "shape": [2]}]
    found = resolved({"name": "d", "type": "Dense", "units": 2}, inputs=inputs)
    assert found.miswired == frozenset()
    assert found.problems == ()


def test_of_a_cycle_nothing_is_wired() -> None:
    found = resolved(
        {"name": "a", "type": "Add", "inputs": ["b"]},
        {"name": "b", "type": "Dense", "units": 2, "inputs": "a"},
    )
    assert found.cyclic == {"a", "b"}
    assert [type(each).__name__ for each in found.problems] == ["Cycle"]


def test_what_is_passed_to_a_block_is_linked_too() -> None:
    block = {"inputs": [{"name": "u", "shape": [2]}], "layers": [{"name": "d", "type": "Dense", "units": 2}]}
    found = resolved({"name": "b", "type": "Block", "block": "one", "inputs": "x"}, blocks={"one": block})
    assert found.links["b"] == {"inputs/0": Ref("x")}
    assert found.links["b/d"] == {"inputs/0": Ref("x")}
