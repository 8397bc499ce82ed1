"""Random graphs over the whole catalogue: Keras builds every weight, shape, dtype and mask that the analysis says."""

from __future__ import annotations

import json
from random import Random

import pytest

from rnngraph.analysis import analyse
from rnngraph.spec.build import loads
from tests.differential.graphs import document

keras = pytest.importorskip("keras")
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore:.*destroy the mask information")]

from keras.src import backend  # noqa: E402 - needs Keras

from rnngraph.keras.assemble import assemble  # noqa: E402
from rnngraph.keras.verify import verify  # noqa: E402


@pytest.mark.parametrize("seed", range(60))
def test_keras_agrees(seed: int) -> None:
    random = Random(seed)
    tree = document(random, random.randint(1, 8))
    text = json.dumps(tree)
    analysis = analyse(loads(text))
    assert analysis.problems == (), text
    built = assemble(analysis)
    verify(built, analysis)
    for name, tensors in built.tensors.items():
        fact = analysis.nodes.get(name)
        for port in fact.outputs if fact else ():
            mask = backend.get_keras_mask(tensors[port.name])
            assert (mask is not None) == (port.mask is not None), f"{name}.{port.name} of {text}"
    keras.backend.clear_session()
