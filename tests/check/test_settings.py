"""Which rules speak: codes, their beginnings, severities; and where it is read from."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from unittest.mock import Mock

import pytest

import rnngraph as rg
from rnngraph.check import rules_by_code
from rnngraph.check.settings import Settings, SettingsError, settings_for, settings_of

UNUSED = """{"rnngraph": 1, "name": "g", "inputs": [{"name": "x", "shape": [8]}, {"name": "y", "shape": [8]}],
 "layers": [{"type": "Dense", "units": "2", "inputs": "x"}]}"""


def codes(settings: Settings) -> list[tuple[str, str]]:
    return [(each.code, each.severity) for each in rg.loads(UNUSED).check(settings)]


class TestSettings:
    def test_everything_speaks_that_is_not_optional(self) -> None:
        assert {code for code, rule in rules_by_code().items() if not Settings().wants(rule)} == {
            code for code, rule in rules_by_code().items() if rule.optional
        }

    @pytest.mark.parametrize(
        ("select", "ignore", "wanted"),
        [
            (["RG"], [], ["RG112", "RG221"]),
            (["RG2"], [], ["RG221"]),
            (["RG112"], [], ["RG112"]),
            (["RG"], ["RG2"], ["RG112"]),
            (["RG"], ["RG221"], ["RG112"]),
            (["RG221"], ["RG2"], ["RG221"]),
            (["RG2"], ["RG221"], []),
            (["RG221"], ["RG221"], []),
            (["rg2,rg1"], [], ["RG112", "RG221"]),
        ],
    )
    def test_the_longest_code_wins(self, select: list[str], ignore: list[str], wanted: list[str]) -> None:
        settings = Settings().overridden(select, ignore, require_cudnn=False)
        assert sorted(code for code, _ in codes(settings)) == wanted

    def test_severities_are_overridden(self) -> None:
        settings = Settings(severity={"RG2": "error", "RG112": "warning"})
        assert sorted(codes(settings)) == [("RG112", "warning"), ("RG221", "error")]
        assert ("RG221", "warning") in codes(Settings(severity={"RG2": "error", "RG22": "warning"}))

    def test_the_command_line_comes_before_the_file(self) -> None:
        file = settings_of({"select": ["RG1"], "ignore": ["RG112"], "require-cudnn": True})
        both = file.overridden(["RG2"], [], require_cudnn=False)
        assert both == Settings(("RG2",), ("RG112",), {}, True)


class TestPyproject:
    def test_the_nearest_with_the_table_is_read(self, tmp_path: Path) -> None:
        deep = tmp_path / "a" / "b"
        deep.mkdir(parents=True)
        (tmp_path / "pyproject.toml").write_text('[tool.rnngraph]\nignore = ["RG221"]\n', encoding="utf-8")
        (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 99 # rnngraph\n", encoding="utf-8")
        assert settings_for(deep / "spec.json") == Settings(ignore=("RG221",))
        (deep / "pyproject.toml").write_text('[tool.rnngraph.severity]\nRG2 = "error"\n', encoding="utf-8")
        assert settings_for(deep / "spec.json") == Settings(severity={"RG2": "error"})

    def test_no_file_is_no_settings(self, tmp_path: Path) -> None:
        assert settings_for(tmp_path / "spec.json") == Settings()

    @pytest.mark.parametrize(
        ("table", "message"),
        [
            ({"selct": []}, "did you mean `select`"),
            ({"colour": True}, "it has select, ignore, severity, require-cudnn"),
            ({"select": "RG1"}, "list of codes"),
            ({"ignore": ["RG999"]}, "RG999"),
            ({"ignore": ["E501"]}, "no rule's code begins with"),
            ({"severity": {"RG101": "loud"}}, "error, warning"),
            ({"severity": ["RG101"]}, "table of codes"),
            ({"require-cudnn": "yes"}, "true or false"),
            ([], "is a table"),
        ],
    )
    def test_what_cannot_be_is_said(self, table: object, message: str) -> None:
        with pytest.raises(SettingsError, match=message):
            settings_of(table)

    def test_what_is_no_toml_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_text("[tool.rnngraph\n", encoding="utf-8")
        with pytest.raises(SettingsError, match="pyproject"):
            settings_for(tmp_path / "spec.json")


class TestEdits:
    """A process that asks again after an edit gets the new settings: a language server, `check --watch`."""

    @pytest.fixture
    def spec(self, tmp_path: Path) -> Path:
        folder = tmp_path / "project" / "specs"
        folder.mkdir(parents=True)
        return folder / "spec.json"

    @pytest.fixture
    def file(self, spec: Path) -> Path:
        """The project's pyproject.toml, which the first question has read."""
        file = spec.parents[1] / "pyproject.toml"
        ignore(file, "RG221")
        assert settings_for(spec).ignore == ("RG221",)
        return file

    def test_an_edit(self, spec: Path, file: Path) -> None:
        ignore(file, "RG1", "RG2")
        assert settings_for(spec).ignore == ("RG1", "RG2")

    def test_an_edit_of_the_same_size_at_the_same_time(self, spec: Path, file: Path) -> None:
        before = file.stat()
        ignore(file, "RG112")
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        after = file.stat()
        assert (after.st_mtime_ns, after.st_size) == (before.st_mtime_ns, before.st_size)
        assert settings_for(spec).ignore == ("RG112",)

    def test_many_edits_one_after_the_other(self, spec: Path, file: Path) -> None:
        for code in ["RG112", "RG221"] * 20:
            ignore(file, code)
            assert settings_for(spec).ignore == (code,)

    def test_a_file_put_in_its_place(self, spec: Path, file: Path) -> None:
        ignore(file.with_suffix(".new"), "RG112")
        file.with_suffix(".new").replace(file)
        assert settings_for(spec).ignore == ("RG112",)

    def test_a_table_that_is_removed(self, spec: Path, file: Path) -> None:
        file.write_text("[tool.ruff]\nline-length = 99\n", encoding="utf-8")
        assert settings_for(spec) == Settings()

    def test_a_nearer_file_that_appears_and_is_deleted(self, spec: Path, file: Path) -> None:
        nearer = spec.with_name("pyproject.toml")
        ignore(nearer, "RG112")
        assert settings_for(spec).ignore == ("RG112",)
        nearer.unlink()
        assert settings_for(spec).ignore == ("RG221",)

    def test_a_file_that_is_deleted(self, spec: Path, file: Path) -> None:
        file.unlink()
        assert settings_for(spec) == Settings()

    def test_a_file_that_is_renamed_and_back(self, spec: Path, file: Path) -> None:
        aside = file.rename(file.with_suffix(".old"))
        assert settings_for(spec) == Settings()
        aside.rename(file)
        assert settings_for(spec).ignore == ("RG221",)

    @pytest.mark.parametrize(
        "broken", ["[tool.rnngraph\n", '[tool.rnngraph]\nignore = ["RG999"]\n', "tool = 'rnngraph'"]
    )
    def test_a_file_that_is_broken_and_repaired(self, spec: Path, file: Path, broken: str) -> None:
        file.write_text(broken, encoding="utf-8")
        for _ in range(2):
            with pytest.raises(SettingsError, match="pyproject"):
                settings_for(spec)
        ignore(file, "RG112")
        assert settings_for(spec).ignore == ("RG112",)

    def test_a_folder_in_place_of_the_file(self, spec: Path, file: Path) -> None:
        file.unlink()
        file.mkdir()
        assert settings_for(spec) == Settings()

    def test_a_file_is_parsed_once_for_many_specs(self, spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        parsed = Mock(side_effect=tomllib.loads)
        monkeypatch.setattr(tomllib, "loads", parsed)
        ignore(spec.with_name("pyproject.toml"), "RG221")
        for index in range(100):
            settings_for(spec.with_name(f"{index}.json"))
        assert parsed.call_count == 1


def ignore(file: Path, *rules: str) -> None:
    file.write_text(f"[tool.rnngraph]\nignore = {json.dumps(rules)}\n", encoding="utf-8")


def test_of_too_many_findings_what_the_settings_make_an_error_is_told() -> None:
    inputs = [{"name": "x", "shape": [None, 3]}]
    unused = [{"name": f"unused_{index}", "type": "Dense", "units": 2, "inputs": "x"} for index in range(1100)]
    layers = [*unused, {"name": "reader", "type": "LSTM", "units": 2, "recurrent_dropout": 0.5, "inputs": "x"}]
    graph = rg.loads(
        json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": layers, "outputs": ["reader"]})
    )
    found = graph.check(Settings(require_cudnn=True))
    assert [each.code for each in found if each.severity == "error" and each.layer == "reader"]
