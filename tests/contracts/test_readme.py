"""What the README shows is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import rnngraph as rg

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found.group(1)


def test_its_document_checks_clean() -> None:
    graph = rg.loads(block("json"))
    assert graph.check() == []
    assert graph.params == 258_698


def test_its_python_gives_the_same_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    code = "\n".join(line for line in block("python").splitlines() if "compile" not in line)
    names: dict[str, rg.Graph] = {}
    exec(code, names)
    assert names["graph"].params == rg.loads(block("json")).params
    assert (tmp_path / "model.svg").exists()


def test_its_diagnostic_is_what_check_prints(tmp_path: Path) -> None:
    text = block("text")
    line = re.search(r"7 \| (.*),\n", text)
    assert line
    lines = [
        '{"rnngraph": 1, "name": "wrong",',
        ' "inputs": [{"name": "x", "shape": [null, 8]}],',
        ' "layers": [',
        "",
        '{"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},',
        "",
        line.group(1),
        "]}",
    ]
    (found,) = rg.loads("\n".join(lines)).check()
    assert f"{found.line}:{found.column}: error[{found.code}] {found.message}" in text
    assert found.fix
    assert found.fix.title in text


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link
