"""What a folder held at a revision, as git tells it.

Only objects are read: nothing is checked out, nothing is written to the repository, and nothing that its configuration names is run (no
hook, filter, pager or transport). What the environment says to git does not count, for a hook that calls us has its own repository there.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Self

from persona_ls.library.files import MAX_BYTES
from persona_ls.locales import N_
from persona_ls.values import frozen

__all__ = ["GitTrouble", "commit_of", "write_tree"]

_LINK, _SUBMODULE = "120000", "160000"


class GitTrouble(Exception):  # noqa: N818 (reads as what it is)
    """Why there is no answer: a sentence, and what fills it."""

    def __init__(self, sentence: str, **arguments: object) -> None:
        super().__init__(sentence)
        self.sentence, self.arguments = sentence, arguments


@frozen
class _Object:
    """One file, link or submodule of a tree; ``name`` is its path below the folder, with ``/``."""

    name: str
    mode: str
    id: str
    size: int


def commit_of(folder: Path, revision: str) -> str:
    """The id of the commit that ``revision`` names in the repository around ``folder``.

    Raises:
        GitTrouble: there is no git, no repository or no such revision.
    """
    if revision.startswith("-"):  # git would take it for an option
        raise GitTrouble(_UNKNOWN_REVISION, revision=revision)
    found = _run(folder, "rev-parse", "--show-toplevel")
    if found.returncode:
        detail = found.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        raise GitTrouble(N_("git finds no repository at {path}: {detail}."), path=folder, detail=detail)
    found = _run(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found.returncode:
        raise GitTrouble(_UNKNOWN_REVISION, revision=revision)
    return found.stdout.decode().strip()


def write_tree(folder: Path, commit: str, target: Path, wants: Callable[[str], bool]) -> None:
    """Write what ``folder`` held at ``commit`` below ``target``: the files whose names ``wants``, and links inside of the folder.

    Submodules that are there are written as they were at that commit.

    Raises:
        GitTrouble: git does not have all of it.
    """
    links: list[tuple[Path, str]] = []
    with _Contents(folder) as contents:
        for each in _listed(folder, commit):
            place = target.joinpath(*PurePosixPath(each.name).parts)
            if each.mode == _SUBMODULE:
                if (folder / each.name / ".git").exists():
                    write_tree(folder / each.name, each.id, place, wants)
            elif each.mode == _LINK:
                links.append((place, os.fsdecode(contents.read(each))))
            elif wants(each.name) and each.size <= MAX_BYTES:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(contents.read(each))
    # Last: nothing is written through a link.
    for place, aim in links:
        _link(place, aim, target)


def _link(place: Path, aim: str, target: Path) -> None:
    """A symbolic link, if it stays inside of ``target`` and there is room for it."""
    inside = Path(os.path.normpath(place.parent / aim))
    if target in inside.parents and not os.path.lexists(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(aim)


def _listed(folder: Path, commit: str) -> Iterator[_Object]:
    found = _run(folder, "ls-tree", "-r", "-z", "-l", commit)
    if found.returncode:
        raise GitTrouble(_INCOMPLETE, path=folder, revision=commit[:12])
    for line in found.stdout.split(b"\0"):
        facts, _, name = line.partition(b"\t")
        if name:
            mode, _, identity, size = facts.decode().split()
            parts = PurePosixPath(os.fsdecode(name)).parts
            # git makes no such name; a repository may have been made by hand.
            if not {"..", ".git"} & set(parts) and not parts[0].startswith("/") and not _is_odd(name):
                yield _Object(os.fsdecode(name), mode, identity, int(size) if size.isdigit() else 0)


def _is_odd(name: bytes) -> bool:
    """Whether a name means something else to this system than to git."""
    return os.name == "nt" and any(char in name for char in b'\\:*?"<>|')


class _Contents:
    """A ``git cat-file`` that is asked for one object after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.communicate()

    def read(self, wanted: _Object) -> bytes:
        """The bytes of an object."""
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603 (our own words; an object is named by its id)
                _command(self._folder, "cat-file", "--batch"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{wanted.id}\n".encode())
        self._process.stdin.flush()
        head = self._process.stdout.readline().split()
        if len(head) != 3:  # id, kind and size; else the id and "missing"
            raise GitTrouble(_INCOMPLETE, path=self._folder / wanted.name, revision=wanted.id[:12])
        data = self._process.stdout.read(int(head[2]) + 1)
        return data[:-1]


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 (no shell; a revision is never taken for an option)
            _command(folder, *words), stdin=subprocess.DEVNULL, capture_output=True, check=False, env=_environment()
        )
    except OSError as error:
        raise GitTrouble(N_("git cannot be run: {detail}."), detail=error.strerror or error) from None


def _command(folder: Path, *words: str) -> list[str]:
    # A clone that has not all objects would fetch what is missing, by a command of its configuration.
    return ["git", "--no-pager", "-C", str(folder), "-c", "core.fsmonitor=false", "-c", "protocol.allow=never", *words]


def _environment() -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return own | {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


_UNKNOWN_REVISION = N_("git knows no revision `{revision}`.")
_INCOMPLETE = N_("git does not have all of {revision} here: {path} is missing. Fetch it first.")
