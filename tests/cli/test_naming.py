"""What names a spec: never nothing, and standard input once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import BROKEN, MNIST, run


@pytest.mark.parametrize(
    "command",
    [
        ["check", ""],
        ["check", MNIST, ""],
        ["check", "", "--fix"],
        ["summary", ""],
        ["diagram", ""],
        ["compile", "", "-o", "a.keras"],
        ["train", "", "--data", "digits", "--out", "out"],
        ["diff", ""],
        ["diff", MNIST, ""],
    ],
)
def test_an_empty_name_is_not_the_current_folder(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.json").write_text(BROKEN, encoding="utf-8")
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "it is empty" in result.stderr
    assert (tmp_path / "broken.json").read_text(encoding="utf-8") == BROKEN


@pytest.mark.parametrize(
    ("names", "said"),
    [(["-", "-"], "is read once"), (["-"], "only a file"), (["module:attribute"], "only a file")],
)
def test_diff_wants_two_things_to_compare(names: list[str], said: str) -> None:
    result = run("diff", *names, input=Path(MNIST).read_bytes())
    assert (result.exit_code, result.stdout, said in result.stderr) == (2, "", True)


def test_diff_takes_one_from_standard_input() -> None:
    result = run("diff", "-", MNIST, "--exit-code", input=Path(MNIST).read_bytes())
    assert result.exit_code == 0, result.output
