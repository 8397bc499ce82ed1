"""The models of specs/: what each must give (specs/manifest.json), and that Python says the same as JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import rnngraph as rg
from tests.specs import twins

SPECS = Path(__file__).resolve().parents[2] / "specs"
MANIFEST = json.loads((SPECS / "manifest.json").read_text(encoding="utf-8"))


TWINS: dict[str, Callable[[], rg.Graph]] = {
    f"{name}.json": make for name, make in inspect.getmembers(twins, inspect.isfunction) if name[0] != "_"
}


def rows(graph: rg.Graph) -> dict[str, object]:
    """The rows of a summary by name: their order is that of the calls, or of the list."""
    return {row["name"]: row for row in json.loads(graph.summary("json"))["layers"]}


def test_every_spec_is_in_the_manifest_and_has_a_twin() -> None:
    found = {path.name for path in SPECS.glob("*.json")} - {"manifest.json"}
    assert found == MANIFEST.keys() == TWINS.keys()


@pytest.mark.parametrize("name", MANIFEST)
class TestSpec:
    def test_checks_clean(self, name: str) -> None:
        assert rg.load(SPECS / name).check() == []

    def test_says_what_it_follows(self, name: str) -> None:
        assert len((rg.load(SPECS / name).description or "").split()) > 5

    def test_has_the_promised_parameters(self, name: str) -> None:
        summary = json.loads(rg.load(SPECS / name).summary("json"))
        params = [layer["params"] for layer in summary["layers"] if layer["params"]]
        assert params == MANIFEST[name]["params"]
        assert summary["total_params"] == MANIFEST[name]["total"] == sum(params)
        assert summary["non_trainable_params"] == MANIFEST[name]["non_trainable"]

    def test_has_the_promised_cudnn_verdicts(self, name: str) -> None:
        summary = json.loads(rg.load(SPECS / name).summary("json"))
        verdicts = {layer["name"]: layer["cudnn"] for layer in summary["layers"] if layer["cudnn"]}
        assert {layer: verdict["eligible"] for layer, verdict in verdicts.items()} == MANIFEST[name]["cudnn"]
        assert all(verdict["eligible"] or verdict["reasons"] for verdict in verdicts.values())

    def test_equals_its_python_twin(self, name: str) -> None:
        loaded, twin = rg.load(SPECS / name), TWINS[name]()
        assert twin.check() == []
        assert loaded == twin
        assert rows(twin) == rows(loaded)

    def test_survives_writing_and_reading(self, name: str) -> None:
        twin = TWINS[name]()
        assert rg.loads(twin.to_json()) == twin
        assert rg.load(SPECS / name).to_json() == (SPECS / name).read_text(encoding="utf-8")
