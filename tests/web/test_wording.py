"""The pages write numbers as the summary does."""

from __future__ import annotations

import pytest
from rnngraph_web import wording

from rnngraph.report import text


@pytest.mark.parametrize("shape", [None, (), (None,), (None, 5, 64), (20, None)])
def test_shapes(shape: tuple[int | None, ...] | None) -> None:
    assert wording.shape(shape) == text.shape_text(shape)


@pytest.mark.parametrize("count", [None, 0, 7, 258_698])
def test_counts(count: int | None) -> None:
    assert wording.count(count) == text.count_text(count)


@pytest.mark.parametrize("size", [0, 1, 1023, 1024, 1_034_792, 5 * 2**20, 7 * 2**30, 2**45])
def test_sizes(size: int) -> None:
    assert wording.size(size) == text.size_text(size)


def test_plurals() -> None:
    assert [wording.plural(count, "model") for count in (0, 1, 2, 1000)] == [
        "no models",
        "1 model",
        "2 models",
        "1,000 models",
    ]
