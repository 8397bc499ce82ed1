"""Tensors that can't exist, and models that need more memory than a limit."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.check.settings import Settings, SettingsError, settings_of
from tests.cli.commands import run

GIB = 2**30


def graph(*layers: dict[str, Any], shape: list[int | None] | None = None, **top: Any) -> rg.Graph:
    inputs = [{"name": "x", "shape": shape or [8]}]
    return rg.loads(json.dumps({"rnngraph": 1, "name": "m", "inputs": inputs, "layers": [*layers], **top}))


def codes(model: rg.Graph, settings: Settings | None = None) -> list[str]:
    return [each.code for each in model.check(settings)]


@pytest.mark.parametrize(
    ("layers", "shape", "message"),
    [
        (
            [{"type": "Flatten"}],
            [2**31 - 1, 2**31 - 1, 3],
            "x: it (None, 2147483647, 2147483647, 3) has 1.38e+19 elements",
        ),
        (
            [{"type": "LSTM", "name": "l", "units": 2**31 - 1}],
            [None, 2**31 - 1],
            "l: its weight kernel (2147483647, 8589934588) has 1.84e+19 elements",
        ),
        (
            [
                {"type": "RepeatVector", "name": "r", "n": 2**31 - 1},
                {"type": "UpSampling1D", "name": "u", "size": 9},
                {"type": "GRU", "units": 1},
            ],
            [2**31 - 1],
            "u: its output (None, 19327352823, 2147483647) has 4.15e+19 elements",
        ),
    ],
)
def test_a_tensor_has_at_most_as_many_elements_as_tensorflow_counts(
    layers: list[dict[str, Any]], shape: list[int | None], message: str
) -> None:
    model = graph(*layers, shape=shape)
    assert [(each.code, each.severity) for each in model.check()] == [("RG315", "error")]
    assert model.check()[0].message == f"{message}; a tensor has at most 2**63 - 1"
    with pytest.raises(rg.InvalidSpec, match="RG315"):
        model.require_valid()


def test_the_limit_of_elements_is_exact() -> None:
    factors = [153_092_023, 92_737, 649_657]
    assert math.prod(factors) == 2**63 - 1
    assert "RG315" not in codes(graph({"type": "Activation", "activation": "tanh"}, shape=factors))
    assert "RG315" in codes(graph({"type": "Activation", "activation": "tanh"}, shape=[2**21] * 3))


@pytest.mark.keras
def test_tensorflow_counts_elements_in_64_bits() -> None:
    tf = pytest.importorskip("tensorflow")
    assert tf.TensorShape([2**31, 2**32 - 1]).num_elements() < 2**63
    with pytest.raises((ValueError, OverflowError, tf.errors.InvalidArgumentError)):
        tf.zeros([2**31, 2**32])


def test_weights_above_the_limit() -> None:
    model = graph({"type": "Dense", "units": 1024, "name": "d"}, shape=[1024 * 1024])
    amount = (1024**3 + 1024) * 4
    assert codes(model) == []
    (found,) = model.check(Settings(max_memory=amount - 1))
    assert (found.code, found.severity, found.layer) == ("RG804", "warning", "d")
    assert "take 4.00 GiB; max-memory is 4.00 GiB" in found.message
    assert codes(model, Settings(max_memory=amount)) == []


@pytest.mark.parametrize(("top", "batch"), [({}, 32), ({"batch_size": 7}, 7), ({"training": {"batch_size": 5}}, 5)])
def test_activations_of_a_batch_above_the_limit(top: dict[str, Any], batch: int) -> None:
    model = graph({"type": "Activation", "activation": "tanh"}, shape=[1024, 256], **top)
    amount = 2 * batch * 1024 * 256 * 4
    assert codes(model, Settings(max_memory=amount)) == []
    (found,) = model.check(Settings(max_memory=amount - 1))
    assert found.code == "RG805"
    assert f"activations of a batch of {batch} take {rg.size_text(amount)}" in found.message


def test_activations_are_those_of_the_cost() -> None:
    model = graph({"type": "GRU", "units": 16, "return_sequences": True}, {"type": "Dense", "units": 4}, shape=[50, 8])
    amount = model.cost(32).activation_bytes
    assert amount is not None
    assert codes(model, Settings(max_memory=amount)) == []
    assert codes(model, Settings(max_memory=amount - 1)) == ["RG805"]


def test_larger_than_any_machine(tmp_path: Path) -> None:
    model = graph({"type": "LSTM", "units": 10**9, "name": "reader"}, shape=[10, 10**9])
    assert codes(model) == ["RG804", "RG805"]
    assert "27.76 EiB" in model.check()[0].message
    path = tmp_path / "large.json"
    model.save(path)
    done = run("compile", str(path), "-o", str(tmp_path / "large.keras"))
    assert done.exit_code == 2
    assert "building the model needs 41.63 EiB of memory for its weights, and" in done.output
    assert [each.name for each in tmp_path.iterdir()] == ["large.json"]


@pytest.mark.keras
def test_python_is_told_before_anything_is_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("keras")
    model = graph({"type": "Dense", "units": 1024, "name": "d"}, shape=[1024])
    monkeypatch.setattr("rnngraph.lowering.memory.available_memory", lambda: 2**20)
    with pytest.raises(MemoryError, match=r"needs 8\.00 MiB of memory for its weights, and 1\.00 MiB are available"):
        model.compile()
    monkeypatch.setattr("rnngraph.lowering.memory.available_memory", lambda: None)
    assert model.compile().count_params() == model.params


@pytest.mark.parametrize(
    ("text", "size"),
    [("16 GiB", 16 * GIB), ("1.5gib", 3 * GIB // 2), ("512 MiB", GIB // 2), ("2 EiB", 2**61), ("7 B", 7)],
)
def test_a_size_is_a_number_and_a_unit(text: str, size: int) -> None:
    assert settings_of({"max-memory": text}).max_memory == size


@pytest.mark.parametrize(
    "value", ["16", "16 GB", "GiB", "-1 GiB", "1e9 B", "", "9" * 99 + " B", 16, True, None, [], "nan B"]
)
def test_what_is_no_size(value: object) -> None:
    with pytest.raises(SettingsError, match=r'is a number and a unit .* as "16 GiB"'):
        settings_of({"max-memory": value})


def test_the_command_line_and_the_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    graph({"type": "Dense", "units": 1024}, shape=[1024]).save(path)
    assert run("check", str(path)).exit_code == 0
    assert "RG804" in run("check", str(path), "--max-memory", "1 MiB").output
    (tmp_path / "pyproject.toml").write_text('[tool.rnngraph]\nmax-memory = "1 MiB"\n')
    assert "RG804" in run("check", str(path)).output
    assert "RG804" not in run("check", str(path), "--max-memory", "16 GiB").output
    assert run("check", str(path), "--max-memory", "16").exit_code == 2


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"), (1023, "1,023 B"), (1024, "1.00 KiB"), (2**30, "1.00 GiB"), (2**40 - 1, "1,024.00 GiB"),
        (2**40, "1.00 TiB"), (3 * 2**49, "1.50 PiB"), (2**60, "1.00 EiB"), (2**71, "2,048.00 EiB"),
    ],
)  # fmt: skip
def test_sizes_have_units_up_to_exbibytes(size: int, text: str) -> None:
    assert rg.size_text(size) == text
