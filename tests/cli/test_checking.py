"""`rnngraph check` and `rnngraph explain`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rnngraph as rg
from tests.cli.commands import BROKEN, MNIST, SPECS, run


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
        assert f"checked {len(list(SPECS.glob('*.json'))) - 1} files: all right" in run("check", str(SPECS)).output
        (tmp_path / "deep").mkdir()
        assert run("check", str(tmp_path)).exit_code == 2
        (tmp_path / "deep" / "half.json").write_text('{"rnngraph": 1', encoding="utf-8")
        (tmp_path / "other.json").write_text("{}", encoding="utf-8")
        result = run("check", str(tmp_path))
        assert result.exit_code == 1
        assert "checked 1 file: 1 error" in result.output

    def test_no_such_file_exits_with_2(self) -> None:
        result = run("check", "nowhere.json")
        assert result.exit_code == 2
        assert "nowhere.json" in result.output

    def test_one_that_is_not_there_keeps_no_other(self, broken: str) -> None:
        result = run("check", broken, "nowhere.json", MNIST)
        assert (result.exit_code, result.stderr) == (2, "Error: nowhere.json: No such file or directory\n")
        assert "RG401" in result.stdout
        assert "checked 2 files: 2 errors" in result.stdout
        assert run("check", "nowhere.json").stdout == ""

    @pytest.mark.parametrize("format", ["json", "sarif"])
    def test_a_document_stays_one(self, format: str) -> None:
        for given in (["nowhere.json"], [MNIST, "nowhere.json"]):
            result = run("check", "--format", format, *given)
            assert (result.exit_code, "nowhere.json: No such file" in result.stderr) == (2, True)
            json.loads(result.stdout)

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


class TestWhatAModuleRaises:
    """Is told with the place in what the user wrote."""

    @pytest.fixture(autouse=True)
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        monkeypatch.syspath_prepend(str(tmp_path))
        return tmp_path

    def test_each_error_of_a_layer_on_its_line(self, here: Path) -> None:
        (here / "wrong_field.py").write_text("import rnngraph as rg\ng = rg.LSTM(hidden=3)\n", encoding="utf-8")
        result = run("check", "wrong_field:g")
        assert result.exit_code == 2
        place = f"wrong_field:g: {here / 'wrong_field.py'}:2: InvalidSpec: "
        first, second = result.stderr.removeprefix("Error: ").splitlines()
        assert first.startswith(f"{place}RG111 ")
        assert second.startswith(f"{place}RG110 ")

    def test_of_calls_the_last_that_is_the_users(self, here: Path) -> None:
        (here / "that_calls.py").write_text("import called\ndef g():\n    return called.f()\n", encoding="utf-8")
        (here / "called.py").write_text("import json\ndef f():\n    json.loads('{')\n", encoding="utf-8")
        assert f"that_calls:g: {here / 'called.py'}:3: JSONDecodeError: " in run("check", "that_calls:g").stderr

    def test_a_module_that_it_imports_and_is_not_there(self, here: Path) -> None:
        (here / "that_imports.py").write_text("\nimport nowhere_at_all\n", encoding="utf-8")
        said = run("check", "that_imports:g").stderr
        assert f"{here / 'that_imports.py'}:2: ModuleNotFoundError: No module named 'nowhere_at_all'" in said


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


class TestExplaining:
    def test_by_the_rules_name(self) -> None:
        assert run("explain", "state-count").output == run("explain", "RG401").output

    def test_a_beginning_lists_the_rules(self) -> None:
        lines = run("explain", "rg40").output.splitlines()
        assert "RG401 state-count (error)" in lines
        assert all(line.startswith("RG40") for line in lines)


def test_what_mends_is_said_as_the_command_has_it(broken: str) -> None:
    assert "fixable with --fix" in run("check", broken).output
    assert "fixable with rnngraph check --fix" in run("summary", broken).output


def test_a_python_graph_says_its_file_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "wrong_graph.py"
    source = "import rnngraph as rg\nx = rg.Input('x', (3,))\ngraph = rg.Graph('m', x, rg.LSTM(2)(x))\n"
    file.write_text(source, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (found,) = json.loads(run("check", "wrong_graph:graph", "--format", "json").output)["files"][0]["diagnostics"]
    assert (found["path"], found["line"]) == (str(file), 3)


def test_sarif_of_standard_input_has_one_name() -> None:
    run_ = json.loads(run("check", "-", "--format", "sarif", input=BROKEN).output)["runs"][0]
    (artifact,) = run_["artifacts"]
    places = [each["locations"][0]["physicalLocation"]["artifactLocation"] for each in run_["results"]]
    assert all(place == artifact["location"] for place in places)


def test_a_list_of_findings_reads_as_lines(broken: str) -> None:
    found = rg.load(broken).check()
    assert str(found[0]).startswith(f"{broken}:")
    assert f"error[{found[0].code}]" in repr(found)
