"""What the rules on sections share."""

from collections.abc import Iterator

from persona_ls.formats import Section
from persona_ls.names import nearest
from persona_ls.persona import Persona
from persona_ls.syntax.outline import Fence
from persona_ls.text import Span

__all__ = ["first_line", "headings_inside", "missing_sections", "slips", "swallowed_roles"]


def missing_sections(persona: Persona) -> list[Section]:
    """The sections of the file's kind that it lacks, in order.

    What an unclosed fence has swallowed is not missing, nor what is misspelt: one cause, one finding, and those have their own.
    """
    slipped = {section.role for section, _ in slips(persona).values()}
    return [section for section in _absent(persona) if section.role not in slipped]


def slips(persona: Persona) -> dict[Span, tuple[Section, str]]:
    """Headings that are nearly that of a section that the file lacks, by their span: that section, and its name."""
    strange = [part for part in persona.sections if not (part.section or part.is_prompt)]
    absent = _absent(persona) if strange else []
    found: dict[Span, tuple[Section, str]] = {}
    for part in strange:
        own = {section.name(persona.locale): section for section in absent}
        names = own | {name: section for section in absent for name in section.names.values()}
        for name in nearest(part.heading.text, list(own)) or nearest(part.heading.text, list(names)):
            found[part.heading.span] = names[name], name
            absent.remove(names[name])
    return found


def first_line(persona: Persona, span: Span) -> Span:
    """The first line with text in ``span``, without the blanks around it; ``span`` itself when there is none."""
    words = span.of(persona.source)
    start = span.start + len(words) - len(words.lstrip())
    line = Span(start, min(span.end, persona.text.line_span(persona.text.line_at(start)).end))
    return Span(start, start + len(line.of(persona.source).rstrip())) if words.strip() else span


def _absent(persona: Persona) -> list[Section]:
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
