"""The folder of a run: whether it can take one, and what a finished run leaves in it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

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
    """Makes a folder in a folder, or in the one in which that would be made, and removes it.

    Raises:
        RunError: it is not a folder.
        OSError: the system refuses.
    """
    nearest = next(each for each in (folder, *folder.absolute().parents) if os.path.lexists(each))
    if not nearest.is_dir():
        raise RunError(f"{nearest} is not a folder" if nearest == folder else f"{folder}: {nearest} is not a folder")
    # Permissions alone don't tell: root has them all, and a file system may be read-only.
    os.rmdir(tempfile.mkdtemp(prefix=".rnngraph-", dir=nearest))


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
        folder.mkdir(parents=True, exist_ok=True)
        # Inside the folder: the one around it may be on another file system, or not writable.
        with tempfile.TemporaryDirectory(prefix=".rnngraph-", dir=folder) as name:
            aside = Path(name)
            _save(model, aside)
            (aside / "spec.json").write_text(spec_text(graph), encoding="utf-8")
            draw(record, aside / "curves")
            text = json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
            (aside / RECORD).write_text(text, encoding="utf-8")
            (folder / RECORD).unlink(missing_ok=True)
            for file in sorted(aside.iterdir(), key=lambda file: file.name == RECORD):
                os.replace(file, folder / file.name)
    except OSError as error:
        raise RunError(refusal(folder, error)) from error


def _save(model: keras.Model, folder: Path) -> None:
    """Writes `model.keras` and `model.weights.h5`.

    HDF5 crashes the process if the disk becomes full while it writes, which `save_weights` lets it do. `save` makes the
    same file of weights in memory, as a member of the archive.
    """
    import keras

    model.save(folder / "model.keras")
    # A model of the same layers that was never compiled: the weights alone, without the optimizer's slots.
    archive = folder / "weights.keras"
    keras.Model(model.inputs, model.outputs).save(archive)
    with ZipFile(archive) as members:
        weights = members.read("model.weights.h5")
    archive.unlink()
    (folder / "model.weights.h5").write_bytes(weights)
