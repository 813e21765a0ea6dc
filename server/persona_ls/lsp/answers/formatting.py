"""Formatting of persona files."""

from lsprotocol import types

from persona_ls.features.formatting import formatting_edits
from persona_ls.lsp.desk import Desk
from persona_ls.text import Span


def formatting(desk: Desk, params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
    """A persona file, formatted; other Markdown is not ours to format."""
    return _formatted(desk, params.text_document.uri, None)


def range_formatting(desk: Desk, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
    """The part of a persona file that a range covers."""
    return _formatted(desk, params.text_document.uri, params.range)


def _formatted(desk: Desk, uri: str, range_: types.Range | None) -> list[types.TextEdit] | None:
    found = desk.opened(uri)
    if found is None or found[0].persona is None:
        return None
    opened, border = found[0], desk.border
    text = opened.document.text
    span: Span | None = border.span(text, range_) if range_ else None
    return border.text_edits(text, formatting_edits(found[0].persona, span))
