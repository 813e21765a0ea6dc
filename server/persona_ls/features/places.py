"""Every place where a subject is named: in the current document, in all open ones and in the files of the library.

What refers to a persona is known from the library's index, so no file is parsed that does not say its own names: those of a persona are
in its own file, those of a tag in the files that have it. Spans in a file refer to its text as the library has read it.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from persona_ls.features.scalars import name_span
from persona_ls.features.subject import (
    Called,
    NamedPart,
    NamedPersona,
    NamedTag,
    NamedVariable,
    Subject,
    id_scalar,
    last_segment,
    title_scalar,
    variable_scalars,
)
from persona_ls.features.workspace import File, Workspace, all_mentions, documents, mentions_in
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.snapshot import Library
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.syntax.literals import LiteralKind
from persona_ls.text import Span, Spans
from persona_ls.values import frozen

__all__ = ["Place", "files_naming", "places", "places_in", "title_repeats"]


@frozen
class Place:
    """One place; ``name`` is what stands at ``span``.

    ``scalar`` is the value or key of front matter that holds it. A title and its repetitions have ``is_title``.
    """

    file: File
    span: Span
    name: str
    is_declaration: bool = False
    scalar: Scalar | None = None
    is_title: bool = False


def places(subject: Subject, workspace: Workspace) -> Iterator[Place]:
    """All places of ``subject``: open documents in the order in which they were opened, then files by path; each from top to bottom."""
    layer = Layer.USER if isinstance(subject, NamedTag) else subject.entry.layer
    for file in documents(files_naming(subject, workspace.library), layer, workspace):
        yield from places_in(file, subject, workspace)


def files_naming(subject: Subject, library: Library) -> set[Path]:
    """The files that may name ``subject``; untitled documents aside."""
    if isinstance(subject, NamedTag):
        return {each.path for each in library if each.layer is not Layer.BUNDLED and _has_tag(each, subject.tag)}
    entry = subject.entry
    return {entry.path, *(path for name in (entry.id, *entry.aliases) for path in library.users(name))}


def places_in(file: File, subject: Subject, workspace: Workspace) -> list[Place]:
    """The places of ``subject`` in one document, from top to bottom."""
    found = [*_own(file, subject, workspace), *_mentioned(file, subject, workspace)]
    return sorted(found, key=lambda place: place.span)


def title_repeats(persona: Persona, title: str) -> Iterator[Span]:
    """Where the prompts of a persona repeat its title as whole words; code of templates and references are no prose."""
    tags = (tag for _, template in persona.templates for tag in template.tags)
    code = Spans([*(reference.span for reference in persona.references), *tags])
    pattern = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)")
    for prompt in persona.prompts if title else ():
        for match in pattern.finditer(persona.source, *prompt.body):
            span = Span(*match.span())
            if not code.meet(span):
                yield span


def _mentioned(file: File, subject: Subject, workspace: Workspace) -> Iterator[Place]:
    if isinstance(subject, NamedTag):
        return
    for mention in mentions_in(file, subject.entry, workspace):
        reference = mention.reference
        match subject:
            case NamedPersona():
                span = last_segment(reference)
                yield Place(file, span, reference.name[span.start - span.end :])
            case NamedPart(entry, part) if reference.part and reference.part_span:
                if entry.part(reference.part) == part:
                    yield Place(file, reference.part_span, reference.part)
            case NamedVariable(_, name):
                for argument in reference.arguments:
                    if nfc(argument.name) == nfc(name):
                        yield Place(file, argument.name_span, argument.name)


def _own(file: File, subject: Subject, workspace: Workspace) -> Iterator[Place]:
    """What a persona's own file says."""
    entry = workspace.library.at(file.path) if file.path else None
    if entry is None or (not isinstance(subject, NamedTag) and subject.entry.path != entry.path):
        return
    persona = workspace.persona(entry)
    if persona is None:
        return
    match subject:
        case NamedPersona():
            yield from _names(file, persona, subject)
        case NamedPart(_, part):
            yield from _headings(file, persona, part.span)
        case NamedVariable(_, name):
            yield from _variables(file, persona, name, workspace)
        case NamedTag(tag):
            for scalar in persona.words("tags"):
                if nfc(scalar.value.strip()) == tag:
                    yield _in_scalar(file, scalar, persona)


def _names(file: File, persona: Persona, subject: NamedPersona) -> Iterator[Place]:
    if scalar := id_scalar(persona):
        yield _in_scalar(file, scalar, persona, is_declaration=True)
    for alias in persona.words("aliases"):
        yield _in_scalar(file, alias, persona, is_declaration=True)
    title = persona.title
    if scalar := title_scalar(persona):
        yield _in_scalar(file, scalar, persona, is_declaration=True, is_title=True)
    elif title and title.text and not persona.dialect.verbatim:
        yield Place(file, title.text_span, title.text, is_declaration=True, is_title=True)
        if subject.called is Called.TITLE:
            for span in title_repeats(persona, title.text):
                yield Place(file, span, title.text, is_title=True)


def _headings(file: File, persona: Persona, span: Span) -> Iterator[Place]:
    for section in persona.sections:
        if section.heading.span == span and section.heading.level:
            yield Place(file, section.heading.text_span, section.heading.text, is_declaration=True)


def _variables(file: File, persona: Persona, name: str, workspace: Workspace) -> Iterator[Place]:
    """The declaration, the uses in templates, and the uses as values of arguments where this persona composes others."""
    for scalar in variable_scalars(persona):
        if nfc(scalar.value) == nfc(name):
            yield _in_scalar(file, scalar, persona, is_declaration=True)
    for _, template in persona.templates:
        for use in template.variables:
            if nfc(use.name) == nfc(name):
                yield Place(file, use.span, use.name)
    for mention in all_mentions(file, workspace):
        for argument in mention.reference.arguments:
            if argument.value.kind is LiteralKind.NAME and nfc(str(argument.value.value)) == nfc(name):
                yield Place(file, argument.value.span, str(argument.value.value))


def _in_scalar(
    file: File, scalar: Scalar, persona: Persona, *, is_declaration: bool = False, is_title: bool = False
) -> Place:
    span = name_span(scalar, persona.source)
    return Place(file, span, scalar.value.strip(), is_declaration, scalar, is_title)


def _has_tag(entry: Entry, tag: str) -> bool:
    return any(nfc(each) == tag for each in entry.tags)
