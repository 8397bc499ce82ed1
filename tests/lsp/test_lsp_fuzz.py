"""Whatever is typed, every question has an answer."""

from __future__ import annotations

import random

from lsprotocol import types
from pygls.workspace import PositionCodec

from rnngraph.assist.complete import complete
from rnngraph.assist.document import Document
from rnngraph.assist.hover import hover
from rnngraph.assist.names import target
from rnngraph.lsp import mending
from rnngraph.lsp.completion import items
from rnngraph.lsp.outline import outline
from rnngraph.lsp.places import Places
from tests.lsp.client import SPEC, URI, Client, position, talk

BLOCKS = """"blocks": {"squash": {"inputs": [{"name": "in", "shape": [64]}], "layers": [
    {"name": "one", "type": "Dense", "units": 8}, {"type": "Add", "inputs": ["one", "one"]}]}},
  "layers": [{"name": "squashed", "type": "Block", "block": "squash", "inputs": "encoder"},"""
EMOJI = SPEC.replace('"encoder_decoder"', '"encoder_decoder", "description": "👩‍🚀\u2028\x0c 円"').replace(
    '"layers": [', BLOCKS, 1
)
PIECES = ["", '"', "{", "}", "[", "]", ",", ":", "null", "\\", "$", "é", "\n"]


def everything(text: str, offset: int) -> None:
    """All that a client may ask of a document, with the cursor at an offset."""
    document = Document(text)
    places = Places(document.lines, PositionCodec())
    for each in mending.diagnostics(document, places):
        assert each.range.start.line >= 0
    for action in mending.actions(document, URI, places.range(0, len(text)), places):
        assert action.title
    for symbol in outline(document, places):
        assert symbol.name
        inner, whole = symbol.selection_range, symbol.range
        assert (whole.start.line, whole.start.character) <= (inner.start.line, inner.start.character)
        assert (inner.end.line, inner.end.character) <= (whole.end.line, whole.end.character)
    assert places.offset(places.position(*document.lines.position(offset))) == offset
    cursor = document.cursor(offset)
    if cursor:
        hover(document, cursor)
        aim = target(document, cursor)
        if aim:
            document.name_place(aim)
        items(complete(document, cursor), places)


def test_a_document_is_typed_from_its_start() -> None:
    for end in range(0, len(EMOJI), 13):
        everything(EMOJI[:end], end)


def test_characters_are_lost_and_come_in() -> None:
    chance = random.Random(7)
    for _ in range(120):
        text = EMOJI
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(text))
            text = (
                text[:at]
                + chance.choice(["", '"', "{", "}", "[", "]", ",", ":", "null", "\\", "$", "é", "\n"])
                + text[at + 1 :]
            )
        everything(text, chance.randrange(len(text)))


def test_the_cursor_goes_everywhere() -> None:
    document = Document(EMOJI)
    places = Places(document.lines, PositionCodec())
    for offset in range(len(EMOJI)):
        cursor = document.cursor(offset)
        if cursor and offset % 5 == 0:
            hover(document, cursor)
            items(complete(document, cursor), places)


def test_over_stdio_too_nothing_is_complained_of() -> None:
    async def session(client: Client) -> None:
        document = types.TextDocumentIdentifier(URI)
        client.open("")
        for version, end in enumerate(range(0, len(EMOJI), 151), 2):
            text = EMOJI[:end]
            client.change(text, version)
            where = position(text, end)
            here = types.Range(types.Position(0, 0), where)
            await client.text_document_hover_async(types.HoverParams(document, where))
            await client.text_document_completion_async(types.CompletionParams(document, where))
            await client.text_document_definition_async(types.DefinitionParams(document, where))
            await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
            asked = types.CodeActionParams(document, here, types.CodeActionContext([]))
            await client.text_document_code_action_async(asked)
        client.change(EMOJI, 10_000)
        await client.diagnostics(10_000)

    talk(session)
