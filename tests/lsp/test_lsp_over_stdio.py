"""The server as a process, asked by a real client over stdio."""

from __future__ import annotations

from pathlib import Path

from lsprotocol import types

from tests.lsp.client import SPEC, URI, Client, cut, position, talk

DOCUMENT = types.TextDocumentIdentifier(URI)


def at(text: str, piece: str, inside: int = 1) -> types.Position:
    return position(text, text.index(piece) + inside)


def test_it_says_what_it_can() -> None:
    async def session(client: Client) -> None:
        pass

    talk(session)


def test_diagnostics_come_as_one_types() -> None:
    broken = SPEC.replace('"units": 10', '"units": -10')

    async def session(client: Client) -> None:
        client.open(SPEC)
        warnings = await client.diagnostics(1)
        assert {each.severity for each in warnings} <= {types.DiagnosticSeverity.Warning}
        client.change(broken, 2)
        found = await client.diagnostics(2)
        (error,) = [each for each in found if each.severity == types.DiagnosticSeverity.Error]
        assert (error.code, error.source, cut(broken, error.range)) == ("RG113", "rnngraph", "-10")
        for version in range(3, 30):
            client.change(SPEC[: 100 * version], version)
        client.change(SPEC, 30)
        assert [each.code for each in await client.diagnostics(30)] == [each.code for each in warnings]
        client.text_document_did_close(types.DidCloseTextDocumentParams(DOCUMENT))
        assert await client.diagnostics() == []

    talk(session)


def test_edited_settings_count_at_the_next_change_of_a_document(tmp_path: Path) -> None:
    uri = (tmp_path / "model.json").as_uri()
    settings = tmp_path / "pyproject.toml"
    text = SPEC.replace("encoder_decoder", "no name")
    settings.write_text('[tool.rnngraph]\nignore = ["RG"]\n', encoding="utf-8")

    async def session(client: Client) -> None:
        client.open(text, uri)
        assert await client.diagnostics(1) == []
        settings.write_text('[tool.rnngraph]\nselect = ["RG116"]\n', encoding="utf-8")
        client.change(text + " ", 2, uri)
        assert [each.code for each in await client.diagnostics(2)] == ["RG116"]
        settings.unlink()
        client.change(text, 3, uri)
        assert {each.code for each in await client.diagnostics(3)} > {"RG116"}

    talk(session)


def test_only_the_last_of_many_versions_is_checked() -> None:
    async def session(client: Client) -> None:
        client.open(SPEC)
        await client.diagnostics(1)
        for version in range(2, 50):
            client.change(SPEC + " " * version, version)
        await client.diagnostics(49)
        assert client.published.empty()

    talk(session)


def test_positions_are_in_utf_16() -> None:
    text = '{"rnngraph": 1, "description": "👩‍🚀円", "name": "no name", "inputs": [], "layers": []}'

    async def session(client: Client) -> None:
        client.open(text)
        found = {cut(text, each.range): each.code for each in await client.diagnostics(1)}
        assert found['"no name"'] == "RG116"
        hover = await client.text_document_hover_async(types.HoverParams(DOCUMENT, at(text, '"name"')))
        assert hover and hover.range and cut(text, hover.range) == '"name"'

    talk(session)


def test_a_client_may_count_in_code_points() -> None:
    text = '{"rnngraph": 1, "description": "👩‍🚀円", "name": "no name", "inputs": [], "layers": []}'

    async def session(client: Client) -> None:
        client.open(text)
        columns = [each.range.start.character for each in await client.diagnostics(1)]
        assert text.index('"no name"') in columns

    talk(session, ["utf-32", "utf-16"])


def test_hover_completion_definition_symbols() -> None:
    async def session(client: Client) -> None:
        client.open(SPEC)
        hover = await client.text_document_hover_async(types.HoverParams(DOCUMENT, at(SPEC, '"LSTM", "units": "$')))
        assert hover and "(None, 64)" in hover.contents.value  # type: ignore[union-attr]
        found = await client.text_document_completion_async(
            types.CompletionParams(DOCUMENT, at(SPEC, '"encoder"}', len('"encoder')))
        )
        assert isinstance(found, list)
        assert "encoder.state_h" in [each.label for each in found]
        where = await client.text_document_definition_async(
            types.DefinitionParams(DOCUMENT, at(SPEC, '"initial_state": "encoder"', 20))
        )
        assert isinstance(where, types.Location)
        assert cut(SPEC, where.range) == '"encoder"'
        symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(DOCUMENT))
        assert [each.name for each in symbols or ()][:3] == ["source", "target", "source_embedding"]

    talk(session)


def test_a_quick_fix_mends_the_text() -> None:
    broken = SPEC.replace('"initial_state": "encoder"}', '"initial_state": "encoder",}')

    async def session(client: Client) -> None:
        client.open(broken)
        (error,) = [each for each in await client.diagnostics(1) if each.code == "RG101"]
        asked = types.CodeActionParams(DOCUMENT, error.range, types.CodeActionContext([error]))
        (action,) = await client.text_document_code_action_async(asked) or ()
        assert isinstance(action, types.CodeAction)
        assert action.is_preferred and action.edit and action.edit.changes
        (edit,) = action.edit.changes[URI]
        assert (cut(broken, edit.range), edit.new_text) == (",", "")

    talk(session)


def test_what_is_no_spec_is_let_alone() -> None:
    async def session(client: Client) -> None:
        client.open('{"name": "a package", "version": "1.0"}')
        assert await client.diagnostics(1) == []

    talk(session)
