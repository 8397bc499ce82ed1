"""SARIF 2.1.0, the exchange format of static analysis: what code hosts and editors show as alerts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from rnngraph.check.codes import rules_by_code
from rnngraph.check.diagnostic import Diagnostic, Fix
from rnngraph.check.edits import TextEditor
from rnngraph.check.rule import Rule
from rnngraph.graph import Place

Files = Sequence[tuple[str, Sequence[Diagnostic]]]
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(files: Files, sources: Mapping[str, str] | None = None) -> str:
    """One run, every finding a result of it. `sources` has the text of each file, which fixes are placed in."""
    from rnngraph import __version__

    codes = sorted({each.code for _, found in files for each in found})
    rules = rules_by_code()
    driver = {"name": "rnngraph", "version": __version__, "rules": [_rule(rules[code]) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": _location(path)} for path, _ in files],
        "results": [each for path, found in files for each in _results(path, found, (sources or {}).get(path), codes)],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.page.split("\n", 1)[0]},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": rule.severity},
    }


def _results(
    path: str, found: Sequence[Diagnostic], text: str | None, codes: Sequence[str]
) -> Iterator[dict[str, Any]]:
    editor = TextEditor(text) if text and any(each.fix for each in found) else None
    for each in found:
        result: dict[str, Any] = {
            "ruleId": each.code,
            "ruleIndex": codes.index(each.code),
            "level": each.severity,
            "message": {"text": each.message},
            "locations": [_place(path, each)],
        }
        ways = each.fix.ways() if each.fix and editor else ()
        fixes = [made for way in ways if editor and (made := _fix(path, way, editor))]
        yield {**result, "fixes": fixes} if fixes else result


def _place(path: str, each: Diagnostic) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _location(each.path if each.is_python and each.path else path)}
    region = {
        "startLine": each.line,
        "startColumn": each.column,
        "endLine": each.end_line,
        "endColumn": each.end_column,
    }
    if each.line:
        physical["region"] = {name: value for name, value in region.items() if value}
    place: dict[str, Any] = {"physicalLocation": physical}
    if each.layer:
        place["logicalLocations"] = [{"name": each.layer, "kind": "object"}]
    return place


def _location(path: str) -> dict[str, str]:
    pure = PurePath(path)
    return {"uri": pure.as_uri() if pure.is_absolute() else quote(pure.as_posix())}


def _fix(path: str, fix: Fix, editor: TextEditor) -> dict[str, Any] | None:
    edits = editor.edits(fix)
    if not edits:
        return None
    replacements = [
        {"deletedRegion": _region(editor.lines.place(edit.start, edit.end)), "insertedContent": {"text": edit.new}}
        for edit in edits
    ]
    changes = [{"artifactLocation": _location(path), "replacements": replacements}]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _region(place: Place) -> dict[str, int]:
    names = ("startLine", "startColumn", "endLine", "endColumn")
    return dict(zip(names, (place.line, place.column, place.end_line, place.end_column), strict=True))
