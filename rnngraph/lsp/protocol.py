"""The protocol of pygls, with an answer to requests that it can't read."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import unquote

from lsprotocol.types import TEXT_DOCUMENT_DID_CHANGE
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol
from pygls.workspace import Workspace

LOGGER = logging.getLogger("pygls.protocol.json_rpc")


def _is_worth_logging(record: logging.LogRecord) -> bool:
    """Whether a log record is about the server, not about a message that does not follow the protocol."""
    return not record.getMessage().startswith("Unable to deserialize message")


class Protocol(LanguageServerProtocol):
    """The protocol. A request whose parameters are missing or wrong gets an error as its answer.

    pygls 2 raises for such a message before it reads its id: the client waits for ever, and the log gets a traceback.
    """

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        LOGGER.addFilter(_is_worth_logging)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """The message in an object that a client sent; None for one that can't be read, which is answered here.

        It is called for the objects inside a message too, which have no `jsonrpc`.
        """
        try:
            return super().structure_message(data)
        except JsonRpcException:
            method, number = data.get("method"), data.get("id")
            if isinstance(method, str) and isinstance(number, int | str):
                error = JsonRpcInvalidParams(f"{method}: parameters are missing or do not follow the protocol")
                self._send_response(number, error=error.to_response_error())
            return None

    def handle_message(self, message: Any) -> None:
        """Handles a message, unless it could not be read or changes a document that is not open."""
        if getattr(message, "method", None) == TEXT_DOCUMENT_DID_CHANGE:
            uri = message.params.text_document.uri
            if not is_open(self.workspace, uri):
                LOGGER.warning("Ignoring a change of %s, which is not open", uri)
                return
        if message is not None:
            super().handle_message(message)


def is_open(workspace: Workspace, uri: str) -> bool:
    """Whether the client has a document open: pygls would read any other from the disk."""
    return unquote(uri) in workspace.text_documents  # the keys of pygls
