"""After any fix, safe or unsafe, the document still reads, has each key once, and no other layer has a new error."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rnngraph as rg
from rnngraph.check.fix import fix_once
from rnngraph.problems.words import FIELDS, TYPES

SPECS = Path(__file__).resolve().parents[2] / "specs"
VALID = {
    path.name: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted(SPECS.glob("*.json"))
    if path.name != "manifest.json"
}
RENAMED = {
    meaning: [word for word, each in FIELDS.items() if meaning in each.here]
    for meaning in ("units", "dropout", "filters")
}

Tree = dict[str, Any]
Slip = Callable[[st.DataObject, Tree], None]
"""Does something wrong to a layer's entry."""


def doubled_letter(data: st.DataObject, entry: Tree) -> None:
    key = data.draw(st.sampled_from([key for key in entry if key not in ("name", "inputs")]))
    entry[f"{key}{key[-1]}"] = entry.pop(key)


def foreign_word(data: st.DataObject, entry: Tree) -> None:
    """A field under its name elsewhere, or one that has no name here."""
    elsewhere = [(key, word) for word, each in FIELDS.items() for key in entry if key in each.here]
    is_renamed: bool = data.draw(st.booleans())
    if elsewhere and is_renamed:
        key, word = data.draw(st.sampled_from(sorted(elsewhere)))
        entry[word] = entry.pop(key)
    else:
        advised = sorted(word for word, each in FIELDS.items() if each.advice)
        entry[data.draw(st.sampled_from(advised))] = data.draw(st.sampled_from([1, True, "same", 0.5]))


def foreign_words(data: st.DataObject, entry: Tree) -> None:
    meaning = data.draw(st.sampled_from(sorted(RENAMED)))
    for word in data.draw(st.lists(st.sampled_from(RENAMED[meaning]), min_size=2, max_size=3, unique=True)):
        entry[word] = 0.5 if meaning == "dropout" else 3
    if data.draw(st.booleans()):
        entry.pop(meaning, None)


def foreign_type(data: st.DataObject, entry: Tree) -> None:
    same = [word for word, each in TYPES.items() if not each.here or each.meant([entry["type"]])]
    entry["type"] = data.draw(st.sampled_from(sorted(same)))


def quoted(data: st.DataObject, entry: Tree) -> None:
    key = data.draw(st.sampled_from([key for key in entry if not isinstance(entry[key], str)] or ["units"]))
    entry[key] = str(entry.get(key)).lower()


def turned(data: st.DataObject, entry: Tree) -> None:
    """The other of last step and sequence: layers behind it, or before it, then have the wrong rank."""
    inner = entry.get("layer")
    holder = inner if isinstance(inner, dict) and data.draw(st.booleans()) else entry
    holder["return_sequences"] = not holder.get("return_sequences", False)


def moved_out(data: st.DataObject, entry: Tree) -> None:
    inner = entry.get("layer")
    if isinstance(inner, dict) and len(inner) > 1:
        key = data.draw(st.sampled_from([key for key in inner if key != "type"]))
        entry[key] = inner.pop(key)


def null(data: st.DataObject, entry: Tree) -> None:
    key = data.draw(st.sampled_from([key for key in entry if key not in ("name", "type")] or ["units"]))
    entry[key] = None


SLIPS: tuple[Slip, ...] = (doubled_letter, foreign_word, foreign_words, foreign_type, quoted, turned, moved_out, null)


def with_slips(data: st.DataObject, tree: Tree) -> dict[int, Tree]:
    """Some layers' entries, each with slips, by their position."""
    entries = [at for at, entry in enumerate(tree["layers"]) if "type" in entry and "name" in entry]
    chosen = data.draw(st.lists(st.sampled_from(entries), min_size=1, max_size=3, unique=True)) if entries else []
    made = {}
    for at in chosen:
        made[at] = copy.deepcopy(tree["layers"][at])
        data.draw(st.sampled_from(SLIPS))(data, made[at])
    return made


def document(tree: Tree, entries: dict[int, Tree], shape: Any = None) -> str:
    layers = [entries.get(at, entry) for at, entry in enumerate(tree["layers"])]
    inputs = [{**each, "shape": [*shape, *each["shape"]]} if shape else each for each in tree["inputs"]]
    return json.dumps({**tree, "inputs": inputs, "layers": layers}, indent=1)


def errors(text: str) -> set[tuple[str, str | None]]:
    return {(each.code, each.layer) for each in rg.loads(text).check() if each.severity == "error"}


def unique(pairs: list[tuple[str, Any]]) -> Tree:
    assert len(pairs) == len(dict(pairs)), pairs
    return dict(pairs)


@given(data=st.data(), indent=st.booleans())
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.too_slow])
def test_any_fix(data: st.DataObject, indent: bool) -> None:
    tree = VALID[data.draw(st.sampled_from(sorted(VALID)))]
    entries = with_slips(data, tree)
    shape = data.draw(st.sampled_from([None, None, [32]]))
    text = document(tree, entries, shape)
    before = errors(text)
    names = {at: tree["layers"][at]["name"] for at in entries}
    # A layer whose name is mended is the same layer.
    renamed = {name for at, name in names.items() if entries[at].get("name") != name}
    ways = [(found, fix) for found in rg.loads(text).check() for fix in (found.fix.ways() if found.fix else ())]
    for found, fix in ways:
        fixed, made = fix_once(text, [replace(found, fix=fix)], unsafe=True)
        if not made:
            continue
        json.loads(fixed, object_pairs_hook=unique)
        after = errors(fixed)
        assert not any(code.startswith("RG10") for code, _ in after - before)
        # What the slip hid is no harm: it is there without this slip, too.
        without = {at: entry for at, entry in entries.items() if names[at] not in {found.layer, *renamed}}
        known = before | errors(document(tree, without, shape)) | errors(document(tree, without))
        new = {(code, layer) for code, layer in after - known if layer != found.layer and layer not in renamed}
        assert not new, (str(found), fix)


@given(data=st.data(), unsafe=st.booleans())
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_all_fixes(data: st.DataObject, unsafe: bool) -> None:
    tree = VALID[data.draw(st.sampled_from(sorted(VALID)))]
    text = document(tree, with_slips(data, tree))
    fixed = rg.fix(text, unsafe=unsafe).text
    json.loads(fixed, object_pairs_hook=unique)
    assert not any(code.startswith("RG10") for code, _ in errors(fixed))
