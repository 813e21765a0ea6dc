"""``persona-ls list``: the library at a glance."""

import argparse
import sys
from pathlib import Path
from typing import Any

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS
from persona_ls.cli.options import add_library_options, add_output_format
from persona_ls.cli.places import make_session
from persona_ls.cli.terminal import print_json, wants_colour
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.search import search
from persona_ls.locales import N_, Messages

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``list``."""
    parser.add_argument(
        "query", nargs="?", default="", metavar="QUERY", help=say(N_("letters of an id, alias, title or tag"))
    )
    add_output_format(parser, say(N_("how personas are printed")))
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the personas, best match first, else by folder and id."""
    session = make_session(options, say, [])
    say = session.say
    home = session.store.home_of(None)
    found = [match.entry for match in search(session.library, options.query, home, say.language)]
    if not options.query:
        found.sort(key=lambda entry: (entry.layer, entry.locale != say.language, entry.folders, entry.id))
    if options.output_format == "json":
        print_json([_item(entry) for entry in found])
    elif found:
        _table(found, say)
    if not found:
        print(
            say(N_("No persona fits “{query}”."), query=options.query)
            if options.query
            else say(N_("The library is empty.")),
            file=sys.stderr,
        )
        return EXIT_FINDINGS
    return EXIT_CLEAN


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "title": entry.title,
        "description": entry.description,
        "tags": list(entry.tags),
        "kind": entry.kind,
        "locale": entry.locale,
        "layer": entry.layer.name.lower(),
        "path": str(entry.path),
        "prompts": [part.name for part in entry.prompts],
        "variables": [variable.name for variable in entry.variables],
    }


def _table(found: list[Entry], say: Messages) -> None:
    from rich.cells import cell_len  # noqa: PLC0415 (as below)
    from rich.console import Console  # noqa: PLC0415 (60 ms that `check` does not pay)
    from rich.table import Table  # noqa: PLC0415

    console = Console(
        force_terminal=wants_colour() or None, no_color=not wants_colour(), width=None if sys.stdout.isatty() else 160
    )
    table = Table(box=None, pad_edge=False, header_style="bold")
    # The id is what a person came for: no description, however long, may cut it short.
    widest = min(60, max(cell_len(entry.id) for entry in found))
    table.add_column("id", style="cyan", no_wrap=True, min_width=widest)
    table.add_column(say(N_("title")), min_width=16)
    table.add_column(say(N_("description")), style="dim", overflow="ellipsis", no_wrap=True, ratio=1)
    table.add_column(say(N_("from")), no_wrap=True, max_width=24, overflow="ellipsis")
    for entry in found:
        table.add_row(entry.id, entry.title, entry.description, _origin(entry, say))
    with console.capture() as drawn:
        console.print(table)
    print(drawn.get(), end="")  # rich would end the process with 1 when a reader like `head` has enough


def _origin(entry: Entry, say: Messages) -> str:
    if entry.layer is Layer.WORKSPACE:
        return str(Path(*entry.folders)) if entry.folders else "."
    return say(N_("your library")) if entry.layer is Layer.USER else say(N_("bundled"))
