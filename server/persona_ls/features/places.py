"""Every place where a subject is named: in the current document, in all open ones and in the files of the library.

What refers to a persona is known from the library's index, so no file is parsed that does not say its own names: those of a persona are
in its own file, those of a tag in the files that have it. Spans in a file refer to its text as the library has read it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_ls.features.opened import Opened
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
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.mentions import Mention, mentions_of
from persona_ls.library.snapshot import Library
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.syntax.literals import LiteralKind
from persona_ls.text import Span, Text

__all__ = [
    "File",
    "Place",
    "Workspace",
    "all_mentions",
    "documents",
    "file_of",
    "files_naming",
    "mentions_in",
    "places",
    "places_in",
    "resolved_from",
    "title_repeats",
]


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where places are looked for; everything that is open goes before the disk."""

    library: Library
    opened: tuple[Opened, ...]
    persona: Callable[[Entry], Persona | None]
    """The parsed file of an entry."""
    home_of: Callable[[Path | None], Path | None]
    """The folder from which the references of a file are resolved."""
    text_of: Callable[[Path], Text | None]
    entry_at: Callable[[Path, Text], Entry | None]
    """The entry that a text would have as the file of a path."""
    exists: Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class File:
    """A document: ``key`` is the editor's name of an open one, else the path; an untitled one has no path."""

    key: str
    path: Path | None


@dataclass(frozen=True, slots=True)
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
    for file in documents(files_naming(subject, workspace.library), workspace):
        yield from places_in(file, subject, workspace)


def documents(paths: set[Path], workspace: Workspace) -> Iterator[File]:
    """The documents of ``paths`` in the order of `places`, and every untitled one: nobody knows what it names."""
    opened = {each.path for each in workspace.opened}
    for each in workspace.opened:
        if each.path is None or each.path in paths:
            yield File(each.key, each.path)
    for path in sorted(paths - opened):
        yield File(str(path), path)


def file_of(path: Path, workspace: Workspace) -> File:
    """A file by the name that the editor has for it."""
    return File(next((each.key for each in workspace.opened if each.path == path), str(path)), path)


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


def mentions_in(file: File, entry: Entry, workspace: Workspace) -> Iterator[Mention]:
    """The references in a document that mean ``entry``."""
    library, home = workspace.library, resolved_from(file, workspace)
    names = {entry.id, *entry.aliases}
    meant: dict[str, bool] = {}
    """By the name as written: a file says few, and may say one a thousand times."""
    for mention in all_mentions(file, workspace):
        name = mention.reference.name
        if name not in meant:
            found = library.resolve(name, home).entry if mention.last_name in names else None
            meant[name] = found is not None and found.path == entry.path
        if meant[name]:
            yield mention


def all_mentions(file: File, workspace: Workspace) -> tuple[Mention, ...]:
    """The references in a document."""
    if file.path is None:
        untitled = next((each for each in workspace.opened if each.key == file.key), None)
        return mentions_of(untitled.document, None) if untitled else ()
    referrer = workspace.library.referrer(file.path)
    return referrer.mentions if referrer else ()


def resolved_from(file: File, workspace: Workspace) -> Path | None:
    """The folder that the references of a document are resolved from."""
    referrer = workspace.library.referrer(file.path) if file.path else None
    return referrer.home if referrer else workspace.home_of(file.path)


def title_repeats(persona: Persona, title: str) -> Iterator[Span]:
    """Where the prompts of a persona repeat its title as whole words; code of templates and references are no prose."""
    code = [reference.span for reference in persona.references]
    code += [tag for _, template in persona.templates for tag in template.tags]
    pattern = re.compile(rf"(?<!\w){re.escape(title)}(?!\w)")
    for prompt in persona.prompts if title else ():
        for match in pattern.finditer(persona.source, *prompt.body):
            if not any(each.start < match.end() and match.start() < each.end for each in code):
                yield Span(*match.span())


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
