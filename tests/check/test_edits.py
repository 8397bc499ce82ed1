"""Edits of a text say what the edit of the document says, and touch nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnngraph.check import Edit, Fix
from rnngraph.check.edits import TextEditor, touch
from rnngraph.documents.lines import applied
from rnngraph.graph import TextEdit


def edited(text: str, *edits: Edit) -> str:
    made = TextEditor(text).edits(Fix("", edits))
    assert made is not None
    return applied(text, made)


KEYS = st.text(st.sampled_from('ab/~"é𝄞\\'), max_size=3)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.sampled_from('x"é𝄞\n,{}'), max_size=4),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(KEYS, each, max_size=4),
    max_leaves=12,
)
LAYOUTS = st.sampled_from(
    [{"indent": 2}, {"indent": 4}, {"separators": (",", ":")}, {}, {"ensure_ascii": False}, {"indent": "\t"}]
)


def places(tree: Any, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The way to every value below a tree's root."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [way for key, value in pairs for way in [(*at, key), *places(value, (*at, key))]]


def pointer(way: tuple[str | int, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in way)


def above(tree: Any, way: tuple[str | int, ...]) -> Any:
    for part in way[:-1]:
        tree = tree[part]
    return tree


class TestAnyDocument:
    @given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4), layout=LAYOUTS, value=TREES, data=st.data())
    def test_set_gives_a_value(self, tree: Any, layout: Any, value: Any, data: Any) -> None:
        way = data.draw(st.sampled_from(places(tree)))
        text = edited(json.dumps(tree, **layout), Edit(pointer(way), value))
        above(tree, way)[way[-1]] = value
        assert json.loads(text) == tree

    @given(tree=st.dictionaries(KEYS, TREES, max_size=4), layout=LAYOUTS, value=TREES, data=st.data())
    def test_set_adds_a_field_at_the_end(self, tree: Any, layout: Any, value: Any, data: Any) -> None:
        objects = [(), *(way for way in places(tree) if isinstance(above(tree, (*way, "")), dict))]
        way = (*data.draw(st.sampled_from(objects)), "new")
        text = edited(json.dumps(tree, **layout), Edit(pointer(way), value))
        above(tree, way)["new"] = value
        assert json.dumps(json.loads(text)) == json.dumps(tree)

    @given(tree=st.dictionaries(KEYS, TREES, max_size=4), layout=LAYOUTS, value=TREES, data=st.data())
    def test_insert_puts_an_element_before_another(self, tree: Any, layout: Any, value: Any, data: Any) -> None:
        tree = {**tree, "list": [1, [2], {}]}
        elements = [way for way in places(tree) if isinstance(above(tree, way), list)]
        way = data.draw(st.sampled_from(elements))
        text = edited(json.dumps(tree, **layout), Edit(pointer(way), value, "insert"))
        above(tree, way).insert(int(way[-1]), value)
        assert json.loads(text) == tree

    @given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4), layout=LAYOUTS, data=st.data())
    def test_remove_takes_an_entry_away(self, tree: Any, layout: Any, data: Any) -> None:
        way = data.draw(st.sampled_from(places(tree)))
        text = edited(json.dumps(tree, **layout), Edit(pointer(way), operation="remove"))
        del above(tree, way)[way[-1]]
        assert json.loads(text) == tree

    @given(tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4), layout=LAYOUTS, data=st.data())
    def test_rename_changes_a_key_where_it_stands(self, tree: Any, layout: Any, data: Any) -> None:
        fields = [way for way in places(tree) if isinstance(above(tree, way), dict)]
        way = data.draw(st.sampled_from(fields))
        text = edited(json.dumps(tree, **layout), Edit(pointer(way), "new", "rename"))
        wanted = copy.deepcopy(tree)
        holder = above(wanted, way)
        renamed = [("new" if key == way[-1] else key, value) for key, value in holder.items()]
        holder.clear()
        holder.update(renamed)
        assert json.dumps(json.loads(text)) == json.dumps(wanted)

    @given(
        tree=st.dictionaries(KEYS, TREES, min_size=1, max_size=4), layout=LAYOUTS, value=st.integers(), data=st.data()
    )
    def test_the_rest_stays_to_the_byte(self, tree: Any, layout: Any, value: int, data: Any) -> None:
        way = data.draw(st.sampled_from(places(tree)))
        text = json.dumps(tree, **layout)
        (edit,) = TextEditor(text).edits(Fix("", (Edit(pointer(way), value),))) or ()
        assert json.loads(text[edit.start : edit.end]) == above(tree, way)[way[-1]]


class TestLayout:
    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ('{"a": {"x": 1}}', '{"a": {"x": 1, "new": 2}}'),
            ('{"a":{"x":1}}', '{"a":{"x":1,"new":2}}'),
            ('{"a": {}}', '{"a": {"new": 2}}'),
            (
                '{\n  "a": {\n    "x": 1,\n    "y": 2\n  }\n}',
                '{\n  "a": {\n    "x": 1,\n    "y": 2,\n    "new": 2\n  }\n}',
            ),
            ('{"a": {\r\n\t"x" : 1\r\n}}', '{"a": {\r\n\t"x" : 1,\r\n\t"new" : 2\r\n}}'),
            ('{"a": {"x": 1, "y": 2,\n  "z": 3}}', '{"a": {"x": 1, "y": 2,\n  "z": 3, "new": 2}}'),
            ('{"a": { "x" : 1 , "y" : 2 }}', '{"a": { "x" : 1 , "y" : 2 , "new" : 2 }}'),
        ],
    )
    def test_a_new_field_is_laid_out_as_the_others(self, text: str, wanted: str) -> None:
        assert edited(text, Edit("/a/new", 2)) == wanted

    @pytest.mark.parametrize(
        ("text", "wanted"),
        [
            ('{"x": 1, "y": 2, "z": 3}', '{"x": 1, "z": 3}'),
            ('{"y": 2, "z": 3}', '{"z": 3}'),
            ('{"x": 1, "y": 2}', '{"x": 1}'),
            ('{\n  "x": 1,\n  "y": 2,\n  "z": 3\n}', '{\n  "x": 1,\n  "z": 3\n}'),
            ('{ "y": 2 }', "{  }"),
        ],
    )
    def test_a_field_goes_with_its_comma(self, text: str, wanted: str) -> None:
        assert edited(text, Edit("/y", operation="remove")) == wanted

    def test_several_new_fields_stand_in_order(self) -> None:
        assert edited('{"x": 1}', Edit("/a", 1), Edit("/b", 2)) == '{"x": 1, "a": 1, "b": 2}'

    def test_what_has_no_place_is_no_edit(self) -> None:
        for edit in (Edit("/a/b", 1), Edit("/a", "b", "rename"), Edit("/a", operation="remove"), Edit("/x/b", 1)):
            assert TextEditor('{"x": 1}').edits(Fix("", (edit,))) is None


def test_edits_that_touch() -> None:
    assert touch(TextEdit(1, 3, ""), TextEdit(2, 4, ""))
    assert not touch(TextEdit(1, 3, ""), TextEdit(3, 4, ""))
    assert touch(TextEdit(3, 3, ""), TextEdit(3, 3, ""))
    assert touch(TextEdit(3, 3, ""), TextEdit(1, 3, ""))
    assert not touch(TextEdit(3, 3, ""), TextEdit(4, 6, ""))
