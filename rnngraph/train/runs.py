"""The folder of a run: what was trained, how, and what came of it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras

from rnngraph.documents.write import write as spec_text
from rnngraph.graph import Graph
from rnngraph.runs import read_run
from rnngraph.runs.reading import RECORD


class RunError(OSError):
    """A folder that can't take a run."""


def check_free(folder: Path, model: str) -> None:
    """Raises RunError if a folder is there already and is neither empty nor a run of a model of that name."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    found = model_of(folder)
    if found is None:
        raise RunError(f"{folder} is there already, and is not the folder of a run")
    if found != model:
        raise RunError(f"{folder} holds a run of {found}, not of {model}")


def model_of(folder: Path) -> str | None:
    """The name of the model that a run folder is of, finished or not; None where it is no run's."""
    run = read_run(folder)
    return run.model if run else None


def write(folder: Path, model: keras.Model, graph: Graph, record: Mapping[str, Any]) -> None:
    """Writes a run: `model.keras`, `model.weights.h5`, `spec.json`, `history.json`, `curves.png` and `curves.svg`.

    All is written aside and then moved, the record last; other files in the folder stay.

    Raises:
        RunError: the disk refuses.
    """
    from rnngraph.train.curves import draw

    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as name:
            aside = Path(name)
            model.save(aside / "model.keras")
            # A model of the same layers that was never compiled: the weights alone, without the optimizer's slots.
            keras.Model(model.inputs, model.outputs).save_weights(aside / "model.weights.h5")
            (aside / "spec.json").write_text(spec_text(graph), encoding="utf-8")
            draw(record, aside / "curves")
            folder.mkdir(exist_ok=True)
            (folder / RECORD).unlink(missing_ok=True)
            for file in aside.iterdir():
                os.replace(file, folder / file.name)
            text = json.dumps(record, indent=2, ensure_ascii=False) + "\n"
            (aside / RECORD).write_text(text, encoding="utf-8")
            os.replace(aside / RECORD, folder / RECORD)
    except OSError as error:
        raise RunError(f"{folder}: {error.strerror or error}") from error
