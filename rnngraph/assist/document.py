"""An open document: its text, and all that is known of it, found when it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from rnngraph.analysis import Analysis, analyse
from rnngraph.check import Diagnostic, Fix, check
from rnngraph.check.edits import TextEditor
from rnngraph.check.settings import Settings, SettingsError, settings_for
from rnngraph.documents.lines import Lines
from rnngraph.documents.load import from_tree
from rnngraph.documents.positions import Positions
from rnngraph.documents.read import Tree, Unread, decode, read
from rnngraph.documents.scanner import Scanner, Want, decoded
from rnngraph.graph import (
    LIMITS,
    Graph,
    Instance,
    LayerLike,
    Node,
    Place,
    Pointer,
    Ref,
    Source,
    TensorType,
    TextEdit,
    pointer,
)
from rnngraph.layers.block import Block

Path_ = tuple[str | int, ...]
WORD = re.compile(r"[A-Za-z0-9_.$]*")


@dataclass(frozen=True, slots=True)
class Cursor:
    """What stands at an offset: the way to it, whether it is a key, and the token's own offsets and text."""

    path: Path_
    is_key: bool
    start: int
    end: int
    text: str
    has_value: bool = False

    @property
    def in_token(self) -> bool:
        """Whether there is a string or a word."""
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class Entry:
    """An input or a layer as the document lists it; `node` is what became of it in the graph, `copies` of a block."""

    name: str
    path: Path_
    fields: Mapping[str, Any]
    node: Node | None = None
    copies: tuple[Instance, ...] = ()

    @property
    def layer(self) -> LayerLike | None:
        """The layer, where it could be read."""
        return self.copies[-1].layer if self.copies else self.node.layer if self.node else None


class Document:
    """One version of a document."""

    def __init__(self, text: str, path: str | None = None, version: int | None = None) -> None:
        self.text = text
        self.path = path
        self.version = version
        self.lines = Lines(text)

    @cached_property
    def tree(self) -> Tree:
        """The document as it is read; mended where it is no JSON."""
        if len(self.text) * 4 > LIMITS.bytes:
            _, problems = decode(self.text.encode("utf-8", errors="surrogatepass"))
            if problems:
                return Tree(None, problems)
        return read(self.text)

    @property
    def value(self) -> dict[str, Any]:
        """The document's object; an empty one where there is none."""
        return self.tree.value if isinstance(self.tree.value, dict) else {}

    @property
    def is_spec(self) -> bool:
        """Whether it means to be a spec."""
        return "rnngraph" in self.value or (self.tree.value is None and '"rnngraph"' in self.text)

    @cached_property
    def graph(self) -> Graph:
        """The graph, as far as it can be made out: where the text leaves a doubt, of what is likely meant."""
        return from_tree(replace(self.tree, sound=True), Source(self.text, self.path))

    @cached_property
    def analysis(self) -> Analysis:
        """What is known of the graph."""
        return analyse(self.graph)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What `rnngraph check` says of it, by the settings of its folder."""
        if not self.is_spec:
            return ()
        settings = Settings()
        if self.path:
            try:
                settings = settings_for(Path(self.path))
            except SettingsError:
                settings = Settings()  # the command line says what is wrong with them
        sure = self.analysis if self.tree.sound else analyse(from_tree(self.tree, Source(self.text, self.path)))
        return tuple(check(sure, settings))

    @cached_property
    def positions(self) -> Positions:
        """Where everything stands."""
        return Positions(self.text)

    @cached_property
    def _editor(self) -> TextEditor:
        return TextEditor(self.text, self.positions)

    def fixes(self, diagnostic: Diagnostic) -> Iterator[tuple[Fix, tuple[TextEdit, ...]]]:
        """The ways to mend what was found, with the edits of the text that each stands for."""
        for fix in diagnostic.fix.ways() if diagnostic.fix else ():
            edits = self._editor.edits(fix)
            if edits:
                yield fix, tuple(edits)

    def name_place(self, path: Path_) -> Place:
        """The place of what names the thing at a path: its key in an object, else its `name` or `type`."""
        at = pointer(*path).path
        return self.positions.key_span(at) if isinstance(path[-1], str) else self.positions.span(at)

    def at(self, path: Path_) -> Any:
        """The value at a path; None where there is none."""
        value: Any = self.tree.value
        for part in path:
            value = child(value, part)
        return None if isinstance(value, Unread) else value

    def cursor(self, offset: int) -> Cursor | None:
        """What stands at an offset; None where nothing may."""
        scanner = Scanner(self.text)
        token = scanner.run_to(offset)
        if scanner.stopped or scanner.want is Want.END or (token and token.lastgroup == "comment"):
            return None
        above: Path_ = tuple(each.here for each in scanner.open[:-1])
        is_key = scanner.want is Want.KEY
        if scanner.want in (Want.COMMA, Want.COLON) or (not scanner.open and token is None):
            return None
        here = scanner.open[-1].here if scanner.open else None
        if token is None or token.lastgroup in ("mark", "space"):
            path = above if is_key or here is None else (*above, here)
            return Cursor(path, is_key, offset, offset, "")
        start, end = token.span()
        text = token.group()
        if token.lastgroup == "string" and scanner.unclosed_at(start, end) is not None:
            # A string that is being typed goes no further than its word; the rest of the line is not its own.
            end = max(offset, _word_end(self.text, offset))
            text = self.text[start:end] + '"'
        path = above if is_key or here is None else (*above, here)
        has_value = is_key and bool(re.compile(r"\s*:").match(self.text, end))
        return Cursor(path, is_key, start, end, text if token.lastgroup == "word" else str(decoded(text)), has_value)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Each node by the pointer of the entry that it came from; of several, the first."""
        found: dict[str, Node] = {}
        for node in self.graph.nodes:
            if isinstance(node.origin, Pointer):
                found.setdefault(node.origin.path, node)
        return found

    @cached_property
    def copies(self) -> dict[str, list[Instance]]:
        """The instances of blocks, by the pointer of the entry that put them there."""
        found: dict[str, list[Instance]] = {}
        for each in self.graph.blocks:
            if isinstance(each.origin, Pointer):
                found.setdefault(each.origin.path, []).append(each)
        return found

    def type_of(self, entry: Entry, port: str | None) -> TensorType | None:
        """The type of a port of an entry; of a block, that of the last of its copies."""
        if not entry.copies:
            return self.analysis.type_of(Ref(entry.node.name if entry.node else entry.name, port))
        block = entry.copies[-1]
        body = block.layer.body if isinstance(block.layer, Block) else None
        output = next((each for each in body.outputs if port in (None, each.name)), None) if body else None
        return self.analysis.type_of(Ref(f"{block.name}/{output.ref.node}", output.ref.port)) if output else None

    def scope(self, path: Path_) -> Path_:
        """Where the names that a reference at `path` may use are listed: the document, or a block."""
        return path[:2] if len(path) > 2 and path[0] == "blocks" else ()

    def entries(self, scope: Path_) -> Iterator[Entry]:
        """The inputs and the layers of the document, or of a block."""
        above = self.at(scope) if scope else self.value
        for section in ("inputs", "layers"):
            listed = above.get(section) if isinstance(above, dict) else None
            for index, fields in enumerate(listed if isinstance(listed, list) else ()):
                path = (*scope, section, index)
                at = pointer(*path).path
                node, copies = self.nodes.get(at), tuple(self.copies.get(at, ()))
                named = fields.get("name") if isinstance(fields, dict) else None
                name = named if isinstance(named, str) else node.name.rpartition("/")[2] if node else None
                if name and isinstance(fields, dict):
                    yield Entry(name, path, fields, node, copies[: copies[0].copies] if copies else ())

    def entry(self, scope: Path_, name: str) -> Entry | None:
        """The input or layer of that name."""
        return next((each for each in self.entries(scope) if each.name == name), None)


def child(value: Any, part: str | int) -> Any:
    """What an object or a list holds; None where it holds nothing there."""
    if isinstance(value, dict) and isinstance(part, str):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and part < len(value) else None


def _word_end(text: str, offset: int) -> int:
    found = WORD.match(text, offset)
    return found.end() if found else offset
