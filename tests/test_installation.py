"""The command that installs an extra, by how rnngraph was installed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from rnngraph import installation
from rnngraph.installation import install_command

ROOT = Path(__file__).resolve().parents[1]


class Installed:
    """A distribution as pip leaves it: with the origin recorded, or from an index and so without."""

    def __init__(self, origin: dict[str, Any] | None) -> None:
        self.origin = origin

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return json.dumps(self.origin) if self.origin else None


WHEEL = "file:///tmp/rnngraph-0.1.0-py3-none-any.whl"
SOURCES: dict[str, tuple[dict[str, Any] | None, str]] = {
    "index": (None, 'pip install "rnngraph[train]"'),
    "folder": (
        {"url": "file:///home/a/my%20models", "dir_info": {}},
        'pip install "/home/a/my models[train]"',
    ),
    "wheel": ({"url": WHEEL, "archive_info": {"hash": "sha256=0"}}, f'pip install "rnngraph[train] @ {WHEEL}"'),
    "repository": (
        {"url": "https://example.org/r.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}},
        'pip install "rnngraph[train] @ git+https://example.org/r.git@abc"',
    ),
}


@pytest.mark.parametrize("source", SOURCES)
def test_an_extra_is_installed_from_where_rnngraph_came(
    source: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    origin, command = SOURCES[source]
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(installation, "distribution", lambda name: {"rnngraph": Installed(origin)}[name])
    assert install_command("train") == command


def test_a_checkout_names_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert install_command("lsp") == f'pip install -e "{ROOT}[lsp]"'
    monkeypatch.chdir(ROOT)
    assert install_command("lsp") == 'pip install -e ".[lsp]"'


def test_without_a_record_of_the_installation_the_name_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(installation, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert install_command("watch") == 'pip install "rnngraph[watch]"'


def test_every_extra_is_used_and_every_used_one_exists() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "rnngraph").rglob("*.py")]
    in_code = {
        extra
        for text in sources
        for call in re.findall(r"(?:install_command|needs|require_tensorflow)\([^()]*(?:\([^()]*\)[^()]*)*\)", text)
        for extra in re.findall(r"['\"](\w+)['\"]", call)
    } & {*extras}
    in_makefile = {*re.findall(r"\.\[(\w+)\]", (ROOT / "Makefile").read_text(encoding="utf-8"))}
    assert in_code | in_makefile == {*extras}
    assert {*installation.Extra.__args__} == {*extras} - {"dev", "fuzz"}  # type: ignore[attr-defined]


BLOCKED = "import sys; sys.modules[{package!r}] = None; from rnngraph.cli import main; main({arguments!r})"
COMMANDS = {
    "watchfiles": (["check", "--watch", "specs/mnist.json"], "Error: --watch needs watchfiles", "watch"),
    "pygls": (["lsp"], "lsp needs pygls", "lsp"),
    "keras": (["compile", "specs/mnist.json", "-o", "{}/m.keras"], "compile needs keras", "tensorflow"),
    "tensorflow": (
        ["train", "specs/mnist.json", "--data", "mnist", "--out", "{}/run"],
        "train needs tensorfl",
        "train",
    ),
}


@pytest.mark.parametrize("package", COMMANDS)
def test_a_command_without_its_extra_says_how_to_install_it(package: str, tmp_path: Path) -> None:
    arguments, message, extra = COMMANDS[package]
    script = BLOCKED.format(package=package, arguments=[each.format(tmp_path) for each in arguments])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.endswith(f', which is not installed: pip install -e ".[{extra}]"\n')
    assert done.stderr.count("\n") == 1


def test_a_graph_without_tensorflow_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import sys; sys.modules['keras'] = None; import rnngraph as rg; "
        "rg.Sequential('g', [rg.Input('x', (3,)), rg.Dense(2)]).compile()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stderr.splitlines()[-1] == (
        'ModuleNotFoundError: a Keras model needs keras, which is not installed: pip install -e ".[tensorflow]"'
    )
