"""The query of an address says how a model is drawn, for the page, its twin and every download alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.served import write

FORWARD = "→ forward"


def picture(client: FlaskClient, name: str, query: str = "") -> str:
    return client.get(f"/model/{name}/picture.svg{query}").text


def test_a_layer_is_drawn_closed(client: FlaskClient) -> None:
    assert picture(client, "bidirectional").count(FORWARD) == 2
    assert picture(client, "bidirectional", "?collapse=lower").count(FORWARD) == 1
    assert picture(client, "bidirectional", "?collapse=lower&collapse=upper").count(FORWARD) == 0


def test_shapes_are_left_out(client: FlaskClient) -> None:
    assert "(None, 64)" in picture(client, "encoder_decoder")
    assert ">(None, 64)<" not in picture(client, "encoder_decoder", "?hide=shapes")


def test_it_flows_to_the_right(client: FlaskClient) -> None:
    down, right = (client.get(f"/model/encoder_decoder/diagram.dot?layout={each}").text for each in ("down", "right"))
    assert "rankdir" not in down
    assert "rankdir=LR" in right


def test_inside_a_layer(client: FlaskClient) -> None:
    inside = picture(client, "encoder_decoder", "?inside=encoder")
    assert "one time step" in inside
    assert 'class="node layer' not in inside


def test_the_page_its_twin_and_its_downloads_show_the_same(client: FlaskClient) -> None:
    query = "?layout=right&collapse=lower&hide=params"
    page, twin = (client.get(f"/model/bidirectional/{each}{query}") for each in ("", "index.json"))
    assert page.text.count(FORWARD) == twin.json["diagram"]["svg"].count(FORWARD) == 1
    offered = {each["label"]: each["url"] for each in twin.json["downloads"]}
    assert offered["SVG"] == f"/model/bidirectional/diagram.svg{query}"
    assert client.get(offered["SVG"]).text == picture(client, "bidirectional", query)
    assert "?" not in offered["Markdown"]


def test_what_is_not_there_is_refused(client: FlaskClient) -> None:
    for query, said in {
        "layout=up": "flows down or right",
        "hide=everything": "hides shapes or params",
        "collapse=nothing": "there is no block",
        "inside=logits": "logits has no cell to draw",
        "inside=nothing": "there is no layer",
    }.items():
        page = client.get(f"/model/encoder_decoder/?layer=encoder&at=1,2,3&{query}")
        assert (page.status_code, page.location) == (302, "?layer=encoder")
        page = client.get(f"/model/encoder_decoder/?{query}")
        assert (page.status_code, page.location) == (302, "/model/encoder_decoder/")
        for address in ("index.json", "picture.svg", "diagram.png", "diagram.mmd"):
            answer = client.get(f"/model/encoder_decoder/{address}?{query}")
            assert answer.status_code == 400
            assert said in answer.text


@pytest.mark.parametrize("part", ["inside=lower/forward", "unrolled=3"])
def test_a_part_of_a_model_whose_layers_are_closed(client: FlaskClient, part: str) -> None:
    """The page's own addresses say both: what is closed is seen again on the way back."""
    closed = "collapse=lower&collapse=upper"
    for address in ("", "picture.svg"):
        answer = client.get(f"/model/bidirectional/{address}?{closed}&{part}")
        assert answer.status_code == 200
    assert client.get(f"/model/bidirectional/picture.svg?{part}").data == answer.data


def test_very_many_layers_are_first_seen_as_blocks(client: FlaskClient, folder: Path) -> None:
    layers = [{"type": "Dense", "units": 3, "name": f"dense_{index}"} for index in range(101)]
    block = {"inputs": [{"name": "x", "shape": [3]}], "layers": layers, "outputs": [layers[-1]["name"]]}
    chain = [{"name": "chain", "type": "Block", "block": "chain", "repeat": 2, "inputs": "x"}]
    write(folder / "many.json", inputs=[{"name": "x", "shape": [3]}], layers=chain, blocks={"chain": block})
    answer = client.get("/model/many/")
    assert (answer.status_code, answer.location) == (302, "?collapse=all")
    assert client.get("/model/many/?collapse=all").text.count('class="node layer') == 2
    assert client.get("/model/many/?layout=right").status_code == 200


def test_the_gallery_has_small_pictures(client: FlaskClient) -> None:
    (card,) = (each for each in client.get("/index.json").json["cards"] if each["name"] == "encoder_decoder")
    small = client.get(card["thumbnail_url"]).text
    assert ">encoder<" in small
    assert "params<" not in small


def test_very_many_layers_without_blocks_are_first_seen_in_parts(client: FlaskClient, folder: Path) -> None:
    layers = [{"type": "Dense", "units": 3, "name": f"dense_{index}"} for index in range(201)]
    write(folder / "flat.json", inputs=[{"name": "x", "shape": [3]}], layers=layers)
    answer = client.get("/model/flat/")
    assert (answer.status_code, answer.location) == (302, "?collapse=all")
    assert client.get("/model/flat/?collapse=all").text.count('class="node layer') == 10
    known = client.get("/model/flat/layers.json").json
    assert known["blocks"][1]["layers"] == [f"dense_{index}" for index in range(25, 50)]
    assert len(known["layers"]) == 202


def test_what_the_panel_asks_for_has_no_drawing(client: FlaskClient) -> None:
    twin, known = (client.get(f"/model/digits/{each}.json").json for each in ("index", "layers"))
    assert known["diagram"]["svg"] is None
    assert known["layers"] == twin["layers"]
    assert known["diagnostics"] == twin["diagnostics"]


def test_a_model_of_very_many_blocks_has_no_small_picture(client: FlaskClient, folder: Path) -> None:
    block = {"inputs": [{"name": "x", "shape": [3]}], "layers": [{"type": "Dense", "units": 3}]}
    layers = [{"type": "Block", "block": "one", "name": f"block_{index}"} for index in range(201)]
    write(folder / "blocks.json", inputs=[{"name": "x", "shape": [3]}], layers=layers, blocks={"one": block})
    (card,) = (each for each in client.get("/index.json").json["cards"] if each["name"] == "blocks")
    assert card["thumbnail_url"] is None
    assert "201 layers" in client.get("/").text
