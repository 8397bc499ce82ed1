"""Cells in Python: declared as data, imported when asked for, their layers when compiled."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

import rnngraph as rg
from rnngraph.cli import main
from rnngraph.layers import plugins

ROOT = Path(__file__).resolve().parents[2]
PENS = "tests.plugins.pens"


@pytest.fixture(autouse=True)
def _none_in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(plugins, "REGISTERED", plugins.REGISTERED)
    kept, modules = dict(plugins.REGISTERED), dict(plugins.MODULES)
    plugins.REGISTERED.clear()
    plugins.MODULES.clear()
    yield
    plugins.REGISTERED.clear()
    plugins.REGISTERED.update(kept)
    plugins.MODULES.clear()
    plugins.MODULES.update(modules)


def document(cell: Any = None, inputs: Any = None) -> str:
    layer = {
        "name": "pen",
        "type": "RNN",
        "cell": cell or {"type": "PenCell", "units": 8},
        "inputs": inputs or {"location": "xy", "pressure": "force"},
    }
    given = [{"name": "xy", "shape": [None, 2]}, {"name": "force", "shape": [None, 1]}]
    return json.dumps({"rnngraph": 1, "name": "pen", "inputs": given, "layers": [layer], "outputs": ["pen"]})


def test_a_plugins_cells_are_used_by_their_names() -> None:
    assert "PenCell" in rg.use_plugin(PENS)
    graph = rg.loads(document())
    assert graph.check() == []
    assert [(each.name, each.shape) for each in graph.analysis.weights] == [
        ("kernel", (2, 8)),
        ("pressure_kernel", (1, 8)),
        ("scale", ()),
    ]
    assert rg.loads(graph.to_json()) == graph


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ({"type": "PenCell"}, "RG111"),
        ({"type": "PenCell", "units": 8, "activation": "tan"}, "RG121"),
        ({"type": "PenCell", "units": 8, "recurrent_dropout": 2}, "RG113"),
        ({"type": "PenCell", "units": 8, "unit": 8}, "RG110"),
        ({"type": "PlainCell", "units": 8}, "RG210"),
        ({"type": "PenCel", "units": 8}, "RG117"),
    ],
)
def test_its_fields_are_checked_as_any_layers(cell: dict[str, Any], code: str) -> None:
    rg.use_plugin(PENS)
    assert code in [each.code for each in rg.loads(document(cell)).check()]


def test_a_module_without_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="has no cells"):
        rg.use_plugin("json")
    with pytest.raises(ImportError):
        rg.use_plugin("tests.plugins.nothing")


def test_a_document_can_not_have_another_cell_of_that_name() -> None:
    rg.use_plugin(PENS)
    tree = json.loads(document())
    tree["cells"] = {
        "PlainCell": {"inputs": {"x": ["i"]}, "states": {"h": ["i"]}, "step": {"h": "x"}, "outputs": ["h"]}
    }
    assert [each.code for each in rg.loads(json.dumps(tree)).check()] == ["RG702"]


def installed(folder: Path) -> None:
    """A package that lists a module of cells, as pip would leave it."""
    info = folder / "pens-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pens\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[rnngraph.cells]\npens = pens_of_theirs\n")
    (folder / "pens_of_theirs.py").write_text("raise SystemExit('imported')\n")


def test_an_installed_plugin_is_named_and_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    (found,) = rg.loads(document()).check()
    assert found.code == "RG117"
    assert "--plugin pens_of_theirs" in found.message
    assert "pens_of_theirs" not in sys.modules


def test_every_command_that_reads_a_spec_takes_plugins(tmp_path: Path) -> None:
    spec = tmp_path / "pen.json"
    spec.write_text(document())
    runner = CliRunner()
    assert runner.invoke(main, ["check", str(spec)]).exit_code == 1
    for command in (["check"], ["summary"], ["diagram", "--format", "dot"], ["diff", str(spec)]):
        plugins.REGISTERED.clear()
        plugins.MODULES.clear()
        done = runner.invoke(main, [*command, str(spec), "--plugin", PENS])
        assert done.exit_code == 0, done.output
    for command in main.commands.values():
        reads = {each.name for each in command.params} & {"spec", "specs", "before", "directory"}
        assert not reads or "plugin" in {each.name for each in command.params}, command.name
    assert runner.invoke(main, ["check", str(spec), "--plugin", "tests.nothing"]).exit_code == 2


def test_check_with_a_plugin_imports_no_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "pen.json").write_text(document())
    arguments = ["check", str(tmp_path / "pen.json"), "--plugin", PENS]
    script = f"""
import sys
from rnngraph.cli import main
main({arguments}, standalone_mode=False)
print([name for name in ("tensorflow", "keras", "numpy", "tests.plugins.pens_keras") if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


@pytest.mark.keras
class TestCompiled:
    def test_it_computes_what_its_layer_does(self, tmp_path: Path) -> None:
        keras = pytest.importorskip("keras")
        rg.use_plugin(PENS)
        cell = {"type": "PenCell", "units": 8, "activation": "relu", "kernel_regularizer": {"type": "L2", "l2": 0.5}}
        tree = json.loads(document(cell))
        tree["outputs"] = ["pen", "pen.seen"]
        model = rg.loads(json.dumps(tree)).compile()
        x = [np.random.default_rng(0).normal(size=(3, 5, size)).astype("float32") for size in (2, 1)]
        y, seen = model(x)
        np.testing.assert_allclose(seen, x[0].sum(1), rtol=1e-5)
        kernel, pressure_kernel, _ = (np.asarray(each) for each in model.weights)
        h = np.zeros((3, 8))
        for time in range(5):
            h = np.maximum(x[0][:, time] @ kernel + x[1][:, time] @ pressure_kernel + h, 0)
        np.testing.assert_allclose(y, h, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(model.losses[0], 0.5 * (kernel**2).sum(), rtol=1e-5)
        model.save(tmp_path / "pen.keras")
        np.testing.assert_allclose(keras.models.load_model(tmp_path / "pen.keras")(x)[0], y, rtol=1e-6)

    def test_it_starts_as_its_layer_says_and_keeps_its_names(self) -> None:
        rg.use_plugin(PENS)
        tree = json.loads(document({"type": "PlainCell", "units": 2}, "xy"))
        tree = {**tree, "batch_size": 3, "inputs": [{"name": "xy", "shape": [4, 2]}]}
        tree["layers"][0]["stateful"] = True
        model = rg.loads(json.dumps(tree)).compile()
        assert {name: value.tolist() for name, value in rg.states(model).items()} == {"pen.h": [[1.0, 1.0]] * 3}

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ({"type": "Wrong"}, "weights: Keras built kernel, the analysis said kernels"),
            ({"type": "Nowhere"}, "tests.plugins.nowhere"),
            ({"type": "NoLayer"}, "no Keras layer"),
            ({"type": "OtherFields", "unit": 2}, "unit"),
        ],
    )
    def test_what_is_not_as_declared_is_told(self, cell: dict[str, Any], text: str, tmp_path: Path) -> None:
        spec = tmp_path / "pen.json"
        tree = json.loads(document(cell, "xy"))
        spec.write_text(json.dumps({**tree, "inputs": tree["inputs"][:1]}))
        done = CliRunner().invoke(main, ["compile", str(spec), "--plugin", PENS, "-o", str(tmp_path / "m.keras")])
        assert done.exit_code == 2
        assert text in done.output


def test_a_module_that_was_edited_and_reloaded_replaces_its_own_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib

    def module(name: str, rate: float) -> str:
        sizes = 'inputs={"x": ["i"]}, states={"h": ["i"]}, outputs=["h"]'
        return f'import rnngraph as rg\n{name} = rg.cell("{name}", {sizes}, step={{"h": "{rate} * h + x"}})\n'

    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "my_cells.py").write_text(module("Slow", 0.5) + module("Leaky", 0.5))
    (tmp_path / "other_cells.py").write_text(module("Leaky", 0.9))
    assert set(rg.use_plugin("my_cells")) == {"Slow", "Leaky"}
    with pytest.raises(ValueError, match="other_cells has a cell Leaky, and my_cells has another"):
        rg.use_plugin("other_cells")
    source = tmp_path / "my_cells.py"
    source.write_text(module("Leaky", 0.25))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    reloaded = sys.modules.pop("my_cells")
    importlib.invalidate_caches()
    assert rg.use_plugin("my_cells") == ("Leaky",)
    assert set(plugins.REGISTERED) == {"Leaky"}
    assert plugins.REGISTERED["Leaky"] is not reloaded.Leaky
