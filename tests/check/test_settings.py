"""Which rules speak: codes, their beginnings, severities; and where it is read from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.check import rules_by_code
from rnngraph.check.settings import Settings, SettingsError, forget, settings_for, settings_of

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
        forget()
        deep = tmp_path / "a" / "b"
        deep.mkdir(parents=True)
        (tmp_path / "pyproject.toml").write_text('[tool.rnngraph]\nignore = ["RG221"]\n', encoding="utf-8")
        (tmp_path / "a" / "pyproject.toml").write_text("[tool.ruff]\nline-length = 99 # rnngraph\n", encoding="utf-8")
        assert settings_for(deep / "spec.json") == Settings(ignore=("RG221",))
        (deep / "pyproject.toml").write_text('[tool.rnngraph.severity]\nRG2 = "error"\n', encoding="utf-8")
        forget()
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
        forget()
        (tmp_path / "pyproject.toml").write_text("[tool.rnngraph\n", encoding="utf-8")
        with pytest.raises(SettingsError, match="pyproject"):
            settings_for(tmp_path / "spec.json")


def test_of_too_many_findings_what_the_settings_make_an_error_is_told() -> None:
    inputs = [{"name": "x", "shape": [None, 3]}]
    unused = [{"name": f"unused_{index}", "type": "Dense", "units": 2, "inputs": "x"} for index in range(1100)]
    layers = [*unused, {"name": "reader", "type": "LSTM", "units": 2, "recurrent_dropout": 0.5, "inputs": "x"}]
    graph = rg.loads(
        json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": layers, "outputs": ["reader"]})
    )
    found = graph.check(Settings(require_cudnn=True))
    assert [each.code for each in found if each.severity == "error" and each.layer == "reader"]
