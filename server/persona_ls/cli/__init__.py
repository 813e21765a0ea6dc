"""The command ``persona-ls``: one file for each verb, imported when it is called, so that a verb pays only for itself.

Exit codes: 0 clean, 1 an error, a warning or a refused text, 2 wrong usage or configuration, 3 an error of ours.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING

from persona_ls import __version__
from persona_ls.locales import N_, Language, Messages, language_of, messages

if TYPE_CHECKING:
    import argparse

__all__ = ["EXIT_CLEAN", "EXIT_FINDINGS", "EXIT_INTERNAL", "EXIT_USAGE", "VERBS", "language", "main"]

EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE, EXIT_INTERNAL = 0, 1, 2, 3
_OBJECTS_BETWEEN_COLLECTIONS = 100_000
_VERSION = f"persona-ls {__version__}"

VERBS = {
    "serve": N_("run the language server on stdin and stdout"),
    "check": N_("look for mistakes in personas and prompt files"),
    "list": N_("list the personas of the library"),
    "show": N_("show one persona with its prompts"),
    "refs": N_("show who uses a persona"),
    "render": N_("print a prompt file, or a persona's prompt, ready to send"),
    "diff": N_("show how the texts that agents get change since a revision of git"),
    "new": N_("create a persona file"),
    "rule": N_("explain a rule, or list all of them"),
    "format": N_("lay out persona files: blank lines, markers, hard breaks"),
    "config": N_("show the effective settings, and where each comes from"),
    "doctor": N_("tell what is read and why, and what is wrong when nothing happens"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code."""
    if isinstance(sys.stdout, TextIOWrapper):
        # A name on the disk need not be text, and a terminal need not know all characters: they are shown escaped.
        sys.stdout.reconfigure(errors="backslashreplace")
    say = messages(language())
    words = [*(sys.argv[1:] if arguments is None else arguments)]
    try:
        if words == ["--version"]:
            print(_VERSION, flush=True)  # editors ask at every start: it takes no parser
            return EXIT_CLEAN
        parser, options = _parse(words, say)
        if options.verb is None:
            parser.print_help()
            return EXIT_USAGE
        verb = import_module(f"persona_ls.cli.{options.verb}")
        code: int = verb.run(options, say)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read us has enough. Python would complain when it flushes at exit: give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_CLEAN
    except KeyboardInterrupt:
        return 130
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else EXIT_USAGE
    except Exception as error:  # noqa: BLE001 (the last border: an error of ours is told as one, with its place)
        import traceback  # noqa: PLC0415

        traceback.print_exc()
        print(
            say(N_("persona-ls: internal error ({error}). Please report it with the lines above."), error=error),
            file=sys.stderr,
        )
        return EXIT_INTERNAL
    return code


def _parse(words: list[str], say: Messages) -> "tuple[argparse.ArgumentParser, argparse.Namespace]":
    """The parser, and the options; only the verb that is called describes its options."""
    import argparse  # noqa: PLC0415 (not for the version)

    parser = argparse.ArgumentParser(prog="persona-ls", description=say(_PURPOSE))
    parser.add_argument("--version", action="version", version=_VERSION)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB")
    called = next((word for word in words if not word.startswith("-")), None)
    if called != "serve":
        # What a command makes, it keeps to its end: to look through it for garbage again and again takes a tenth of its time.
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    # The verb that is called pays for no other: their options are described when somebody asks what there is.
    for name in [called] if called in VERBS else VERBS:
        verb = verbs.add_parser(name, help=say(VERBS[name]), description=say(VERBS[name]))
        if name == called:
            import_module(f"persona_ls.cli.{name}").add_options(verb, say)
    return parser, parser.parse_args(words)


def language() -> Language:
    """The language of the terminal: ``PERSONA_LS_LANG``, else the locale of messages."""
    tags = (os.environ.get(name) for name in ("PERSONA_LS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))
    return language_of(next((tag for tag in tags if tag), None))


_PURPOSE = N_("Write @persona:name in any Markdown file, and get the prompt of that persona from your library.")
