"""Whatever a text says, reading, checking, tabulating and drawing it ends, and says what is wrong with a code."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings

import rnngraph
from rnngraph import InvalidSpec
from tests.hostile.texts import texts

bounded = settings(
    max_examples=400, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@bounded
@given(texts)
@example(b"")
@example(b"[]")
@example(b"null")
@example(b'{"rnngraph": 1, "name": "a", "inputs": [], "layers": {"weights": {"units": "$a"}}, "parameters": {"b": 1}}')
def test_any_text_is_read(data: bytes) -> None:
    read(data)


def read(data: bytes) -> None:
    """Every light way in, on one text."""
    graph = rnngraph.loads(data)
    found = graph.check()
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for each in found:
        assert each.code.startswith("RG")
        assert each.message
        assert each.line is None or 1 <= each.line <= lines
    graph.diagram(format="dot")
    graph.diagram(format="mmd")
    graph.summary("json")
    graph.summary("html")
    graph.to_json()
    if any(each.severity == "error" for each in found):
        with pytest.raises(InvalidSpec):
            graph.data and graph.require_valid()
    else:
        assert rnngraph.loads(graph.to_json()) == graph
