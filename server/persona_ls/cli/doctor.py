"""``persona-ls doctor``: what is read and why, what a file is, and how the last editor started the server.

For whom nothing happens: the facts, and below them in plain words what to do.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.cli.examination import Examination, examine
from persona_ls.cli.facts import ConfigurationFacts, Facts, facts_of
from persona_ls.cli.options import add_library_options, add_output_format
from persona_ls.cli.places import make_unread_session, open_file, read_library, tell
from persona_ls.cli.terminal import harmless, print_json, shown_path, wants_colour
from persona_ls.library.files import Unreadable, absolute
from persona_ls.library.homes import user_library
from persona_ls.locales import N_, Messages
from persona_ls.lsp.last_start import LastStart

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``doctor``."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=say(N_("a file to explain: what it is, and its references"))
    )
    add_output_format(parser, say(N_("how the facts are printed")))
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the facts and the advice."""
    path = absolute(options.file) if options.file else None
    paths = [path] if path else []
    session = make_unread_session(options, say, paths)
    walks = read_library(session, paths)
    try:
        examined = examine(session, open_file(session, path)) if path else None
    except Unreadable as error:
        print(f"persona-ls: {tell(error, session.say)}", file=sys.stderr)
        return EXIT_USAGE
    facts = facts_of(session, walks, path, examined, is_named=bool(options.library))
    if options.output_format == "json":
        print_json(facts)
    else:
        bold, plain = ("\x1b[1m", "\x1b[0m") if wants_colour() else ("", "")
        for title, lines in _chapters(facts, session.say):
            print(f"{bold}{title}{plain}")
            print(*(f"  {harmless(line)}" for line in lines), "", sep="\n")
    return EXIT_CLEAN


def _chapters(report: Facts, say: Messages) -> Iterator[tuple[str, list[str]]]:
    """The report as a person reads it: titles with their lines."""
    packages = ", ".join(f"{name} {number}" for name, number in report.packages.items())
    yield (
        f"persona-ls {report.version}",
        [f"Python {report.python}, {report.platform}", report.executable, packages],
    )
    yield say(N_("Configuration")), [*_configuration_lines(report.configuration, say)]
    yield say(N_("Folders that are read")), [*_folder_lines(report, say)]
    if report.file:
        yield report.file.path, [*_file_lines(report.file, say)]
    yield say(N_("The last start by an editor")), [*_start_lines(report.last_start, say)]
    yield say(N_("What to do")), [*report.advice] or [say(_NOTHING)]


def _configuration_lines(files: tuple[ConfigurationFacts, ...], say: Messages) -> Iterator[str]:
    if not files:
        yield say(N_("There is no persona-ls.toml, and no pyproject.toml that speaks of persona-ls: defaults count."))
    for each in files:
        yield f"{each.path}: {', '.join(each.settings) or say(N_('sets nothing'))}"
        yield from (f"  {mistake}" for mistake in each.mistakes)


def _folder_lines(report: Facts, say: Messages) -> Iterator[str]:
    for each in report.folders:
        files = say.plural("{count} file", "{count} files", each.files)
        personas = say.plural("{count} persona", "{count} personas", each.personas)
        yield say(
            N_("{path} ({why}): {personas} in {files}"), path=each.path, why=each.why, personas=personas, files=files
        )
        if each.exclude:
            yield "  " + say(N_("left out by the setting `exclude`: {patterns}"), patterns=", ".join(each.exclude))
        yield from (f"  {sentence}" for sentence in each.left_out)
    if not user_library().is_dir():
        yield say(N_("{path} (your own library): is not there"), path=shown_path(user_library()))
    yield from report.unreadable


def _file_lines(file: Examination, say: Messages) -> Iterator[str]:
    yield (
        say(N_("It is a persona: {reason}."), reason=file.reason)
        if file.is_persona
        else say(N_("It is no persona: {reason}."), reason=file.reason)
    )
    yield file.reading
    if file.evidence:
        yield say(N_("For a persona speak: {evidence}."), evidence=", ".join(file.evidence))
    yield from (f"{name}: {value}" for name, value in file.facts.items())
    if file.configuration:
        yield say(N_("{path} counts for it."), path=file.configuration)
    if not file.references:
        yield say(N_("It has no references."))
    for each in file.references:
        yield f"{each.line}:{each.column} {each.words} → {each.meaning}"


def _start_lines(started: LastStart | None, say: Messages) -> Iterator[str]:
    if started is None:
        yield say(N_("There was none."))
        return
    editor = started.client or say(N_("an editor that does not say its name"))
    yield say(
        N_("{editor} at {moment}: persona-ls {version} with Python {python}, positions in {encoding}"),
        editor=editor,
        moment=started.at,
        version=started.version,
        python=started.python,
        encoding=started.encoding,
    )
    yield say(N_("folders: {folders}"), folders=", ".join(started.folders) or say(N_("none")))
    yield say(
        N_("The editor tells of files that change.")
        if started.watches_files
        else N_("The editor does not tell of files that change: the server looks itself.")
    )


_NOTHING = N_(
    "Nothing is wrong that can be seen from here. If nothing happens in the editor all the same, look into its log of the server: "
    "with `persona-ls serve --log-level info` it says more."
)
