"""What the library keeps of one persona: enough to list, search, resolve and complete it without its file."""

from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from persona_ls.names import fold, nfc
from persona_ls.persona import Persona, Prompt, Variable
from persona_ls.text import Span

__all__ = ["Entry", "Layer", "Part", "make_entry"]


class Layer(IntEnum):
    """Where a persona comes from; a lower layer hides a higher one."""

    WORKSPACE = 0
    USER = 1
    BUNDLED = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A prompt or section that a reference can name. ``names`` are folded: the own one first, then those of other languages."""

    name: str
    names: tuple[str, ...]
    heading: str
    span: Span
    is_prompt: bool


@dataclass(frozen=True, slots=True)
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
    locale: str
    parts: tuple[Part, ...]
    variables: tuple[Variable, ...]
    composes: tuple[str, ...]
    """Names that its prompts refer to."""

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
    declared = persona.word("id")
    declared_entry = persona.entry("id")
    stem = path.name[: -len(".persona.md")] if path.name.casefold().endswith(".persona.md") else path.stem
    specialty = persona.field("specialty")
    return Entry(
        path=path,
        root=root,
        layer=layer,
        id=nfc(declared or stem),
        declared_id=declared_entry.value.span if declared and declared_entry else None,
        folders=_folders(path, root),
        aliases=tuple(nfc(word.value.strip()) for word in persona.words("aliases")),
        title=title.text if title else "",
        title_span=title.heading.span if title else Span(persona.document.body_start, persona.document.body_start),
        description=persona.word("description") or specialty,
        specialty=specialty,
        experience=persona.field("experience"),
        tags=tuple(word.value.strip() for word in persona.words("tags")),
        kind=persona.kind.role,
        locale=persona.locale,
        parts=_parts(persona),
        variables=persona.variables,
        composes=tuple(dict.fromkeys(nfc(each.name) for each in persona.references)),
    )


def prompt_of(persona: Persona, part: Part) -> Prompt | None:
    """The prompt of ``persona`` that ``part`` describes."""
    return next((prompt for prompt in persona.prompts if prompt.section.heading.span == part.span), None)


def _folders(path: Path, root: Path) -> tuple[str, ...]:
    try:
        return tuple(nfc(name) for name in path.parent.relative_to(root).parts)
    except ValueError:
        return ()


def _parts(persona: Persona) -> tuple[Part, ...]:
    parts: dict[str, Part] = {}
    for section in persona.sections:
        roles = section.section
        others = tuple(fold(roles.part(locale)) for locale in roles.names) if roles else ()
        names = tuple(dict.fromkeys((fold(section.part), *others)))
        # Of two headings with one name, a reference means the first.
        parts.setdefault(
            names[0], Part(section.part, names, section.heading.text, section.heading.span, section.is_prompt)
        )
    return tuple(parts.values())
