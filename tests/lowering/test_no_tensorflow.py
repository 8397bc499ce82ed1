"""Lowering a spec imports neither TensorFlow, Keras nor NumPy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys
import rnngraph
from rnngraph.lowering import lower_model

for path in sys.argv[1:]:
    assert lower_model(rnngraph.load(path).analysis).layers
print(*sorted({"tensorflow", "keras", "numpy"} & sys.modules.keys()))
"""


def test_lowering_needs_no_tensorflow() -> None:
    paths = [ROOT / "specs" / name for name in ("digits.json", "encoder_decoder.json")]
    command = [sys.executable, "-c", SCRIPT, *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == [], done.stdout
    assert done.returncode == 0, done.stderr
