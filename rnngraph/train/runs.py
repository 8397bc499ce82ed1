"""The folder of a run: whether it can take one, and what a finished run leaves in it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rnngraph.documents.write import write as spec_text
from rnngraph.graph import Graph
from rnngraph.runs import read_run
from rnngraph.runs.progress import PROGRESS, is_written
from rnngraph.runs.reading import RECORD
from rnngraph.train.errors import RunError

if TYPE_CHECKING:
    import keras


def check_free(folder: Path, model: str) -> None:
    """Checks that a folder can take a run of a model of that name, and changes nothing.

    Raises:
        RunError: it exists and is neither empty nor a run of such a model, another training writes into it, or it
            can't be made or written.
    """
    try:
        _check_writable(folder)
        if not folder.exists() or not any(folder.iterdir()):
            return
        busy = (folder / PROGRESS).is_file() and is_written(folder / PROGRESS)
    except RunError:
        raise
    except OSError as error:
        raise RunError(refusal(folder, error)) from error
    if busy:
        raise RunError(f"another training writes into {folder}")
    found = model_of(folder)
    if found is None:
        raise RunError(f"{folder} exists, and is not the folder of a run")
    if found != model:
        raise RunError(f"{folder} holds a run of {found}, not of {model}")


def _check_writable(folder: Path) -> None:
    """Raises RunError if a folder, or the one in which it would be made, is no folder or can't be written."""
    nearest = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    if not nearest.is_dir():
        raise RunError(f"{nearest} is not a folder" if nearest == folder else f"{folder}: {nearest} is not a folder")
    if not os.access(nearest, os.W_OK | os.X_OK):
        raise RunError(f"{folder}: {nearest} is not writable")


def refusal(folder: Path, error: OSError) -> str:
    """One sentence for a write that the system refuses. HDF5's messages are long; their number is the system's."""
    reason = os.strerror(error.errno) if error.errno else str(error).partition("\n")[0]
    return f"{folder}: {reason}"


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
            _save(model, aside)
            (aside / "spec.json").write_text(spec_text(graph), encoding="utf-8")
            draw(record, aside / "curves")
            folder.mkdir(exist_ok=True)
            (folder / RECORD).unlink(missing_ok=True)
            for file in aside.iterdir():
                os.replace(file, folder / file.name)
            text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
            (aside / RECORD).write_text(text, encoding="utf-8")
            os.replace(aside / RECORD, folder / RECORD)
    except OSError as error:
        raise RunError(refusal(folder, error)) from error


def _save(model: keras.Model, folder: Path) -> None:
    """Writes model and weights."""
    import keras

    model.save(folder / "model.keras")
    # A model of the same layers that was never compiled: the weights alone, without the optimizer's slots.
    keras.Model(model.inputs, model.outputs).save_weights(folder / "model.weights.h5")
