"""Drawing in worker processes: kept by content, ended in time, begun anew after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from rnngraph_web import create_app, render
from rnngraph_web.render import DrawingError, Pictures, Worker

STAND_IN = """
import os, sys, time
from multiprocessing.connection import Connection
connection = Connection(os.dup(0))
time.sleep(0.6)
connection.send_bytes(b"+")
while True:
    dot, form, seconds = connection.recv()
    with open(sys.argv[0] + ".log", "a") as log:
        print(dot, os.getpid(), file=log)
    if dot == "crash":
        os.abort()
    if dot == "hang":
        time.sleep(3600)
    if dot == "refuse":
        connection.send_bytes(b"-no such thing")
    else:
        time.sleep(0.1 if dot == "slow" else 0)
        connection.send_bytes(b"+" + dot.encode() + b" as " + form.encode())
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A worker that does what the text says."""
    path = tmp_path / "stand_in.py"
    path.write_text(STAND_IN, encoding="utf-8")
    return path


def log(program: Path) -> list[tuple[str, int]]:
    """What the stand-ins were asked, and which process was."""
    lines = program.with_name("stand_in.py.log").read_text(encoding="utf-8").splitlines()
    return [(text, int(pid)) for text, pid in (line.split() for line in lines)]


def test_a_picture() -> None:
    pictures = Pictures(workers=1)
    assert b"<svg" in pictures.draw("digraph { a -> b }", "svg")
    assert pictures.draw("digraph { a -> b }", "png").startswith(b"\x89PNG")
    assert pictures.draw("digraph { a -> b }", "pdf").startswith(b"%PDF")


def test_what_is_no_dot_is_refused_with_a_reason() -> None:
    pictures = Pictures(workers=1)
    with pytest.raises(DrawingError) as error:
        pictures.draw("digraph { a -> ", "svg")
    assert str(error.value)
    assert b"<svg" in pictures.draw("digraph { a }", "svg")


def test_each_is_drawn_once(program: Path) -> None:
    pictures = Pictures(program=program)
    assert [pictures.draw("a", "svg"), pictures.draw("a", "png"), pictures.draw("a", "svg")] == [
        b"a as svg",
        b"a as png",
        b"a as svg",
    ]
    assert len(log(program)) == 2


def test_many_who_wait_for_the_same_get_one_drawing(program: Path) -> None:
    pictures = Pictures(workers=1, program=program)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: pictures.draw("slow", "svg"), range(8))) == {b"slow as svg"}
    assert len(log(program)) == 1


def test_the_oldest_goes_where_there_is_no_room(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "MOST_BYTES", 2 * 1024 + 100)
    pictures = Pictures(program=program)
    for text in ("a", "b", "a", "c", "a", "b"):
        pictures.draw(text, "svg")
    assert [text for text, _ in log(program)] == ["a", "b", "c", "b"]


def test_a_crash_is_a_message_and_the_next_is_drawn(program: Path) -> None:
    pictures = Pictures(workers=1, program=program)
    with pytest.raises(DrawingError, match="ended unexpectedly"):
        pictures.draw("crash", "svg")
    assert pictures.draw("a", "svg") == b"a as svg"
    (_, first), (_, second) = log(program)
    assert first != second


def test_a_hang_is_ended_in_time(program: Path) -> None:
    pictures = Pictures(seconds=0.5, workers=1, program=program)
    started = time.monotonic()
    with pytest.raises(DrawingError, match=r"longer than 0\.5 seconds"):
        pictures.draw("hang", "svg")
    assert time.monotonic() - started < 60, "a bound on hanging"
    ((_, pid),) = log(program)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    pictures.seconds = 60
    assert pictures.draw("a", "svg") == b"a as svg"


def test_a_failure_is_not_tried_again_at_once(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures(workers=1, program=program)
    for _ in range(3):
        with pytest.raises(DrawingError, match="ended unexpectedly"):
            pictures.draw("crash", "svg")
    assert len(log(program)) == 1
    monkeypatch.setattr(render, "RETRY_SECONDS", 0)
    for _ in range(2):
        with pytest.raises(DrawingError, match="no such thing"):
            pictures.draw("refuse", "svg")
    assert len(log(program)) == 3


def test_others_are_drawn_meanwhile(program: Path) -> None:
    pictures = Pictures(seconds=4, workers=2, program=program)
    with ThreadPoolExecutor(1) as pool:
        hanging = pool.submit(pictures.draw, "hang", "svg")
        assert pictures.draw("a", "svg") == b"a as svg"
        assert not hanging.done()
        assert isinstance(hanging.exception(), DrawingError)


def test_where_all_are_busy_one_is_told_so(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "WAIT_SECONDS", 0.1)
    pictures = Pictures(workers=1, program=program)
    worker = pictures._free.get()
    with pytest.raises(DrawingError, match="too many"):
        pictures.draw("a", "svg")
    pictures._free.put(worker)
    assert pictures.draw("a", "svg") == b"a as svg"


def test_of_those_who_wait_there_are_only_so_many(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "WAIT_SECONDS", 60)
    monkeypatch.setattr(render, "MOST_WAITING", 2)
    pictures = Pictures(workers=1, program=program)
    worker = pictures._free.get()
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(pictures.draw, text, "svg") for text in "ab"]
        while pictures._waiting.acquire(blocking=False):  # until both wait
            pictures._waiting.release()
        with pytest.raises(DrawingError, match="too many"):
            pictures.draw("c", "svg")
        pictures._free.put(worker)
        assert [each.result() for each in waiting] == [b"a as svg", b"b as svg"]


def test_a_worker_that_does_not_start(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "START_SECONDS", 0.1)
    with pytest.raises(DrawingError, match=r"not be begun in 0\.1 seconds"):
        Pictures(program=program).draw("a", "svg")


def test_a_worker_that_died_while_idle_is_replaced(program: Path) -> None:
    pictures = Pictures(workers=1, program=program)
    pictures.draw("a", "svg")
    ((_, pid),) = log(program)
    worker = pictures._free.get()
    pictures._free.put(worker)
    os.kill(pid, signal.SIGKILL)
    assert worker
    worker.process.wait(20)
    assert pictures.draw("b", "svg") == b"b as svg"


def test_the_real_worker_crashing() -> None:
    worker = Worker(render.WORKER)
    threading.Timer(0.5, worker.process.send_signal, [signal.SIGSEGV]).start()
    with pytest.raises(DrawingError, match="ended unexpectedly"):
        worker.draw(slow_dot(), "svg", 60)
    assert not worker.runs


def test_graphviz_itself_is_ended_in_time() -> None:
    pictures = Pictures(seconds=1, workers=1)
    with pytest.raises(DrawingError, match="longer than 1 second"):
        pictures.draw(slow_dot(), "svg")
    pictures.seconds = 60
    assert b"<svg" in pictures.draw("digraph { a }", "svg")


def test_a_worker_ends_itself_where_its_parent_is_gone() -> None:
    """A drawing that hangs in C code when the server is killed must not run on for ever."""
    script = (
        "import os, sys; from pathlib import Path; from rnngraph_web.render import Worker, WORKER\n"
        "worker = Worker(WORKER); worker.connection.send((sys.stdin.read(), 'svg', 1.5))\n"
        "print(worker.process.pid, flush=True); os._exit(0)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=slow_dot(), capture_output=True, text=True, timeout=60, check=True)
    pid = int(done.stdout)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and alive(pid):
        time.sleep(0.1)
    assert not alive(pid)


def alive(pid: int) -> bool:
    """Whether the process still runs; on Linux an orphan that nobody has reaped yet does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and ") Z " in stat.read_text(encoding="utf-8"))


def slow_dot() -> str:
    """A graph that Graphviz needs minutes for."""
    edges = "; ".join(f"n{i} -> n{(i * 7 + j * 13) % 600}" for i in range(600) for j in range(12))
    return f"digraph {{ {edges} }}"


@pytest.fixture
def failing(folder: Path, program: Path) -> Flask:
    """An app whose worker hangs at whatever it is asked."""
    start = STAND_IN.partition("while True:")[0]
    program.write_text(f"{start}\ntime.sleep(3600)", encoding="utf-8")
    app = create_app(folder)
    app.extensions["rnngraph.pictures"] = Pictures(seconds=0.2, program=program)
    return app


def test_a_page_without_its_diagram(failing: Flask) -> None:
    client = failing.test_client()
    page = client.get("/model/digits/")
    assert page.status_code == 200
    assert "The diagram could not be drawn: it took longer than 0.2 seconds" in page.text
    assert "39,178" in page.text
    assert "longer than" in client.get("/model/digits/index.json").json["diagram"]["failure"]
    assert client.get("/").status_code == 200
    for file in ("diagram.svg", "diagram.png", "picture.svg"):
        answer = client.get(f"/model/digits/{file}")
        assert answer.status_code == 503
        assert "could not be drawn" in answer.text
    assert client.get("/model/digits/diagram.dot").status_code == 200
