"""The server: what the protocol asks, answered by the functions beside this file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from rnngraph.assist import fields
from rnngraph.assist.complete import complete
from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover
from rnngraph.assist.names import target
from rnngraph.lsp import mending
from rnngraph.lsp.completion import items
from rnngraph.lsp.outline import outline
from rnngraph.lsp.places import Places
from rnngraph.lsp.protocol import Protocol, is_open

WAIT = 0.2
"""Seconds without a key before a document is checked again."""


class Server(LanguageServer):
    """The language server, with each open document as it was when it was last asked about."""

    def __init__(self) -> None:
        # Whole texts, since a client's lines end where JSON's do not always for pygls: at U+2028, form feeds, ...
        super().__init__("rnngraph", version("rnngraph"), types.TextDocumentSyncKind.Full, protocol_cls=Protocol)
        self.documents: dict[str, Document] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}

    def document(self, uri: str) -> tuple[Document, Places]:
        """The newest version of a document."""
        text = self.workspace.get_text_document(uri)
        known = self.documents.get(uri)
        if known is None or known.version != text.version or known.text != text.source:
            known = Document(text.source, uris.to_fs_path(uri), text.version)
            self.documents[uri] = known
        return known, Places(known.lines, self.workspace.position_codec)

    def check_soon(self, uri: str, wait: float = WAIT) -> None:
        """Checks a document when nothing has been typed for a while."""
        earlier = self.waiting.pop(uri, None)
        if earlier:
            earlier.cancel()
        self.waiting[uri] = asyncio.get_running_loop().create_task(self._check(uri, wait))

    async def _check(self, uri: str, wait: float) -> None:
        await asyncio.sleep(wait)
        if not is_open(self.workspace, uri):
            return
        document, places = self.document(uri)
        found = await asyncio.to_thread(mending.diagnostics, document, places)
        if self.documents.get(uri) is document:
            self.publish(uri, found, document.version)

    def publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        """Tells the client what is wrong."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))


async def ready(ls: Server, params: types.InitializedParams) -> None:
    """The schema takes a second to make: it is there before it is asked for."""
    await asyncio.to_thread(fields.whole)


async def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A document is checked at once when it is opened."""
    ls.check_soon(params.text_document.uri, 0)


async def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """And when it has changed, as soon as nothing more is typed."""
    ls.check_soon(params.text_document.uri)


async def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """What is closed is forgotten."""
    uri = params.text_document.uri
    task = ls.waiting.pop(uri, None)
    if task:
        task.cancel()
    ls.documents.pop(uri, None)
    ls.publish(uri, [])


Answer = Callable[..., Any]


def if_open(answer: Answer) -> Answer:
    """Answers with null if a request is about a document that is not open."""

    @wraps(answer)
    def answered(ls: Server, params: Any) -> Any:
        return answer(ls, params) if is_open(ls.workspace, params.text_document.uri) else None

    return answered


@if_open
def hovered(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What stands under the cursor."""
    document, places = ls.document(params.text_document.uri)
    cursor = document.cursor(places.offset(params.position))
    told = hover(document, cursor) if cursor else None
    if cursor is None or told is None:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, told), places.range(cursor.start, cursor.end))


@if_open
def completed(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """What may stand at the cursor."""
    document, places = ls.document(params.text_document.uri)
    cursor = document.cursor(places.offset(params.position))
    return items(complete(document, cursor), places) if cursor else []


@if_open
def defined(ls: Server, params: types.DefinitionParams) -> types.Location | None:
    """Where the name under the cursor is defined."""
    document, places = ls.document(params.text_document.uri)
    cursor = document.cursor(places.offset(params.position))
    aim = target(document, cursor) if cursor else None
    return types.Location(params.text_document.uri, places.of(document.name_place(aim))) if aim else None


@if_open
def outlined(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """What the document holds."""
    document, places = ls.document(params.text_document.uri)
    return outline(document, places)


@if_open
def mended(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes for what is wrong in a range."""
    document, places = ls.document(params.text_document.uri)
    return list(mending.actions(document, params.text_document.uri, params.range, places))


TRIGGERS = types.CompletionOptions(trigger_characters=['"', ".", ":", "{", "[", "$"])
FIXES = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
FEATURES: tuple[tuple[str, Answer, Any], ...] = (
    (types.INITIALIZED, ready, None),
    (types.TEXT_DOCUMENT_DID_OPEN, opened, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, changed, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, closed, None),
    (types.TEXT_DOCUMENT_HOVER, hovered, None),
    (types.TEXT_DOCUMENT_COMPLETION, completed, TRIGGERS),
    (types.TEXT_DOCUMENT_DEFINITION, defined, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, outlined, None),
    (types.TEXT_DOCUMENT_CODE_ACTION, mended, FIXES),
)
"""What the server answers, by whom, and what the client is told of it."""


def made() -> Server:
    """A server that listens."""
    server = Server()
    for name, answer, options in FEATURES:
        server.feature(name, options)(answer)
    return server


def serve() -> None:
    """Speaks the protocol over standard input and output until the client is done."""
    made().start_io()
