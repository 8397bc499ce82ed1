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
    assert weight((), chain(40)) > 40
    assert weight((), chain(400)) > 5 * weight((), chain(40))
    text = " " * 100_000
    assert weight((text,), rg.loads(text)) > 900


def test_what_is_none_has_a_key_still() -> None:
    assert weight((b"", "a.json"), None) == 1
    assert weight((b" " * 100_000, "a.json"), None) > 900
