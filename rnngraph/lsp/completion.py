"""What may be written at the cursor, as the protocol has it."""

from __future__ import annotations

from lsprotocol import types

from rnngraph.assist import Completion
from rnngraph.lsp.places import Places

KINDS = {
    "field": types.CompletionItemKind.Field,
    "reference": types.CompletionItemKind.Reference,
    "block": types.CompletionItemKind.Module,
    "type": types.CompletionItemKind.Class,
    "value": types.CompletionItemKind.EnumMember,
    "parameter": types.CompletionItemKind.Variable,
}


def items(completion: Completion, places: Places) -> list[types.CompletionItem]:
    """Everything that may stand at the cursor, likeliest first."""
    span = places.range(completion.start, completion.end)
    return [
        types.CompletionItem(
            label=each.label,
            kind=KINDS[each.kind],
            detail=each.detail or None,
            documentation=types.MarkupContent(types.MarkupKind.Markdown, each.about) if each.about else None,
            sort_text=f"{index:04}",
            # An editor compares what is typed with this: the quote is typed too.
            filter_text=each.new if completion.typed else None,
            text_edit=types.TextEdit(span, each.new),
        )
        for index, each in enumerate(completion.suggestions)
    ]
