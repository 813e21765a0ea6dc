"""Where else a name stands that the cursor touches."""

from collections.abc import Iterator

from persona_ls.features.opened import Opened
from persona_ls.features.places import Place, places
from persona_ls.features.subject import spot_at
from persona_ls.features.workspace import Workspace

__all__ = ["references"]


def references(opened: Opened, offset: int, workspace: Workspace, *, declarations: bool) -> Iterator[Place]:
    """Every place of what the cursor touches, of all that it may mean; with the declarations only where they are wanted."""
    spot = spot_at(opened, offset, workspace.library, workspace.home_of(opened.path))
    for subject in spot.subjects if spot else ():
        for place in places(subject, workspace):
            if declarations or not place.is_declaration:
                yield place
