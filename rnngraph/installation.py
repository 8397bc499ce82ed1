"""How rnngraph was installed, and so the command that installs one of its extras."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from urllib.request import url2pathname

Extra = Literal["tensorflow", "train", "watch", "lsp"]

ROOT = Path(__file__).resolve().parents[1]
"""The folder that contains the package: a checkout, or `site-packages`."""


def install_command(extra: Extra) -> str:
    """The command that adds an extra to this installation: `pip install "rnngraph[train]"`.

    For a checkout, and for what was installed from a folder, a file or a repository, the command names that source
    instead, because the package index may not have rnngraph, or have another version of it.
    """
    if (ROOT / "pyproject.toml").is_file():
        return f'pip install -e "{_folder(ROOT)}[{extra}]"'
    source = _source()
    url = str(source.get("url", ""))
    if "dir_info" in source:
        return f'pip install "{_folder(_path(url))}[{extra}]"'
    if "vcs_info" in source:
        version_control = source["vcs_info"]
        return f'pip install "rnngraph[{extra}] @ {version_control["vcs"]}+{url}@{version_control["commit_id"]}"'
    if "archive_info" in source:
        return f'pip install "rnngraph[{extra}] @ {url}"'
    return f'pip install "rnngraph[{extra}]"'


def _source() -> dict[str, Any]:
    """Where the installed rnngraph came from, as pip records it (PEP 610); empty if it came from a package index."""
    try:
        recorded = distribution("rnngraph").read_text("direct_url.json")
    except PackageNotFoundError:
        return {}
    return dict(json.loads(recorded)) if recorded else {}


def _path(url: str) -> Path:
    return Path(url2pathname(urlsplit(url).path))


def _folder(path: Path) -> str:
    return "." if path == Path.cwd() else str(path)
