"""What the library keeps of one persona: enough to list, search, resolve and complete it without its file."""

import os
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeVar

from persona_ls.formats import Dialect, IdFrom, agent_dialects
from persona_ls.library.details import Details, Outline, Part, details_of, kept_details, outline_of
from persona_ls.library.files import Unreadable, read_source
from persona_ls.names import fold, nfc
from persona_ls.persona import NO_DEFAULT, Persona, Prompt, Title, Variable
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.placeholder import placeholders
from persona_ls.syntax.template import Template
from persona_ls.text import Span, Spans, Text

__all__ = ["Entry", "Layer", "Part", "folders_between", "make_entry", "same"]


Texts = TypeVar("Texts", bound=tuple[Any, ...])

_known: dict[Any, Any] = {}
_MOST_KNOWN = 50_000


class Layer(IntEnum):
    """Where a persona comes from; a lower layer hides a higher one."""

    WORKSPACE = 0
    USER = 1
    BUNDLED = 2


class Entry(NamedTuple):
    """One persona. Spans are offsets into its file as it was read.

    What names, search and resolution need is at hand, the rest is made of ``details`` when asked for. Two are equal when all of it is.
    """

    place: str
    """The path as a text: a `Path` for each of 100,000 personas takes longer to make, and more memory, than all the rest."""
    root: Path
    """The workspace folder or library that it was found in."""
    layer: Layer
    folders: tuple[str, ...]
    """Names of the folders between ``root`` and the file, in NFC."""
    id: str
    aliases: tuple[str, ...]
    title: str
    tags: tuple[str, ...]
    kind: str
    dialect: str
    locale: str
    content: bytes
    """A digest of the body, blanks and line breaks aside; empty when nothing is written yet."""
    outline: Outline
    details: bytes | Details

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self.place)

    @property
    def qualified(self) -> str:
        """The shortest spelling that tells folders: ``desenvolvimento/backend``."""
        return "/".join([*self.folders[-1:], self.id])

    @property
    def declared_id(self) -> Span | None:
        """Where the front matter says the id; ``None`` when the file's stem is the id."""
        return self._details.declared_id

    @property
    def title_span(self) -> Span:
        """The title in the file, or where it would stand."""
        return self._details.title_span

    @property
    def description(self) -> str:
        """One line; the specialty where there is no description."""
        return self._details.description

    @property
    def specialty(self) -> str:
        """The field of that name."""
        return self._details.specialty

    @property
    def experience(self) -> str:
        """The field of that name."""
        return self._details.experience

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The declared variables."""
        return self._details.variables

    @property
    def parts(self) -> tuple[Part, ...]:
        """The prompts and sections, in the order of the file."""
        return self._details.parts

    @property
    def prompts(self) -> tuple[Part, ...]:
        """The parts that are prompts."""
        return tuple(part for part in self.parts if part.is_prompt)

    @property
    def default_prompt(self) -> Part | None:
        """What a reference without a part means: the basic prompt, else the first."""
        return self.part("basico") or next(iter(self.prompts), None)

    def part(self, name: str) -> Part | None:
        """The part that ``name`` means, compared folded and by its role in both languages."""
        wanted = fold(name)
        return next((part for part in self.parts if wanted in part.names), None)

    @property
    def _details(self) -> Details:
        if isinstance(self.details, Details):
            return self.details
        try:
            return details_of(self.details, self.outline)
        except Exception:  # noqa: BLE001 (kept bytes can be anything, and nobody who asks shall know that they were kept)
            return _read_again(self)


def make_entry(persona: Persona, path: Path, root: Path, layer: Layer) -> Entry:
    """The entry of ``persona``, which was read from ``path``."""
    name, declared = _id(persona, path)
    details = _details(persona, declared)
    return Entry(
        place=str(path),
        root=root,
        layer=layer,
        folders=folders_between(path, root),
        id=nfc(name),
        aliases=tuple(nfc(word.value.strip()) for word in persona.words("aliases")),
        title=_title(persona, persona.title),
        tags=same(tuple(intern(word.value.strip()) for word in persona.words("tags"))),
        kind=persona.kind.role,
        dialect=persona.dialect.name,
        locale=persona.locale,
        content=_digest(persona.source[persona.document.body_start :]),
        outline=same(outline_of(details.parts)),
        details=kept_details(details),
    )


def _details(persona: Persona, declared: Span | None) -> Details:
    specialty = persona.field("specialty")
    return Details(
        declared_id=declared,
        title_span=_title_span(persona, persona.title),
        description=" ".join(persona.word("description").split()) or specialty,
        specialty=specialty,
        experience=intern(persona.field("experience")),
        parts=_parts(persona),
        variables=persona.variables,
    )


def _read_again(entry: Entry) -> Details:
    """The details of the file of ``entry`` as it is now, when those that were kept are damaged."""
    dialect = next((each for each in agent_dialects() if each.name == entry.dialect), None)
    try:
        persona = Persona(MarkdownDocument(Text(read_source(entry.path))), dialect)
        return _details(persona, _id(persona, entry.path)[1])
    except Unreadable:
        return Details()


def same(value: Texts) -> Texts:
    """The one object that stands for all equal ones: many personas have the same tags, and the same headings."""
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    known: Texts = _known.setdefault(value, value)
    return known


def prompt_of(persona: Persona, part: Part) -> Prompt | None:
    """The prompt of ``persona`` that ``part`` describes."""
    return next((prompt for prompt in persona.prompts if prompt.section.heading.span == part.span), None)


def stem_of(path: Path, dialect: Dialect | None = None) -> str:
    """The name of a file without the suffix that says its dialect: ``revisor`` of ``revisor.agent.md``."""
    names = [pattern.rpartition("/")[2] for pattern in (dialect.where if dialect else ())]
    suffixes = [_SUFFIX, *(name[1:].casefold() for name in names if name.startswith("*.") and "*" not in name[1:])]
    for suffix in sorted(suffixes, key=len, reverse=True):
        if path.name.casefold().endswith(suffix) and len(path.name) > len(suffix):
            return path.name[: -len(suffix)]
    return path.stem


_SUFFIX = ".persona.md"


def _id(persona: Persona, path: Path) -> tuple[str, Span | None]:
    """The id, and where the file declares it."""
    source = persona.dialect.id_from
    if source is IdFrom.FOLDER:
        return path.parent.name, None
    role = {IdFrom.KEY: "id", IdFrom.NAME: "name"}.get(source, "")
    entry = persona.entry(role) if role else None
    declared = persona.word(role) if role else ""
    return (declared, entry.value.span) if declared and entry else (stem_of(path, persona.dialect), None)


def _title(persona: Persona, title: Title | None) -> str:
    """The H1; an agent file calls itself by its key."""
    display = persona.word("name") if persona.dialect.verbatim else ""
    return display or (title.text if title else "")


def _title_span(persona: Persona, title: Title | None) -> Span:
    name = persona.entry("name") if persona.dialect.verbatim else None
    if name:
        return name.value.span
    start = persona.document.body_start
    return title.heading.span if title else Span(start, start)


def folders_between(path: Path | str, root: Path) -> tuple[str, ...]:
    """The names of the folders between ``root`` and the file at ``path``, in NFC; none when it lies elsewhere."""
    return _folders(str(path).rpartition(os.sep)[0], root)


@lru_cache(maxsize=4096)
def _folders(folder: str, root: Path) -> tuple[str, ...]:
    try:
        return tuple(nfc(name) for name in Path(folder).relative_to(root).parts)
    except ValueError:
        return ()


def _parts(persona: Persona) -> tuple[Part, ...]:
    prompts = {prompt.section.heading.span: prompt for prompt in persona.prompts}
    templates = {prompt.section.heading.span: template for prompt, template in persona.templates}
    parts: dict[str, Part] = {}
    for section in persona.sections:
        names = _part_names(section.part, section.section.part_names if section.section else ())
        if names[0] in parts:
            continue  # of two headings with one name, a reference means the first
        place = section.heading.span
        prompt = prompts.get(place)
        body = prompt.body if prompt else section.body
        parts[names[0]] = Part(
            intern(section.part),
            names,
            intern(section.heading.text),
            place,
            section.is_prompt,
            *(_demands(persona, prompt, templates.get(place)) if prompt else ((), (), ())),
            body.end - body.start,
        )
    return tuple(parts.values())


@lru_cache(maxsize=4096)
def _part_names(part: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The same for all personas with such a heading, and so the same object."""
    return tuple(dict.fromkeys((fold(part), *others)))


def _demands(
    persona: Persona, prompt: Prompt, template: Template | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What a prompt asks of a reference and of a person: its variables, its needs, its placeholders."""
    used = tuple(dict.fromkeys(name.name for name in template.variables)) if template else ()
    required = template.required if template else ()
    needs = (
        variable.name
        for variable in (persona.variables if used else ())
        if variable.name in used
        and (variable.required or (variable.default is NO_DEFAULT and variable.name in required))
    )
    return used, tuple(needs), _placeholders(persona, prompt, template)


def _placeholders(persona: Persona, prompt: Prompt, template: Template | None) -> tuple[str, ...]:
    """The placeholders of a prompt; a list inside a template tag or an argument only looks like one."""
    start = prompt.body.start
    found = () if persona.dialect.verbatim else tuple(placeholders(prompt.body.of(persona.source)))
    if not found:
        return ()
    code = Spans([*(template.tags if template else ()), *(reference.span for reference in persona.references)])
    spans = [Span(each.start + start, each.end + start) for each in found]
    return tuple(span.of(persona.source) for span in spans if not code.cover(span))


def _digest(body: str) -> bytes:
    words = " ".join(filter(None, map(str.strip, body.splitlines())))
    if "  " in words or not words.isprintable():  # a blank that is no space is not printable, either
        words = " ".join(words.split())
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest() if words else b""
