"""`rnngraph compile`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import MNIST, run


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
