"""``persona-ls format``: lay out persona files as the editor's "format document" does."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.options import add_library_options
from persona_ls.cli.places import (
    existing_paths,
    files_below,
    open_file,
    tell,
    tell_of_configuration,
    workspace_of,
)
from persona_ls.cli.terminal import shown_path, unified_diff
from persona_ls.features.formatting import formatted
from persona_ls.library.files import Unreadable, write_source
from persona_ls.locales import N_, Messages
from persona_ls.session import Session
from persona_ls.values import frozen

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``format``."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=say(N_("files and folders; without any, the current folder")),
    )
    parser.add_argument(
        "--check", action="store_true", help=say(N_("only say which files would change; exit with 1 if any"))
    )
    parser.add_argument("--diff", action="store_true", help=say(N_("show what would change; exit with 1 if anything")))
    add_library_options(parser, say)


@frozen
class _Change:
    path: Path
    before: str
    after: str


def run(options: argparse.Namespace, say: Messages) -> int:
    """Format every persona file among the paths; other Markdown is left alone."""
    paths = existing_paths(options.paths, say)
    if paths is None:
        return EXIT_USAGE
    # The place and the text of a file tell whether it is a persona: no library is read for that.
    session = Session(workspace_of(options, paths), language=say.language, bundled=False, user=False)
    fails = False
    for change in _changes(session, paths):
        if isinstance(change, Unreadable):
            print(f"persona-ls: {tell(change, say)}", file=sys.stderr)
            fails = True
        else:
            _apply(change, options)
            fails = fails or options.check or options.diff
    if tell_of_configuration(session, say):
        return EXIT_USAGE
    return EXIT_FINDINGS if fails else EXIT_CLEAN


def _changes(session: Session, paths: list[Path]) -> Iterator[_Change | Unreadable]:
    for path in dict.fromkeys(file for each in paths for file in files_below(each, session)):
        try:
            opened = open_file(session, path)
        except Unreadable as error:
            yield error
            continue
        after = formatted(opened.persona) if opened.persona else opened.document.source
        if after != opened.document.source:
            yield _Change(path, opened.document.source, after)


def _apply(change: _Change, options: argparse.Namespace) -> None:
    """Write the file and name it; with ``--check`` only name it, with ``--diff`` only show the change."""
    if options.diff:
        print(unified_diff(change.path, change.before, change.after), end="")
        return
    if not options.check:
        write_source(change.path, change.after)
    print(shown_path(change.path))
