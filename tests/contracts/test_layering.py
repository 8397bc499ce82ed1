"""The house is one-way: import-linter's contracts hold, and what pyproject.toml limits it selects."""

from __future__ import annotations

import tomllib
from pathlib import Path

import grimp
import networkx
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parents[2]


def test_the_contracts_hold(monkeypatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_every_room_stands_in_the_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    placed = {name.strip() for layer in layers for name in layer.split("|")}
    rooms = {f"rnngraph.{each.name}" for each in (ROOT / "rnngraph").iterdir() if (each / "__init__.py").exists()}
    assert rooms <= placed


def test_every_limit_is_selected() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lint = settings["tool"]["ruff"]["lint"]
    wanted = {"mccabe": "C90", "pylint": "PLR0915", "flake8-annotations": "ANN"}
    for section, code in wanted.items():
        assert section in lint
        assert code in lint["select"], f"[tool.ruff.lint.{section}] limits what is not selected: {code}"


CATALOGUE = {f"rnngraph.layers{module}" for module in ("", ".custom", ".inner", ".recurrent", ".wrappers", ".plugins")}
"""The list of all layers contains wrappers, which may hold any layer of that list."""


def test_modules_do_not_need_each_other() -> None:
    imports = grimp.build_graph("rnngraph", cache_dir=None)
    found = {module: imports.find_modules_directly_imported_by(module) for module in imports.modules}
    graph = networkx.DiGraph((module, imported) for module in found for imported in found[module])
    circles = [circle for circle in networkx.strongly_connected_components(graph) if len(circle) > 1]
    assert [sorted(circle - CATALOGUE) for circle in circles] == [[]]
