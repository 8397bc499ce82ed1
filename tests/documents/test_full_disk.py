"""Writers on a full disk: the old file stays whole, nothing is left beside it, and the message is one sentence.

A limit on the size of files stands for the disk: a write beyond it fails as one on a full disk does.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import rnngraph as rg
from rnngraph.documents.files import replacing, write_whole
from tests.cli.commands import MNIST, run


@contextmanager
def full_disk(size: int = 1000) -> Iterator[None]:
    """Files can't grow beyond `size` bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def unchanged(folder: Path, old: bytes | None) -> bool:
    return [each.read_bytes() for each in folder.iterdir()] == ([] if old is None else [old])


@pytest.mark.parametrize("old", [None, b"old"])
def test_a_write_leaves_the_old_file_or_none(tmp_path: Path, old: bytes | None) -> None:
    path = tmp_path / "file"
    if old is not None:
        path.write_bytes(old)
    for write in (
        lambda: write_whole(path, b"x" * 2000),
        lambda: rg.load(MNIST).diagram(path, format="dot"),
        lambda: rg.load(MNIST).save(path),
    ):
        with full_disk(100), pytest.raises(OSError, match="File too large") as error:
            write()
        assert error.value.filename == str(path)
        assert unchanged(tmp_path, old)


def test_a_block_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replacing(path) as aside:  # noqa: PT012
        aside.write_bytes(b"half")
        raise ZeroDivisionError
    assert unchanged(tmp_path, b"old")


def test_a_new_file_never_replaces_another(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"first", new=True)
    with pytest.raises(FileExistsError):
        write_whole(path, b"second", new=True)
    assert unchanged(tmp_path, b"first")


def test_a_new_file_does_not_replace_one_that_appears_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "file"
    with pytest.raises(FileExistsError), replacing(path, new=True) as aside:  # noqa: PT012
        aside.write_bytes(b"second")
        path.write_bytes(b"first")
    assert unchanged(tmp_path, b"first")


@pytest.mark.parametrize("old", [None, b"old"])
@pytest.mark.parametrize("suffix", ["svg", "dot", "txt"])
def test_diagram(tmp_path: Path, old: bytes | None, suffix: str) -> None:
    path = tmp_path / f"picture.{suffix}"
    if old is not None:
        path.write_bytes(old)
    with full_disk(100):
        done = run("diagram", MNIST, "-o", str(path))
    assert done.exit_code == 2
    assert done.output.endswith(": File too large\n")
    assert done.output.count("\n") == 1
    assert unchanged(tmp_path, old)


def test_new_leaves_no_half_spec(tmp_path: Path) -> None:
    with full_disk(100):
        done = run("new", "model", "-o", str(tmp_path / "model.json"))
    assert done.exit_code == 2
    assert unchanged(tmp_path, None)


def test_fix_leaves_the_spec(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    old = Path(MNIST).read_text().replace('"units"', '"unit"').encode()
    path.write_bytes(old)
    with full_disk(100):
        done = run("check", "--fix", "--unsafe-fixes", str(path))
    assert done.exit_code == 2
    assert "File too large" in done.output
    assert unchanged(tmp_path, old)


@pytest.mark.keras
@pytest.mark.parametrize("size", [0, 1000, 100_000])
@pytest.mark.parametrize("old", [None, b"old"])
def test_compile_leaves_the_model(tmp_path: Path, old: bytes | None, size: int) -> None:
    pytest.importorskip("keras")
    path = tmp_path / "model.keras"
    if old is not None:
        path.write_bytes(old)
    with full_disk(size):
        done = run("compile", MNIST, "-o", str(path))
    assert done.exit_code == 2
    assert done.output.strip().endswith(f"{path}: File too large")
    assert unchanged(tmp_path, old)


@pytest.mark.keras
def test_compile_replaces_a_model(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    path = tmp_path / "model.keras"
    path.write_bytes(b"old")
    path.chmod(0o640)
    assert run("compile", MNIST, "-o", str(path)).exit_code == 0
    assert keras.models.load_model(path).count_params() == rg.load(MNIST).params
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["model.keras"]
