"""Which folders and files the words on the command line mean."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from persona_ls.cli.reports import make_item
from persona_ls.cli.reports.text import item_lines
from persona_ls.library.cache import default_cache
from persona_ls.library.discover import Walk, is_reachable
from persona_ls.library.files import Unreadable, absolute, read_source
from persona_ls.library.homes import project_root
from persona_ls.library.scan import Root
from persona_ls.locales import N_, Messages, messages
from persona_ls.session import Opened, Session
from persona_ls.text import Text

__all__ = [
    "existing_paths",
    "files_below",
    "make_session",
    "make_unread_session",
    "open_file",
    "read_library",
    "tell",
    "tell_of_configuration",
    "workspace_of",
]


def workspace_of(options: argparse.Namespace, paths: Sequence[Path]) -> list[Path]:
    """The workspace folders: the ones named, else the projects of ``paths``, else that of the current folder."""
    named = [absolute(each) for each in options.library]
    return named or list(dict.fromkeys(project_root(path) for path in paths)) or [project_root(Path.cwd())]


def make_session(options: argparse.Namespace, say: Messages, paths: Sequence[Path]) -> Session:
    """A session whose library has been read; it speaks the language of the configuration, unless the environment asks for one."""
    session = make_unread_session(options, say, paths)
    read_library(session, paths)
    return session


def make_unread_session(options: argparse.Namespace, say: Messages, paths: Sequence[Path]) -> Session:
    """`make_session` before anything of the library was read."""
    cache = None if options.no_cache else default_cache()
    session = Session(workspace_of(options, paths), language=say.language, bundled=not options.no_bundled, cache=cache)
    if not os.environ.get("PERSONA_LS_LANG") and (language := session.configured_language()):
        session.say = messages(language)
    return session


def read_library(session: Session, paths: Sequence[Path]) -> list[tuple[Root, Walk]]:
    """Read the library for who has named ``paths``; returns the walks of its folders, which tell what was cut or could not be read."""
    roots = [root for root, _ in session.walks()]
    walks = list(zip(roots, session.index(), strict=True))
    if session.cache:  # who names a file is told what is in it, whatever its time says
        read = session.store.stamps
        session.store.refresh([path for path in paths if str(path) in read], always=True)
    return walks


def tell_of_configuration(session: Session, say: Messages) -> bool:
    """Print what is wrong with the configuration files that were read, on stderr; whether anything is."""
    told = [(path, config, finding) for path, config in session.configs.items() for finding in config.findings]
    for path, config, finding in told:
        item = make_item(finding, path, config.text, {}, say)
        print("\n".join(item_lines(path, item, is_rich=False)), file=sys.stderr)
    return bool(told)


def existing_paths(words: Sequence[Path], say: Messages) -> list[Path] | None:
    """The files and folders that are named, else the current folder; ``None`` after telling of what is not there."""
    paths = [absolute(path) for path in words] or [Path.cwd()]
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        print(say(N_("persona-ls: there is no file or folder {path}."), path=path), file=sys.stderr)
    return None if missing else paths


def files_below(path: Path, session: Session) -> Iterator[Path]:
    """The files to look at for one word of the command line: itself, or everything below a folder that the project reads."""
    if path.is_dir():
        root = session.store.root_of(path)
        walk = Walk(path)
        for entry in walk.files():
            file = Path(entry.path)
            if root is None or not root.exclude or is_reachable(root.path, file, root.exclude):
                yield file
        for sentence, arguments in walk.shortfalls():
            print(f"persona-ls: {session.say(sentence, **arguments)}", file=sys.stderr)
    else:
        yield path


def open_file(session: Session, path: Path) -> Opened:
    """A file as a document.

    Raises:
        Unreadable: it cannot be read.
    """
    return session.look_at(path, Text(read_source(path)))


def tell(unreadable: Unreadable, say: Messages) -> str:
    """Why a file cannot be read, as a sentence."""
    return say(unreadable.reason.value, **unreadable.arguments)
