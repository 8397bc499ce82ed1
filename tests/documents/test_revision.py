"""Files at a git revision."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

import rnngraph as rg
from rnngraph.cli import main
from rnngraph.documents.revision import RevisionError, at_revision

TEXT = (
    '{"rnngraph": 1, "name": "m", "inputs": [{"name": "x", "shape": [3, 2]}], '
    '"layers": [{"name": "l", "type": "LSTM", "units": 4}]}'
)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with specs/m.json in two commits, of 4 and of 8 units, and of 16 on disk."""
    monkeypatch.setenv("HOME", str(tmp_path))
    spec = tmp_path / "specs" / "m.json"
    spec.parent.mkdir()
    settings = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    for units in (4, 8):
        spec.write_text(TEXT.replace("4", str(units)), encoding="utf-8")
        subprocess.run(["git", "-C", str(tmp_path), "add", "."], check=True)
        subprocess.run(["git", "-C", str(tmp_path), *settings, "commit", "-qm", "m"], check=True)
    spec.write_text(TEXT.replace("4", "16"), encoding="utf-8")
    return spec


def units(graph: rg.Graph) -> object:
    return graph.data.nodes[0].layer.units  # type: ignore[union-attr]


def test_a_spec_at_a_revision(repository: Path) -> None:
    assert [units(rg.load(repository, revision=each)) for each in ("HEAD~1", "HEAD")] == [4, 8]
    assert units(rg.load(repository)) == 16


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:specs/m.json", "HEAD~9", ""])
def test_what_is_no_revision_is_said(repository: Path, revision: str) -> None:
    with pytest.raises(RevisionError):
        at_revision(repository, revision)
    with pytest.raises(OSError, match=r"\w"):
        rg.load(repository, revision=revision)


def test_a_file_that_was_never_committed(repository: Path) -> None:
    (repository.parent / "new.json").write_text(TEXT, encoding="utf-8")
    with pytest.raises(RevisionError, match=r"new\.json"):
        at_revision(repository.parent / "new.json", "HEAD")


def test_what_was_too_large_is_not_read(repository: Path) -> None:
    size = len(at_revision(repository, "HEAD"))
    assert len(at_revision(repository, "HEAD", size)) == size
    with pytest.raises(RevisionError, match=f"has {size} bytes, more than the {size - 1} that are read"):
        at_revision(repository, "HEAD", size - 1)
    with pytest.raises(RevisionError, match="more than the 10 that"):
        rg.load(repository, revision="HEAD", limits=rg.Limits(bytes=10))


def test_outside_of_any_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "m.json").write_text(TEXT, encoding="utf-8")
    with pytest.raises(RevisionError, match="repository"):
        at_revision(tmp_path / "m.json", "HEAD")


class TestDiff:
    def test_with_the_last_commit(self, repository: Path) -> None:
        done = CliRunner().invoke(main, ["diff", str(repository)])
        assert done.exit_code == 0
        assert "units: 8 → 16" in done.output

    def test_with_another(self, repository: Path) -> None:
        done = CliRunner().invoke(main, ["diff", str(repository), "--revision", "HEAD~1", "--exit-code"])
        assert done.exit_code == 1
        assert "units: 4 → 16" in done.output

    def test_of_two_files(self, repository: Path) -> None:
        done = CliRunner().invoke(main, ["diff", str(repository), str(repository), "--exit-code"])
        assert done.exit_code == 0
        assert "the same model" in done.output

    @pytest.mark.parametrize("more", [["--revision", "gone"], [".", "--revision", "HEAD"]])
    def test_what_cannot_be_compared(self, repository: Path, more: list[str]) -> None:
        done = CliRunner().invoke(main, ["diff", str(repository), *more])
        assert done.exit_code == 2
        assert "Traceback" not in done.output
