"""Where a name leads: to what it means, and from there to its uses.

A reference leads to the persona's title, a ``#part`` to its heading, an argument or a ``{{ variable }}`` to the declaration of the
variable. A person who asks on a declaration, or on a tag, which has none, wants to see the uses.
"""

from collections.abc import Iterator

from persona_ls.features.opened import Opened
from persona_ls.features.places import places
from persona_ls.features.subject import NamedPart, NamedPersona, NamedTag, NamedVariable, Subject, spot_at
from persona_ls.features.workspace import File, Workspace
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Target", "definition"]


@frozen
class Target:
    """A place in a document; ``origin`` is the span that the editor underlines."""

    file: File
    span: Span
    origin: Span


def definition(opened: Opened, offset: int, workspace: Workspace) -> tuple[Target, ...]:
    """The targets of what the cursor touches: several when a name is ambiguous or has several uses, none when it is unknown."""
    spot = spot_at(opened, offset, workspace.library, workspace.home_of(opened.path))
    if spot is None:
        return ()
    found: list[Target] = []
    for subject in spot.subjects:
        is_asked_for_uses = spot.is_declaration or isinstance(subject, NamedTag)
        leads = _uses(subject, workspace) if is_asked_for_uses else _declaration(subject)
        found += (
            Target(file, span, spot.touched) for file, span in leads if (file.path, span) != (opened.path, spot.span)
        )
    return tuple(found)


def _declaration(subject: Subject) -> Iterator[tuple[File, Span]]:
    match subject:
        case NamedPersona(entry):
            yield File(entry.place, entry.path), entry.title_span
        case NamedPart(entry, part):
            yield File(entry.place, entry.path), part.span
        case NamedVariable(entry, name):
            for variable in entry.variables:
                if variable.name == name:
                    yield File(entry.place, entry.path), variable.name_span


def _uses(subject: Subject, workspace: Workspace) -> Iterator[tuple[File, Span]]:
    for place in places(subject, workspace):
        if not place.is_declaration and not place.is_title:
            yield place.file, place.span
