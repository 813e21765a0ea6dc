"""``persona-ls render``: a prompt ready to send, or every reason why not; with ``--check`` only the reasons, for many files."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.options import add_library_options
from persona_ls.cli.places import (
    existing_paths,
    files_below,
    make_session,
    open_file,
    tell,
    tell_of_configuration,
)
from persona_ls.cli.refusals import HOW_TO_GIVE, missing_lines, problem_lines
from persona_ls.cli.values import Layers, add_value_options, given_values
from persona_ls.library.files import Unreadable, absolute
from persona_ls.locales import N_, Messages
from persona_ls.render.document import render_document
from persona_ls.render.expand import Renderer
from persona_ls.render.problems import Problem, Refused
from persona_ls.render.values import Values
from persona_ls.session import Opened, Session
from persona_ls.syntax.reference import SIGIL
from persona_ls.text import Text

__all__ = ["add_options", "is_sent", "rendered", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``render``."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help=say(N_("a prompt file, - for stdin, or @persona:name; with --check also folders")),
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help=say(N_("print nothing but what cannot be rendered; exit with 1 if anything")),
    )
    add_value_options(parser, say)
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the rendered text and nothing else; problems go to stderr."""
    if len(options.files) != 1 and not options.check:
        print(say(N_("persona-ls: render takes one file; with --check it takes many.")), file=sys.stderr)
        return EXIT_USAGE
    words = options.files or ["."]
    paths = [Path(word) for word in words if _is_path(word)]
    values = given_values(options, say)
    if values is None or (options.check and paths and existing_paths(paths, say) is None):
        return EXIT_USAGE
    session = make_session(options, say, paths)
    try:
        if options.check:
            return _check(session, words, values)
        return _print(session, _opened(session, words[0]), values)
    except Unreadable as error:
        print(f"persona-ls: {tell(error, session.say)}", file=sys.stderr)
        return EXIT_USAGE
    finally:
        session.shut_down()


def rendered(session: Session, opened: Opened, values: Layers) -> str:
    """The text of a prompt file.

    Raises:
        Refused: with every reason.
    """
    renderer = Renderer(session.library, session.store.persona, session.engine, Values((*values, opened.values)))
    return render_document(opened.document, opened.references, session.store.home_of(opened.path), renderer)


def is_sent(opened: Opened) -> bool:
    """Whether a file is sent as a whole, and not prompt by prompt as a persona is: also an agent file, whose body is its prompt."""
    return opened.persona is None or opened.persona.dialect.verbatim


def _is_path(word: str) -> bool:
    return word != "-" and not word.startswith(SIGIL)


def _opened(session: Session, word: str) -> Opened:
    if word.startswith(SIGIL):
        return session.look_at(None, Text(word), key=word)
    if word == "-":
        return session.look_at(None, Text(sys.stdin.buffer.read().decode("utf-8", "surrogateescape")), key="<stdin>")
    return open_file(session, absolute(word))


def _print(session: Session, opened: Opened, values: Layers) -> int:
    try:
        words = rendered(session, opened, values)
    except Refused as refused:
        say = session.say
        for line in (*problem_lines(opened, refused.problems, say), *_missing(refused.problems, say)):
            print(line, file=sys.stderr)
        return EXIT_FINDINGS
    sys.stdout.buffer.write(words.encode("utf-8", "surrogateescape"))
    return EXIT_CLEAN


def _missing(problems: Iterable[Problem], say: Messages) -> Iterator[str]:
    """Where the variables without a value are, and how to give them one; nothing when none is missing."""
    lines = [*missing_lines(problems, say)]
    yield from lines
    if lines:
        yield say(HOW_TO_GIVE)


def _check(session: Session, words: list[str], values: Layers) -> int:
    """Render every file and print what is in the way of each, then once where the values that are missing are declared."""
    say = session.say
    missing: list[Problem] = []
    files = failed = 0
    for opened in _asked(session, words):
        files += 1
        if isinstance(opened, Unreadable):
            lines = [f"persona-ls: {tell(opened, say)}"]
        else:
            problems = _problems(session, opened, values)
            missing += problems
            lines = [*problem_lines(opened, problems, say)]
        failed += bool(lines)
        print(*lines, sep="\n", end="\n" if lines else "")
    for line in _missing(missing, say):
        print(line)
    told = say.plural("{count} cannot be rendered", "{count} cannot be rendered", failed)
    print(
        f"{say.plural('{count} file', '{count} files', files)}: {told if failed else say(N_('all can be rendered'))}",
        file=sys.stderr,
    )
    wrong = tell_of_configuration(session, say)
    return EXIT_USAGE if wrong else EXIT_FINDINGS if failed else EXIT_CLEAN


def _problems(session: Session, opened: Opened, values: Layers) -> tuple[Problem, ...]:
    try:
        rendered(session, opened, values)
    except Refused as refused:
        return refused.problems
    return ()


def _asked(session: Session, words: list[str]) -> Iterator[Opened | Unreadable]:
    """The files to check: those named, and of folders those that are sent and refer to a persona."""
    for word in words:
        folder = absolute(word) if _is_path(word) else None
        if folder is None or not folder.is_dir():
            yield from _opened_or_not(session, word)
            continue
        for path in files_below(folder, session):
            for opened in _opened_or_not(session, str(path)):
                if isinstance(opened, Unreadable) or (opened.references and is_sent(opened)):
                    yield opened


def _opened_or_not(session: Session, word: str) -> Iterator[Opened | Unreadable]:
    try:
        yield _opened(session, word)
    except Unreadable as error:
        yield error
