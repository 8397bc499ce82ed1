"""Wrong state links, each of which Keras 3.15 builds without a word: an error here, before TensorFlow starts."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.load import from_text

Entry = dict[str, Any]

FOUR: Entry = {"name": "encoder", "type": "LSTM", "units": 4, "inputs": "x"}
SEVEN: Entry = {**FOUR, "units": 7}
BOTH: Entry = {"name": "encoder", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 4}, "inputs": "x"}


def decoder(type_name: str, states: str | list[str], **fields: Any) -> Entry:
    fields = {"layer": {"type": "LSTM", "units": 4}} if type_name == "Bidirectional" else {"units": 4, **fields}
    return {"name": "decoder", "type": type_name, "inputs": "x", "initial_state": states, **fields}


WRONG: dict[str, tuple[Entry, Entry, str]] = {
    "an LSTM of 4 units, states of 7": (SEVEN, decoder("LSTM", "encoder"), "RG403"),
    "an LSTM of 4 units, one state of 7": (SEVEN, decoder("LSTM", ["encoder.state_h", "y"]), "RG403"),
    "an LSTM, one state": (FOUR, decoder("LSTM", ["encoder.state_h"]), "RG401"),
    "an LSTM, one state by name": (FOUR, decoder("LSTM", "encoder.state_h"), "RG401"),
    "an LSTM, the main output": (FOUR, decoder("LSTM", ["encoder"]), "RG401"),
    "an LSTM, three states": (FOUR, decoder("LSTM", ["encoder.state_h", "encoder.state_c", "y"]), "RG401"),
    "an LSTM, its states swapped": (FOUR, decoder("LSTM", ["encoder.state_c", "encoder.state_h"]), "RG402"),
    "a GRU, an LSTM's states": (FOUR, decoder("GRU", "encoder"), "RG401"),
    "a GRU, an LSTM's states listed": (FOUR, decoder("GRU", ["encoder.state_h", "encoder.state_c"]), "RG401"),
    "a GRU, an LSTM's cell state": (FOUR, decoder("GRU", ["encoder.state_c"]), "RG402"),
    "a SimpleRNN, an LSTM's states": (FOUR, decoder("SimpleRNN", "encoder.states"), "RG401"),
    "a Bidirectional, two states": (FOUR, decoder("Bidirectional", "encoder"), "RG401"),
    "a Bidirectional, three states": (
        BOTH,
        decoder(
            "Bidirectional", [f"encoder.{name}" for name in ("forward_state_h", "forward_state_c", "backward_state_h")]
        ),
        "RG401",
    ),
    "an LSTM, a Bidirectional's four states": (BOTH, decoder("LSTM", "encoder"), "RG401"),
}


def document(what: str) -> str:
    encoder, reader, _ = WRONG[what]
    inputs = [{"name": "x", "shape": [None, 3]}, {"name": "y", "shape": [4]}]
    return json.dumps({"rnngraph": 1, "name": "links", "inputs": inputs, "layers": [encoder, reader]})


@pytest.mark.parametrize("what", WRONG)
def test_is_an_error_at_the_link(what: str) -> None:
    errors = [each for each in check(analyse(from_text(document(what)))) if each.severity == "error"]
    assert {(each.code, each.layer) for each in errors} == {(WRONG[what][2], "decoder")}
    assert all(str(each.field).startswith("initial_state") for each in errors)


def test_no_tensorflow_is_started_for_it(tmp_path: Any) -> None:
    paths = []
    for index, what in enumerate(WRONG):
        paths.append(tmp_path / f"{index}.json")
        paths[-1].write_text(document(what))
    script = """
import json, sys
from click.testing import CliRunner
from rnngraph.cli import main
run = CliRunner().invoke(main, ["check", "--format", "json", *sys.argv[1:]])
errors = [any(each["severity"] == "error" for each in file["diagnostics"]) for file in json.loads(run.output)["files"]]
print(run.exit_code, all(errors), len(errors), [name for name in ("tensorflow", "keras") if name in sys.modules])
"""
    found = subprocess.run([sys.executable, "-c", script, *map(str, paths)], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == f"1 True {len(WRONG)} []"


@pytest.mark.keras
@pytest.mark.parametrize("states", [1, 2, 3], ids=lambda count: f"{count} states")
@pytest.mark.parametrize("type_name", ["GRU", "LSTM", "Bidirectional"])
def test_keras_builds_such_links(type_name: str, states: int) -> None:
    """Why it matters: where Keras begins to refuse them, this fails, and the pages of the rules need another word."""
    import keras

    given = [keras.Input((7,)) for _ in range(states)]
    kinds = {
        "GRU": lambda: keras.layers.GRU(4),
        "LSTM": lambda: keras.layers.LSTM(4),
        "Bidirectional": lambda: keras.layers.Bidirectional(keras.layers.LSTM(4)),
    }
    assert kinds[type_name]()(keras.Input((None, 3)), initial_state=given) is not None
