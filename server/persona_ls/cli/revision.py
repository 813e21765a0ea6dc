"""The library and the prompt files as they were at a revision of git: a session over a copy in a temporary folder.

The copy has the names of the real folders around it, because names of folders decide what a file is; configuration, `.gitignore` and
links are those of the revision. Libraries outside of the workspace are the ones of today.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from persona_ls.cli.git import commit_of, write_tree
from persona_ls.config.tree import CONFIG_NAMES
from persona_ls.library.files import is_prompt_file
from persona_ls.library.homes import bundled_library, user_library
from persona_ls.session import Session

__all__ = ["Revision", "revision_of"]


class Revision:
    """A session over the copy, and what its paths are called today."""

    def __init__(self, session: Session, copy: Path) -> None:
        self.session = session
        self._copy = copy

    def today(self, path: Path) -> Path:
        """The place that a file of the copy stands for; any other path as it is."""
        return Path(path.anchor) / path.relative_to(self._copy) if self._copy in path.parents else path

    def then(self, path: Path) -> Path:
        """The place in the copy of a file of the workspace."""
        return _mirrored(path, self._copy)


@contextmanager
def revision_of(folders: list[Path], name: str, *, bundled: bool) -> Iterator[Revision]:
    """The workspace folders at the revision ``name``, for as long as the context lasts.

    Raises:
        GitTrouble: there is no git, no repository, or no such revision.
    """
    commits = [commit_of(folder, name) for folder in folders]
    with tempfile.TemporaryDirectory(prefix="persona-ls-", ignore_cleanup_errors=True) as word:
        copy = Path(word).resolve()
        for folder, commit in zip(folders, commits, strict=True):
            _mirrored(folder, copy).mkdir(parents=True, exist_ok=True)
            write_tree(folder, commit, _mirrored(folder, copy), _wants)
        own = bundled_library()
        session = Session(
            [_mirrored(folder, copy) for folder in folders],
            bundled=bundled and not (own and _is_inside(own, folders)),
            user=not _is_inside(user_library(), folders),
        )
        if _link_libraries(session, folders, copy):
            session.set_folders([_mirrored(folder, copy) for folder in folders])
        session.index()
        try:
            yield Revision(session, copy)
        finally:
            session.shut_down()


def _wants(name: str) -> bool:
    path = Path(name)
    return is_prompt_file(path) or path.name in (".gitignore", *CONFIG_NAMES)


def _mirrored(path: Path, copy: Path) -> Path:
    return copy / path.relative_to(path.anchor)


def _is_inside(path: Path, folders: list[Path]) -> bool:
    return any(folder in (path, *path.parents) for folder in folders)


def _link_libraries(session: Session, folders: list[Path], copy: Path) -> bool:
    """Let the libraries that the configuration names outside of the workspace be found from the copy; whether there are any."""
    are_there = False
    for tree in session.trees.values():
        for library in tree.top.libraries:
            if copy in library.parents and not library.exists():
                real = Path(library.anchor) / library.relative_to(copy)
                if real.is_dir() and not _is_inside(real, folders):
                    with suppress(OSError):  # Windows lets not everybody make links
                        library.parent.mkdir(parents=True, exist_ok=True)
                        library.symlink_to(real, target_is_directory=True)
                        are_there = True
    return are_there
