"""RG504 names the layers of which Keras itself says that they destroy a mask, and sums of which it says nothing."""

from __future__ import annotations

import json
import re
import warnings

import pytest
from hypothesis import HealthCheck, given, settings

import rnngraph as rg
from rnngraph.layers import LAYERS
from tests.differential.graphs import Entry, documents
from tests.differential.known import known

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

from rnngraph.keras.assemble import assemble  # noqa: E402 - needs Keras
from rnngraph.lowering import lower_model  # noqa: E402

SILENT = ("Dot",)
"""Layers that drop a mask, and of which Keras says nothing."""
DESTROYED = re.compile(r"Layer '([^']+)' .*destroy the mask information")


@pytest.fixture(autouse=True)
def forget_models() -> None:
    keras.backend.clear_session()


def destroyed(graph: rg.Graph) -> tuple[set[str], set[str]]:
    """The layers that Keras warns of while it builds the model, and all that it builds: those that reach an output."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        built = assemble(lower_model(graph.analysis))
    # Keras has no slash in a name: the layer of a block is block.layer there.
    names = {found[1].replace(".", "/") for each in caught if (found := DESTROYED.match(str(each.message)))}
    return names, {*built.tensors}


def said(graph: rg.Graph) -> set[str]:
    """The layers that we warn of, where Keras would as well: of one that is shared it knows its first name."""
    first = {node.name: node.shares or node.name for node in graph.data.nodes}
    silent = {node.name for node in graph.data.nodes if node.type in SILENT}
    found = [each for each in graph.check() if each.code == "RG504" and "it drops" not in each.message]
    return {first[each.layer] for each in found if each.layer and each.layer not in silent}


def masked(tree: Entry) -> Entry:
    """The same document, what has timesteps masked first where it is an input."""
    sequences = [
        each for each in tree["inputs"] if len(each["shape"]) > 1 and each.get("dtype", "float32") == "float32"
    ]
    names = {each["name"]: f"masked_{each['name']}" for each in sequences}
    layers = [{"name": names[each["name"]], "type": "Masking", "inputs": each["name"]} for each in sequences]
    for entry in tree["layers"]:
        given = entry.get("inputs")
        several = [names.get(each, each) for each in given] if isinstance(given, list) else given
        layers.append({**entry, "inputs": names.get(given, given)} if isinstance(given, str) else entry)
        if isinstance(given, list):
            layers[-1] = {**entry, "inputs": several}
    return {**tree, "layers": layers}


@pytest.mark.parametrize("kind", [each.__name__ for each in LAYERS])
def test_keras_warns_where_we_do(kind: str) -> None:
    @settings(
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=5,
        suppress_health_check=[*HealthCheck],
    )
    @given(documents(most=2, must=kind))
    def agrees(tree: Entry) -> None:
        document = masked(tree)
        graph = rg.loads(json.dumps(document))
        if graph.analysis.problems:
            return
        try:
            found, built = destroyed(graph)
        except Exception as error:
            if not known(error):
                error.add_note(json.dumps(document))
                raise
            return
        assert said(graph) & built == found, json.dumps(document)

    agrees()
