"""`rnngraph summary` and `rnngraph diagram`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import MNIST, run


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
