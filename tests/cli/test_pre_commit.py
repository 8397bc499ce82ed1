"""The hooks that a repository of specs takes from here: pre-commit accepts them, and they do what they say."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from tests.cli.commands import BROKEN, MNIST, run

ROOT = Path(__file__).resolve().parents[2]
HOOKS = {hook["id"]: hook for hook in load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))}


def hook(name: str, *files: str) -> tuple[int, str]:
    """What a hook's entry says of files, as pre-commit gives them."""
    program, *arguments = shlex.split(HOOKS[name]["entry"])
    assert program == "rnngraph"
    result = run(*arguments, *files)
    return result.exit_code, result.output


@pytest.fixture
def other(tmp_path: Path) -> str:
    path = tmp_path / "package.json"
    path.write_text('{"name": "something else",}', encoding="utf-8")
    return str(path)


def test_there_is_one_that_checks_and_one_that_fixes() -> None:
    assert set(HOOKS) == {"rnngraph-check", "rnngraph-fix"}
    assert all((each["language"], each["types"]) == ("python", ["json"]) for each in HOOKS.values())


def test_the_check_fails_for_errors_and_passes_over_other_json(broken: str, other: str) -> None:
    assert hook("rnngraph-check", MNIST, other) == (0, "checked 1 file: all right\n")
    status, output = hook("rnngraph-check", MNIST, other, broken)
    assert status == 1
    assert "checked 2 files: 2 errors" in output
    assert hook("rnngraph-check", other) == (0, "checked 0 files: all right\n")


def test_the_fix_mends_what_is_safe(broken: str, other: str) -> None:
    status, _ = hook("rnngraph-fix", broken, other)
    assert status == 1
    assert Path(broken).read_text(encoding="utf-8") == BROKEN.replace('"Dens"', '"Dense"')
    assert Path(other).read_text(encoding="utf-8") == '{"name": "something else",}'
