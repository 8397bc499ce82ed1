"""Random graphs over the whole catalogue: Keras builds, runs and traces what the analysis says."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from tests.differential.found import AGREED
from tests.differential.graphs import Entry, documents
from tests.differential.known import KNOWN, Known, known

keras = pytest.importorskip("keras")
pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:.*destroy the mask information"),
    # Attention over one timestep: a hint of Keras's, which it tells as an exception.
    pytest.mark.filterwarnings(r"ignore:(.|\n)*softmax over axis"),
]

from tests.differential.agreement import agree  # noqa: E402 - needs Keras

bounded = settings(
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(autouse=True)
def forget_models() -> None:
    keras.backend.clear_session()


@settings(bounded, max_examples=200)
@given(documents())
def test_keras_builds_and_runs_it(tree: Entry) -> None:
    check(tree, run=True, trace=False)


@settings(bounded, max_examples=100)
@given(documents(most=3, must="LSTM") | documents(most=3, must="GRU") | documents(most=3, must="Bidirectional"))
def test_keras_uses_cudnn_where_we_say_so(tree: Entry) -> None:
    check(tree, run=False, trace=True)


def check(tree: Entry, *, run: bool, trace: bool) -> None:
    try:
        agree(tree, run=run, trace=trace)
    except Exception as error:
        if not known(error):
            error.add_note(json.dumps(tree))
            raise


@pytest.mark.parametrize("entry", KNOWN, ids=lambda entry: entry.reason)
def test_keras_is_still_wrong(entry: Known) -> None:
    with pytest.raises(Exception, match=entry.message):
        agree(entry.document, run=True, trace=True)


@pytest.mark.parametrize("what", AGREED)
def test_what_was_found_is_mended(what: str) -> None:
    agree(AGREED[what], run=True, trace=True)
