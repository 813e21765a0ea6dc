"""``persona-ls refs``: who uses a persona, place by place."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.cli.options import add_library_options, add_output_format
from persona_ls.cli.places import make_session
from persona_ls.cli.show import one_entry
from persona_ls.cli.terminal import harmless, print_json, shown_path, wants_colour
from persona_ls.library.entry import Entry, Part
from persona_ls.library.files import Unreadable, read_source
from persona_ls.library.mentions import Mention
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_, Messages
from persona_ls.render.problems import Refusal
from persona_ls.syntax.reference import SIGIL
from persona_ls.text import Encoding, Position, Text
from persona_ls.values import frozen

__all__ = ["add_options", "run"]

_AROUND = 100
"""How many characters of a line are shown on either side of a reference."""


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``refs``."""
    parser.add_argument(
        "name", metavar="NAME", help=say(N_("id, alias, or folder/id, with #part to ask for one part of it"))
    )
    add_output_format(parser, say(N_("how references are printed")))
    add_library_options(parser, say)


@frozen
class _Use:
    """One reference: its file, its place there, the part that it means, and the persona's own part that it stands in."""

    path: Path
    start: Position
    end: Position
    reference: str
    part: str
    inside: str
    line: str


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print every reference that means the persona, by whichever of its names, file by file; with ``#part`` those that mean this part."""
    session = make_session(options, say, [])
    say = session.say
    name, _, part_name = options.name.removeprefix(SIGIL).partition("#")
    entry = one_entry(session, name, say)
    part = entry.part(part_name) if entry and part_name else None
    if entry is None:
        return EXIT_USAGE
    if part_name and part is None:
        parts = ", ".join(f"`{each.name}`" for each in entry.parts)
        print(say(Refusal.UNKNOWN_PART.value, name=name, part=part_name, parts=parts), file=sys.stderr)
        return EXIT_USAGE
    uses = list(_uses(session.library, entry, part))
    if options.output_format == "json":
        print_json([_item(use) for use in uses])
    else:
        _print(uses)
    meant = f"{session.library.spelling(entry, session.store.home_of(None))}{f'#{part.name}' if part else ''}"
    print(_sum(uses, meant, say), file=sys.stderr)
    return EXIT_CLEAN


def _uses(library: Library, entry: Entry, part: Part | None) -> Iterator[_Use]:
    for referrer, mentions in library.uses(entry):
        meant = [each for each in mentions if part is None or _part(entry, each) == part.name]
        text = _text(referrer.path) if meant else None
        if text:
            yield from (_use(referrer.path, text, each, _part(entry, each)) for each in meant)


def _part(entry: Entry, mention: Mention) -> str:
    """The name of the part that a reference means, as it is written where the persona has no such part."""
    named = mention.reference.part
    part = entry.default_prompt if named is None else entry.part(named)
    return part.name if part else named or ""


def _text(path: Path) -> Text | None:
    try:
        return Text(read_source(path))
    except Unreadable:  # gone since the library was read, a moment ago
        return None


def _use(path: Path, text: Text, mention: Mention, part: str) -> _Use:
    span = mention.reference.span
    start, end = text.position(span.start, Encoding.UTF32), text.position(span.end, Encoding.UTF32)
    line = text.line_span(start.line).of(text.source)
    return _Use(path, start, end, span.of(text.source), part, mention.part, line)


def _print(uses: list[_Use]) -> None:
    """A line for each; on a terminal the references stand out."""
    bold, bright, plain = ("\x1b[1m", "\x1b[1;36m", "\x1b[0m") if wants_colour() else ("", "", "")
    for use in uses:
        place = f"{shown_path(use.path)}:{use.start.line + 1}:{use.start.character + 1}:"
        before, words, after = (harmless(each) for each in _pieces(use))
        print(f"{bold}{harmless(place)}{plain} {before}{bright}{words}{plain}{after}")


def _pieces(use: _Use) -> tuple[str, str, str]:
    """The line up to the reference, the reference, and the rest; of a long line only what is near."""
    before, after = use.line[: use.start.character].lstrip(), use.line[use.end.character :].rstrip()
    near_before = before if len(before) <= _AROUND else f"…{before[-_AROUND:]}"
    near_after = after if len(after) <= _AROUND else f"{after[:_AROUND]}…"
    return near_before, use.reference, near_after


def _item(use: _Use) -> dict[str, Any]:
    return {
        "path": shown_path(use.path),
        "line": use.start.line + 1,
        "column": use.start.character + 1,
        "endLine": use.end.line + 1,
        "endColumn": use.end.character + 1,
        "reference": use.reference,
        "part": use.part,
        "inside": use.inside or None,
        "text": use.line,
    }


def _sum(uses: list[_Use], name: str, say: Messages) -> str:
    if not uses:
        return say(N_("Nothing refers to `{name}`."), name=name)
    files = say.plural("{count} file", "{count} files", len({use.path for use in uses}))
    return say.plural(
        "{count} reference to `{name}` in {files}",
        "{count} references to `{name}` in {files}",
        len(uses),
        name=name,
        files=files,
    )
