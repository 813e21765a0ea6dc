"""What an editor asks of a session: each question gets from it what its feature needs.

A feature is imported with the first question for it: a list of names shall not wait for what a rename takes.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry, Part, make_entry
from persona_ls.library.files import exists
from persona_ls.library.scan import Root, is_persona
from persona_ls.session import Session
from persona_ls.text import Edit, Span, Text

if TYPE_CHECKING:
    from persona_ls.features.actions import Action, ActionKind
    from persona_ls.features.hover import Card
    from persona_ls.features.items import ItemList
    from persona_ls.features.panel import Kitchen, Listed, Preview
    from persona_ls.features.workspace import Workspace

__all__ = ["actions", "complete", "fix_all", "hover", "personas", "preview_at", "preview_of", "workspace"]


def complete(session: Session, opened: Opened, offset: int) -> "ItemList | None":
    """What completion offers at ``offset``."""
    from persona_ls.features.completion import complete as completed  # noqa: PLC0415 (as above)
    from persona_ls.features.items import Setting  # noqa: PLC0415

    setting = Setting(
        session.library,
        session.store.home_of(opened.path),
        session.say,
        session.insertion,
        session.today(),
        opened.path,
        opened.path is not None and is_persona(opened.path, session.store.root_of(opened.path)),
    )
    return completed(opened.document, opened.persona, offset, setting)


def hover(session: Session, opened: Opened, offset: int) -> "Card | None":
    """The card at ``offset``: of a reference, else of what the format knows there."""
    from persona_ls.features.hover import card  # noqa: PLC0415 (as above)
    from persona_ls.features.hover_authoring import authoring_card  # noqa: PLC0415

    home = session.store.home_of(opened.path)
    found = card(opened, offset, session.library, home, session.say, session.store.persona, session.engine)
    return found or (authoring_card(opened.persona, offset, session.say) if opened.persona else None)


def actions(
    session: Session, opened: Opened, span: Span, is_wanted: "Callable[[ActionKind], bool]" = lambda _: True
) -> "tuple[Action, ...]":
    """What can be done at ``span``: the fixes of its findings, then what mends nothing."""
    from persona_ls.features.actions import ActionKind, Bench, fixes_at, refactorings_at  # noqa: PLC0415 (as above)

    findings, home = session.findings(opened), session.store.home_of(opened.path)
    bench = Bench(
        session.library,
        home,
        session.say.language,
        session.today(),
        session.store.persona,
        lambda: session.engine,
        lambda name, locale, title, prompt: session.new_persona(home, name, locale, title, prompt),
        findings,
    )
    fixes = fixes_at(opened, findings, span) if is_wanted(ActionKind.QUICK_FIX) else ()
    return (*fixes, *refactorings_at(opened, span, bench, is_wanted))


def fix_all(session: Session, opened: Opened) -> tuple[Edit, ...]:
    """The edits that apply every safe fix of an open document."""
    from persona_ls.features.actions import changes  # noqa: PLC0415 (as above)

    after, count = session.mended(opened)
    session.forget_findings(opened)
    return changes(opened.document.source, after.document.source) if count else ()


def workspace(session: Session) -> "Workspace":
    """Where the places of a name are looked for."""
    from persona_ls.features.workspace import Workspace  # noqa: PLC0415 (as above)

    def entry_at(path: Path, text: Text) -> Entry | None:
        persona = session.look_at(path, text).persona
        root = session.store.root_of(path) or Root(path.parent)
        return make_entry(persona, path, root.path, root.layer) if persona else None

    return Workspace(
        library=session.library,
        opened=tuple(session),
        persona=session.store.persona,
        home_of=session.store.home_of,
        text_of=session.text_of,
        entry_at=entry_at,
        exists=lambda path: exists(path) or session.library.at(path) is not None,
        layers={root.path: root.layer for root in session.store.roots},
    )


def personas(session: Session, path: Path | None) -> "tuple[Listed, ...]":
    """Every persona that the document at ``path`` can refer to."""
    from persona_ls.features.panel import listing  # noqa: PLC0415 (as above)

    return listing(session.library, session.store.home_of(path), session.say.language)


def preview_at(session: Session, opened: Opened, offset: int | None, values: Mapping[str, object]) -> "Preview | None":
    """What stands at ``offset`` as it will be with these values, or the whole file."""
    from persona_ls.features.panel import preview_at as previewed  # noqa: PLC0415 (as above)

    return previewed(opened, offset, values, _kitchen(session, session.store.home_of(opened.path)))


def preview_of(session: Session, entry: Entry, part: Part | None, values: Mapping[str, object]) -> "Preview":
    """A part of a persona as it will be with these values."""
    from persona_ls.features.panel import preview_of as previewed  # noqa: PLC0415 (as above)

    return previewed(entry, part, values, _kitchen(session, entry.root))


def _kitchen(session: Session, home: Path | None) -> "Kitchen":
    from persona_ls.features.panel import Kitchen  # noqa: PLC0415 (as above)

    return Kitchen(session.library, home, session.store.persona, session.engine)
