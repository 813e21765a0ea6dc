"""What the rules on sections share."""

from collections.abc import Iterator

from persona_ls.formats import Section
from persona_ls.persona import Persona
from persona_ls.syntax.markdown import Fence
from persona_ls.text import Span

__all__ = ["headings_inside", "missing_sections", "swallowed_roles"]


def missing_sections(persona: Persona) -> list[Section]:
    """The sections of the file's kind that it lacks, in order; what an unclosed fence has swallowed is not missing."""
    present = {part.section.role for part in persona.sections if part.section} | swallowed_roles(persona)
    return [persona.dialect.section(role) for role in persona.kind.sections if role not in present]


def swallowed_roles(persona: Persona) -> set[str]:
    """The roles of headings that stand inside an unclosed fence: one cause, one finding, and that is the fence."""
    roles: set[str] = set()
    for fence in persona.document.outline.fences:
        if fence.closing is None:
            roles |= {section.role for section, _ in headings_inside(persona, fence)}
    return roles


def headings_inside(persona: Persona, fence: Fence) -> Iterator[tuple[Section, Span]]:
    """The lines of a fence that would be headings of the format if the fence were closed before them."""
    for line in persona.text.lines_in(fence.content):
        words = line.of(persona.source)
        if words.startswith("##") and (named := persona.dialect.section_named(words.lstrip("#"))):
            yield named[0], line
