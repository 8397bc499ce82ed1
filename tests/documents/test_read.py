"""Strict JSON: what is read, what is not, and where it says so."""

from __future__ import annotations

import time

import pytest

from rnngraph.analysis import analyse
from rnngraph.check import check
from rnngraph.documents.load import from_bytes, from_text
from rnngraph.documents.read import UNREAD, decode, read
from rnngraph.graph import LIMITS, Place, pointer


def kinds(text: str) -> list[str]:
    return [type(problem).__name__ for problem in read(text).problems]


def test_what_is_right_is_read_as_it_is() -> None:
    tree = read('{"a": [1, 2.5, null, true, "é"], "b": {}}')
    assert (tree.value, tree.problems) == ({"a": [1, 2.5, None, True, "é"], "b": {}}, ())


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e999", "-1e400", "9" * 5000])
def test_no_number_is_placed_and_stood_in_for(token: str) -> None:
    tree = read(f'{{"b": "{token}",\n "a": {token}}}')
    (problem,) = tree.problems
    assert (type(problem).__name__, problem.origin) == ("NotANumber", Place(2, 7, 2, 7 + len(token)))
    assert tree.value["a"] is UNREAD


def test_each_of_several_is_placed() -> None:
    tree = read("[NaN, 1,\n NaN]")
    assert [problem.origin for problem in tree.problems] == [Place(1, 2, 1, 5), Place(2, 2, 2, 5)]


def test_keys_twice_are_each_placed() -> None:
    tree = read('{"a": 1, "b": {"c": 1,\n "c": 2}, "a": 3}')
    assert sorted((p.key, p.origin.line, p.origin.column) for p in tree.problems) == [  # type: ignore[union-attr]
        ("a", 2, 11),
        ("c", 2, 2),
    ]


def test_depth_has_an_end() -> None:
    assert kinds("[" * 100_000) == ["TooDeep"]
    assert kinds('{"a":' * 100_000) == ["TooDeep"]
    assert kinds('{"a": [' * 65 + "]}" * 65) == ["TooDeep"]
    assert kinds('{"a": [' * 64 + "]}" * 64) == []
    assert read("[1,\n" * 200 + "]" * 200).problems[0].origin == Place(129, 1, 129, 2)


def test_bytes_have_to_be_utf_8() -> None:
    text, problems = decode(b'{"a":\n "caf\xe9"}')
    assert (text, type(problems[0]).__name__, problems[0].origin) == ("", "NotUtf8", Place(2, 6, 2, 7))
    assert decode("é".encode())[0] == "é"


def test_size_has_an_end() -> None:
    assert [type(problem).__name__ for problem in decode(b" " * (LIMITS.bytes + 1))[1]] == ["TooLarge"]


def test_pointers_are_escaped() -> None:
    assert pointer("a/b", 0, "~c").path == "/a~1b/0/~0c"


HOSTILE = {
    "empty": b"",
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"rnngraph": 1}'.encode("utf-16"),
    "NUL": b"\x00" * 100,
    "deep": b"[" * 200_000,
    "deep and closed": b"[" * 200_000 + b"]" * 200_000,
    "a lone surrogate": b'{"rnngraph": 1, "name": "\\ud800", "inputs": [], "layers": []}',
    "a number": b"3",
    "a string": b'"<script>alert(1)</script>"',
    "a huge number": b'{"rnngraph": 1' + b"0" * 100_000 + b"}",
    "a million brackets": b"[]," * 300_000,
    "a cycle": b'{"rnngraph": 1, "name": "c", "inputs": [{"name": "x", "shape": [1]}], "layers": ['
    b'{"name": "a", "type": "Add", "inputs": ["x", "a"]}]}',
    "markup": b'{"rnngraph": 1, "name": "<b>", "inputs": [{"name": "<i>", "shape": ["<u>"]}],'
    b'"layers": [{"type": "<s>"}]}',
    "escapes": b'{"rnngraph": 1, "name": "\\u001b[31mred", "inputs": [], "layers": []}',
    "paths": b'{"rnngraph": 1, "name": "../../etc/passwd", "inputs": [], "layers": []}',
    "huge sizes": b'{"rnngraph": 1, "name": "h", "inputs": [{"name": "x", "shape": [99999999999999999999]}],'
    b'"layers": [{"type": "Dense", "units": 99999999999999999999}]}',
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_bytes_end_in_diagnostics(what: str) -> None:
    started = time.monotonic()
    found = check(analyse(from_bytes(HOSTILE[what])))
    assert found
    assert all(each.code.startswith("RG") and each.message for each in found)
    assert time.monotonic() - started < 60, "a bound on hanging, not a benchmark"


def test_any_value_anywhere_is_a_diagnostic_or_right() -> None:
    document = {
        "rnngraph": 1,
        "name": "walked",
        "inputs": [{"name": "x", "shape": [None, 4], "dtype": "float32", "mask": "right"}],
        "layers": [
            {"name": "both", "type": "Bidirectional", "layer": {"type": "LSTM", "units": 2}, "merge_mode": "sum"},
            {
                "name": "rnn",
                "type": "RNN",
                "cell": [{"type": "GRUCell", "units": 2}],
                "inputs": "x",
                "initial_state": ["both"],
            },
            {"name": "mix", "type": "Attention", "inputs": {"query": "x", "value": "x"}, "use_causal_mask": True},
            {"name": "flat", "type": "LayerNormalization", "axis": [1], "inputs": "rnn"},
        ],
        "outputs": {"a": "flat", "b": "mix"},
        "batch_size": None,
        "dtype_policy": "float32",
        "training": {"optimizer": {"type": "Adam", "learning_rate": 0.1}, "loss": {"a": "mse"}, "metrics": ["mae"]},
    }
    import json

    values = [None, 1, -1, 1.5, "x", "", [], {}, True, [[]], {"type": "LSTM"}, "x.y", 10**30, ["x"] * 3]
    for path in walk(document):
        for value in values:
            graph = from_text(json.dumps(replaced(document, path, value)))
            for each in check(analyse(graph)):
                assert each.code, (path, value)


def walk(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, each in below for found in walk(each, (*path, key)))]


def replaced(value: object, path: tuple[object, ...], new: object) -> object:
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return {each: replaced(old, tuple(rest), new) if each == key else old for each, old in value.items()}
    assert isinstance(value, list)
    return [replaced(old, tuple(rest), new) if index == key else old for index, old in enumerate(value)]


@pytest.mark.parametrize("filler", [0, 2**20])
@pytest.mark.parametrize(
    ("escaped", "whole"),
    [
        (r"\ud83d\ude00", True),
        (r"C:\\udata", True),
        (r"\\\\ud800", True),
        (r"\ud83d", False),
        (r"\ude00", False),
        (r"\ud83d\ud83d\ude00", False),
        (r"\ud83d\ude00\ude00", False),
        (r"\\\ud800", False),
    ],
)
def test_half_a_surrogate_pair_is_told_from_a_whole_one(escaped: str, whole: bool, filler: int) -> None:
    tree = read(f'["{escaped}", "{"x" * filler}"]')
    assert (tree.problems == ()) is whole
