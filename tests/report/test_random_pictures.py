"""Pictures of random models, over the whole catalogue: whatever is valid is drawn, and no box lies on another."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, Phase, given, settings

import rnngraph as rg
from rnngraph.report.errors import NoPicture
from tests.differential.graphs import Entry, documents


@settings(
    max_examples=60, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(documents())
def test_every_valid_model_is_drawn(document: Entry) -> None:
    graph = rg.loads(json.dumps(document))
    for suffix in ("dot", "mmd", "txt"):
        assert graph.diagram(format=suffix)  # type: ignore[arg-type]
    for path in graph.insides:
        try:
            assert graph.diagram(format="dot", inside=path)
        except NoPicture as error:
            assert "say which" in str(error)  # noqa: PT017 - a stack too high, and nothing else
    try:
        drawn = json.loads(graph.diagram(format="json", unrolled=3))
    except NoPicture as error:
        assert "no recurrent layer" in str(error)  # noqa: PT017
        return
    for index, one in enumerate(drawn["nodes"]):
        for other in drawn["nodes"][index + 1 :]:
            sides = (("x", "width"), ("y", "height"))
            assert max(abs(one[at] - other[at]) - (one[of] + other[of]) / 2 for at, of in sides) > -2
