"""Texts that are nearly JSON: every flaw at its place, and the text as it would be right."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnngraph.documents.json_recovery import recover
from rnngraph.documents.lines import Lines
from rnngraph.documents.read import MAX_RECOVERED, read
from rnngraph.documents.scanner import MAX_FLAWS

SPECS = sorted((Path(__file__).resolve().parents[2] / "specs").glob("*.json"))

# The text, what is wrong with it as (kind, what is marked), and how it is right.
TABLE = [
    ('{"a": 1, "b": 2,}', [("trailing_comma", ",")], '{"a": 1, "b": 2}'),
    ("[1, 2,\n]", [("trailing_comma", ",")], "[1, 2\n]"),
    ('{"a": 1,, "b": 2}', [("extra_comma", ",")], '{"a": 1, "b": 2}'),
    ("[, 1]", [("extra_comma", ",")], "[ 1]"),
    ('{"a": 1 "b": 2}', [("missing_comma", "1")], '{"a": 1, "b": 2}'),
    ("[1 2\n3]", [("missing_comma", "1"), ("missing_comma", "2")], "[1, 2,\n3]"),
    ('{"a": {} "b": []}', [("missing_comma", "}")], '{"a": {}, "b": []}'),
    ('{"a" 1}', [("missing_colon", '"a"')], '{"a": 1}'),
    ('{"a" {"b": 1}}', [("missing_colon", '"a"')], '{"a": {"b": 1}}'),
    ('{"a":: 1}', [("extra_colon", ":")], '{"a": 1}'),
    ('{"a" = 1}', [("equals", "=")], '{"a" : 1}'),
    ('{"a"=1}', [("equals", "=")], '{"a":1}'),
    ('{"a": (1, 2)}', [("round_bracket", "(")], '{"a": [1, 2]}'),
    ('{"a": ( 1 , (2) ), "b": 3}', [("round_bracket", "("), ("round_bracket", "(")], '{"a": [ 1 , [2] ], "b": 3}'),
    ('{"a": (1,), "b": ()}', [("round_bracket", "("), ("trailing_comma", ","), ("round_bracket", "(")], None),
    ('{"a": (1, "b": 2}', [("round_bracket", "("), ("unclosed", "(")], '{"a": [1], "b": 2}'),
    ('{"a": f(1)}', [("unquoted", "f(1)")], '{"a": "f(1)"}'),
    ('{"a": , "b": 1}', [("missing_value", '"a"')], '{"a":NaN , "b": 1}'),
    ('{"a": 1, "b"}', [("missing_value", '"b"')], '{"a": 1, "b":NaN}'),
    ('{"b" "a": 1}', [("missing_value", '"b"')], '{"b":NaN, "a": 1}'),
    ('{"a": // one\n 1 /* two\n */ } # three', [("comment", c) for c in ("// one", "/* two\n */", "# three")], None),
    ("{'a': 'it\\'s \"x\"'}", [("quotes", "'a'"), ("quotes", "'it\\'s \"x\"'")], '{"a": "it\'s \\"x\\""}'),
    ("{“a”: 1}", [("quotes", "“a”")], '{"a": 1}'),
    ('{a: 1, "b": relu}', [("unquoted", "a"), ("unquoted", "relu")], '{"a": 1, "b": "relu"}'),
    ("[True, None, FALSE]", [("word", w) for w in ("True", "None", "FALSE")], "[true, null, false]"),
    ("[01, +1, .5, 1., 0x1F, 1_000]", [("word", w) for w in ("01", "+1", ".5", "1.", "0x1F", "1_000")], None),
    ("[NaN, -Infinity, 1e999]", [("not_a_number", w) for w in ("NaN", "-Infinity", "1e999")], None),
    ("[1e, --1]", [("not_a_number", w) for w in ("1e", "--1")], None),
    (r'{"a": "C:\keras"}', [("escape", r"\k")], r'{"a": "C:\\keras"}'),
    (r'["\u12", "\u00e9"]', [("escape", r"\u12")], r'["\\u12", "\u00e9"]'),
    ('["a\tb\x01"]', [("control", "\t"), ("control", "\x01")], r'["a\tb\u0001"]'),
    ('{"a": "first\nsecond", "b": 1}', [("line_break", '"first\nsecond"')], r'{"a": "first\nsecond", "b": 1}'),
    ('{"a": "enc,\n"b": 1}', [("unclosed_string", '"enc')], '{"a": "enc",\n"b": 1}'),
    ('{"a": "enc, "b": 1}', [("unclosed_string", '"enc')], '{"a": "enc", "b": 1}'),
    ('{"a: 1, "b": 1}', [("unclosed_string", '"a')], None),
    ('{a": 1}', [("unopened_string", 'a"')], '{"a": 1}'),
    ('{"a": [1, 2, "b": 3}', [("unclosed", "[")], '{"a": [1, 2], "b": 3}'),
    ('{"a": [1, 2 "b": 3}', [("unclosed", "[")], '{"a": [1, 2], "b": 3}'),
    ('[{"a": 1,\n{"a": 2}]', [("unclosed", "{")], '[{"a": 1},\n{"a": 2}]'),
    ('[{"a": 1\n{"a": 2}]', [("unclosed", "{")], '[{"a": 1},\n{"a": 2}]'),
    ('{"a": [{"b": 1}', [("unclosed", "[")], '{"a": [{"b": 1}]}'),
    ('{"a": [{"b": 1]}', [("unclosed", "{")], '{"a": [{"b": 1}]}'),
    ("[1, 2}", [("wrong_bracket", "}")], "[1, 2]"),
    ('{"a": 1} x, y', [("extra_text", "x, y")], '{"a": 1} '),
    ('["a": 1]', [("list_key", ":")], '["a"]'),
    ('{"a": 1, : 2}', [("no_key", ":")], '{"a": 1}'),
    ('{"a": 1, [2]}', [("no_key", "[")], '{"a": 1}'),
    ('{"a":\xa01}', [("space", "\xa0")], '{"a": 1}'),
    ("[1; 2]", [("stray", ";"), ("missing_comma", "1")], None),
    ("\ufeff{}", [("byte_order_mark", "\ufeff")], "{}"),
    (r'{"a": "\ud800"}', [("encoding", r"\ud800")], '{"a": NaN}'),
    (r'["\ud83d\ude00", "\ude00\ud83d"]', [("encoding", r"\ude00"), ("encoding", r"\ud83d")], None),
    ('{"a": 1, "\\u0061": 2}', [("duplicate_key", '"\\u0061"')], '{"a": 1, "\\u0061": 2}'),
    ("", [("empty", "")], ""),
    (" \n ", [("empty", "")], " \n "),
    ("{'a': [1 2,], b: True // x\n \"c\": 01", None, '{"a": [1, 2], "b": true, \n "c": 1}'),
]


@pytest.mark.parametrize(("text", "flaws", "right"), TABLE)
def test_each_flaw_is_found_at_its_place(text: str, flaws: list[tuple[str, str]] | None, right: str | None) -> None:
    recovered = recover(text)
    if flaws is not None:
        assert [(each.kind, text[each.start : each.end]) for each in recovered.flaws] == flaws
    if right is not None:
        assert recovered.text == right
    if recovered.text.strip():
        json.loads(recovered.text)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_text_that_is_json_stays_as_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    recovered = recover(text)
    assert (recovered.text, recovered.flaws, recovered.edits) == (text, (), ())


@pytest.mark.parametrize("text", [text for text, _, _ in TABLE if text.strip()])
def test_what_is_read_is_the_mended_text_or_what_is_left_in_doubt_is_said(text: str) -> None:
    tree = read(text)
    assert tree.problems
    assert tree.value is not None
    assert tree.sound == recover(text).sound


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="{}[],:\"'\\ \n\tab01.-/*#TN\xa0é\ud800", max_size=60))
def test_any_text_is_judged_as_json_judges_it(text: str) -> None:
    recovered = recover(text)
    lines = Lines(text)
    for each in recovered.flaws:
        assert 0 <= each.start <= each.end <= len(text)
        assert lines.offset(*lines.position(each.start)) == each.start
    assert all(0 <= recovered.authored(at) <= len(text) for at in range(len(recovered.text) + 1))
    tree = read(text)
    try:
        json.loads(text)
    except ValueError:
        assert tree.problems


def test_an_offset_of_the_mended_text_leads_back() -> None:
    text = "{a: 1,,\n 'b': [1 2 // and\n 3,] \"c\": 04"
    recovered = recover(text)
    for token in ("1 ", "2 ", "3", ": 04"[0:1]):
        assert text[recovered.authored(recovered.text.index(token.strip()))] == token.strip()


@pytest.mark.parametrize("path", SPECS[:6], ids=lambda path: path.stem)
def test_a_lost_character_is_found_and_mended(path: Path) -> None:
    """Whatever punctuation is lost, something is said of the line, or of a bracket that was left open."""
    text = path.read_text(encoding="utf-8")
    marks = [at for at, each in enumerate(text) if each in '{}[],:"']
    for at in random.Random(1).sample(marks, min(60, len(marks))):
        broken = text[:at] + text[at + 1 :]
        try:
            json.loads(broken)
        except ValueError:
            assert recover(broken).flaws, (at, text[at - 20 : at + 20])


@pytest.mark.parametrize(
    ("flaw", "kind"),
    [("NaN", "NotANumber"), ('{"a": 1, "a": 2}', "DuplicateKey"), (r'"\ud800"', "NotUtf8"), ("'a'", "NotJson")],
)
def test_of_a_very_long_text_the_first_flaw_alone_is_told(flaw: str, kind: str) -> None:
    tree = read(f'[{flaw}, {flaw}, "{"x" * MAX_RECOVERED}"]')
    assert (tree.value, [type(each).__name__ for each in tree.problems]) == (None, [kind])


def test_a_number_of_another_language_may_be_long() -> None:
    assert [each.kind for each in recover(f"[0x{'f' * 10_000}, {'1_' * 1000}]").flaws] == ["not_a_number"] * 2


def test_flaws_have_an_end() -> None:
    assert len(recover("[1 " * 1000).flaws) == MAX_FLAWS
