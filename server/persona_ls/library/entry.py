"""What the library keeps of one persona: enough to list, search, resolve and complete it without its file."""

import os
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from sys import intern
from typing import NamedTuple

from persona_ls.formats import Dialect, IdFrom
from persona_ls.names import fold, nfc
from persona_ls.persona import NO_DEFAULT, Persona, Prompt, Title, Variable
from persona_ls.syntax.placeholder import placeholders
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Entry", "Layer", "Part", "folders_between", "make_entry"]


class Layer(IntEnum):
    """Where a persona comes from; a lower layer hides a higher one."""

    WORKSPACE = 0
    USER = 1
    BUNDLED = 2


class Part(NamedTuple):
    """A prompt or section that a reference can name. ``names`` are folded: the own one first, then those of other languages."""

    name: str
    names: tuple[str, ...]
    heading: str
    span: Span
    is_prompt: bool
    variables: tuple[str, ...] = ()
    """Names that its template takes from outside."""
    needs: tuple[str, ...] = ()
    """Declared variables that have no value unless a reference gives one."""
    placeholders: tuple[str, ...] = ()
    """What a person has to fill in by hand: ``[descreva o projeto]``."""
    length: int = 0
    """Of its text as it is written, in code points."""


@frozen
class Entry:
    """One persona. Spans are offsets into its file as it was read."""

    path: Path
    root: Path
    """The workspace folder or library that it was found in."""
    layer: Layer
    id: str
    declared_id: Span | None
    """Where the front matter says the id; ``None`` when the file's stem is the id."""
    folders: tuple[str, ...]
    """Names of the folders between ``root`` and the file, in NFC."""
    aliases: tuple[str, ...]
    title: str
    title_span: Span
    description: str
    specialty: str
    experience: str
    tags: tuple[str, ...]
    kind: str
    dialect: str
    locale: str
    parts: tuple[Part, ...]
    variables: tuple[Variable, ...]
    content: bytes
    """A digest of the body, blanks and line breaks aside; empty when nothing is written yet."""

    @property
    def qualified(self) -> str:
        """The shortest spelling that tells folders: ``desenvolvimento/backend``."""
        return "/".join([*self.folders[-1:], self.id])

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


def make_entry(persona: Persona, path: Path, root: Path, layer: Layer) -> Entry:
    """The entry of ``persona``, which was read from ``path``."""
    title = persona.title
    name, declared = _id(persona, path)
    specialty = persona.field("specialty")
    return Entry(
        path=path,
        root=root,
        layer=layer,
        id=nfc(name),
        declared_id=declared,
        folders=folders_between(path, root),
        aliases=tuple(nfc(word.value.strip()) for word in persona.words("aliases")),
        title=_title(persona, title),
        title_span=_title_span(persona, title),
        description=" ".join(persona.word("description").split()) or specialty,
        specialty=specialty,
        experience=intern(persona.field("experience")),
        tags=tuple(intern(word.value.strip()) for word in persona.words("tags")),
        kind=persona.kind.role,
        dialect=persona.dialect.name,
        locale=persona.locale,
        parts=_parts(persona),
        variables=persona.variables,
        content=_digest(persona.source[persona.document.body_start :]),
    )


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


def folders_between(path: Path, root: Path) -> tuple[str, ...]:
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
    parts: dict[str, Part] = {}
    for section in persona.sections:
        roles = section.section
        names = _part_names(section.part, roles.part_names if roles else ())
        prompt = prompts.get(section.heading.span)
        body = prompt.body if prompt else section.body
        part = Part(
            intern(section.part),
            names,
            intern(section.heading.text),
            section.heading.span,
            section.is_prompt,
            length=body.end - body.start,
        )
        # Of two headings with one name, a reference means the first.
        parts.setdefault(names[0], _with_demands(part, persona, prompt) if prompt else part)
    return tuple(parts.values())


@lru_cache(maxsize=4096)
def _part_names(part: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The same for all personas with such a heading, and so the same object."""
    return tuple(dict.fromkeys((fold(part), *others)))


def _with_demands(part: Part, persona: Persona, prompt: Prompt) -> Part:
    """``part`` with what its prompt asks of a reference and of a person."""
    template = next((template for each, template in persona.templates if each is prompt), None)
    used = tuple(dict.fromkeys(name.name for name in template.variables)) if template else ()
    required = template.required if template else ()
    needs = (
        variable.name
        for variable in persona.variables
        if variable.name in used
        and (variable.required or (variable.default is NO_DEFAULT and variable.name in required))
    )
    return part._replace(variables=used, needs=tuple(needs), placeholders=tuple(_placeholders(persona, prompt)))


def _placeholders(persona: Persona, prompt: Prompt) -> Iterator[str]:
    """The placeholders of a prompt; a list inside a template tag or an argument only looks like one."""
    if persona.dialect.verbatim:
        return
    tags = [tag for each, template in persona.templates if each is prompt for tag in template.tags]
    code = [*tags, *(reference.span for reference in persona.references)]
    for found in placeholders(prompt.body.of(persona.source)):
        span = Span(found.start + prompt.body.start, found.end + prompt.body.start)
        if not any(each.covers(span) for each in code):
            yield span.of(persona.source)


def _digest(body: str) -> bytes:
    words = " ".join(body.split())
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest() if words else b""
