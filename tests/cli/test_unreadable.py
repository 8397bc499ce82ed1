"""Files that no spec could be: endless, larger than memory, binary. Each command reports them, in bounded memory."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import rnngraph as rg
from tests.cli.commands import MNIST, run

MEMORY = 1_500_000_000
"""Address space of a command, in bytes; the libraries of `diagram` take most of it."""
COMMANDS = (["check"], ["check", "--fix"], ["summary"], ["diagram", "--format", "txt"])


def limited(*arguments: str, stdin: object = None) -> subprocess.CompletedProcess[str]:
    """A command in a process with little memory."""
    script = (
        f"import resource as r; r.setrlimit(r.RLIMIT_AS, ({MEMORY}, {MEMORY})); import runpy, sys; sys.argv[0] = 'r'"
    )
    command = [sys.executable, "-c", f"{script}; runpy.run_module('rnngraph', run_name='__main__')", *arguments]
    return subprocess.run(command, stdin=stdin, capture_output=True, text=True, timeout=60, check=False)  # type: ignore[call-overload, no-any-return]


@pytest.fixture(params=["6 GB", "a link to /dev/zero"])
def huge(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    path = tmp_path / "huge.json"
    if request.param == "6 GB":
        with path.open("wb") as file:
            file.truncate(6 * 2**30)  # without blocks on the disk
    elif not Path("/dev/zero").exists():
        pytest.skip("needs /dev/zero")
    else:
        path.symlink_to("/dev/zero")
    return str(path)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_huge_file_is_read_up_to_the_limit(command: list[str], huge: str) -> None:
    done = limited(*command, huge)
    assert "RG103" in done.stdout + done.stderr
    assert "more than 8,388,608 bytes" in done.stdout + done.stderr
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def test_diff_and_python_read_a_huge_file_up_to_the_limit(huge: str) -> None:
    done = limited("diff", MNIST, huge)
    assert done.returncode == 1
    assert "RG103" in done.stderr
    assert [each.code for each in rg.load(huge).check()] == ["RG103"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_endless_input_is_read_up_to_the_limit(command: list[str]) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", "while True: print('{\"rnngraph\": 1,' * 999)"], stdout=subprocess.PIPE
    )
    done = limited(*command, "-", stdin=writer.stdout)
    writer.stdout.close()  # type: ignore[union-attr]
    writer.kill()
    writer.wait()
    assert "RG103" in done.stdout + done.stderr
    assert done.returncode == 1


def test_a_huge_file_at_a_revision_is_refused_before_git_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(b" " * (8 * 2**20 + 1))
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "large"]):
        subprocess.run([*git, *arguments], check=True)
    path.write_bytes(Path(MNIST).read_bytes())
    done = run("diff", str(path))
    assert done.exit_code == 2
    assert "8,388,609 bytes" in done.output


def archive(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "{}")
    return path.read_bytes()


BINARY = [
    (["metadata.json", "config.json", "model.weights.h5"], "a saved Keras model (.keras)"),
    (["config.json"], "a saved Keras model (.keras)"),
    (["arr_0.npy"], "a file of NumPy arrays (.npz)"),
    (["spec.json"], "a ZIP archive"),
    ([], "an empty ZIP archive"),
]


@pytest.mark.parametrize("name", ["model.keras", "model.json", "model.zip"])
@pytest.mark.parametrize(("members", "format"), BINARY)
def test_an_archive_is_called_what_it_is(members: list[str], format: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    content = archive(path, *members)
    for command in (*COMMANDS, ["diff", MNIST], ["compile", "-o", str(tmp_path / "out.keras")]):
        done = run(*command, str(path))
        assert done.exit_code == 1
        assert f"error[RG109] this is {format}, not a spec" in done.output
    assert f"this is {format}" in run("diff", str(path), MNIST).output
    assert f"this is {format}" in run("check", "-", input=content).output
    assert path.read_bytes() == content
    assert os.listdir(tmp_path) == [name]


@pytest.mark.parametrize(
    "start", [b"\x89HDF\r\n\x1a\n", b"\x93NUMPY\x01", b"\x1f\x8b\x08", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7"]
)
def test_other_binary_files_are_called_what_they_are(start: bytes) -> None:
    assert [each.code for each in rg.loads(start + b"\0" * 100).check()] == ["RG109"]


@pytest.mark.keras
def test_what_keras_saves_is_called_a_keras_model(tmp_path: Path) -> None:
    keras = pytest.importorskip("keras")
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
    for name, expected in (("model.keras", "a saved Keras model (.keras)"), ("weights.weights.h5", "an HDF5 file")):
        (model.save if name == "model.keras" else model.save_weights)(tmp_path / name)
        assert expected in run("check", str(tmp_path / name)).output


@pytest.mark.parametrize("content", [b"caf\xe9", b"\xff\xfe{\x00"])
def test_fix_reports_that_a_file_is_no_text(content: bytes) -> None:
    done = run("check", "--fix", "-", input=content)
    assert done.exit_code == 1
    assert "RG102" in done.output
