"""A prompt file ready to send: the document with every reference replaced by its text."""

import re
from collections.abc import Iterable
from pathlib import Path

from persona_ls.render.expand import MAX_LENGTH, Renderer
from persona_ls.render.layout import ESCAPED, SUPPRESSION, indented, newline_of
from persona_ls.render.problems import Problem, Refusal, Refused
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import Reference
from persona_ls.text import Edit, Span, apply_edits

__all__ = ["render_document", "replacement"]

_MAX_DOCUMENT = 16 * MAX_LENGTH


def render_document(
    document: MarkdownDocument, references: Iterable[Reference], home: Path | None, renderer: Renderer
) -> str:
    """A prompt file ready to send: without front matter, every live reference replaced, everything else byte for byte.

    Raises:
        Refused: with the problems of all references.
    """
    source = document.source
    edits: list[Edit] = []
    problems: list[Problem] = []
    newline, length = newline_of(source), 0
    for reference in references:
        try:
            text = renderer.reference(reference, home)
        except Refused as refused:
            problems += refused.problems
            continue
        edit = replacement(document, reference, text, newline)
        length += len(edit.new)
        if length > _MAX_DOCUMENT:
            name = reference.name
            raise Refused(*problems, Problem(Refusal.TOO_LARGE, edit.span, {"name": name, "limit": _MAX_DOCUMENT}))
        edits.append(edit)
    if problems:
        raise Refused(*problems)
    edits += _clean_up(document, edits)
    start = _after_front_matter(document)
    return apply_edits(source, [*edits, Edit(Span(0, start), "")] if start else edits)


def replacement(document: MarkdownDocument, reference: Reference, text: str, newline: str | None) -> Edit:
    """The edit that puts ``text`` in the place of ``reference``, as the list or quote around it needs it.

    ``newline`` is the line end of the document, if it has one kind of them.
    """
    span = _replaced_span(document, reference)
    text = indented(document.source, span.start, text)
    return Edit(span, text.replace("\r\n", "\n").replace("\n", newline) if newline else text)


def _replaced_span(document: MarkdownDocument, reference: Reference) -> Span:
    """The reference, with the backticks of a code span that holds nothing else."""
    code = document.outline.inline.code_at(reference.span.start)
    if code and code.content.of(document.source).strip() == reference.span.of(document.source):
        return code.span
    return reference.span


def _clean_up(document: MarkdownDocument, edits: list[Edit]) -> list[Edit]:
    """Edits that unescape ``\\@persona:`` where a reference would be live, and drop the comments that are for us."""
    source = document.source
    extra = [Edit(Span(*match.span()), "") for match in SUPPRESSION.finditer(source, document.body_start)]
    at = source.find(ESCAPED, document.body_start)
    while at >= 0:
        if document.is_live(at + 1):
            extra.append(Edit(Span(at, at + 1), ""))
        at = source.find(ESCAPED, at + len(ESCAPED))
    taken = [edit.span for edit in edits]
    return [
        each for each in extra if not any(each.span.start < span.end and span.start < each.span.end for span in taken)
    ]


def _after_front_matter(document: MarkdownDocument) -> int:
    """The end of the front matter with the blank lines that set it off."""
    start = document.body_start
    if not start:
        return 0
    blank = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*").match(document.source, start)
    return blank.end() if blank else start
