"""Templates, and `rnngraph new`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import rnngraph as rg
from rnngraph.cli import main
from rnngraph.templates import TEMPLATES


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["new", *arguments])
    assert "Traceback" not in done.output
    return done.exit_code, done.output


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_a_right_spec_under_another_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "mine.json"
    assert run("mine", "--from", name, "-o", str(path))[0] == 0
    graph = rg.load(path)
    assert (graph.name, graph.check()) == ("mine", [])
    assert graph.description
    assert json.loads(path.read_text(encoding="utf-8"))["training"]


@pytest.mark.keras
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_compiles(name: str) -> None:
    graph = rg.loads(rg.template(name))
    assert graph.compile().count_params() == graph.params


def test_a_file_that_is_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text("kept", encoding="utf-8")
    assert run("mine", "-o", str(path))[0] == 2
    assert path.read_text(encoding="utf-8") == "kept"


@pytest.mark.parametrize("name", ["1st", "a b", "../x", "", "x" * 65])
def test_a_name_that_is_none(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(name)[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_no_such_template() -> None:
    with pytest.raises(KeyError, match="there are classifier, tagger"):
        rg.template("../classifier")
