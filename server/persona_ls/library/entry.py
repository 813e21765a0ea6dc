"""What the library keeps of one persona: enough to list, search, resolve and complete it without its file."""

import os
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple, TypeVar

from persona_ls.formats import agent_dialects
from persona_ls.library.described import details_in, digest, id_in, title_in
from persona_ls.library.details import Details, Outline, Part, details_of, kept_details, outline_of
from persona_ls.library.files import Unreadable, path_at, read_source
from persona_ls.library.plain import tell_damaged
from persona_ls.names import fold, nfc
from persona_ls.persona import Persona, Variable
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Span, Text

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
        return path_at(self.place)

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
        except Exception as error:  # noqa: BLE001 (kept bytes can be anything, and nobody who asks shall know that they were kept)
            tell_damaged(self.place, repr(error))
            return _read_again(self)


def make_entry(persona: Persona, path: Path, root: Path, layer: Layer) -> Entry:
    """The entry of ``persona``, which was read from ``path``."""
    name, declared = id_in(persona, path)
    details = details_in(persona, declared)
    return Entry(
        place=str(path),
        root=root,
        layer=layer,
        folders=folders_between(path, root),
        id=nfc(name),
        aliases=tuple(nfc(word.value.strip()) for word in persona.words("aliases")),
        title=title_in(persona),
        tags=same(tuple(intern(word.value.strip()) for word in persona.words("tags"))),
        kind=persona.kind.role,
        dialect=persona.dialect.name,
        locale=persona.locale,
        content=digest(persona.source[persona.document.body_start :]),
        outline=same(outline_of(details.parts)),
        details=kept_details(details),
    )


def _read_again(entry: Entry) -> Details:
    """The details of the file of ``entry`` as it is now, when those that were kept are damaged."""
    dialect = next((each for each in agent_dialects() if each.name == entry.dialect), None)
    try:
        persona = Persona(MarkdownDocument(Text(read_source(entry.path))), dialect)
        return details_in(persona, id_in(persona, entry.path)[1])
    except Unreadable:
        return Details()


def same(value: Texts) -> Texts:
    """The one object that stands for all equal ones: many personas have the same tags, and the same headings."""
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    known: Texts = _known.setdefault(value, value)
    return known


def folders_between(path: Path | str, root: Path) -> tuple[str, ...]:
    """The names of the folders between ``root`` and the file at ``path``, in NFC; none when it lies elsewhere."""
    return _folders(str(path).rpartition(os.sep)[0], root)


@lru_cache(maxsize=4096)
def _folders(folder: str, root: Path) -> tuple[str, ...]:
    try:
        return tuple(nfc(name) for name in Path(folder).relative_to(root).parts)
    except ValueError:
        return ()
