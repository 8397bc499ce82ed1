"""The commands, as a user runs them: output, exit status, and never a traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rnngraph.cli import main

SPECS = Path(__file__).resolve().parents[1] / "specs"
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


@pytest.fixture
def broken(tmp_path: Path) -> str:
    path = tmp_path / "broken.json"
    path.write_text(BROKEN, encoding="utf-8")
    return str(path)


def run(*arguments: str, input: str | bytes | None = None) -> Result:
    result = CliRunner().invoke(main, arguments, input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result


class TestCheck:
    def test_a_right_spec_exits_with_0(self) -> None:
        assert run("check", MNIST).exit_code == 0

    def test_errors_exit_with_1_and_name_the_place(self, broken: str) -> None:
        result = run("check", broken)
        assert result.exit_code == 1
        assert f"{broken}:7:" in result.output
        assert f"{broken}:8:" in result.output
        assert "RG401" in result.output
        assert "Dense" in result.output

    def test_json_is_the_documented_object(self, broken: str) -> None:
        result = run("check", "--format", "json", broken, MNIST)
        assert result.exit_code == 1
        first, second = json.loads(result.output)["files"]
        assert (second["path"], second["diagnostics"]) == (MNIST, [])
        assert [each["layer"] for each in first["diagnostics"]] == ["decoder", "logits"]
        keys = {"code", "severity", "message", "layer", "field", "line", "column", "end_line", "end_column", "fix"}
        assert all(each.keys() == keys for each in first["diagnostics"])
        assert [(each["line"], each["column"]) for each in first["diagnostics"]] == [(7, 84), (8, 32)]

    def test_github_shows_findings_beside_their_lines(self, broken: str) -> None:
        result = run("check", "--format", "github", broken, MNIST)
        assert result.exit_code == 1
        first, second = result.output.splitlines()
        assert first.startswith(
            f"::error file={broken},line=7,col=84,endLine=7,endColumn=93,title=rnngraph RG401::decoder: "
        )
        assert "title=rnngraph RG117" in second

    def test_a_folder_stands_for_its_specs(self, tmp_path: Path) -> None:
        assert f"All {len(list(SPECS.glob('*.json'))) - 1} specs are all right." in run("check", str(SPECS)).output
        (tmp_path / "deep").mkdir()
        assert run("check", str(tmp_path)).exit_code == 2
        (tmp_path / "deep" / "half.json").write_text("{", encoding="utf-8")
        (tmp_path / "other.json").write_text("{}", encoding="utf-8")
        result = run("check", str(tmp_path))
        assert result.exit_code == 1
        assert "Found 1 error." in result.output

    def test_no_such_file_exits_with_2(self) -> None:
        result = run("check", "nowhere.json")
        assert result.exit_code == 2
        assert "nowhere.json" in result.output

    def test_what_is_no_json_is_an_error_of_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "half.json"
        path.write_text('{"rnngraph": 1,\n  "name": ', encoding="utf-8")
        result = run("check", str(path))
        assert result.exit_code == 1
        assert "half.json:2:" in result.output

    def test_reads_standard_input(self) -> None:
        assert run("check", "-", input=BROKEN).exit_code == 1
        assert run("check", "-", input=Path(MNIST).read_bytes()).exit_code == 0

    def test_reads_a_graph_built_in_python(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        code = (
            "import rnngraph as rg\nx = rg.Input('x', (None, 4))\ngraph = rg.Graph('g', x, rg.LSTM(3)(rg.LSTM(3)(x)))\n"
        )
        (tmp_path / "my_graph.py").write_text(code, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
        result = run("check", "my_graph:graph")
        assert result.exit_code == 1
        assert "my_graph.py:3" in result.output
        assert run("check", "my_graph:nothing").exit_code == 2
        assert run("check", "no_module_of_that_name:graph").exit_code == 2


class TestExplain:
    def test_prints_the_rule_s_page(self) -> None:
        result = run("explain", "rg401")
        assert result.exit_code == 0
        assert result.output.startswith("RG401 state-count (error)")
        assert '"initial_state": "encoder.state_h"' in result.output

    def test_another_code_is_refused(self) -> None:
        result = run("explain", "RG499")
        assert result.exit_code == 2
        assert "RG4" in result.output


class TestSummary:
    def test_prints_the_table(self) -> None:
        result = run("summary", MNIST)
        assert result.exit_code == 0
        assert "24,714" in result.output

    @pytest.mark.parametrize("format", ["json", "markdown", "html"])
    def test_prints_other_formats(self, format: str) -> None:
        result = run("summary", MNIST, "--format", format)
        assert result.exit_code == 0
        assert "normalization" in result.output

    def test_a_broken_spec_is_reported_not_summed_up(self, broken: str) -> None:
        result = run("summary", broken)
        assert result.exit_code == 1
        assert "RG401" in result.output


class TestDiagram:
    @pytest.mark.parametrize(
        ("suffix", "start"),
        [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF"), ("dot", b"digraph"), ("mmd", b"")],
    )
    def test_writes_by_suffix(self, tmp_path: Path, suffix: str, start: bytes) -> None:
        path = tmp_path / "deep" / f"mnist.{suffix}"
        assert run("diagram", MNIST, "-o", str(path)).exit_code == 0
        assert path.read_bytes().lstrip().startswith(start)
        assert path.stat().st_size > 100

    def test_another_suffix_is_refused(self, tmp_path: Path) -> None:
        result = run("diagram", MNIST, "-o", str(tmp_path / "mnist.gif"))
        assert result.exit_code == 2
        assert "svg" in result.output

    def test_draws_a_broken_spec(self, broken: str, tmp_path: Path) -> None:
        assert run("diagram", broken, "-o", str(tmp_path / "broken.svg")).exit_code == 0
        assert "RG401" in (tmp_path / "broken.svg").read_text(encoding="utf-8")

    def test_a_folder_that_cannot_be_written_is_said_plainly(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("", encoding="utf-8")
        assert run("diagram", MNIST, "-o", str(tmp_path / "file" / "mnist.svg")).exit_code == 2


class TestCompile:
    def test_wants_a_keras_file(self, tmp_path: Path) -> None:
        result = run("compile", MNIST, "-o", str(tmp_path / "model.h5"))
        assert result.exit_code == 2
        assert ".keras" in result.output

    def test_a_broken_spec_never_reaches_keras(self, broken: str, tmp_path: Path) -> None:
        result = run("compile", broken, "-o", str(tmp_path / "model.keras"))
        assert result.exit_code == 1
        assert "RG401" in result.output

    @pytest.mark.keras
    def test_writes_a_model_that_loads(self, tmp_path: Path) -> None:
        import keras

        path = tmp_path / "model.keras"
        result = run("compile", MNIST, "-o", str(path))
        assert result.exit_code == 0, result.output
        assert keras.models.load_model(path).count_params() == 24714
