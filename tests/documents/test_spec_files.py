"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from rnngraph.documents.files import write_whole


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_as_the_umask_has_it(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write_whole(tmp_path / "new", b"content")
    assert (tmp_path / "new").read_bytes() == b"content"
    assert mode(tmp_path / "new") == mode(tmp_path / "other")


def test_what_is_private_is_so_all_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "private"
    path.touch(mode=0o600)
    modes = []
    sync = os.fsync

    def look(handle: int) -> None:
        modes.extend(mode(each) for each in tmp_path.iterdir())
        sync(handle)

    monkeypatch.setattr(os, "fsync", look)
    write_whole(path, b"content")
    assert (modes, mode(path)) == ([0o600, 0o600], 0o600)


def test_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    write_whole("/dev/null", b"content")
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    with pytest.raises(IsADirectoryError):
        write_whole(tmp_path, b"content")


def test_a_name_may_be_as_long_as_the_system_lets_it(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    for content in (b"old", b"new"):
        write_whole(path, content)
        assert path.read_bytes() == content


def test_a_link_that_leads_to_nothing_yet_leads_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole(tmp_path / "link", b"content")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"content"


def test_what_may_not_be_written_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError):
        write_whole(tmp_path / "file", b"new")
    assert (tmp_path / "file").read_bytes() == b"old"
