"""Titles, tags and headings: names that are words of a text."""

from persona_ls.features.change import Change
from persona_ls.features.places import Place, files_naming, places, places_in
from persona_ls.features.renaming.pen import Pen
from persona_ls.features.renaming.refusal import Refusal
from persona_ls.features.scalars import name_span
from persona_ls.features.subject import NamedPart, NamedPersona, NamedTag
from persona_ls.features.workspace import File, Workspace, file_of
from persona_ls.library.entry import Entry, Layer
from persona_ls.locales import N_
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.rules.removal import removal
from persona_ls.syntax.frontmatter import Sequence
from persona_ls.text import Text, apply_edits

__all__ = ["refuse_known_part", "rename_part", "rename_tag", "rename_title"]


def rename_title(subject: NamedPersona, wanted: str, workspace: Workspace) -> Change:
    """Change the title and the prompts of the file that repeat it.

    Raises:
        Refusal: it cannot be written in a heading.
    """
    entry, new = subject.entry, _one_line(wanted)
    pen = Pen(workspace)
    for place in places_in(file_of(entry.path, workspace), subject, workspace):
        if place.is_title:
            pen.rewrite(place, new)
    after = _after(entry, pen, workspace)
    if after is None or after.title != new or len(after.parts) != len(entry.parts):
        raise Refusal(_HEADING, new=new)
    return Change(edited=pen.files())


def rename_part(subject: NamedPart, wanted: str, persona: Persona, workspace: Workspace) -> Change:
    """Change a heading that no dialect knows, and the references to its section.

    Raises:
        Refusal: the heading belongs to the format, or the new one cannot be told from another.
    """
    refuse_known_part(subject, persona)
    entry, new = subject.entry, _one_line(wanted.removeprefix("#"))
    found = list(places(subject, workspace))
    pen = Pen(workspace)
    for place in found:
        if place.is_declaration:
            pen.rewrite(place, new)
    after = _after(entry, pen, workspace)
    at = entry.parts.index(subject.part)
    if (
        after is None
        or len(after.parts) != len(entry.parts)
        or after.parts[at].heading != new
        or not after.parts[at].name
    ):
        raise Refusal(_HEADING, new=new)
    for place in found:
        if not place.is_declaration:
            pen.rewrite(place, after.parts[at].name)
    return Change(edited=pen.files())


def refuse_known_part(subject: NamedPart, persona: Persona) -> None:
    """Make sure that the heading is the author's own.

    Raises:
        Refusal: the format gives the name.
    """
    section = next((each for each in persona.sections if each.heading.span == subject.part.span), None)
    if section is None or section.section or section.is_prompt or not section.heading.level:
        raise Refusal(_FORMAT, is_about_name=False, name=subject.part.heading or subject.part.name)


def rename_tag(subject: NamedTag, wanted: str, layer: Layer, workspace: Workspace) -> Change:
    """Change a tag in every persona of the workspace, or of another library that it was renamed in.

    Raises:
        Refusal: there is no new tag.
    """
    new = _one_line(wanted)
    pen = Pen(workspace)
    for path in sorted(files_naming(subject, workspace.library)):
        entry = workspace.library.at(path)
        persona = workspace.persona(entry) if entry and entry.layer is layer and new != subject.tag else None
        if persona:
            _change_tag(subject.tag, new, persona, file_of(path, workspace), pen)
    return Change(edited=pen.files())


def _change_tag(old: str, new: str, persona: Persona, file: File, pen: Pen) -> None:
    """The first becomes the new one; where that is there already, and of a tag that is there twice, it goes."""
    key, words = persona.entry("tags"), persona.words("tags")
    tags = [nfc(word.value.strip()) for word in words]
    kept = tags.index(new if new in tags else old)
    for at, (tag, word) in enumerate(zip(tags, words, strict=True)):
        if tag != old:
            continue
        if at != kept and key and isinstance(key.value, Sequence):
            spans = [item.span for item in key.value.items]
            # With the comma between it and the one that stays: of several that go, no two share one.
            item = spans.index(word.span)
            reach = spans if at < kept else spans[: item + 1]
            pen.edit(file, removal(persona.text, reach, item, flow=key.value.flow))
        else:
            pen.rewrite(Place(file, name_span(word, persona.source), word.value.strip(), scalar=word), new)


def _after(entry: Entry, pen: Pen, workspace: Workspace) -> Entry | None:
    """The persona after the edits so far."""
    text = pen.text(file_of(entry.path, workspace))
    return workspace.entry_at(entry.path, Text(apply_edits(text.source, pen.edits_of(entry.path))))


def _one_line(wanted: str) -> str:
    new = nfc(wanted.strip())
    if not new:
        raise Refusal(_EMPTY)
    if not new.isprintable():
        raise Refusal(_LINE)
    return new


_EMPTY = N_("A name has at least one letter.")
_LINE = N_("A name stands on one line, without control characters.")
_HEADING = N_("`{new}` cannot be written there: the heading would be read otherwise, or be the second of its name.")
_FORMAT = N_("`{name}` is a heading of the format, which keeps its name.")
