"""The options that several verbs have."""

import argparse
from pathlib import Path

from persona_ls.locales import N_, Messages

__all__ = ["add_library_options", "add_output_format"]


def add_output_format(parser: argparse.ArgumentParser, words: str, formats: tuple[str, ...] = ("text", "json")) -> None:
    """How the answer is printed, the first of ``formats`` unless somebody says so; ``words`` are the help."""
    parser.add_argument("--output-format", choices=formats, default=formats[0], help=words)


def add_library_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """Options that say which library is meant."""
    parser.add_argument(
        "--library",
        metavar="FOLDER",
        type=Path,
        action="append",
        default=[],
        help=say(N_("take this folder as the workspace")),
    )
    parser.add_argument(
        "--no-bundled", action="store_true", help=say(N_("leave out the personas that come with persona-ls"))
    )
    parser.add_argument(
        "--no-cache", action="store_true", help=say(N_("read every file, and keep nothing for the next time"))
    )
