"""The front end and the server say the same, and what is sent stays small."""

from __future__ import annotations

import gzip
import re
from dataclasses import fields
from pathlib import Path

import pytest
from rnngraph_web import contexts

WEB = Path(__file__).resolve().parents[2] / "web"
SOURCE = WEB / "frontend" / "src"
BUILT = WEB / "static" / "build"
TYPES = (SOURCE / "model" / "types.ts").read_text(encoding="utf-8")
SAME = {
    "Model": contexts.ModelPage,
    "Layer": contexts.Layer,
    "Mask": contexts.Mask,
    "Argument": contexts.Argument,
    "Read": contexts.Read,
    "Weight": contexts.Weight,
    "Block": contexts.Block,
    "Cost": contexts.CostPage,
    "LayerCost": contexts.LayerCost,
}
"""Interfaces of the front end, and the dataclasses whose JSON they read."""
WHOLE = set(SAME) - {"Model"}
"""Those that have every field: a page has more than its script reads."""
MOST_LINES = 400
MOST_BYTES = 300_000
"""Of all that one page loads, compressed."""


def interface(name: str) -> list[str]:
    found = re.search(rf"interface {name} \{{\n(.*?)\n\}}", TYPES, re.DOTALL)
    assert found, name
    return re.findall(r"^  (\w+):", found[1], re.MULTILINE)


@pytest.mark.parametrize("name", SAME)
def test_an_interface_has_the_fields_of_its_dataclass(name: str) -> None:
    known = [field.name for field in fields(SAME[name])]
    assert set(interface(name)) <= set(known)
    if name in WHOLE:
        assert interface(name) == known


def test_modules_are_small() -> None:
    lines = {
        str(path.relative_to(SOURCE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCE.rglob("*.ts")
    }
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_nothing_is_made_of_text_as_markup() -> None:
    """The policy forbids it too; here it is found before a browser does."""
    banned = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser")
    assert [path.name for path in SOURCE.rglob("*.ts") if banned.search(path.read_text(encoding="utf-8"))] == []


def test_the_lock_file_names_no_registry() -> None:
    lock = (WEB / "frontend" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock


@pytest.mark.skipif(not (BUILT / "app.js").exists(), reason="the front end is not bundled here")
def test_the_bundle_is_small() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes())) for path in BUILT.glob("*.js")}
    assert sum(sizes.values()) < MOST_BYTES, sizes
