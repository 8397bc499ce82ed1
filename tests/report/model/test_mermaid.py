"""Mermaid: every line is one of the four that its grammar knows, and no text is syntax."""

from __future__ import annotations

import re

import pytest

from rnngraph.report.errors import NoPicture
from rnngraph.report.model.mermaid import model_mermaid
from rnngraph.report.text import clean
from tests.report.pictures import DRAWN, NASTY, SPECS

LABEL = r"(?:[A-Za-z0-9 _.,:()/?]|#\d+;|</?b>|<br/>)*"
NODE = re.compile(
    rf'(?:    )+(?P<key>[noe]\d+)(?:\(\["(?P<pill>{LABEL})"\]\)|\("(?P<box>{LABEL})"\)):::(?P<style>[a-z]+)'
)
LINK = re.compile(rf'    (?P<tail>n\d+) (?P<arrow>-->|-\.->|--o)\|"(?P<label>{LABEL})"\| (?P<head>[no]\d+)')
STYLE = re.compile(r"    (classDef [a-z]+|linkStyle \d+(,\d+)*) [a-z]+:#[0-9a-f]{6}(,[a-z]+:#[0-9a-f]{6})*")
SUBGRAPH = re.compile(rf'(?:    )+(?:subgraph [a-z]\d+\["{LABEL}"\]|end)')


def lines(name: str) -> list[str]:
    head, _, body = model_mermaid(DRAWN[name].view).partition("flowchart TD\n")
    assert head.startswith("---\ntitle: ")
    assert head.endswith("\n---\n")
    return body.splitlines()


def plain(label: str) -> list[str]:
    """A label's lines as a reader sees them."""
    text = re.sub(r"</?b>", "", label)
    return [re.sub(r"#(\d+);", lambda code: chr(int(code[1])), line) for line in text.split("<br/>")]


def nodes(name: str) -> dict[str, tuple[list[str], str]]:
    found = [match for line in lines(name) if (match := NODE.fullmatch(line))]
    return {match["key"]: (plain(match["pill"] or match["box"]), match["style"]) for match in found}


def links(name: str) -> list[re.Match[str]]:
    return [match for line in lines(name) if (match := LINK.fullmatch(line))]


@pytest.mark.parametrize("name", DRAWN)
def test_every_line_is_of_the_grammar(name: str) -> None:
    for line in lines(name):
        assert any(each.fullmatch(line) for each in (NODE, LINK, STYLE, SUBGRAPH)), line


@pytest.mark.parametrize("name", DRAWN)
def test_has_every_layer_and_connection(name: str) -> None:
    view = DRAWN[name].view
    known = nodes(name)
    assert [known[f"n{index}"][0][0] for index in range(len(view.rows))] == [row.name for row in view.rows]
    assert sum(key.startswith("o") for key in known) == len(view.outputs)
    assert {match[end] for match in links(name) for end in ("tail", "head")} <= set(known)
    assert sum(match["arrow"] == "-->" for match in links(name)) == len(
        [edge for edge in (*view.edges, *view.results) if edge.kind == "data"]
    )


def test_a_box_says_what_the_picture_says() -> None:
    known = nodes("encoder_decoder")
    assert known["n0"] == (["source", "Input · int32", "(None, None)"], "terminal")
    assert known["n4"] == (["encoder", "LSTM · cuDNN · ↻ h, c", "units 64", "(None, 64) · 33,024 params"], "recurrent")
    said, _ = nodes("bidirectional")["n2"]
    assert said[2:4] == ["→ forward · LSTM · units 32 · ↻ h, c", "← backward · LSTM · units 32 · ↻ h, c"]


def test_state_links_are_dotted_and_named() -> None:
    found = links("encoder_decoder")
    (at,) = [index for index, match in enumerate(found) if match["arrow"] == "-.->"]
    assert plain(found[at]["label"]) == ["h (None, 64)", "c (None, 64)"]
    assert any(line.startswith(f"    linkStyle {at} ") for line in lines("encoder_decoder"))


def test_errors_and_their_codes_are_there() -> None:
    boxes = {said[0]: (said, style) for said, style in nodes("broken").values()}
    assert {name for name, (_, style) in boxes.items() if style == "error"} >= {"decoder", "many", "lost", "nowhere"}
    assert any(re.match(r"RG\d+ ", line) for line in boxes["decoder"][0])
    assert boxes["aside"][1] == "unused"


def test_hostile_text_comes_back_as_it_was() -> None:
    said = [line for lines_, _ in nodes("hostile").values() for line in lines_]
    assert clean(NASTY)[:39] + "…" in said


ANY_NODE = re.compile(rf'    (?:    )*[a-z0-9]+(?:\(\["{LABEL}"\]\)|\("{LABEL}"\)):::[a-z]+')
ANY_LINK = re.compile(rf'    [a-z0-9]+ (?:-->|-\.->|--o)(?:\|"{LABEL}"\|)? [a-z0-9]+')


@pytest.mark.parametrize("name", DRAWN)
def test_the_inside_of_layers_and_steps_are_of_the_grammar_too(name: str) -> None:
    graph = DRAWN[name]
    texts = [graph.diagram(format="mmd", inside=layer).decode() for layer in graph.insides if layer != "deep"]
    try:
        texts.append(graph.diagram(format="mmd", unrolled=2).decode())
    except NoPicture:
        assert name not in {path.stem for path in SPECS}
    for text in texts:
        body = re.split(r"flowchart (?:TD|LR)\n", text)[1]
        for line in body.splitlines():
            assert any(each.fullmatch(line) for each in (SUBGRAPH, ANY_NODE, ANY_LINK, STYLE)), line
        assert body.count("subgraph ") == len(re.findall(r"^    end$", body, flags=re.M))
