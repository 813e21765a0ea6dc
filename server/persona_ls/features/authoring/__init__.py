"""Completion while a persona is written: front matter, headings and fields, levels, templates, and a whole file at once.

Each source of suggestions is a module with one function; the first that has something to say is the answer. Everything offered is read
from the dialect's tables.
"""

from persona_ls.features.authoring.body import body_items
from persona_ls.features.authoring.front_matter import front_matter_items
from persona_ls.features.authoring.scaffolds import scaffold_items
from persona_ls.features.authoring.templates import template_items
from persona_ls.features.items import ItemList, Setting
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument

__all__ = ["author"]


def author(document: MarkdownDocument, persona: Persona | None, offset: int, setting: Setting) -> ItemList | None:
    """What fits at ``offset`` of a persona file; ``None`` in any other document, and in prose."""
    if not document.source.strip():
        return scaffold_items(document, offset, setting)
    if persona is None and setting.is_library_file and not document.source[document.body_start :].strip():
        persona = Persona(document)  # nothing but front matter yet: its place says what it will be
    if persona is None:
        return None
    for source in (front_matter_items, template_items, body_items):
        if found := source(persona, offset, setting):
            return found
    return None
