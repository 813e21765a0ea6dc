"""The variables of a persona's prompts."""

import re
from collections.abc import Sequence

from persona_ls.features.change import Change
from persona_ls.features.places import places
from persona_ls.features.renaming.pen import Pen
from persona_ls.features.renaming.refusal import Refusal
from persona_ls.features.subject import NamedVariable
from persona_ls.features.workspace import Workspace
from persona_ls.locales import N_
from persona_ls.names import nfc
from persona_ls.persona import Persona
from persona_ls.syntax.template import parse_template

__all__ = ["rename_variable"]

_NAME = re.compile(r"[^\W\d]\w*")


def rename_variable(subject: NamedVariable, wanted: str, persona: Persona, workspace: Workspace) -> Change:
    """Change the declaration, the uses in templates, and the arguments of every reference that gives it a value.

    Raises:
        Refusal: nothing has the old name, or the new one means something already.
    """
    new = nfc(wanted.strip())
    if new == subject.name:
        return Change()
    if not _is_variable(new):
        raise Refusal(_INVALID, new=new)
    if new in {each.name for each in persona.variables} or new in _used(persona):
        raise Refusal(_TAKEN, new=new)
    found = list(places(subject, workspace))
    own = [place for place in found if place.file.path == subject.entry.path]
    if not own:
        raise Refusal(Refusal.UNKNOWN, is_about_name=False, name=subject.name)
    pen = Pen(workspace)
    for place in found:
        pen.rewrite(place, new)
    after = persona.edited(pen.edits_of(subject.entry.path))
    if _used(after) != [new if name == subject.name else name for name in _used(persona)]:
        raise Refusal(_SET_INSIDE, new=new)
    return Change(edited=pen.files())


def _is_variable(new: str) -> bool:
    """Whether a template asks its context for ``new``; it has ``true``, ``range`` and ``self`` of its own."""
    names = parse_template("{{ " + new + " }}").variables if _NAME.fullmatch(new) else ()
    return [name.name for name in names] == [new]


def _used(persona: Persona) -> Sequence[str]:
    """What the prompts ask their context for, use by use."""
    return [name.name for _, template in persona.templates for name in template.variables]


_INVALID = N_(
    "`{new}` cannot be a variable: its name has letters, digits and `_`, begins with no digit, and is no word of Jinja2."
)
_TAKEN = N_("This persona has a variable `{new}` already.")
_SET_INSIDE = N_("A prompt of this persona sets `{new}` by itself: the variable would be lost there.")
