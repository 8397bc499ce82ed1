"""The notebooks of docs/ run, in a kernel as their readers have it, and their outputs are those that they show."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
SVG = "{http://www.w3.org/2000/svg}"


def executed(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("notebooks", ROOT / "scripts" / "notebooks.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.executed(path)


def comparable(output: Any) -> dict[str, Any]:
    """An output without what depends on the fonts and the version of Graphviz: of a picture, what it says in words."""
    if output.output_type == "stream":
        return {output.name: output.text}
    data = dict(output.get("data", {}))
    if "image/svg+xml" in data:
        root = ElementTree.fromstring(data["image/svg+xml"])
        data["image/svg+xml"] = [root.findtext(f"{SVG}desc"), *(each.get("id") for each in root.iter(f"{SVG}g"))]
        data["text/plain"] = re.sub(r"[\d,]+ bytes", "", data["text/plain"])
    return {"type": output.output_type, **data}


@pytest.mark.keras
@pytest.mark.skipif(sys.platform == "win32", reason="the kernel's event loop needs another policy there")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_its_outputs_are_what_its_cells_give(path: Path) -> None:
    shown = nbformat.read(path, as_version=4)
    for old, new in zip(shown.cells, executed(path).cells, strict=True):
        if old.cell_type == "code":
            assert [comparable(each) for each in new.outputs] == [comparable(each) for each in old.outputs], old.source
            assert new.execution_count == old.execution_count


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_fit_to_be_read(path: Path) -> None:
    """Executed from top to bottom without an error or a warning, with nothing of the machine that ran it."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == [*range(1, len(code) + 1)]
    kinds = {"stderr" if each.get("name") == "stderr" else each.output_type for cell in code for each in cell.outputs}
    assert kinds <= {"stream", "execute_result", "display_data"}
    text = path.read_text(encoding="utf-8")
    for place in ("/home/", "/root", "/tmp", "/Users/", "site-packages", "object at 0x", str(ROOT)):
        assert place not in text
    assert "False" not in [each.text.split()[-1] for cell in code for each in cell.outputs if "text" in each]
    assert notebook.metadata.keys() == {"kernelspec", "language_info"}


def test_readme_and_guide_lead_to_every_notebook() -> None:
    for page in ("README.md", "docs/guide.md"):
        links = re.findall(r"\]\(([^)#]+\.ipynb)\)", (ROOT / page).read_text(encoding="utf-8"))
        linked = {((ROOT / page).parent / link).resolve() for link in links}
        assert linked == {*NOTEBOOKS}
    assert len(NOTEBOOKS) >= 2
