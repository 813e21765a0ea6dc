"""Walking a folder for files that may matter, within bounds.

``.gitignore`` is obeyed, folders of tools are never entered, a folder is entered once however many links lead to it, and links that lead
out of the root are not followed: what a stranger's repository links to is not its business. A root as large as a home folder is walked in
its library folders only.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from persona_ls.locales import N_
from persona_ls.values import frozen

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["Bounds", "Walk", "is_pattern", "is_reachable", "is_too_wide"]

NEVER = frozenset({
    ".git", ".hg", ".svn", ".jj", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox", ".mypy_cache", ".ruff_cache",
    ".pytest_cache", ".hypothesis", "site-packages", ".cache", ".direnv", "target", "dist", ".workbench", ".editors",
})  # fmt: skip
# Each star multiplies the time by the length of what it may stand for: nobody's own pattern has so many.
_MOST_STARS, _MOST_STARS_IN_A_NAME = 4, 3


@frozen
class Bounds:
    """Where a walk stops rather than go on for minutes."""

    folders: int = 50_000
    files: int = 400_000
    depth: int = 64


_BOUNDS = Bounds()


class Walk:
    """One walk of ``root``: iterate over `files`.

    Then ``was_cut`` tells whether a bound was met, ``is_narrowed`` whether only library folders were walked, ``failed`` which folders
    could not be read and why.
    """

    def __init__(
        self,
        root: Path,
        suffixes: tuple[str, ...] = (".md", ".markdown", ".mdc", ".prompt"),
        bounds: Bounds = _BOUNDS,
        exclude: tuple[str, ...] = (),
        *,
        obeys_gitignore: bool = True,
    ) -> None:
        self.root, self.suffixes, self.bounds = root, suffixes, bounds
        self.exclude, self.obeys_gitignore = exclude, obeys_gitignore
        self.was_cut = self.is_narrowed = False
        self.failed: list[tuple[Path, str]] = []

    def files(self) -> Iterator[os.DirEntry[str]]:
        """Each file below the root with one of the suffixes, folders in the order of their names."""
        starts = [self.root]
        excluded = _exclusion(str(self.root), self.exclude)
        if is_too_wide(self.root):
            self.is_narrowed = True
            starts = [each for each in _narrow(self.root) if each.is_dir()]
        seen: set[tuple[int, int]] = set()
        self._files_left = self.bounds.files
        real_root = os.path.realpath(self.root)
        for start in starts:
            stack: list[tuple[str, int, tuple[_Ignore, ...]]] = [(str(start), 0, excluded)]
            while stack and not self.was_cut:
                folder, depth, ignores = stack.pop()
                entries = self._list(folder, seen)
                if self.obeys_gitignore and any(entry.name == ".gitignore" for entry in entries):
                    ignores = (*ignores, *_read_ignore(folder))
                yield from self._matching(entries, ignores, real_root)
                below = [entry.path for entry in entries if self._enters(entry, depth, ignores, real_root)]
                stack += [(path, depth + 1, ignores) for path in reversed(below)]

    def shortfalls(self) -> Iterator[tuple[str, dict[str, object]]]:
        """What the walk left out against somebody's wish: sentences with ``{path}`` and what fills them."""
        if self.is_narrowed:
            yield (
                N_("{path} is very wide: only its folders personas and .agent/personas are read."),
                {"path": self.root},
            )
        if self.was_cut:
            yield N_("{path} was not read to its end: it has too many files or folders."), {"path": self.root}
        for path, reason in self.failed:
            yield N_("The folder {path} could not be read: {detail}."), {"path": path, "detail": reason}

    def _list(self, folder: str, seen: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
        try:
            status = os.stat(folder)  # noqa: PTH116 (strings all the way: a Path for each folder costs more than the call)
            if (status.st_dev, status.st_ino) in seen:
                return []
            seen.add((status.st_dev, status.st_ino))
            if len(seen) > self.bounds.folders:
                self.was_cut = True
                return []
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self.failed.append((Path(folder), error.strerror or str(error)))
            return []

    def _matching(
        self, entries: list[os.DirEntry[str]], ignores: "tuple[_Ignore, ...]", real_root: str
    ) -> Iterator[os.DirEntry[str]]:
        for entry in entries:
            if not entry.name.lower().endswith(self.suffixes) or not _is_file(entry) or _leads_out(entry, real_root):
                continue
            if not _is_ignored(entry.path, ignores):
                self._files_left -= 1
                if self._files_left < 0:
                    self.was_cut = True
                    return
                yield entry

    def _enters(self, entry: os.DirEntry[str], depth: int, ignores: "tuple[_Ignore, ...]", real_root: str) -> bool:
        if entry.name in NEVER:
            return False
        try:
            if not entry.is_dir():
                return False
            if _leads_out(entry, real_root):
                return False
        except OSError as error:
            self.failed.append((Path(entry.path), error.strerror or str(error)))
            return False
        if depth >= self.bounds.depth:
            self.was_cut = True
            return False
        return not _is_ignored(entry.path + "/", ignores)


def is_reachable(root: Path, path: Path, exclude: tuple[str, ...] = ()) -> bool:
    """Whether a walk of ``root`` would come to ``path``: for a file that an editor tells of."""
    try:
        inside = path.relative_to(root)
    except ValueError:
        return False
    if any(name in NEVER for name in inside.parts):
        return False
    if is_too_wide(root) and not any(start in path.parents for start in _narrow(root)):
        return False
    if not _is_below(os.path.realpath(path), os.path.realpath(root)):
        return False
    folders = [root, *(root.joinpath(*inside.parts[:count]) for count in range(1, len(inside.parts)))]
    ignores = (*_exclusion(str(root), exclude), *(ignore for folder in folders for ignore in _read_ignore(str(folder))))
    return not any(_is_ignored(f"{folder}/", ignores) for folder in folders[1:]) and not _is_ignored(str(path), ignores)


def is_pattern(words: str) -> bool:
    """Whether ``words`` can stand in a ``.gitignore``."""
    if _is_costly(words):
        return False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (as below)

    try:
        GitIgnoreSpec.from_lines([words])
    except (ValueError, re.error):
        return False
    return True


def _is_costly(pattern: str) -> bool:
    """Whether a path can be made that the pattern is tried on for hours; patterns come with the repositories of strangers."""
    stars = [1 if name == "**" else name.count("*") for name in pattern.split("/")]
    return sum(stars) > _MOST_STARS or max(stars) > _MOST_STARS_IN_A_NAME


def is_too_wide(root: Path) -> bool:
    """Whether ``root`` is a home folder, the folder of homes or a whole disk: nobody's library is that."""
    home = Path(os.path.realpath(Path.home()))
    real = Path(os.path.realpath(root))
    return real == home or real in home.parents


@frozen
class _Ignore:
    folder: str
    spec: "GitIgnoreSpec"


def _read_ignore(folder: str) -> tuple[_Ignore, ...]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (12 ms that a folder without .gitignore does not pay)

    try:
        name = os.path.join(folder, ".gitignore")  # noqa: PTH118
        if not os.path.isfile(name):  # noqa: PTH113 (a pipe would be waited for)
            return ()
        with open(name, encoding="utf-8", errors="replace") as file:  # noqa: PTH123
            lines = [line for line in file.read(1 << 20).splitlines() if not _is_costly(line)]
    except (OSError, ValueError):
        return ()
    try:
        return (_Ignore(folder, GitIgnoreSpec.from_lines(lines)),)
    except (ValueError, re.error):  # git passes over a line that it cannot read
        return (_Ignore(folder, GitIgnoreSpec.from_lines(filter(is_pattern, lines))),)


def _exclusion(folder: str, patterns: tuple[str, ...]) -> tuple[_Ignore, ...]:
    if not patterns:
        return ()
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (as above)

    return (_Ignore(folder, GitIgnoreSpec.from_lines(patterns)),)


def _is_ignored(path: str, ignores: tuple[_Ignore, ...]) -> bool:
    """The nearest file that says anything about ``path`` decides, as in git."""
    for ignore in reversed(ignores):
        decision = ignore.spec.check_file(path[len(ignore.folder) + 1 :]).include
        if decision is not None:
            return decision
    return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _leads_out(entry: os.DirEntry[str], real_root: str) -> bool:
    return entry.is_symlink() and not _is_below(os.path.realpath(entry.path), real_root)


def _narrow(root: Path) -> tuple[Path, ...]:
    """What is walked of a root that is too wide."""
    return root / "personas", root / ".agent" / "personas"


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)
