"""What a rename adds to front matter: a key with the new id, or the old one among the aliases."""

from persona_ls.features.change import EditedFile, Question
from persona_ls.features.scalars import in_yaml
from persona_ls.features.workspace import File
from persona_ls.library.entry import Entry, Layer
from persona_ls.locales import N_
from persona_ls.persona import Persona
from persona_ls.syntax.frontmatter import Sequence
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.syntax.misplaced import find_misplaced
from persona_ls.text import Edit, Span

__all__ = ["added_key", "kept_alias"]


def added_key(persona: Persona, role: str, value: str) -> Edit | None:
    """The edit that adds a key to the front matter, or writes one; ``None`` where that is not one to write into."""
    key, front_matter = persona.dialect.key(role), persona.document.front_matter
    if key is None or persona.entry(role):
        return None
    newline = newline_of(persona.source)
    line = f"{key.name(persona.locale)}: {value}{newline}"
    if front_matter is None:
        start = int(persona.source.startswith("\ufeff"))
        edit = Edit(Span(start, start), f"---{newline}{line}---{newline}{newline}")
        return None if find_misplaced(persona.source) else edit
    is_flow = front_matter.content.of(persona.source).lstrip().startswith("{")
    at = front_matter.content.end
    return Edit(Span(at, at), line) if front_matter.loads and front_matter.closed and not is_flow else None


def kept_alias(entry: Entry, persona: Persona, file: File) -> tuple[EditedFile, ...]:
    """The old id as an alias, which the person is asked about: only in the user's own library.

    A workspace has no reference that a rename does not know; on the user's library rely other workspaces, which are not open now.
    """
    edit = _added_alias(persona, in_yaml(entry.id)) if entry.layer is Layer.USER else None
    if edit is None or entry.id in entry.aliases or persona.document.front_matter is None:
        return ()
    return (EditedFile(file.path, persona.text, (edit,), file.key, Question(_KEEP, {"name": entry.id})),)


def _added_alias(persona: Persona, name: str) -> Edit | None:
    """The name behind the last alias, in the style of the list."""
    key = persona.entry("aliases")
    if key is None:
        return added_key(persona, "aliases", f"[{name}]")
    if not isinstance(key.value, Sequence):
        return None
    if not key.value.items:
        return Edit(Span(key.value.span.start + 1, key.value.span.start + 1), name)
    last = key.value.items[-1].span
    if key.value.flow:
        return Edit(Span(last.end, last.end), f", {name}")
    line = persona.text.line_span(persona.text.line_at(last.start))
    indent = line.of(persona.source).partition("-")[0]
    return Edit(Span(line.end, line.end), f"{newline_of(persona.source)}{indent}- {name}")


_KEEP = N_("Keep `{name}` as an alias")
