"""`serve`: the port it takes, what it prints, what it refuses; and the same app under gunicorn."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from rnngraph_web import serve, server
from rnngraph_web.server import CannotServe, address, listen

from tests.web.served import MODELS


def test_the_next_free_port_where_the_default_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(server, "DEFAULT_PORT", port)
        with listen("127.0.0.1", None) as listening:
            assert port < listening.getsockname()[1] < port + server.TRIES
        monkeypatch.setattr(server, "TRIES", 1)
        with pytest.raises(CannotServe, match=f"no port from {port} on is free"):
            listen("127.0.0.1", None)


def test_a_port_that_was_asked_for_is_that_or_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotServe, match=f"port {port}: it is in use"):
            listen("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_a_host_that_is_not_here(host: str) -> None:
    with pytest.raises(CannotServe, match=host):
        listen(host, 0)


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("0.0.0.0", "127.0.0.1"), ("::1", r"\[::1\]")])
def test_the_address_is_one_that_a_browser_can_open(host: str, shown: str) -> None:
    try:
        listening = listen(host, 0)
    except CannotServe:
        pytest.skip(f"this machine has no {host}")
    with listening:
        assert re.fullmatch(rf"http://{shown}:\d+/", address(listening))


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(CannotServe, match="nowhere is not a folder") as error:
        serve(tmp_path / "nowhere")
    assert error.value.exit_code == 2


@contextmanager
def running(command: list[str], *handles: int, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A program of Python's, that has these file descriptors too."""
    process = subprocess.Popen(
        [sys.executable, *command],
        pass_fds=handles,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"} | environment,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=20)


def test_it_prints_its_address_and_serves_there(folder: Path) -> None:
    # A shell's background jobs ignore SIGINT, and so would what they start.
    listening = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{listening}; from rnngraph_web import serve; serve({str(folder)!r}, port=0)"
    with running(["-c", script]) as process:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        with urlopen(f"{found[0]}model/digits/", timeout=60) as answer:
            assert b"rnngraph-diagram" in answer.read()
        elsewhere = Request(found[0], headers={"Host": f"evil.example:{found[0].split(':')[-1].strip('/')}"})
        with pytest.raises(HTTPError, match="400"):
            urlopen(elsewhere, timeout=60)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.stdout.read()


@pytest.mark.parametrize("host", ["::1", "0:0:0:0:0:0:0:1", "127.0.0.2", "LocalHost"])
def test_it_answers_at_the_address_that_it_prints(folder: Path, host: str) -> None:
    try:
        listen(host, 0).close()
    except CannotServe:
        pytest.skip(f"this machine has no {host}")
    script = f"from rnngraph_web import serve; serve({str(folder)!r}, host={host!r}, port=0, write=True)"
    with running(["-c", script]) as process:
        assert process.stdout
        found = re.search(r"http://(\S+):(\d+)/", process.stdout.readline())
        assert found
        url, port = found[0], found[2]
        names = [found[1], "LOCALHOST", "[::1]", "[0:0:0:0:0:0:0:1]", "127.0.0.1"]
        assert b"rnngraph" in urlopen(url, timeout=60).read()
        for name in names:
            assert urlopen(Request(f"{url}model/digits/", headers={"Host": f"{name}:{port}"}), timeout=60).status == 200
        for name in ("evil.example", "[::2]", "localhost.evil.example", "::1"):
            with pytest.raises(HTTPError, match="400"):
                urlopen(Request(url, headers={"Host": f"{name}:{port}"}), timeout=60)


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    script = f"from rnngraph_web import serve; serve({str(tmp_path)!r}, port=0)"
    with running(["-c", script]) as process:
        assert process.stdout
        assert "has no specs yet" in process.stdout.readline()
        assert "http://127.0.0.1:" in process.stdout.readline()


def test_several_processes_and_threads_under_gunicorn(folder: Path) -> None:
    with under_gunicorn("--workers", "2", "--threads", "2", RNNGRAPH_DIR=str(folder)) as address:

        def get(path: str) -> bytes:
            with urlopen(f"{address}{path}", timeout=60) as answer:
                content: bytes = answer.read()
                return content

        with ThreadPoolExecutor(8) as pool:
            pages = list(pool.map(get, [f"/model/{name}/" for name in MODELS] * 3))
            assert all(b"rnngraph-diagram" in page for page in pages)
            pictures = list(pool.map(get, [f"/model/{name}/diagram.png" for name in MODELS]))
            assert all(picture.startswith(b"\x89PNG") for picture in pictures)


@contextmanager
def under_gunicorn(*options: str, **environment: str) -> Iterator[str]:
    """The app under gunicorn, from when it answers; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        handle, port = listening.fileno(), listening.getsockname()[1]
        command = ["-m", "gunicorn", "--bind", f"fd://{handle}", *options, "rnngraph_web:create_app()"]
        with running(command, handle, **environment) as process:
            until_it_answers(f"http://127.0.0.1:{port}/", process)
            yield f"http://127.0.0.1:{port}"


def until_it_answers(url: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urlopen(url, timeout=30).close()
            return
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
