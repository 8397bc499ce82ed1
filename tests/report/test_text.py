"""Words for shapes, numbers and sizes."""

from __future__ import annotations

import pytest

from rnngraph.graph import shape_text
from rnngraph.report.text import count_text, size_text


@pytest.mark.parametrize(
    ("shape", "text"), [((None, 5, 64), "(None, 5, 64)"), ((20,), "(20,)"), ((), "()"), (None, "?")]
)
def test_shapes_are_as_keras_prints_them(shape: tuple[int | None, ...] | None, text: str) -> None:
    assert shape_text(shape) == text


def test_counts_have_their_thousands_separated() -> None:
    assert (count_text(258698), count_text(0), count_text(None)) == ("258,698", "0", "?")


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1,023 B"), (1024, "1.00 KiB"), (1034792, "1,010.54 KiB"), (2**40, "1,024.00 GiB")],
)
def test_sizes_are_in_binary_units(size: int, text: str) -> None:
    assert size_text(size) == text
