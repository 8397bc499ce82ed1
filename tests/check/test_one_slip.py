"""A slip anywhere in a spec is one finding: what only follows from it is not said."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg

SPECS = Path(__file__).resolve().parents[2] / "specs"
VALID = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(SPECS.glob("*.json"))
    if path.name != "manifest.json"
}
NAMED = frozenset(
    {"parameters", "blocks", "cells", "states", "weights", "outputs", "inputs", "step", "loss", "metrics"}
)
"""Objects whose keys are names that the author chose."""

Path_ = tuple[str | int, ...]
Slip = Callable[[dict[str, Any], str], bool]


def misspelt(holder: dict[str, Any], key: str) -> bool:
    """The key's last letter twice, its place kept."""
    if len(key) < 4 or key == "rnngraph":
        return False
    members = [(f"{name}{name[-1]}" if name == key else name, value) for name, value in holder.items()]
    holder.clear()
    holder.update(members)
    return True


def mistyped(holder: dict[str, Any], key: str) -> bool:
    """Something of a type that the field never has."""
    if key in ("$schema", "rnngraph"):
        return False
    holder[key] = "no" if isinstance(holder[key], bool) else True
    return True


def another_type(holder: dict[str, Any], key: str) -> bool:
    """The name of a type with its last letter twice."""
    if key != "type" or not isinstance(holder[key], str):
        return False
    holder[key] += holder[key][-1]
    return True


def fields(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """The way to every field that the format has a name for."""
    if isinstance(value, dict):
        for key, each in value.items():
            if not (path and path[-1] in NAMED):
                yield (*path, key)
            yield from fields(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from fields(each, (*path, index))


@pytest.mark.parametrize("slip", [misspelt, mistyped, another_type], ids=lambda slip: slip.__name__)
@pytest.mark.parametrize("name", VALID)
def test_a_slip_is_one_finding(name: str, slip: Slip) -> None:
    found: dict[str, list[str]] = {}
    for path in fields(VALID[name]):
        tree = copy.deepcopy(VALID[name])
        holder: Any = tree
        for part in path[:-1]:
            holder = holder[part]
        if slip(holder, str(path[-1])):
            said = rg.loads(json.dumps(tree)).check()
            if len(said) != 1:
                found["/".join(map(str, path))] = [f"{each.code} {each.message}" for each in said]
    assert found == {}
