"""The app under gunicorn as `Procfile` has it, with two threads, and clients that begin and don't go on."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.web.test_server import under_gunicorn

PROCFILE = Path(__file__).resolve().parents[2] / "Procfile"
PATIENCE = 5.0
HASTY = f"""
from rnngraph_web.gunicorn_worker import Worker


class Hasty(Worker):
    patience = {PATIENCE}
"""
HEAD = b"POST /api/v1/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 13\r\n\r\n"


@pytest.fixture
def port(tmp_path: Path, folder: Path) -> Iterator[int]:
    """Where a server with two threads listens, that waits for nobody longer than `PATIENCE`."""
    (tmp_path / "hasty.py").write_text(HASTY, encoding="utf-8")
    options = ("--threads", "2", "--worker-class", "hasty.Hasty")
    with under_gunicorn(*options, RNNGRAPH_DIR=str(folder), PYTHONPATH=str(tmp_path)) as address:
        yield int(address.rpartition(":")[2])


@pytest.mark.parametrize("begun", [b"GET / HTTP/1.1\r\nHos", HEAD, HEAD + b'{"te'])
def test_who_does_not_go_on_keeps_no_thread(port: int, begun: bytes) -> None:
    with ExitStack() as clients:
        for _ in range(4):
            clients.enter_context(socket.create_connection(("127.0.0.1", port))).sendall(begun)
        with urlopen(f"http://127.0.0.1:{port}/api/v1/specs", timeout=10 * PATIENCE) as answer:
            assert answer.status == 200


def test_who_is_slow_but_done_in_time_is_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for each in (HEAD[:20], HEAD[20:], b'{"text"', b':"{}"}'):
            time.sleep(PATIENCE / 25)
            client.sendall(each)
        assert client.recv(4000).startswith(b"HTTP/1.1 200")


def test_who_does_not_listen_keeps_no_thread(port: int) -> None:
    with ExitStack() as clients:
        for _ in range(4):
            client = clients.enter_context(socket.socket())
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", port))
            client.sendall(b"GET /api/v1/schema.json HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        with urlopen(f"http://127.0.0.1:{port}/api/v1/specs", timeout=20 * PATIENCE) as answer:
            assert answer.status == 200


def test_the_procfile_has_the_worker_and_a_thread_for_each_stream() -> None:
    from rnngraph_web.runs import MOST_STREAMS

    line = PROCFILE.read_text(encoding="utf-8")
    assert "--worker-class rnngraph_web.gunicorn_worker.Worker" in line
    threads = re.search(r"--threads (\d+)", line)
    assert threads
    assert int(threads[1]) >= 2 * MOST_STREAMS
