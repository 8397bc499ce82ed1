"""Executes the notebooks of docs/notebooks and writes their outputs into them.

python scripts/notebooks.py
"""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "docs" / "notebooks"
SECONDS = 300
"""How long a cell may take: the first that uses TensorFlow imports it."""


def executed(path: Path) -> nbformat.NotebookNode:
    """A notebook with the outputs that its cells have now, and nothing that depends on the machine or the day.

    Raises:
        nbclient.exceptions.CellExecutionError: a cell fails.
    """
    notebook = nbformat.read(path, as_version=4)
    # The kernel is a process of its own: it gets the checkout that this file is in, and no messages of TensorFlow.
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {"PYTHONPATH": os.pathsep.join(paths), "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    client = NotebookClient(notebook, timeout=SECONDS, kernel_name="python3", record_timing=False)
    with client.setup_kernel(env={**os.environ, **environment}, cwd=str(path.parent)):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


def main() -> None:
    """Writes all notebooks."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        nbformat.write(executed(path), path)
        print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
