"""Writes the docs that the code knows best: docs/*.md, docs/rules/*.md, and a picture.

python scripts/docs.py          writes them
python scripts/docs.py --check  fails where one is stale
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import rnngraph
from rnngraph.build.sections import BlockSection, Document, InputSection, NodeSection
from rnngraph.build.training import Training
from rnngraph.check import Rule, rule_families, rules_by_code
from rnngraph.check.settings import Settings
from rnngraph.cli import main as command_line
from rnngraph.expressions import FUNCTIONS
from rnngraph.graph import Limits
from rnngraph.layers import CELLS, LAYERS
from rnngraph.layers.base import Layer, plain
from rnngraph.layers.declaration import CellSection, WeightSection
from rnngraph.layers.define import reserved_for_fields

DOCS = Path(__file__).resolve().parents[1] / "docs"
MADE = "<!-- Made by scripts/docs.py from the code: edit there. -->\n"


def cell(text: str) -> str:
    """Text for a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def field_table(model: type[BaseModel], skip: frozenset[str] = frozenset()) -> Iterator[str]:
    """A table of a model's fields."""
    yield "| field | default | meaning |"
    yield "| --- | --- | --- |"
    for name, info in model.model_fields.items():
        if name in skip:
            continue
        required = info.default is PydanticUndefined and info.default_factory is None
        default = "required" if required else f"`{json.dumps(plain(info.default))}`"
        yield f"| `{info.alias or name}` | {default} | {cell(info.description or '')} |"


def layer_page(kind: type[Layer]) -> Iterator[str]:
    """One layer: its docstring, and its own fields."""
    yield f"## {kind.__name__}\n"
    yield inspect.getdoc(kind) or ""
    yield ""
    yield from field_table(kind, frozenset({"dtype", "trainable"}))
    yield ""


def layers() -> Iterator[str]:
    """The catalogue."""
    yield "# Layers\n"
    yield "Every layer type, with Keras's own argument names and defaults. Besides its own fields each layer takes"
    yield "`dtype` (a dtype policy in place of the model's) and `trainable` (default true).\n"
    for kind in LAYERS:
        yield from layer_page(kind)
    yield "# Cells\n"
    yield "One step of a recurrent network, for `RNN`.\n"
    for each in CELLS:
        yield from layer_page(each)


def rules() -> Iterator[str]:
    """Every rule."""
    yield "# Rules\n"
    yield "What `rnngraph check` says, by code. A code never changes its meaning. `rnngraph explain CODE` prints"
    yield "a page.\n"
    yield "A fix marked ✓ is made by `check --fix`; one marked (✓) changes what the model means, so it waits for"
    yield "`--unsafe-fixes`. What a fix can do depends on the document: these are the examples' own.\n"
    for family in rule_families():
        yield f"## {family.code} {family.title}\n"
        yield "| code | rule | what it asks for | severity | fix |"
        yield "| --- | --- | --- | --- | --- |"
        for each in family.rules:
            asks = cell(each.page.split("\n", 1)[0])
            severity = f"{each.severity}, optional" if each.optional else each.severity
            fix = {"safe": "✓", "unsafe": "(✓)", None: ""}[fix_of(each)]
            yield f"| [{each.code}](rules/{each.code}.md) | {each.name} | {asks} | {severity} | {fix} |"
        yield ""


def fix_of(each: Rule) -> str | None:
    """Whether there is a fix for a rule's own bad example, and what it may change."""
    language, example = re.findall(r"```(\w+)\n(.*?)```", each.page, re.DOTALL)[0]
    if language == "python":
        return None
    settings = Settings(select=("RG", each.code))
    fixes = [found.fix for found in rnngraph.loads(example).check(settings) if found.code == each.code and found.fix]
    return ("safe" if any(fix.safe for fix in fixes) else "unsafe") if fixes else None


def rule_page(each: Rule) -> Iterator[str]:
    """One rule: what it is, then its docstring."""
    fixes = {
        "safe": "`rnngraph check --fix` mends it.",
        "unsafe": "Its fix changes what the model means: `rnngraph check --fix --unsafe-fixes`.",
        None: "There is no fix.",
    }
    optional = " Optional: it speaks where it is asked for, by `--select` or a setting." if each.optional else ""
    yield f"# {each.code} {each.name}\n"
    yield f"{each.severity.capitalize()}.{optional} {fixes[fix_of(each)]} [All rules](../rules.md)\n"
    yield each.page


def cli() -> Iterator[str]:
    """Every command's own help."""
    yield "# The command line\n"
    for name, command in [("", command_line), *sorted(command_line.commands.items())]:
        title = f"rnngraph {name}".strip()
        settings: dict[str, Any] = {"terminal_width": 88, "max_content_width": 88, **command_line.context_settings}
        context = click.Context(command, info_name=title, **settings)
        yield f"## {title}\n"
        yield f"```text\n{command.get_help(context)}\n```\n"


def spec() -> Iterator[str]:
    """The document's fields."""
    sections: tuple[tuple[str, str, Any], ...] = (
        ("The document", "The top level.", Document),
        ("Inputs", "An entry of `inputs`.", InputSection),
        (
            "Layers",
            "What an entry of `layers` takes besides its layer's own fields (see [layers](layers.md)).",
            NodeSection,
        ),
        (
            "Blocks",
            "An entry of `blocks`, by name. A layer of type `Block` puts it in, with weights of its own wherever that"
            " is (`shares` uses another's); its layers are then called `block/inner` after the layer, from the second"
            " copy of a repetition on `block_2/inner`. References lead to a block's outputs, never inside it, and what"
            " is inside sees nothing outside but the block's inputs and parameters. `TimeDistributed` may hold one.",
            BlockSection,
        ),
        ("Training", "The section `training`.", Training),
        ("Cells", "An entry of `cells` (see [cells](cells.md)).", CellSection),
        ("Weights of cells", "An entry of a cell's `weights`.", WeightSection),
    )
    yield "# The spec document\n"
    for title, text, model in sections:
        yield f"## {title}\n\n{text}\n"
        yield from field_table(model)
        yield ""


def limits() -> Iterator[str]:
    """What a document may be at most."""
    yield "# Limits\n"
    yield "Reading, checking, tabulating and drawing a spec never takes unbounded time or memory, whatever it says:"
    yield "above these sizes it is refused, with a diagnostic. Who reads it can raise those of the first table, for a"
    yield "command (`rnngraph check --max-nodes 50000 SPEC`) or a call"
    yield "(`rnngraph.load(path, limits=rnngraph.Limits(nodes=50_000))`); the spec itself can't.\n"
    yield "| limit | default | the most |"
    yield "| --- | --- | --- |"
    for each in dataclasses.fields(Limits):
        yield f"| `--max-{each.name.replace('_', '-')}` | {each.default:,} | {each.metadata['says']} |"
    yield "\nThese are fixed:\n"
    yield "| constant | value | meaning |"
    yield "| --- | --- | --- |"
    body = ast.parse(inspect.getsource(sys.modules[Limits.__module__])).body
    for one, other in pairwise(body):
        if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) and isinstance(other, ast.Expr):
            yield f"| `{ast.unparse(one.targets[0])}` | {one.value.value:,} | {cell(ast.literal_eval(other.value))} |"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "layers.md": layers,
    "rules.md": rules,
    "cli.md": cli,
    "spec.md": spec,
    "limits.md": limits,
    **{f"rules/{each.code}.md": partial(rule_page, each) for each in rules_by_code().values()},
}


def functions() -> Iterator[str]:
    """The functions of a cell's formulas."""
    yield "| function | gives |"
    yield "| --- | --- |"
    for each in FUNCTIONS.values():
        yield f"| `{each.call}` | {cell(each.about)} |"


def reserved_names() -> Iterator[str]:
    """The names that parameters and fields of a cell can't have."""
    for title, names in zip(
        ("fields that every layer has", "names that rnngraph uses in every cell"), reserved_for_fields(), strict=True
    ):
        yield f"- {title}: {', '.join(f'`{name}`' for name in names)}"


def cells() -> str:
    """The page on cells: written by hand, except for its table of functions and its lists of names."""
    page, end = (DOCS / "cells.md").read_text(encoding="utf-8"), "<!-- end -->"
    for name, lines in (("functions", functions), ("reserved names", reserved_names)):
        before, start, rest = page.partition(f"<!-- {name}: made by scripts/docs.py -->\n")
        page = before + start + "\n".join(lines()) + f"\n{end}" + rest.partition(end)[2]
    return page


def made() -> dict[str, str]:
    """Every page's text by file name."""
    pages = {name: f"{MADE}\n" + "\n".join(lines()).rstrip() + "\n" for name, lines in PAGES.items()}
    return {**pages, "cells.md": cells()}


def main(arguments: list[str]) -> int:
    """Writes the pages, or with --check compares them; the number of stale ones is the exit status."""
    pages = made()
    stale = [f"rules/{path.name}" for path in sorted((DOCS / "rules").glob("*")) if f"rules/{path.name}" not in pages]
    if "--check" not in arguments:
        for name in stale:
            (DOCS / name).unlink()
    for name, text in pages.items():
        path = DOCS / name
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if "--check" not in arguments:
        # Not checked: another version of Graphviz lays it out a little differently.
        graph = rnngraph.load(DOCS.parent / "specs/encoder_decoder.json")
        graph.diagram(DOCS / "encoder_decoder.svg")
        graph.diagram(DOCS / "encoder_decoder_unrolled.svg", unrolled=3)
        graph.diagram(DOCS / "lstm.svg", inside="encoder")
        return 0
    for name in stale:
        print(f"docs/{name} is stale: run `make docs`")
    return len(stale)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
