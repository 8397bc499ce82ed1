"""What is installed is what is here: the wheel, the Procfile, the light set of dependencies."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]


LEFT_OUT = ("__pycache__", "frontend", "static/build")
"""Folders of a package that no wheel has, or that its build makes anew."""


def files(folder: Path, name: str) -> set[str]:
    """What a package is made of, as a wheel names it, but for the bundle of the front end."""
    found = (each.relative_to(folder) for each in folder.rglob("*") if each.is_file())
    return {
        f"{name}/{each.as_posix()}" for each in found if not any(f"{left}/" in each.as_posix() for left in LEFT_OUT)
    }


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of a copy, so that nothing is left behind here."""
    copy = tmp_path_factory.mktemp("wheel")
    for folder in ("rnngraph", "web", "scripts"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    shutil.rmtree(copy / "web" / "static" / "build", ignore_errors=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(ROOT / name, copy)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(copy / "dist"), str(copy)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    assert "would be ignored" not in built.stdout + built.stderr
    (made,) = (copy / "dist").glob("*.whl")
    return made


def test_the_wheel_holds_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    bundle = {name for name in names if name.startswith("rnngraph_web/static/build/")}
    assert "rnngraph_web/static/build/app.js" in bundle
    assert names - bundle == files(ROOT / "rnngraph", "rnngraph") | files(ROOT / "web", "rnngraph_web")
    assert {"rnngraph/py.typed", "rnngraph_web/py.typed", "rnngraph_web/templates/base.html"} <= names


def test_the_wheel_is_light(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    needed = [line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line]
    assert needed
    assert not [line for line in needed if any(heavy in line for heavy in ("tensorflow", "keras", "numpy"))]


def test_the_procfile_serves_the_specs() -> None:
    kind, command = (ROOT / "Procfile").read_text(encoding="utf-8").split(": ", 1)
    assert kind == "web"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "RNNGRAPH_DIR"}
    environment |= {"PORT": str(port), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    with subprocess.Popen(["sh", "-c", f"exec {command}"], cwd=ROOT, env=environment) as process:
        try:
            assert b"encoder_decoder" in answer(f"http://127.0.0.1:{port}/", process)
        finally:
            process.terminate()


def answer(url: str, process: subprocess.Popen[bytes]) -> bytes:
    """What a server says once it is up."""
    deadline = time.monotonic() + 30
    while True:
        try:
            with urlopen(url, timeout=10) as response:
                content: bytes = response.read()
                return content
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_an_installed_wheel_names_itself_for_its_extras(wheel: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, "--target", str(tmp_path), str(wheel)], check=True)
    script = "from rnngraph.installation import install_command; print(install_command('train'))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, "-P", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=tmp_path)
    assert done.stdout == f'pip install "rnngraph[train] @ {wheel.as_uri()}"\n'
