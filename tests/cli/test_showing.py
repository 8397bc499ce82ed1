"""`rnngraph summary` and `rnngraph diagram`."""

from __future__ import annotations

from pathlib import Path

import pytest

from rnngraph.report.model.summary import FORMATS
from tests.cli.commands import MNIST, SPECS, run


class TestSummary:
    def test_prints_the_table(self) -> None:
        result = run("summary", MNIST)
        assert result.exit_code == 0
        assert "24,714" in result.output

    @pytest.mark.parametrize("format", FORMATS)
    def test_prints_other_formats(self, format: str) -> None:
        result = run("summary", MNIST, "--format", format)
        assert result.exit_code == 0
        assert "normalization" in result.output

    def test_csv_ends_with_its_last_row(self) -> None:
        output = run("summary", MNIST, "--format", "csv").stdout_bytes
        assert output.endswith(b"\r\n")
        assert output.count(b"\n") == output.count(b"\r\n")

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

    def test_the_inside_of_a_layer(self) -> None:
        result = run("diagram", MNIST, "--inside", "reader", "--format", "txt")
        assert result.exit_code == 0
        assert "c = f * c + i * g" in result.output

    def test_a_layer_without_a_cell_is_refused_with_those_that_have_one(self) -> None:
        result = run("diagram", MNIST, "--inside", "normalization")
        assert result.exit_code == 2
        assert (
            "normalization has no cell to draw: BatchNormalization is not recurrent; layers with one: " in result.output
        )

    def test_the_way_of_the_data(self) -> None:
        assert "rankdir=LR" in run("diagram", MNIST, "--layout", "right", "--format", "dot").output
        assert "flowchart LR" in run("diagram", MNIST, "--layout", "right", "--format", "mmd").output

    def test_an_unknown_block_is_refused(self) -> None:
        result = run("diagram", MNIST, "--collapse", "tower")
        assert result.exit_code == 2
        assert "there is no block 'tower'" in result.output

    def test_what_has_nothing_inside_is_refused_with_what_has(self) -> None:
        nothing = run("diagram", str(SPECS / "encoder_decoder.json"), "--collapse", "encoder").output
        assert "the layer of that name has no layers inside to hide; nothing here can be collapsed" in nothing
        some = run("diagram", str(SPECS / "bidirectional.json"), "--collapse", "logits").output
        assert "no layers inside to hide; there are lower, upper" in some
        assert "did you mean lower?" in run("diagram", str(SPECS / "bidirectional.json"), "--collapse", "lowr").output

    def test_the_model_over_time_steps(self) -> None:
        result = run("diagram", MNIST, "--unrolled", "3", "--format", "txt")
        assert result.exit_code == 0
        assert "mnist over 3 time steps." in result.output
        assert run("diagram", MNIST, "--unrolled", "0").exit_code == 2
