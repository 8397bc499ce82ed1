"""A real client, speaking to `rnngraph lsp` over stdio; and a mark in a text for the cursor."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///specs/model.json"
CURSOR = "│"

SPEC = """{
  "rnngraph": 1,
  "name": "encoder_decoder",
  "parameters": {"units": 64},
  "inputs": [
    {"name": "source", "shape": [null], "dtype": "int32"},
    {"name": "target", "shape": [null], "dtype": "int32"}
  ],
  "cells": {
    "Leaky": {
      "parameters": ["units"], "inputs": {"x": ["i"]}, "states": {"s": ["units"]},
      "weights": {"kernel": {"shape": ["i", "units"]}},
      "step": {"s": "0.9 * s + x @ kernel"}, "outputs": ["s"]
    }
  },
  "layers": [
    {"name": "source_embedding", "type": "Embedding", "input_dim": 1000, "output_dim": 64, "inputs": "source"},
    {"name": "encoder", "type": "LSTM", "units": "$units", "activation": "relu"},
    {"name": "target_embedding", "type": "Embedding", "input_dim": 2000, "output_dim": 64, "inputs": "target"},
    {"name": "decoder", "type": "LSTM", "units": 64, "inputs": "target_embedding", "initial_state": "encoder"},
    {"name": "leaky", "type": "RNN", "cell": {"type": "Leaky", "units": 3}, "inputs": "target_embedding"},
    {"name": "logits", "type": "Dense", "units": 10, "inputs": "decoder"},
    {"name": "again", "shares": "logits", "inputs": "encoder.state_c"}
  ],
  "outputs": ["logits", "leaky", "again"]
}
"""


class Client(LanguageClient):
    """A client that keeps what the server publishes, and what it complains of."""

    def __init__(self) -> None:
        super().__init__("tests", "1")
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.complaints: list[str] = []

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.put_nowait(params)

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def shown(params: types.ShowMessageParams) -> None:
            self.complaints.append(params.message)

        @self.feature(types.WINDOW_LOG_MESSAGE)
        def logged(params: types.LogMessageParams) -> None:
            self.complaints.append(params.message)

    def open(self, text: str, uri: str = URI, version: int = 1) -> None:
        """Opens a document."""
        item = types.TextDocumentItem(uri, "json", version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, text: str, version: int, uri: str = URI) -> None:
        """Gives a document another text."""
        whole = types.TextDocumentContentChangeWholeDocument(text)
        document = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    async def diagnostics(self, version: int | None = None) -> list[types.Diagnostic]:
        """What the server says next, of a version where one is asked for."""
        while True:
            found = await asyncio.wait_for(self.published.get(), 60)
            if version is None or found.version == version:
                return list(found.diagnostics)


@asynccontextmanager
async def connected(encodings: list[str] | None = None) -> AsyncIterator[Client]:
    """A client that has said hello, and says goodbye."""
    client = Client()
    await client.start_io(sys.executable, "-m", "rnngraph", "lsp")
    try:
        general = types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None  # type: ignore[arg-type]
        await client.initialize_async(types.InitializeParams(types.ClientCapabilities(general=general)))
        client.initialized(types.InitializedParams())
        yield client
        await client.shutdown_async(None)
        client.exit(None)
    finally:
        await client.stop()


def talk(session: Callable[[Client], Awaitable[Any]], encodings: list[str] | None = None) -> Any:
    """Runs a session with a server of its own; it may take a minute, not more."""

    async def run() -> Any:
        async with connected(encodings) as client:
            result = await session(client)
            assert client.complaints == []
            return result

    # In a thread of its own: Playwright, in the same process, keeps a loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(asyncio.wait_for(run(), 120))).result()


def marked(text: str) -> tuple[str, int]:
    """A text without its mark, and where the mark was."""
    at = text.index(CURSOR)
    return text.replace(CURSOR, ""), at


def position(text: str, offset: int) -> types.Position:
    """An offset as LSP counts: lines that end at line feeds here, columns in UTF-16."""
    before = text[:offset]
    line = before.rpartition("\n")[2]
    return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)


def cut(text: str, found: types.Range) -> str:
    """What a range marks."""
    lines = text.split("\n")

    def offset(at: types.Position) -> int:
        line = lines[at.line].encode("utf-16-le")[: 2 * at.character].decode("utf-16-le")
        return sum(len(each) + 1 for each in lines[: at.line]) + len(line)

    return text[offset(found.start) : offset(found.end)]
