"""The arguments of a call are in every report of a model: diagrams, words, summaries."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest

import rnngraph as rg
from rnngraph.report.diagram import render
from rnngraph.report.model.collapse import collapsed

DOCUMENT: dict[str, Any] = {
    "rnngraph": 1,
    "name": "calls",
    "inputs": [
        {"name": "tokens", "shape": [None], "dtype": "int32"},
        {"name": "keep", "shape": [None], "dtype": "bool"},
    ],
    "blocks": {
        "Noisy": {
            "inputs": [{"name": "y", "shape": [None, 16]}],
            "layers": [
                {"type": "Dropout", "rate": 0.3, "inputs": "y"},
                {"name": "noise", "type": "GaussianNoise", "stddev": 1},
            ],
        }
    },
    "layers": [
        {"name": "embed", "type": "ReversibleEmbedding", "input_dim": 50, "output_dim": 16, "inputs": "tokens"},
        {"name": "noisy", "type": "Block", "block": "Noisy", "training": True},
        {"name": "reader", "type": "LSTM", "units": 16, "return_sequences": True, "mask": "keep", "training": False},
        {
            "name": "attend",
            "type": "Attention",
            "inputs": ["reader", "reader"],
            "use_causal_mask": True,
            "return_attention_scores": True,
        },
        {"name": "logits", "shares": "embed", "inputs": "attend", "reverse": True},
    ],
    "outputs": ["logits", "attend.scores"],
}
CALLS: dict[str, dict[str, bool | str]] = {
    "noisy/dropout": {"training": True},
    "noisy/noise": {"training": True},
    "reader": {"training": False, "mask": "keep"},
    "attend": {"use_causal_mask": True, "return_attention_scores": True},
    "logits": {"reverse": True},
}
WORDS = {
    "noisy/dropout": "training true",
    "noisy/noise": "training true",
    "reader": "training false, mask keep",
    "attend": "use_causal_mask, return_attention_scores",
    "logits": "reverse",
}
GRAPH = rg.loads(json.dumps(DOCUMENT))


class Texts(HTMLParser):
    """The texts of a page's row heads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heads: list[str] = []
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag == "th" or (self.inside and tag == "br")
        self.heads += [""] if tag == "th" else []

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.heads[-1] = f"{self.heads[-1]} {data.strip()}".strip()


def test_the_json_summary_has_those_that_a_call_has() -> None:
    rows = json.loads(GRAPH.summary("json"))["layers"]
    assert {row["name"]: row["call"] for row in rows if "call" in row} == CALLS


def test_the_text_has_them_below_the_name() -> None:
    lines = GRAPH.summary("text").splitlines()
    for name, words in WORDS.items():
        (at,) = [index for index, line in enumerate(lines) if line.startswith(f"{name} (")]
        assert lines[at + 1].startswith(f"  {words}")


@pytest.mark.parametrize("width", [80, 60])
def test_a_narrow_terminal_loses_none(width: int) -> None:
    text = "".join(line[:24] for line in GRAPH.summary("text", width=width).splitlines())
    assert text.count("training") == 3


def test_markdown_has_them_in_the_cell_of_the_name() -> None:
    rows = GRAPH.summary("markdown").replace("\\", "").splitlines()
    for name, words in WORDS.items():
        assert any(row.startswith(f"| {name} (") and f")<br>{words} |" in row for row in rows)


def test_html_has_them_in_the_head_of_the_row() -> None:
    heads = Texts(GRAPH.summary("html")).heads
    for name, words in WORDS.items():
        assert any(head.startswith(f"{name} (") and head.endswith(words) for head in heads)


@pytest.mark.parametrize("format", ["svg", "dot", "mmd"])
def test_pictures_have_them(format: str) -> None:
    drawn = render(GRAPH.view, format).decode()
    for words in ("training true", "training false", "use_causal_mask", "return_attention_scores", "reverse"):
        assert words in drawn.replace("&nbsp;", " ").replace("&#160;", " ")


def test_the_words_have_them() -> None:
    for name, words in WORDS.items():
        (sentence,) = [each for each in GRAPH.view.sentences if each.startswith(f"{name} ")]
        assert f"it is called with {words.removesuffix(', mask keep')}" in sentence


def test_a_collapsed_block_has_what_all_its_layers_have() -> None:
    row = collapsed(GRAPH.view, ["noisy"]).row("noisy")
    assert row
    assert dict(row.call) == {"training": True}


def test_a_collapsed_block_has_none_of_a_single_layer() -> None:
    layers = DOCUMENT["blocks"]["Noisy"]["layers"]
    blocks = {"Noisy": {**DOCUMENT["blocks"]["Noisy"], "layers": [{**layers[0], "training": True}, layers[1]]}}
    uses = [{key: value for key, value in each.items() if key != "training"} for each in DOCUMENT["layers"]]
    graph = rg.loads(json.dumps({**DOCUMENT, "blocks": blocks, "layers": uses}))
    row = collapsed(graph.view, ["noisy"]).row("noisy")
    assert row
    assert row.call == ()


def test_a_graph_in_python_has_them() -> None:
    x = rg.Input("x", (4,))
    graph = rg.Graph("m", x, rg.Dropout(0.5, name="drop")(x, training=True))
    assert json.loads(graph.summary("json"))["layers"][1]["call"] == {"training": True}
