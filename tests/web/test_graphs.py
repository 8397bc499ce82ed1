"""What a graph counts among those that are kept."""

from __future__ import annotations

import json

from rnngraph_web.graphs import weight

import rnngraph as rg


def chain(length: int) -> rg.Graph:
    layers = [{"name": f"dense_{index}", "type": "Dense", "units": 4} for index in range(length)]
    tree = {"rnngraph": 1, "name": "a", "inputs": [{"name": "x", "shape": [4]}], "layers": layers}
    return rg.loads(json.dumps(tree))


def test_layers_and_text_count() -> None:
    assert weight(chain(40)) > 40
    assert weight(chain(400)) > 5 * weight(chain(40))
    assert weight(rg.loads(" " * 100_000)) > 900
    assert weight(None) == 1
