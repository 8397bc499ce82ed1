"""What the tests of the web app serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = json.loads((ROOT / "specs" / "manifest.json").read_text(encoding="utf-8"))
MODELS = sorted(name.removesuffix(".json") for name in MANIFEST)


def document(**changes: Any) -> dict[str, Any]:
    """A small right spec, or with `changes` another."""
    layers = [{"type": "LSTM", "name": "lstm", "units": 4}]
    return {"rnngraph": 1, "name": "small", "inputs": [{"name": "x", "shape": [None, 3]}], "layers": layers} | changes


def write(path: Path, **changes: Any) -> None:
    """Writes that spec."""
    path.write_text(json.dumps(document(**changes)), encoding="utf-8")
