"""Another name for what the cursor touches, in every file that names it.

What is renamed is what the person sees there: on a title the title, on an alias the alias, on a reference the name that it uses.
"""

from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.features.renaming.identity import rename_alias, rename_id
from persona_ls.features.renaming.refusal import Refusal, shown
from persona_ls.features.renaming.variables import rename_variable
from persona_ls.features.renaming.words import refuse_known_part, rename_part, rename_tag, rename_title
from persona_ls.features.subject import (
    Called,
    NamedPart,
    NamedPersona,
    NamedTag,
    NamedVariable,
    Spot,
    Subject,
    spot_at,
)
from persona_ls.features.workspace import Workspace
from persona_ls.library.entry import Entry, Layer
from persona_ls.persona import Persona
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Refusal", "Renamable", "prepare_rename", "rename"]


@frozen
class Renamable:
    """The name that can be changed, and where the cursor touches it."""

    span: Span
    name: str


def prepare_rename(opened: Opened, offset: int, workspace: Workspace) -> Renamable | None:
    """What would be renamed at ``offset``; ``None`` in prose.

    Raises:
        Refusal: there is a name, but it stays.
    """
    spot = _spot(opened, offset, workspace)
    if spot is None:
        return None
    subject = _subject(spot, opened, workspace)
    if isinstance(subject, NamedPart):
        refuse_known_part(subject, _persona(subject.entry, workspace))
        return Renamable(spot.span, subject.part.heading)
    return Renamable(spot.span, spot.name)


def rename(opened: Opened, offset: int, new: str, workspace: Workspace, *, can_move: bool) -> Change:
    """Everything that changes when what stands at ``offset`` is called ``new``; ``can_move`` tells whether files may be renamed.

    Raises:
        Refusal: it stays; then nothing is changed.
    """
    spot = _spot(opened, offset, workspace)
    if spot is None:
        raise Refusal(Refusal.NOTHING, is_about_name=False)
    subject = _subject(spot, opened, workspace)
    if isinstance(subject, NamedTag):
        return rename_tag(subject, new, _layer(opened, workspace), workspace)
    persona = _persona(subject.entry, workspace)
    match subject:
        case NamedVariable():
            return rename_variable(subject, new, persona, workspace)
        case NamedPart():
            return rename_part(subject, new, persona, workspace)
        case NamedPersona(called=Called.TITLE):
            return rename_title(subject, new, workspace)
        case NamedPersona(called=Called.ALIAS):
            return rename_alias(subject, new, persona, workspace)
        case NamedPersona():
            return rename_id(subject.entry, new, persona, workspace, can_move=can_move)


def _spot(opened: Opened, offset: int, workspace: Workspace) -> Spot | None:
    """The name at the cursor; the value of an argument is none, although it tells which argument."""
    spot = spot_at(opened, offset, workspace.library, workspace.home_of(opened.path))
    return spot if spot and spot.touched.holds(offset) else None


def _subject(spot: Spot, opened: Opened, workspace: Workspace) -> Subject:
    """The one thing that the name means, if it is the person's own and all of its places are known."""
    if not workspace.library.is_complete:
        raise Refusal(Refusal.INCOMPLETE, is_about_name=False)
    if not spot.subjects:
        raise Refusal(Refusal.UNKNOWN, is_about_name=False, name=spot.name)
    subject = spot.subjects[0]
    if len(spot.subjects) > 1:
        names = [f"`{each.entry.qualified}`" for each in spot.subjects if not isinstance(each, NamedTag)]
        raise Refusal(Refusal.AMBIGUOUS, is_about_name=False, name=spot.name, names=", ".join(names))
    layer = _layer(opened, workspace) if isinstance(subject, NamedTag) else subject.entry.layer
    if layer is Layer.BUNDLED:
        raise Refusal(Refusal.BUNDLED, is_about_name=False, name=spot.name)
    return subject


def _layer(opened: Opened, workspace: Workspace) -> Layer:
    entry = workspace.library.at(opened.path) if opened.path else None
    return entry.layer if entry else Layer.WORKSPACE


def _persona(entry: Entry, workspace: Workspace) -> Persona:
    persona = workspace.persona(entry)
    if persona is None:
        raise Refusal(Refusal.UNREADABLE, is_about_name=False, path=shown(entry.path, entry.root))
    return persona
