"""The initializer `File`: which paths may stand in a document."""

from __future__ import annotations

from typing import Any

import pytest

from rnngraph.objects import INITIALIZERS
from rnngraph.problems import Rejected


@pytest.mark.parametrize("path", ["a.npy", "data/a.npy", "a..b.npy", ".cache/a.npy", "données/é.npy"])
def test_a_path_below_the_folder_is_right(path: str) -> None:
    assert INITIALIZERS.read({"type": "File", "path": path}) == {"type": "File", "path": path}


@pytest.mark.parametrize(
    "path",
    [
        "/etc/a.npy",
        "../a.npy",
        "data/../a.npy",
        "./a.npy",
        "C:/a.npy",
        "a\\b.npy",
        "~",
        "",
        "a.pkl",
        "data/",
        "a\0.npy",
        3,
    ],
)
def test_any_other_is_wrong(path: Any) -> None:
    with pytest.raises(Rejected):
        INITIALIZERS.read({"type": "File", "path": path})


def test_an_array_is_named_where_there_are_several() -> None:
    both = {"type": "File", "path": "a.npz", "array": "vectors"}
    assert INITIALIZERS.read(both) == both
    with pytest.raises(Rejected):
        INITIALIZERS.read({"type": "File", "path": "a.npz"})
    with pytest.raises(Rejected):
        INITIALIZERS.read({"type": "File", "path": "a.npy", "array": "vectors"})
