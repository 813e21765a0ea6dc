"""``persona-ls check``: the findings of the editor, in the terminal and in CI."""

import argparse
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.options import add_library_options, add_output_format
from persona_ls.cli.places import (
    existing_paths,
    files_below,
    make_unread_session,
    open_file,
    read_library,
    tell,
    tell_of_configuration,
)
from persona_ls.cli.reports import Checked, Item, Place, make_item
from persona_ls.cli.reports.text import item_lines
from persona_ls.cli.terminal import unified_diff
from persona_ls.library.files import Unreadable, read_source, write_source
from persona_ls.locales import N_, Messages
from persona_ls.rules.base import Severity
from persona_ls.session import Session
from persona_ls.text import Text

__all__ = ["add_options", "run"]

_MANY = 400
"""Files from which on two processes are faster than one: forking and sending results costs 50 ms."""


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``check``."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=say(N_("files and folders; without any, the current folder")),
    )
    parser.add_argument("--fix", action="store_true", help=say(N_("apply the safe fixes")))
    parser.add_argument(
        "--unsafe-fixes", action="store_true", help=say(N_("with --fix or --diff, also fixes that guess"))
    )
    parser.add_argument("--diff", action="store_true", help=say(N_("show what --fix would change, and change nothing")))
    parser.add_argument("--exit-zero", action="store_true", help=say(N_("exit with 0 also when there are findings")))
    add_output_format(parser, say(N_("how findings are printed")), ("text", "json", "sarif", "github"))
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Check, print, and say by the exit code whether anything fails."""
    paths = existing_paths(options.paths, say)
    if paths is None:
        return EXIT_USAGE
    session = make_unread_session(options, say, paths)
    if _depends_on_others(session, paths):
        read_library(session, paths)
    else:
        session.store.apply([], is_complete=True)
    say = session.say
    files = list(dict.fromkeys(file for path in paths for file in files_below(path, session)))
    results = _with_progress(_checked(session, files, options), len(files), say)
    report = _print_diffs if options.diff else import_module(f"persona_ls.cli.reports.{options.output_format}").report
    fails = report(results, say)
    if tell_of_configuration(session, say):
        return EXIT_USAGE
    return EXIT_FINDINGS if fails and not options.exit_zero else EXIT_CLEAN


def _depends_on_others(session: Session, paths: Sequence[Path]) -> bool:
    """Whether what is found in any of ``paths`` can depend on another file: that of a persona does, and that of references."""
    for path in paths:
        if path.is_dir():
            return True
        try:
            opened = open_file(session, path)
        except Unreadable:
            continue
        if opened.persona or opened.references:
            return True
    return False


def _checked(session: Session, files: list[Path], options: argparse.Namespace) -> Iterator[Checked]:
    """The results in the order of ``files``; of many files two processes check a half each."""
    if len(files) < _MANY or not hasattr(os, "fork"):
        yield from (_check(session, path, options) for path in files)
        return
    from multiprocessing import get_context  # noqa: PLC0415 (30 ms that a few files do not pay)

    for path in files:
        session.tree_of(path).config_for(path)  # here, so that what is wrong in one is known to this process
    global _inherited  # noqa: PLW0603 (a forked process inherits the session; sending it would cost more than it gains)
    _inherited = session, options
    with get_context("fork").Pool(2) as pool:
        yield from pool.imap(_check_inherited, files, chunksize=32)


_inherited: tuple[Session, argparse.Namespace] | None = None


def _check_inherited(path: Path) -> Checked:
    assert _inherited is not None
    return _check(_inherited[0], path, _inherited[1])


def _check(session: Session, path: Path, options: argparse.Namespace) -> Checked:
    try:
        opened = open_file(session, path)
    except Unreadable as error:
        place = Place(1, 1, 1, 1)
        return Checked(path, (Item(error.code, Severity.ERROR, tell(error, session.say), place),))
    before, fixed, diff = opened.document.source, 0, ""
    if options.fix or options.diff:
        opened, fixed = session.mended(opened, unsafe=options.unsafe_fixes)
        if options.diff:
            diff = unified_diff(path, before, opened.document.source)
        elif opened.document.source != before:
            write_source(path, opened.document.source)
            session.store.refresh([path])
    text = opened.document.text
    findings = session.findings(opened)
    session.forget_findings(opened)
    texts = {each.path: _text(each.path) for finding in findings for each in finding.related if each.path}
    return Checked(path, tuple(make_item(each, path, text, texts, session.say) for each in findings), fixed, diff)


def _text(path: Path) -> Text:
    try:
        return Text(read_source(path))
    except Unreadable:
        return Text("")


def _print_diffs(results: Iterable[Checked], _: Messages) -> bool:
    """Print what would change, and on stderr which files could not be read; whether there is either."""
    found = False
    for checked in results:
        print(checked.diff, end="")
        unreadable = [item for item in checked.items if item.rule == Unreadable.code]
        for item in unreadable:
            print("\n".join(item_lines(checked.path, item, is_rich=False)), file=sys.stderr)
        found = found or bool(checked.diff or unreadable)
    return found


def _with_progress(results: Iterator[Checked], total: int, say: Messages) -> Iterator[Checked]:
    """``results``, with a bar on stderr while a person waits for many files."""
    if total < _MANY or not sys.stderr.isatty():
        yield from results
        return
    from rich.console import Console  # noqa: PLC0415 (60 ms that short work does not pay)
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(results, total=total, description=say(N_("checking")))
