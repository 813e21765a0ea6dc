"""``persona-ls render``: a prompt ready to send, or every reason why not."""

import argparse
import sys
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.places import add_library_options, make_session, open_file, tell
from persona_ls.cli.terminal import shown_path
from persona_ls.library.files import Unreadable, absolute
from persona_ls.locales import N_, Messages
from persona_ls.render.document import render_document
from persona_ls.render.expand import Renderer
from persona_ls.render.problems import Refused
from persona_ls.render.values import Values, own_values, parse_assignment
from persona_ls.session import Opened, Session
from persona_ls.text import Encoding, Text

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``render``."""
    parser.add_argument("file", metavar="FILE", help=say(N_("a prompt file, - for stdin, or @persona:name")))
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="values",
        help=say(N_("give a variable a value")),
    )
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the rendered text and nothing else; problems go to stderr."""
    try:
        values = dict(parse_assignment(each) for each in options.values)
    except ValueError as error:
        print(say(N_("persona-ls: --set takes NAME=VALUE, not `{words}`."), words=error), file=sys.stderr)
        return EXIT_USAGE
    session = make_session(
        options, say, [] if options.file == "-" or options.file.startswith("@persona:") else [Path(options.file)]
    )
    say = session.say
    try:
        opened = _opened(session, options.file)
        return _render(session, opened, values, say)
    except Unreadable as error:
        print(f"persona-ls: {tell(error, say)}", file=sys.stderr)
        return EXIT_USAGE
    finally:
        session.shut_down()


def _opened(session: Session, word: str) -> Opened:
    if word.startswith("@persona:"):
        return session.look_at(None, Text(word), key=word)
    if word == "-":
        return session.look_at(None, Text(sys.stdin.buffer.read().decode("utf-8", "surrogateescape")), key="<stdin>")
    return open_file(session, absolute(word))


def _render(session: Session, opened: Opened, values: dict[str, object], say: Messages) -> int:
    layers = (values, own_values(opened.document.front_matter))
    renderer = Renderer(session.library, session.store.persona, session.engine, Values(layers))
    try:
        references = opened.persona.references if opened.persona else opened.document.references
        words = render_document(opened.document, references, session.store.home_of(opened.path), renderer)
    except Refused as refused:
        where = shown_path(opened.path) if opened.path else opened.key
        for problem in refused.problems:
            line, column = opened.document.text.position(problem.span.start, Encoding.UTF32)
            inside = f" ({shown_path(problem.path)})" if problem.path and problem.path != opened.path else ""
            print(
                f"{where}:{line + 1}:{column + 1}: {say(problem.refusal.value, **problem.arguments)}{inside}",
                file=sys.stderr,
            )
        return EXIT_FINDINGS
    sys.stdout.buffer.write(words.encode("utf-8", "surrogateescape"))
    return EXIT_CLEAN
