"""Why something keeps its name."""

from pathlib import Path

from persona_ls.locales import N_

__all__ = ["Refusal", "shown"]


class Refusal(Exception):  # noqa: N818 (reads as what it is: `except Refusal`)
    """A rename that is not done, wholly: ``message`` with ``arguments`` is the sentence for the person.

    ``is_about_name`` tells a new name that will not do from a thing that cannot be renamed at all.
    """

    UNKNOWN = N_("Nothing is known by the name `{name}`.")
    NOTHING = N_("There is nothing here that can be renamed.")
    INCOMPLETE = N_("The persona library is still being read: rename again in a moment.")
    BUNDLED = N_("`{name}` comes with persona-ls and keeps its name. Copy it into your own library to change it.")
    AMBIGUOUS = N_("`{name}` may mean {names}: write which one, or rename it in its own file.")
    UNREADABLE = N_("{path} can no longer be read.")
    CHANGED = N_("{path} has changed meanwhile: try again.")

    def __init__(self, message: str, *, is_about_name: bool = True, **arguments: object) -> None:
        super().__init__(message.format(**arguments))
        self.message, self.arguments, self.is_about_name = message, arguments, is_about_name


def shown(path: Path, root: Path | None) -> str:
    """A path as a person knows it: from the folder that is open."""
    return path.relative_to(root).as_posix() if root and root in path.parents else str(path)
