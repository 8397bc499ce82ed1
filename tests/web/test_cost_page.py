"""What a model costs, as its page asks."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

import rnngraph as rg


def test_is_what_the_graph_says(client: FlaskClient) -> None:
    page = client.get("/model/encoder_decoder/cost.json?batch=32&length=20").json
    wanted = rg.load("specs/encoder_decoder.json").cost(32, 20)
    assert (page["batch"], page["length"], page["flops"]) == (32, 20, wanted.flops)
    assert page["activation_bytes"] == wanted.activation_bytes
    encoder = next(each for each in page["layers"] if each["name"] == "encoder")
    assert encoder == {
        "name": "encoder",
        "flops": 20 * 2 * 4 * 64 * 128,
        "step_flops": 2 * 4 * 64 * 128,
        "output_bytes": 32 * 3 * 64 * 4,
        "kept_bytes": 32 * 20 * 7 * 64 * 4,
    }


def test_an_open_length_stays_open(client: FlaskClient) -> None:
    page = client.get("/model/encoder_decoder/cost.json").json
    assert (page["batch"], page["length"], page["flops"]) == (1, None, None)


@pytest.mark.parametrize("query", ["batch=0", "batch=-1", "length=x", "length=1e3", "batch=" + "9" * 5000, "length=٣"])
def test_another_number_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/model/encoder_decoder/cost.json?{query}").status_code == 400
