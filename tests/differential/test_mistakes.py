"""Layers with mistakes: what Keras refuses we refuse, and the reverse, but for the table of `known.py`."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.load import from_text
from tests.differential.graphs import Entry
from tests.differential.graphs.mistakes import mistakes
from tests.differential.known import excused, stricter

keras = pytest.importorskip("keras")
pytestmark = [pytest.mark.keras, pytest.mark.filterwarnings("ignore")]

from tests.differential.refusal import refusal  # noqa: E402 - needs Keras


@settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(mistakes())
def test_keras_and_we_refuse_the_same(tree: Entry) -> None:
    complain(tree)


def complain(tree: Entry) -> None:
    """Fails where one refuses what the other takes."""
    codes = {each.code for each in check(analyse(from_text(json.dumps(tree)))) if each.severity == "error"}
    refused = refusal(tree)
    kind = tree["layers"][0]["type"]
    if codes and refused is None:
        assert any(stricter(code, kind) for code in codes), f"Keras takes what we call {codes}: {json.dumps(tree)}"
    if refused is not None and not codes:
        assert excused(refused), f"Keras refuses what we take ({refused}): {json.dumps(tree)}"
