"""The name under the cursor wherever else the same document has it."""

from persona_ls.features.opened import Opened
from persona_ls.features.places import Place, places_in
from persona_ls.features.subject import spot_at
from persona_ls.features.workspace import File, Workspace

__all__ = ["highlights"]


def highlights(opened: Opened, offset: int, workspace: Workspace) -> list[Place]:
    """The places in ``opened`` of what the cursor touches; no other file is looked at."""
    spot = spot_at(opened, offset, workspace.library, workspace.home_of(opened.path))
    file = File(opened.key, opened.path)
    found = {
        place.span: place
        for subject in (spot.subjects if spot else ())
        for place in places_in(file, subject, workspace)
    }
    return [found[span] for span in sorted(found)]
