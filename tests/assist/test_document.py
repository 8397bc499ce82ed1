"""What stands under a cursor, wherever it is and however broken the rest."""

from __future__ import annotations

import pytest

from rnngraph.assist.document import Cursor, Document
from tests.lsp.client import SPEC, marked


def cursor(text: str) -> Cursor | None:
    text, at = marked(text)
    return Document(text).cursor(at)


@pytest.mark.parametrize(
    ("text", "path", "is_key", "found"),
    [
        ('{"a": 1, "b│": 2}', (), True, "b"),
        ('{"a": {"b": "te│xt"}}', ("a", "b"), False, "text"),
        ('{"a": [1, "two│"]}', ("a", 1), False, "two"),
        ('{"a": [[1], [2, 3│]]}', ("a", 1, 1), False, "3"),
        ('{"a": │}', ("a",), False, ""),
        ('{"a": 1, │}', (), True, ""),
        ("{│", (), True, ""),
        ('{"a": [│', ("a", 0), False, ""),
        ('{"a": [1, │', ("a", 1), False, ""),
        ('{"a": [{"b": "c│', ("a", 0, "b"), False, "c"),
        ('{"a": [{"b": "c│}, {"d": 1}]}', ("a", 0, "b"), False, "c"),
        ('{"a": [{"b": 1, "c│}, {"d": 1}]}', ("a", 0), True, "c"),
        ('{"a": [{"b": 1}, {b: 2, │c', ("a", 1), True, "c"),
        ("{'a': {b: [1 2, \"x│", ("a", "b", 2), False, "x"),
        ('{"a": 1, // comment\n "b": tr│ue', ("b",), False, "true"),
        ('{"\\u0061": "x│"}', ("a",), False, "x"),
        ("│", None, None, None),
        ('{"a": 1│}', ("a",), False, "1"),
        ('{"a": 1} │', None, None, None),
        ('{"a": "x"│}', None, None, None),
        ('{"a": 1 // com│ment', None, None, None),
    ],
)
def test_the_cursor_is_found(text: str, path: tuple[object, ...] | None, is_key: bool | None, found: str) -> None:
    at = cursor(text)
    assert (at and at.path, at and at.is_key, at and at.text) == (path, is_key, found)


def test_a_string_that_is_typed_ends_at_its_word() -> None:
    text, at = marked('{"a": "enc│oder, "b": 1}')
    found = Document(text).cursor(at)
    assert found and text[found.start : found.end] == '"encoder'


def test_entries_have_the_names_that_the_graph_gives() -> None:
    document = Document(
        '{"rnngraph": 1, "inputs": [{"name": "x", "shape": [3]}], "layers": [{"type": "Dense"}, {"type": "Dense"'
    )
    assert [each.name for each in document.entries(())] == ["x", "dense", "dense_1"]


def test_what_is_no_spec_has_no_findings() -> None:
    assert Document('{"name": "a package"}').diagnostics == ()
    assert Document('{"name": "a package",').diagnostics == ()
    assert Document('{"rnngraph": 1,').diagnostics
    assert Document("").diagnostics == ()


def test_findings_are_those_of_check() -> None:
    assert {each.severity for each in Document(SPEC).diagnostics} <= {"warning"}


def test_a_document_beyond_all_limits_is_said_to_be_so() -> None:
    (found,) = Document('{"rnngraph": 1' + " " * 2**23 + "}").diagnostics
    assert found.code == "RG103"
