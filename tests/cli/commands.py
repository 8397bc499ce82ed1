"""Running a command as a user does: output, exit status, and never a traceback."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from rnngraph.cli import main

SPECS = Path(__file__).resolve().parents[2] / "specs"
MNIST = str(SPECS / "mnist.json")

BROKEN = """{
  "rnngraph": 1,
  "name": "broken",
  "inputs": [{"name": "x", "shape": [null, 8]}],
  "layers": [
    {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"},
    {"name": "decoder", "type": "GRU", "units": 4, "inputs": "x", "initial_state": "encoder"},
    {"name": "logits", "type": "Dens", "units": 2, "inputs": "decoder"}
  ]
}
"""


def run(*arguments: str, input: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, arguments, input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result
