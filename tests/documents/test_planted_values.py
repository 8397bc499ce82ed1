"""A wrong value at any path, in any layout: what the diagnostic marks, cut from the text, is that value."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.lines import Lines
from rnngraph.documents.load import from_text

SPECS = sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.json"))
TREES = [json.loads(path.read_text(encoding="utf-8")) for path in SPECS if path.stem != "manifest"]
WRONG = ['{"no": [{}]}', '[[{"é😀": null}]]', r'"\u0000 \"né\\ \ud83d\ude00"']
"""Right nowhere; as texts, to be found again as they are."""

ANY = ("description", "$schema")
"""Fields that any text is right for. A parameter's value is wrong only where it is used."""


class Layout:
    """Writes JSON in a way of its own: line breaks, tabs, spaces, escapes."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.end = self.random.choice(["\n", "\r\n", "\r", "", "\n\n"])
        self.tab = self.random.choice(["\t", "  ", "    ", ""])
        self.escapes = self.random.random() < 0.5

    def write(self, value: Any, planted: tuple[Any, ...] | None, text: str, depth: int = 0) -> str:
        """The value as text, with `text` at the path that is planted."""
        if planted == ():
            return text
        inside = f"{self.end}{self.tab * (depth + 1)}" if self.end else self.space()
        last = f"{self.end}{self.tab * depth}" if self.end else self.space()
        if isinstance(value, dict):
            parts = [
                f"{self.string(key)}{self.space()}:{self.space()}"
                + self.write(each, below(planted, key), text, depth + 1)
                for key, each in value.items()
            ]
            return "{" + inside + f"{self.space()},{inside}".join(parts) + last + "}" if parts else "{}"
        if isinstance(value, list):
            items = [self.write(each, below(planted, index), text, depth + 1) for index, each in enumerate(value)]
            return "[" + inside + f"{self.space()},{inside}".join(items) + last + "]" if items else "[]"
        return self.string(value) if isinstance(value, str) else json.dumps(value)

    def space(self) -> str:
        return self.random.choice(["", "", " ", "\t", "  "])

    def string(self, value: str) -> str:
        if self.escapes:
            return '"' + "".join(map(self.escaped, value)) + '"'
        return json.dumps(value, ensure_ascii=self.random.random() < 0.5)

    def escaped(self, character: str) -> str:
        always = character in '"\\' or character < " "
        chosen = self.random.random() < 0.3 and character < "\uffff"
        return f"\\u{ord(character):04x}" if always or chosen else character


def below(planted: tuple[Any, ...] | None, key: Any) -> tuple[Any, ...] | None:
    return planted[1:] if planted and planted[0] == key else None


def paths(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, each in below for path in paths(each, (*at, key)))]


def marked(text: str, found: Any) -> str:
    lines = Lines(text)
    return text[lines.offset(found.line, found.column) : lines.offset(found.end_line, found.end_column)]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_wrong_value_is_marked_exactly(data: st.DataObject) -> None:
    tree = dict(data.draw(st.sampled_from(TREES)))
    tree["description"] = 'zwölf Boxkämpfer 👍 \t "quoted" \\ 円'
    wrong = data.draw(st.sampled_from(WRONG))
    places = [each for each in paths(tree) if each and each[-1] not in ANY and "parameters" not in each]
    path = data.draw(st.sampled_from(places))
    text = Layout(data.draw(st.integers(0, 2**32))).write(tree, path, wrong)
    found = check(analyse(from_text(text)))
    assert found, (path, text)
    spans = [marked(text, each) for each in found]
    # Of an object or a list that could stand there, what it holds is wrong; of a formula, the part that is none.
    inside = (wrong[0] in "[{" or path[0] == "cells") and any(each in wrong for each in spans)
    assert wrong in spans or inside, (path, spans, [each.message for each in found])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["$(2 * unit)", "$(é)", "$unit", "$(1 +)", "$(units + (2 * unit))"]))
def test_an_expression_is_marked_inside_its_string(seed: int, expression: str) -> None:
    tree = {
        "rnngraph": 1,
        "name": "planted",
        "description": "円 😀",
        "parameters": {"units": 4},
        "inputs": [{"name": "x", "shape": [None, 8]}],
        "layers": [{"type": "Bidirectional", "layer": {"type": "LSTM", "units": expression}}],
    }
    text = Layout(seed).write(tree, None, "")
    (found,) = check(analyse(from_text(text)))
    part = json.loads(f'"{marked(text, found)}"')
    assert part in (("é",) if "é" in expression else ("+",) if "1 +" in expression else ("unit",))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_several_errors_behind_each_other_are_each_marked(newline: str) -> None:
    lines = [
        '{\'rnngraph\': 1, "name": "x", // a comment',
        '\t"inputs": [{"name": "x", "shape": [null, "né"],}]',
        ' "layers": [{"type": "LSTM", "units": -3 "return_sequence": True}]}',
    ]
    text = newline.join(lines)
    found = [(each.code, marked(text, each)) for each in check(analyse(from_text(text)))]
    assert found == [
        ("RG101", "'rnngraph'"),
        ("RG101", "// a comment"),
        ("RG112", '"né"'),
        ("RG101", ","),
        ("RG101", "]"),
        ("RG101", "-3"),
        ("RG113", "-3"),
        ("RG110", '"return_sequence"'),
        ("RG101", "True"),
    ]
