"""Semantic tokens: all of a document, what changed since the last answer, or those of a range."""

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from persona_ls.features.opened import Opened
from persona_ls.features.tokens import Token, tokens
from persona_ls.lsp.desk import Desk
from persona_ls.lsp.legend import LEGEND, UNDECLARED
from persona_ls.lsp.refreshing import Hint
from persona_ls.text import Encoding, Span, Text

_TYPES = {name: number for number, name in enumerate(LEGEND.token_types)}
_MODIFIER = 1 << LEGEND.token_modifiers.index(UNDECLARED)
_WIDTH = 5
"""Numbers that make one token."""


def full(desk: Desk, params: types.SemanticTokensParams) -> types.SemanticTokens | None:
    """The tokens of a document."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    data = _encoded(desk, found[0], Span(0, len(found[0].text)))
    return types.SemanticTokens(data, result_id=desk.token_results.keep(found[0].key, data))


def delta(
    desk: Desk, params: types.SemanticTokensDeltaParams
) -> types.SemanticTokens | types.SemanticTokensDelta | None:
    """What is to be changed in an earlier answer; all of it when that is no longer known."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    key = found[0].key
    known = desk.token_results.get(key, params.previous_result_id)
    data = _encoded(desk, found[0], Span(0, len(found[0].text)))
    result = desk.token_results.keep(key, data)
    if known is None:
        return types.SemanticTokens(data, result_id=result)
    return types.SemanticTokensDelta(difference(known, data), result_id=result)


def in_range(desk: Desk, params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
    """The tokens that touch a range."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return None
    return types.SemanticTokens(_encoded(desk, found[0], desk.border.span(found[0].text, params.range)))


def _encoded(desk: Desk, opened: Opened, span: Span) -> list[int]:
    desk.refresher.answered(Hint.TOKENS, opened)
    return encode(tokens(opened, span), opened.text, desk.border.encoding)


def encode(found: Iterable[Token], text: Text, encoding: Encoding) -> list[int]:
    """Five numbers for each token: lines and characters since the one before, length, type, modifiers.

    A token of several lines is one for each of them: clients that could take it whole are few, and see no difference.
    """
    pieces = [(span, token) for token in found for span in _lines(text, token.span)]
    positions = text.positions((at for span, _ in pieces for at in span), encoding)
    data: list[int] = []
    line = character = 0
    for (_, token), start, end in zip(pieces, positions, positions, strict=True):
        ahead = start.line - line
        data += (
            ahead,
            start.character - (0 if ahead else character),
            end.character - start.character,
            _TYPES[token.type],
            _MODIFIER * token.is_undeclared,
        )
        line, character = start.line, start.character
    return data


def difference(before: Sequence[int], after: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """The one edit, or none, that makes ``after`` of ``before``: what both begin and end with stays, in whole tokens."""
    if before == after:
        return []
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter) // _WIDTH * _WIDTH
    rest = shorter - start
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest) // _WIDTH * _WIDTH
    new = after[start : len(after) - end]
    return [types.SemanticTokensEdit(start, len(before) - end - start, new or None)]


def _lines(text: Text, span: Span) -> Iterator[Span]:
    """``span`` line by line, without the line breaks."""
    for line in range(text.line_at(span.start), text.line_at(span.end) + 1):
        whole = text.line_span(line)
        piece = Span(max(span.start, whole.start), min(span.end, whole.end))
        if piece.start < piece.end:
            yield piece
