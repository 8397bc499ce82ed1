"""What `rnngraph` promises by name."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

import rnngraph
from rnngraph.layers import CELLS, LAYERS

OWN = {
    "Diagnostic",
    "Graph",
    "Input",
    "InvalidSpec",
    "Limits",
    "Run",
    "Sequential",
    "Tensor",
    "cell",
    "draw",
    "explain",
    "find_rule",
    "nearest_rule",
    "rule_families",
}
OWN |= {"call_argument_text", "count_text", "shape_text", "size_text"}
OWN |= {"Commit", "commits", "write_whole"}
OWN |= {"find_runs", "fix", "is_spec", "load", "loads", "read_run", "reset_states", "set_states", "states"}
OWN |= {"TEMPLATES", "json_schema", "quick_fixes", "suggest", "tell", "template", "use_plugin"}


def test_the_public_names_are_these() -> None:
    public = {name for name in dir(rnngraph) if name[0] != "_" and name in {*rnngraph.HOME, *rnngraph.layers.__all__}}
    assert public == OWN | {kind.__name__ for kind in (*LAYERS, *CELLS)}


@pytest.mark.keras
def test_every_public_name_resolves() -> None:
    for name in {*rnngraph.HOME, *rnngraph.layers.__all__}:
        assert getattr(rnngraph, name) is not None


@pytest.mark.parametrize("name", ["Lambda", "lstm", "Layer", "annotations_of", "CELLS"])
def test_no_other_name_does(name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(rnngraph, name)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("MaxPool1D", "; Keras's `MaxPool1D` is `MaxPooling1D` here"),
        ("Linear", "; PyTorch's `Linear` is `Dense` here"),
        ("Hashing", "; Keras has Hashing, rnngraph does not yet"),
        ("Lstm", '; did you mean "LSTM"?'),
    ],
)
def test_a_layers_name_elsewhere_is_answered(name: str, answer: str) -> None:
    with pytest.raises(AttributeError, match=re.escape(f"{name!r}{answer}")):
        getattr(rnngraph, name)


HEAVY = "('tensorflow', 'keras', 'numpy', 'networkx', 'rich', 'flask', 'graphviz', 'pygraphviz', 'tree_sitter')"
RUN = "from rnngraph.cli import main; main("
LIGHT = {
    "import": ("import rnngraph", HEAVY),
    "check": (
        "from rnngraph.cli import main; main(['check', 'specs/encoder_decoder.json'], standalone_mode=False)",
        HEAVY,
    ),
    "summary": (
        "from rnngraph.cli import main; main(['summary', 'specs/mnist.json'], standalone_mode=False)",
        "('tensorflow', 'keras', 'numpy', 'networkx', 'flask', 'graphviz')",
    ),
    "diagram": (
        f"{RUN}['diagram', 'specs/mnist.json', '--format', 'dot'], standalone_mode=False)",
        "('tensorflow', 'keras', 'numpy', 'flask')",
    ),
    "svg": (
        f"{RUN}['diagram', 'specs/mnist.json', '--format', 'svg'], standalone_mode=False)",
        "('tensorflow', 'keras', 'numpy', 'flask')",
    ),
    "python": (
        "import rnngraph as rg; x = rg.Input('x', (None, 4)); rg.Graph('g', x, rg.LSTM(2)(x)).check()",
        HEAVY,
    ),
}


@pytest.mark.parametrize("what", LIGHT)
def test_the_light_commands_import_nothing_heavy(what: str) -> None:
    code, heavy = LIGHT[what]
    script = f"import sys\n{code}\nprint('LOADED', [name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("LOADED []"), done.stdout[-300:]
