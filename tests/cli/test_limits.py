"""How large a spec may be is said on the command line, or in Python, and never in the spec."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import rnngraph
from rnngraph.cli import main

LAYERS = [{"type": "Dense", "units": 2} for _ in range(6)]
TEXT = json.dumps({"rnngraph": 1, "name": "many", "inputs": [{"name": "x", "shape": [3]}], "layers": LAYERS})


@pytest.fixture
def path(tmp_path: Path) -> str:
    found = tmp_path / "many.json"
    found.write_text(TEXT)
    return str(found)


@pytest.mark.parametrize(
    ("option", "value", "code"), [("nodes", 5, "RG214"), ("bytes", 100, "RG103"), ("depth", 2, "RG104")]
)
@pytest.mark.parametrize("command", ["check", "summary", "diagram"])
def test_a_command_takes_them(path: str, command: str, option: str, value: int, code: str) -> None:
    arguments = [command, path, *(["--format", "dot"] if command == "diagram" else [])]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    found = CliRunner().invoke(main, [*arguments, f"--max-{option}", str(value)])
    assert command == "diagram" or (found.exit_code == 1 and code in found.output)


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_that_reads_a_spec_has_them(command: str) -> None:
    options = {each.name for each in main.commands[command].params}
    names = {f"max_{name}" for name in ("bytes", "depth", "nodes", "references", "block_depth")}
    assert ("settings" in options) == (names <= options)


def test_they_are_raised_in_python() -> None:
    few = rnngraph.Limits(nodes=5)
    assert [each.code for each in rnngraph.loads(TEXT, limits=few).check()] == ["RG214"]
    assert rnngraph.loads(TEXT, limits=rnngraph.Limits(nodes=6)).check() == []


def test_a_spec_can_not_raise_them(path: str) -> None:
    tree = {**json.loads(TEXT), "limits": {"nodes": 10**9}, "max_nodes": 10**9}
    Path(path).write_text(json.dumps(tree))
    found = CliRunner().invoke(main, ["check", path, "--max-nodes", "5"])
    assert found.exit_code == 1
    assert found.output.count("RG110") == 2
    assert "RG214" in found.output
