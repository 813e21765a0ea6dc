"""``persona-ls new``: a persona file to fill in, at the place where the library keeps them."""

import argparse
import sys
from datetime import date
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.options import add_library_options
from persona_ls.cli.places import make_session
from persona_ls.cli.terminal import shown_path
from persona_ls.features.scaffold import scaffold
from persona_ls.formats import LOCALES, persona_dialect
from persona_ls.library.files import absolute
from persona_ls.locales import N_, Messages
from persona_ls.syntax.reference import is_name

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``new``."""
    kinds = [kind.role for kind in persona_dialect().kinds]
    parser.add_argument(
        "id", metavar="ID", help=say(N_("the name for references, with folders if you like: gestao/lider"))
    )
    parser.add_argument("--kind", choices=kinds, default=kinds[0], help=say(N_("which sections the file gets")))
    parser.add_argument(
        "--locale", choices=LOCALES, default=say.language.value, help=say(N_("the language of the file"))
    )
    parser.add_argument(
        "--in", metavar="FOLDER", type=Path, dest="folder", help=say(N_("the library folder to write to"))
    )
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Write the file and print its path; never over another."""
    if not is_name(options.id):
        print(say(N_("persona-ls: `{name}` cannot be written in a reference."), name=options.id), file=sys.stderr)
        return EXIT_USAGE
    session = make_session(options, say, [])
    say = session.say
    home = session.store.home_of(None)
    assert home is not None
    folder = absolute(options.folder) if options.folder else session.library_folder(home)
    path = folder.joinpath(*options.id.split("/"))
    path = path.with_name(path.name + ".md")
    if path.exists():
        print(say(N_("persona-ls: {path} is there already."), path=shown_path(path)), file=sys.stderr)
        return EXIT_FINDINGS
    dialect = persona_dialect()
    tag = path.parent.name if path.parent != folder else ""
    words = scaffold(dialect, dialect.kind(options.kind), options.locale, options.id, tag, date.today())  # noqa: DTZ011 (the person's day)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(words)
    print(shown_path(path))
    return EXIT_CLEAN
