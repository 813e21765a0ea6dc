"""Completion of references: ``@`` → persona → ``#part`` → arguments; behind the personas, the best matches' prompts as text to insert.

Shape of every item (field notes on editors): one range for the whole list, from the ``@``, or of the one argument; a filter text only
where it differs from the label, which is what clients compare with what was typed; incomplete whenever we matched what a client that
filters by prefix would not.
"""

from collections.abc import Mapping

from persona_ls.features.arguments import argument_items
from persona_ls.features.authoring import author
from persona_ls.features.context import Stage, Typed, typed_at
from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.library.entry import Entry, Layer, Part
from persona_ls.library.search import Fit, Match, search
from persona_ls.locales import N_, Messages
from persona_ls.names import fold
from persona_ls.persona import Persona
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import SIGIL

__all__ = ["MAX_ITEMS", "complete"]

MAX_ITEMS = 100
_BEST = 5
_ROOM_FOR_PERSONAS = MAX_ITEMS - 2 * _BEST
_MOST_ABOVE_PROMPTS = 30
_PREFIX_FITS = frozenset({Fit.EXACT, Fit.PREFIX})


def complete(document: MarkdownDocument, persona: Persona | None, offset: int, setting: Setting) -> ItemList | None:
    """What fits at ``offset``; ``None`` where nothing of ours is being typed."""
    typed = typed_at(document, offset)
    if typed is None:
        return author(document, persona, offset, setting)
    if typed.argument:
        return argument_items(typed, persona, document.source, setting)
    made = (_parts if typed.stage is Stage.PART else _personas)(typed, document, setting)
    if made is None and typed.stage is not Stage.SIGIL and not setting.library.is_complete:
        # Nothing yet: an editor takes an empty answer for the last word, and the file may be read in a moment.
        return ItemList(typed.before, typed.span, (), is_incomplete=True)
    return made


def _personas(typed: Typed, document: MarkdownDocument, setting: Setting) -> ItemList | None:
    is_sigil = typed.stage is Stage.SIGIL
    wanted = "" if is_sigil and SIGIL[1:].startswith(typed.typed) else typed.typed
    found = search(setting.library, wanted, setting.home, setting.say.language, _ROOM_FOR_PERSONAS)
    if is_sigil and wanted:
        # "@word" is a decorator, a handle, a package: only the beginning of a name makes it ours.
        found = [match for match in found if match.fit in _PREFIX_FITS]
    if not found:
        return None
    labels = [SIGIL + _name(match, setting) for match in found]
    filter_text = typed.filter_text(document.source, labels)
    origins = _origins(setting.say)
    items = [
        Item(ItemKind.PERSONA, label, _detail(match.entry, origins), rank, filter_text=filter_text, entry=match.entry)
        for rank, (match, label) in enumerate(zip(found, labels, strict=True))
    ]
    # Below more names nobody would see them, and each has a file to be read and rendered: a letter more brings them.
    has_prompts = not is_sigil and len(items) <= _MOST_ABOVE_PROMPTS
    if has_prompts:
        items += _prompts(list(zip(found, labels, strict=True))[:_BEST], len(items), filter_text, setting)
    # Of more names not all may be here. What follows "@" may be a name as well as the sigil, and the labels begin with the sigil.
    # And nothing typed yet may go on as a title or a tag, which no client can find by the labels: it has to ask again.
    is_open = not has_prompts or not typed.typed
    is_incomplete = is_open or bool(filter_text) or not setting.library.is_complete
    return ItemList(typed.before, typed.span, tuple(items[:MAX_ITEMS]), is_incomplete)


def _name(match: Match, setting: Setting) -> str:
    """The name to insert: the alias or the folders that were typed, else the shortest that resolves."""
    if match.fit is Fit.ALIAS or "/" in match.name:
        return match.name
    return setting.library.spelling(match.entry, setting.home)


def _origins(say: Messages) -> dict[Layer, str]:
    return {Layer.USER: say(N_("your library")), Layer.BUNDLED: say(N_("bundled"))}


def _detail(entry: Entry, origins: Mapping[Layer, str]) -> str:
    """One line: the title, and where the persona comes from unless that is the workspace."""
    return " · ".join(words for words in (entry.title, origins.get(entry.layer)) if words)


def _prompts(best: list[tuple[Match, str]], rank: int, filter_text: str, setting: Setting) -> list[Item]:
    """For each prompt of the best matches an item that inserts its text."""
    items: list[Item] = []
    for match, label in best:
        for part in match.entry.prompts:
            made = setting.insertion(match.entry, part)
            if made:
                detail = setting.say(N_("insert the prompt"))
                name = f"{label} → {_short_name(part)}"
                place = rank + len(items)
                items.append(
                    Item(
                        ItemKind.PROMPT,
                        name,
                        detail,
                        place,
                        new=made.plain,
                        snippet=made.snippet,
                        filter_text=filter_text or label,
                        entry=match.entry,
                        part=part,
                    )
                )
    return items


def _short_name(part: Part) -> str:
    """``Básico`` of ``Prompt de Ativação (Básico)``; the whole heading where it tells no variant."""
    _, bracket, variant = part.heading.partition("(")
    return variant.rstrip(") ") if bracket else part.heading


def _parts(typed: Typed, document: MarkdownDocument, setting: Setting) -> ItemList | None:
    entry = setting.library.resolve(typed.name, setting.home).entry
    if entry is None:
        return None
    wanted = fold(typed.typed)
    parts = [part for part in entry.parts if any(name.startswith(wanted) for name in part.names)]
    ordered = sorted(parts, key=lambda part: not part.is_prompt)
    labels = [f"{SIGIL}{typed.name}#{part.name}" for part in ordered]
    filter_text = typed.filter_text(document.source, labels)
    items = tuple(
        Item(ItemKind.PART, label, part.heading, rank, filter_text=filter_text, entry=entry, part=part)
        for rank, (part, label) in enumerate(zip(ordered, labels, strict=True))
    )
    return ItemList(typed.before, typed.span, items, bool(filter_text)) if items else None
