"""A document as features look at it: parsed, with what it is and where it lies."""

from collections.abc import Iterable
from pathlib import Path

from persona_ls.features.change import EditedFile
from persona_ls.persona import Persona
from persona_ls.render.values import own_values
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import Reference
from persona_ls.text import Edit, Text
from persona_ls.values import frozen

__all__ = ["Opened"]


@frozen(slots=False)
class Opened:
    """A document with its parse. ``key`` is the editor's name of it, or its path; ``persona`` is ``None`` for any other Markdown."""

    key: str
    path: Path | None
    document: MarkdownDocument
    persona: Persona | None

    @property
    def text(self) -> Text:
        """The text that all spans refer to."""
        return self.document.text

    @property
    def references(self) -> tuple[Reference, ...]:
        """The live references; in a persona those inside a template tag are none."""
        return self.persona.references if self.persona else self.document.references

    @property
    def values(self) -> dict[str, object]:
        """What a prompt file itself gives to the variables of those whom it refers to; a persona only declares its own."""
        return {} if self.persona else own_values(self.document.front_matter)

    def edited(self, edits: Iterable[Edit]) -> EditedFile:
        """Edits of this document."""
        return EditedFile(self.path, self.text, tuple(edits), self.key)
