"""The whole persona: a document seen through a dialect."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from persona_ls.formats import Dialect, Key, Kind, Section, persona_dialect
from persona_ls.names import slug
from persona_ls.persona.reading import (
    prompt_variant,
    read_field,
    read_skill,
    read_title,
    read_variable,
    scalars,
    without_last_break,
)
from persona_ls.persona.values import FieldValue, Prompt, SectionPart, Skill, Title, Variable
from persona_ls.syntax.document import LIVE_LANGUAGES, MarkdownDocument
from persona_ls.syntax.frontmatter import Entry, Mapping, Scalar
from persona_ls.syntax.outline import Heading
from persona_ls.syntax.reference import Reference
from persona_ls.syntax.template import Template, has_template, parse_template
from persona_ls.text import Edit, Span, Spans, Text, apply_edits

__all__ = ["Persona"]

_LEVELS = 7
"""Of headings, the level 0 of the whole body included."""


class Persona:
    """A `MarkdownDocument` seen through a `Dialect`."""

    def __init__(self, document: MarkdownDocument, dialect: Dialect | None = None) -> None:
        self.document = document
        self.dialect = dialect or persona_dialect()

    @property
    def text(self) -> Text:
        """The text of the document."""
        return self.document.text

    @property
    def source(self) -> str:
        """The text as a string."""
        return self.document.source

    def edited(self, edits: Iterable[Edit]) -> "Persona":
        """The persona after ``edits``."""
        return Persona(MarkdownDocument(Text(apply_edits(self.source, edits))), self.dialect)

    # -- front matter --

    @cached_property
    def keys(self) -> tuple[tuple[Key, Entry], ...]:
        """The entries of the front matter that the dialect knows; of a repeated key the first."""
        return tuple(self._keys.values())

    @cached_property
    def _keys(self) -> dict[str, tuple[Key, Entry]]:
        found: dict[str, tuple[Key, Entry]] = {}
        for entry in self.entries:
            if named := self.dialect.key_named(entry.key.value):
                found.setdefault(named[0].role, (named[0], entry))
        return found

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries of the front matter, also those recovered from broken YAML."""
        return self.document.front_matter.entries if self.document.front_matter else ()

    def entry(self, role: str) -> Entry | None:
        """The entry of the key with ``role``."""
        found = self._keys.get(role)
        return found[1] if found else None

    def words(self, role: str) -> tuple[Scalar, ...]:
        """The scalars of a key that is a list, or a single value."""
        entry = self.entry(role)
        return tuple(scalars(entry.value)) if entry else ()

    def word(self, role: str) -> str:
        """The text of a key that has one value, else ``""``."""
        entry = self.entry(role)
        return entry.value.value.strip() if entry and isinstance(entry.value, Scalar) else ""

    @cached_property
    def variables(self) -> tuple[Variable, ...]:
        """The declared variables, in order."""
        entry = self.entry("variables")
        if entry is None or not isinstance(entry.value, Mapping):
            return ()
        return tuple(read_variable(each, self.dialect) for each in entry.value.entries)

    # -- body --

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """Every H1."""
        return tuple(
            read_title(heading, self.dialect.title_prefix)
            for heading in self.document.outline.headings
            if heading.level == 1
        )

    @property
    def title(self) -> Title | None:
        """The first H1 with the dialect's prefix, else the first H1."""
        return next((title for title in self.titles if title.has_prefix), next(iter(self.titles), None))

    @cached_property
    def sections(self) -> tuple[SectionPart, ...]:
        """The sections, in the order of the text; of a verbatim dialect one, the whole body, which is its prompt."""
        if self.dialect.verbatim:
            return (self._whole_body(),)
        parts = []
        ends = [len(self.source)] * _LEVELS  # by its level, where a section ends that begins further up
        for heading in reversed(self.document.outline.headings):
            named = self.dialect.section_named(heading.text)
            if named or heading.level == 2:
                parts.append(self._section_part(named, heading, self._trimmed(heading.span.end, ends[heading.level])))
            ended = 0 if named else heading.level  # a known heading ends whatever is above it
            ends[ended:] = [heading.span.start] * (_LEVELS - ended)
        return tuple(reversed(parts))

    def _whole_body(self) -> SectionPart:
        start = self.document.body_start
        at = Span(start, start)
        body = self._trimmed(start, len(self.source))
        return SectionPart(None, "prompt", Heading(0, at, at, ""), body, is_prompt=True)

    def section_at(self, offset: int) -> SectionPart | None:
        """The section that a cursor at ``offset`` is in, blank lines behind its text included."""
        return next((part for part in reversed(self.sections) if part.heading.span.start <= offset), None)

    def _section_part(self, named: tuple[Section, str] | None, heading: Heading, body: Span) -> SectionPart:
        if named:
            section, locale = named
            return SectionPart(section, section.part(locale), heading, body, section.is_prompt)
        variant = prompt_variant(heading.text, self.dialect)
        return SectionPart(None, variant or slug(heading.text), heading, body, variant is not None)

    @cached_property
    def fields(self) -> tuple[FieldValue, ...]:
        """The bold fields, wherever a paragraph has them."""
        if not self.dialect.fields:
            return ()
        return tuple(
            field
            for line in self.document.outline.lines
            if (field := read_field(self.source, line, self.dialect)) is not None
        )

    def field(self, role: str) -> str:
        """The value of the field with ``role``, else ``""``."""
        return next((each.value for each in self.fields if each.field and each.field.role == role), "")

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """The activation prompts, in the order of the text."""
        return tuple(self._prompt(section) for section in self.sections if section.is_prompt)

    def _prompt(self, section: SectionPart) -> Prompt:
        # By where it begins: a fence that nothing closes reaches past the last word of the body.
        fence = None if self.dialect.verbatim else self.document.outline.fence_from(section.body)
        if (
            fence
            and fence.language not in LIVE_LANGUAGES
            and self.source[section.body.start : fence.span.start].strip()
        ):
            fence = None  # a sample of code in a prompt that stands outside a fence
        return Prompt(
            section.part, section, fence, without_last_break(self.source, fence.content) if fence else section.body
        )

    def prompt_text(self, prompt: Prompt) -> str:
        """What the prompt says, byte for byte; the indent of an indented fence is not part of it (CommonMark 4.5)."""
        words = prompt.body.of(self.source)
        if prompt.fence is None or not prompt.fence.indent:
            return words
        indent = re.compile(rf"^ {{1,{prompt.fence.indent}}}", re.MULTILINE)
        return indent.sub("", words)

    @cached_property
    def skills(self) -> tuple[Skill, ...]:
        """The bullets of the sections whose body is skills."""
        bodies = Spans(part.body for part in self.sections if part.section and part.section.body == "skills")
        return tuple(
            read_skill(self.source, item.text_span, self.dialect)
            for item in self.document.outline.items
            if bodies.cover(item.text_span)
        )

    @cached_property
    def kind(self) -> Kind:
        """The kind whose own sections are the most; the first of the dialect when nothing tells."""
        return self.dialect.kind_of({part.section.role for part in self.sections if part.section})

    @property
    def locale(self) -> str:
        """The language in which the file is written; Portuguese, that of the founding library, when nothing tells."""
        return self.told_locale or "pt-BR"

    @cached_property
    def told_locale(self) -> str | None:
        """The language that most of the file's names belong to, if any tells."""
        named = [
            *(self.dialect.key_named(entry.key.value) for entry in self.entries),
            *(self.dialect.section_named(heading.text) for heading in self.document.outline.headings),
            *(self.dialect.field_named(field.name) for field in self.fields),
        ]
        votes = Counter([found[1] for found in named if found and found[0].tells_locale])
        return max(votes, key=votes.__getitem__, default=None)  # of two with as many, the first

    # -- templates and composition --

    @cached_property
    def templates(self) -> tuple[tuple[Prompt, Template], ...]:
        """The parse of every prompt that holds template syntax."""
        if not self.dialect.templates:
            return ()
        return tuple(
            (prompt, parse_template(words, prompt.body.start))
            for prompt in self.prompts
            if has_template(words := prompt.body.of(self.source))
        )

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The live references; one that stands inside a template tag is text of the template, not a reference."""
        tags = Spans(tag for _, template in self.templates for tag in template.tags)
        return tuple(each for each in self.document.references if not tags.cover(each.span))

    @cached_property
    def is_evident(self) -> bool:
        """Whether anything at all speaks for a persona: its H1, a field, a heading or a key."""
        return bool(
            any(title.has_prefix for title in self.titles)
            or any(part.section or part.is_prompt for part in self.sections)
            or any(field.field for field in self.fields)
            or self.keys
        )

    @property
    def is_titled(self) -> bool:
        """Whether the title and at least one heading speak for a persona: enough anywhere in a workspace."""
        return any(title.has_prefix for title in self.titles) and any(part.section for part in self.sections)

    def _trimmed(self, start: int, end: int) -> Span:
        """The span without blank lines around it; empty, at its end, where there is nothing else."""
        words = self.source[start:end]
        rest = words.lstrip()
        if not rest:
            return Span(end, end)
        # Keep the indent of the first line: an indented body is code.
        left = len(words) - len(rest)
        line_start = max(words.rfind("\n", 0, left), words.rfind("\r", 0, left)) + 1
        return Span(start + line_start, start + len(words.rstrip()))
