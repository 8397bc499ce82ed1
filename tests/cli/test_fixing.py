"""`rnngraph check --fix` and `--diff`: what happens to files, and to standard input."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import IO

import pytest

import rnngraph as rg
from rnngraph.cli.files import rewrite
from tests.cli.commands import BROKEN, MNIST, run

LINES = BROKEN.replace('"Dens"', '"Dense"')
MENDED = LINES.replace('"initial_state": "encoder"', '"initial_state": "encoder.state_h"')
TYPO = MENDED.replace('"Dense"', '"Dens"')


@pytest.fixture
def typo(tmp_path: Path) -> Path:
    path = tmp_path / "typo.json"
    path.write_bytes(TYPO.encode())
    return path


class TestFix:
    def test_mends_the_file_and_nothing_else_in_it(self, typo: Path) -> None:
        result = run("check", "--fix", str(typo))
        assert (result.exit_code, result.output) == (0, "checked 1 file: 1 fixed\n")
        assert typo.read_bytes() == MENDED.encode()

    def test_a_second_run_writes_nothing(self, typo: Path) -> None:
        run("check", "--fix", str(typo))
        before = typo.stat()
        assert run("check", "--fix", str(typo)).exit_code == 0
        assert (typo.stat().st_ino, typo.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    def test_line_ends_stay(self, typo: Path) -> None:
        typo.write_bytes(TYPO.replace("\n", "\r\n").encode())
        run("check", "--fix", str(typo))
        assert typo.read_bytes() == MENDED.replace("\n", "\r\n").encode()

    def test_unsafe_fixes_have_to_be_asked_for(self, broken: str) -> None:
        result = run("check", "--fix", broken)
        assert result.exit_code == 1
        assert "checked 1 file: 1 fixed, 1 error; 1 fixable with --fix --unsafe-fixes" in result.output
        assert run("check", "--fix", "--unsafe-fixes", broken).exit_code == 0
        assert Path(broken).read_text(encoding="utf-8") == MENDED
        assert run("check", "--unsafe-fixes", broken).exit_code == 2

    def test_json_says_how_many(self, broken: str) -> None:
        (file,) = json.loads(run("check", "--fix", "--format", "json", broken).output)["files"]
        assert file["fixed"] == 1
        assert [each["code"] for each in file["diagnostics"]] == ["RG401"]

    def test_standard_input_is_mended_to_standard_output(self) -> None:
        result = run("check", "--fix", "-", input=TYPO.encode())
        assert result.stdout == MENDED
        assert "1 fixed" in result.stderr
        untouched = run("check", "--fix", "-", input=b'{"rnngraph": ')
        assert (untouched.exit_code, untouched.stdout) == (1, '{"rnngraph": ')

    def test_select_says_what_is_mended(self, typo: Path) -> None:
        run("check", "--fix", "--select", "RG4", str(typo))
        assert typo.read_bytes() == TYPO.encode()

    def test_parameters_set_from_outside_are_minded(self, tmp_path: Path) -> None:
        path = tmp_path / "set.json"
        text = MENDED.replace('"rnngraph": 1,', '"rnngraph": 1, "parameters": {"u": "x"},').replace(
            '"Dense", "units": 2', '"Dens", "units": "$u"'
        )
        path.write_text(text, encoding="utf-8")
        assert run("check", "--fix", "--set", "u=3", str(path)).exit_code == 0
        assert path.read_text(encoding="utf-8") == text.replace('"Dens"', '"Dense"')


class TestDiff:
    def test_shows_and_writes_nothing(self, typo: Path) -> None:
        result = run("check", "--diff", str(typo))
        assert result.exit_code == 1
        assert typo.read_bytes() == TYPO.encode()
        lines = result.stdout.splitlines()
        assert lines[:2] == [f"--- {typo}", f"+++ {typo}"]
        assert [line[:1] for line in lines[3:] if line[0] in "+-"] == ["-", "+"]
        assert result.stderr == "checked 1 file: 1 found, 1 would be fixed\n"

    def test_json_claims_no_fix_that_was_not_made(self, broken: str) -> None:
        result = run("check", "--diff", "--format", "json", broken)
        (file,) = json.loads(result.stderr)["files"]
        assert ("fixed" in file, file["would_fix"]) == (False, 1)
        assert result.stdout.startswith(f"--- {broken}\n")

    def test_of_nothing_is_nothing(self, typo: Path) -> None:
        run("check", "--fix", str(typo))
        result = run("check", "--diff", str(typo))
        assert (result.exit_code, result.stdout) == (0, "")

    def test_a_last_line_without_an_end_is_said_to_be_one(self, typo: Path) -> None:
        typo.write_bytes(json.dumps(json.loads(TYPO)).encode())
        assert run("check", "--diff", str(typo)).stdout.count("\\ No newline at end of file\n") == 2


class TestRewrite:
    def test_keeps_mode_and_link(self, tmp_path: Path) -> None:
        real, link = tmp_path / "real.json", tmp_path / "link.json"
        real.write_bytes(b"old")
        real.chmod(0o640)
        link.symlink_to(real)
        rewrite(link, b"new", was=b"old")
        assert link.is_symlink()
        assert real.read_bytes() == b"new"
        assert stat.S_IMODE(real.stat().st_mode) == 0o640
        assert sorted(each.name for each in tmp_path.iterdir()) == ["link.json", "real.json"]

    def test_one_that_may_not_be_written_keeps_no_other(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("a", "b"):
            (tmp_path / f"{name}.json").write_text(TYPO, encoding="utf-8")
        monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "a.json")
        result = run("check", "--fix", str(tmp_path))
        assert (result.exit_code, result.stdout) == (2, "checked 1 file: 1 fixed\n")
        assert "a.json: it is not writable" in result.stderr
        assert [(tmp_path / f"{each}.json").read_text(encoding="utf-8") for each in "ab"] == [TYPO, MENDED]

    def test_one_that_may_not_be_read_keeps_no_other(self, typo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        secret = typo.with_name("secret.json")
        secret.touch()

        def guarded(path: str | Path, mode: str) -> IO[bytes]:
            if Path(path) == secret:
                raise PermissionError(13, "Permission denied", str(path))
            return open(path, mode)

        monkeypatch.setattr("rnngraph.documents.files.open", guarded, raising=False)
        for more in ([str(typo.parent)], ["--only-specs", str(secret), str(typo)]):
            result = run("check", *more)
            assert (result.exit_code, "checked 1 file: 1 error" in result.stdout) == (2, True)
            assert result.stderr == f"Error: {secret}: Permission denied\n"

    def test_the_error_names_the_file_that_was_asked_for(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for folder, kind in (("nowhere", FileNotFoundError), ("file", NotADirectoryError)):
            path = tmp_path / folder / "mnist.json"
            with pytest.raises(kind) as raised:
                rg.load(MNIST).save(path)
            assert raised.value.filename == str(path)

    def test_a_file_that_changed_meanwhile_is_kept(self, tmp_path: Path) -> None:
        path = tmp_path / "spec.json"
        path.write_bytes(b"newer")
        with pytest.raises(Exception, match="changed"):
            rewrite(path, b"new", was=b"old")
        assert path.read_bytes() == b"newer"

    def test_a_failure_leaves_the_old_content_and_no_litter(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "spec.json"
        path.write_bytes(b"old")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Exception, match="No space left"):
            rewrite(path, b"new", was=b"old")
        assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("spec.json", b"old")]

    def test_a_file_that_may_not_be_written_is_not(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "spec.json"
        path.write_bytes(b"old")
        monkeypatch.setattr(os, "access", lambda *_: False)
        with pytest.raises(Exception, match="not writable"):
            rewrite(path, b"new", was=b"old")
        assert path.read_bytes() == b"old"
