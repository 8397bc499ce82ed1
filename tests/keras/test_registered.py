"""Our Keras classes are registered as soon as rnngraph.keras is imported, so that saved models load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_that_registers_a_class_is_imported() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "rnngraph/keras").glob("*.py")}
    registering = {name for name, text in texts.items() if "register_keras_serializable(" in text}
    script = "import sys, rnngraph.keras; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert len(registering) > 5
    assert {f"rnngraph.keras.{name}" for name in registering} <= set(done.stdout.split())
