"""Every layer and cell of the catalogue can come up in a random graph."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, find, settings

from rnngraph.layers import CELLS, LAYERS
from tests.differential.graphs import documents, types_in

patient = settings(
    max_examples=200, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.mark.parametrize("name", [kind.__name__ for kind in LAYERS])
def test_a_layer_of_each_type_comes_up(name: str) -> None:
    assert find(documents(must=name), lambda tree: name in types_in(tree), settings=patient)


@pytest.mark.parametrize("name", [kind.__name__ for kind in CELLS])
def test_a_cell_of_each_type_comes_up(name: str) -> None:
    assert find(documents(must="RNN"), lambda tree: name in types_in(tree), settings=patient)
