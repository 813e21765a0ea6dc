"""Where personas live: the product's own, the person's, and the project that a file belongs to."""

from pathlib import Path

from persona_ls.library.files import absolute, library_root

__all__ = ["bundled_library", "project_mark", "project_root", "user_library"]

_PROJECT_MARKS = (".git", ".hg", ".jj", "persona-ls.toml")


def bundled_library() -> Path | None:
    """The personas that come with the product: inside the package, or beside it in a checkout."""
    package = Path(__file__).parents[1]
    places = (package / "personas", package.parent.parent / "personas")
    return next((absolute(place) for place in places if place.is_dir()), None)


def user_library() -> Path:
    """The person's own library, for all workspaces; it need not exist."""
    from platformdirs import user_config_path  # noqa: PLC0415 (only sessions and reports need it)

    return user_config_path("persona-ls") / "personas"


def project_mark(folder: Path) -> str | None:
    """What says of a folder that it is a project: ``".git"``; ``None`` when nothing does."""
    return next((mark for mark in _PROJECT_MARKS if (folder / mark).exists()), None)


def project_root(path: Path) -> Path:
    """The folder to take as the workspace for ``path`` when nobody names one.

    The nearest folder above with a version control folder or a configuration of ours; else the folder that holds a library folder; else
    the folder itself, or the file's.
    """
    path = absolute(path)
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if project_mark(folder):
            return folder
    library = library_root(start / "x", Path(start.anchor))
    if library is None:
        return start
    above = Path(library).parent
    return above.parent if above.name == ".agent" else above
