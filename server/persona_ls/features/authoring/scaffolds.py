"""A whole file for an empty one that lies where personas lie."""

from persona_ls.features.insertion import plain_snippet
from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.features.scaffold import scaffold
from persona_ls.formats import persona_dialect
from persona_ls.library.described import stem_of
from persona_ls.locales import N_
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Span

__all__ = ["scaffold_items"]


def scaffold_items(document: MarkdownDocument, offset: int, setting: Setting) -> ItemList | None:
    """One item for each kind of persona, in the person's language."""
    if not setting.is_library_file or setting.path is None:
        return None
    dialect, locale = persona_dialect(), setting.say.language.value
    folder = setting.path.parent.name
    items = []
    for rank, kind in enumerate(dialect.kinds):
        words = scaffold(
            dialect, kind, locale, stem_of(setting.path), "" if folder == "personas" else folder, setting.today
        )
        label = setting.say(N_("persona: {kind}"), kind=kind.name(locale))
        detail = setting.say(N_("the whole file"))
        items.append(
            Item(ItemKind.FILE, label, detail, rank, new=words, snippet=plain_snippet(words), filter_text=label)
        )
    whole = Span(0, len(document.source))
    return ItemList(Span(0, offset), whole, tuple(items))
