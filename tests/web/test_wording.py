"""How the pages say numbers."""

from __future__ import annotations

import pytest
from rnngraph_web import wording


@pytest.mark.parametrize(("count", "said"), [(0, "no models"), (1, "1 model"), (2, "2 models"), (1000, "1,000 models")])
def test_plurals(count: int, said: str) -> None:
    assert wording.plural(count, "model") == said


@pytest.mark.parametrize(("number", "said"), [(None, "–"), (0.123456, "0.1235"), (3.0, "3"), (1e-9, "1e-09")])
def test_measures(number: float | None, said: str) -> None:
    assert wording.measure(number) == said
