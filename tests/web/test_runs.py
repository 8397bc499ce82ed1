"""The pages of trainings, and the events that keep them up to date."""

from __future__ import annotations

import json
import os
import tracemalloc
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rnngraph_web import create_app, runs

from rnngraph.runs import Progress, read_run
from tests.web.served import ROOT

SPEC = (ROOT / "specs" / "digits.json").read_text(encoding="utf-8")
RECORD: dict[str, Any] = {
    "model": "digits",
    "data": "digits",
    "params": 39178,
    "settings": {"epochs": 2, "batch_size": 32, "training": {"optimizer": "adam"}},
    "epochs": [{"epoch": 1, "loss": 2.0, "val_loss": 2.5}, {"epoch": 2, "loss": 1.0, "val_loss": 1.5}],
    "held_out": {"loss": 1.25},
    "seconds": 3.0,
}


def write(folder: Path, spec: str = SPEC, **changes: Any) -> None:
    folder.mkdir(parents=True)
    (folder / "history.json").write_text(json.dumps(RECORD | changes), encoding="utf-8")
    (folder / "spec.json").write_text(spec, encoding="utf-8")


@pytest.fixture
def trainings(tmp_path: Path) -> Path:
    write(tmp_path / "runs" / "one")
    write(tmp_path / "runs" / "sweep" / "two", SPEC.replace('"units": 64', '"units": 32'), seconds=4.0)
    return tmp_path / "runs"


@pytest.fixture
def app(trainings: Path) -> Flask:
    return create_app(ROOT / "specs", runs=trainings)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_list(client: FlaskClient) -> None:
    found = client.get("/runs/index.json").json
    assert [each["name"] for each in found["runs"]] == ["one", "sweep/two"]
    assert found["columns"] == ["loss"]
    page = client.get("/runs/").text
    assert ">sweep/two</a>" in page
    assert "1.5" in page


def test_only_what_has_changed_is_read_again(
    client: FlaskClient, trainings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def reads(path: Path, name: str) -> Any:
        read.append(name)
        return read_run(path, name)

    monkeypatch.setattr(runs, "read_run", reads)
    with Progress(trainings / "live", {"model": "m"}):
        for _ in range(3):
            client.get("/runs/index.json")
        assert sorted(read) == ["live", "live", "live", "one", "sweep/two"]
        record = trainings / "one" / "history.json"
        record.write_text(json.dumps(RECORD | {"seconds": 1234.5}), encoding="utf-8")
        assert client.get("/runs/index.json").json["runs"][1]["seconds"] == 1234.5
        assert read[5:] == ["live", "one"]


def test_no_folder_yet(tmp_path: Path) -> None:
    client = create_app(ROOT / "specs", runs=tmp_path / "none").test_client()
    assert "no trainings here yet" in client.get("/runs/").text
    assert client.get("/runs/show?name=x").status_code == 404


def test_one_run(client: FlaskClient) -> None:
    page = client.get("/runs/show?name=one").text
    assert "<h1>one</h1>" in page
    assert "held out: loss 1.25" in page
    assert "training.optimizer" in page


def test_several_with_what_differs(client: FlaskClient) -> None:
    found = client.get("/runs/show.json?name=one&name=sweep/two").json
    (comparison,) = found["comparisons"]
    assert comparison["layers"][0]["changes"] == [{"field": "layer/units", "before": 64, "after": 32, "default": None}]
    assert all(each["same"] for each in found["settings"])
    assert "layer.units" in client.get("/runs/show?name=one&name=sweep/two").text


@pytest.mark.parametrize(
    "name", ["", "three", "../runs/one", "/etc", "..", "sweep/../one", ".", "one/", "a\0b", "sweep"]
)
def test_what_is_no_run(client: FlaskClient, name: str) -> None:
    assert client.get("/runs/show", query_string={"name": name}).status_code == 404
    assert client.get("/runs/show.json", query_string={"name": ["one", name]}).status_code == 404


def test_the_spec_that_was_used(client: FlaskClient) -> None:
    assert client.get("/runs/spec/one.json").text == SPEC
    assert client.get("/runs/spec/../secret.json").status_code == 404


def test_pictures_are_files_of_the_folder(client: FlaskClient, trainings: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.svg").write_text("<svg/>", encoding="utf-8")
    (trainings / "one" / "curves.svg").symlink_to(tmp_path / "secret.svg")
    assert client.get("/runs/curves/one.svg").status_code == 404
    (trainings / "sweep" / "two" / "curves.svg").write_text("<svg/>", encoding="utf-8")
    answer = client.get("/runs/curves/sweep/two.svg", buffered=True)
    assert answer.status_code == 200
    # The picture has its own styles where it is opened by its address, and can do nothing else.
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_names_and_messages_are_shown_as_they_are(client: FlaskClient, trainings: Path) -> None:
    write(trainings / "<b>", model="<script>alert(1)</script>", data="&<")
    for address in ("/runs/", "/runs/show?name=%3Cb%3E"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<b></a>" not in page


def told(client: FlaskClient, query: str, count: int) -> list[tuple[str, Any]]:
    """The first events of a stream."""
    answer = client.get(f"/runs/events{query}")
    assert answer.mimetype == "text/event-stream"
    found = []
    for chunk in islice(answer.response, 200):
        text = chunk.decode()
        if text.startswith("event: "):
            kind, data = text.removeprefix("event: ").split("\ndata: ", 1)
            found.append((kind, json.loads(data)))
        if len(found) == count:
            break
    answer.close()
    return found


def test_the_list_is_told(client: FlaskClient) -> None:
    ((kind, cards),) = told(client, "", 1)
    assert kind == "runs"
    assert [each["name"] for each in cards] == ["one", "sweep/two"]


def test_a_run_is_told_as_it_goes(client: FlaskClient, trainings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Progress(trainings / "live", {"model": "m", "settings": {"epochs": 5}}) as progress:

        def go_on(seconds: float) -> None:
            progress.epoch(1, {"loss": 0.5})

        monkeypatch.setattr(runs.time, "sleep", go_on)
        first, second = told(client, "?name=live", 2)
    assert (first[0], first[1]["status"], first[1]["epochs"]) == ("run", "running", [])
    assert second[1]["epochs"][0] == {"epoch": 1.0, "loss": 0.5}


def test_a_run_that_is_killed_is_told(client: FlaskClient, trainings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    progress = Progress(trainings / "live", {"model": "m"})
    monkeypatch.setattr(runs.time, "sleep", lambda seconds: progress.__exit__(None, None, None))
    assert [each["status"] for _, each in told(client, "?name=live", 2)] == ["running", "stopped"]


def test_streams_are_counted(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = app.extensions["rnngraph.runs"]
    held = [folder.streams.acquire(blocking=False) for _ in range(runs.MOST_STREAMS)]
    assert all(held)
    assert client.get("/runs/events").status_code == 503
    folder.streams.release()
    for _ in range(3):
        assert told(client, "", 1)


def test_a_stream_of_runs_that_have_ended_ends(client: FlaskClient) -> None:
    answer = client.get("/runs/events?name=one")
    kinds = [line.removeprefix("event: ") for line in answer.get_data(as_text=True).splitlines() if "event: " in line]
    assert kinds == ["run", "over"]


def test_of_no_chosen_run_the_list_is_shown(client: FlaskClient) -> None:
    answer = client.get("/runs/show")
    assert (answer.status_code, answer.location) == (302, "/runs/")


def test_settings_are_said_as_json_has_them(client: FlaskClient, trainings: Path) -> None:
    record = {"model": "m", "settings": {"shuffle": False, "metrics": ["accuracy"], "loss": "mse"}}
    (trainings / "set").mkdir()
    (trainings / "set" / "history.json").write_text(json.dumps(record), encoding="utf-8")
    found = client.get("/runs/show.json?name=set").json
    assert {each["name"]: each["values"] for each in found["settings"]} == {
        "shuffle": ["false"],
        "metrics": ['["accuracy"]'],
        "loss": ["mse"],
    }


@pytest.mark.parametrize("name", [b"a\xff", b"a\rb", "a\u2028b".encode()])
def test_a_folder_whose_name_no_address_can_carry_is_left_out(
    client: FlaskClient, trainings: Path, name: bytes
) -> None:
    folder = os.fsencode(trainings) + b"/" + name
    try:
        os.mkdir(folder)
    except OSError:
        pytest.skip("no such name here")
    with open(folder + b"/history.json", "w", encoding="utf-8") as file:
        file.write('{"model": "m"}')
    assert [each["name"] for each in client.get("/runs/index.json").json["runs"]] == ["one", "sweep/two"]
    assert client.get("/runs/").status_code == 200


LONG = json.dumps(
    [{"epoch": each, "loss": 1.0 / each, "accuracy": 0.5, "val_loss": 0.25} for each in range(1, 100_000)]
)


def test_the_list_keeps_little_of_long_runs(client: FlaskClient, trainings: Path) -> None:
    record = json.dumps(RECORD)[:-1]
    text = f"{record.replace(json.dumps(RECORD['epochs']), LONG)}}}"
    for name in range(6):
        (trainings / f"long{name}").mkdir()
        (trainings / f"long{name}" / "history.json").write_text(text, encoding="utf-8")
    client.get("/runs/index.json")
    tracemalloc.start()
    try:
        (trainings / "long0" / "spec.json").touch()
        found = client.get("/runs/index.json").json["runs"]
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert [each["done"] for each in found if each["name"] == "long0"] == [99_999]
    assert kept < len(text) / 4  # nothing that grows with the epochs
    assert peak < 20 * len(text)  # of one run at a time


def test_a_card_is_small_whatever_a_file_says(client: FlaskClient, trainings: Path) -> None:
    huge = {f"{name}{'x' * 3000 if name % 2 else ''}": 1.0 for name in range(1000)}
    write(trainings / "huge", model="m" * 10**6, data="d" * 10**6, epochs=[huge], held_out=huge)
    (trainings / "failed").mkdir()
    lines = [{"model": "m"}, {"ended": "failed", "message": "e" * 10**6}]
    (trainings / "failed" / "progress.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    assert len(client.get("/runs/index.json").data) < 40_000
    assert client.get("/runs/").status_code == 200
