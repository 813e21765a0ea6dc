"""``persona-ls doctor``: what is read and why, what a file is, and how the last editor started the server.

For whom nothing happens: the facts, and below them in plain words what to do.
"""

import argparse
import json
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from persona_ls import __version__
from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.cli.examination import Examination, examine
from persona_ls.cli.places import add_library_options, make_walked_session, open_file, tell
from persona_ls.cli.terminal import harmless, shown_path, wants_colour
from persona_ls.library.discover import Walk
from persona_ls.library.entry import Layer
from persona_ls.library.files import Unreadable, absolute
from persona_ls.library.scan import Root
from persona_ls.locales import N_, Messages
from persona_ls.lsp.last_start import LastStart, last_start
from persona_ls.session import Session, project_mark, user_library
from persona_ls.values import frozen, members

__all__ = ["add_options", "run"]

_PACKAGES = ("pygls", "lsprotocol", "python-frontmatter", "Jinja2", "PyYAML", "pathspec", "platformdirs", "rich")


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``doctor``."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=say(N_("a file to explain: what it is, and its references"))
    )
    parser.add_argument(
        "--output-format", choices=["text", "json"], default="text", help=say(N_("how the facts are printed"))
    )
    add_library_options(parser, say)


@frozen
class _Folder:
    """A folder that is read: what for, why this one, and what was found in it or left out."""

    path: str
    layer: str
    why: str
    personas: int
    files: int
    exclude: tuple[str, ...]
    left_out: tuple[str, ...]


@frozen
class _Configuration:
    """A configuration file that was read, with the names of its settings, and its mistakes in sentences."""

    path: str
    settings: tuple[str, ...]
    mistakes: tuple[str, ...]


@frozen
class _Report:
    """All facts; ``advice`` is what follows from them."""

    version: str
    python: str
    executable: str
    platform: str
    packages: dict[str, str]
    language: str
    configuration: tuple[_Configuration, ...]
    folders: tuple[_Folder, ...]
    unreadable: tuple[str, ...]
    file: Examination | None
    last_start: LastStart | None
    advice: tuple[str, ...]


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the facts and the advice."""
    path = absolute(options.file) if options.file else None
    session, walks = make_walked_session(options, say, [path] if path else [])
    try:
        examined = examine(session, open_file(session, path)) if path else None
    except Unreadable as error:
        print(f"persona-ls: {tell(error, session.say)}", file=sys.stderr)
        return EXIT_USAGE
    report = _report(session, walks, options, path, examined)
    if options.output_format == "json":
        json.dump(report, sys.stdout, ensure_ascii=False, indent=2, default=members)
        print()
    else:
        bold, plain = ("\x1b[1m", "\x1b[0m") if wants_colour() else ("", "")
        for title, lines in _chapters(report, session.say):
            print(f"{bold}{title}{plain}")
            print(*(f"  {harmless(line)}" for line in lines), "", sep="\n")
    return EXIT_CLEAN


def _report(
    session: Session,
    walks: list[tuple[Root, Walk]],
    options: argparse.Namespace,
    path: Path | None,
    examined: Examination | None,
) -> _Report:
    say, started = session.say, last_start()
    configuration = tuple(_configurations(session))
    ranked = sorted(walks, key=lambda pair: pair[0].layer)
    folders = tuple(_folder(session, root, walk, is_named=bool(options.library)) for root, walk in ranked)
    return _Report(
        version=__version__,
        python=platform.python_version(),
        executable=sys.executable,
        platform=platform.platform(terse=True),
        packages={name: _version(name) for name in _PACKAGES},
        language=say.language.value,
        configuration=configuration,
        folders=folders,
        unreadable=tuple(tell(each, say) for each in session.store.unreadable.values()),
        file=examined,
        last_start=started,
        advice=tuple(_advice(session, configuration, path, examined, started)),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _configurations(session: Session) -> Iterator[_Configuration]:
    say = session.say
    for path, config in session.configs.items():
        mistakes = tuple(say(each.template, **each.arguments) for each in config.findings)
        yield _Configuration(shown_path(path), tuple(config.given), mistakes)


def _folder(session: Session, root: Root, walk: Walk, *, is_named: bool) -> _Folder:
    say, library = session.say, session.library
    return _Folder(
        path=shown_path(root.path),
        layer=root.layer.name.lower(),
        why=_why(root, say, is_named=is_named),
        personas=Counter(entry.root for entry in library)[root.path],
        files=sum(session.store.root_of(path) == root for path in map(Path, session.store.stamps)),
        exclude=root.exclude,
        left_out=tuple(say(sentence, **arguments) for sentence, arguments in walk.shortfalls()),
    )


def _why(root: Root, say: Messages, *, is_named: bool) -> str:
    if root.layer is Layer.BUNDLED:
        return say(N_("comes with persona-ls"))
    if root.layer is Layer.USER:
        is_own = root.path == user_library()
        return say(N_("your own library")) if is_own else say(N_("named by the setting `libraries`"))
    if is_named:
        return say(N_("the workspace: named by --library"))
    if mark := project_mark(root.path):
        return say(N_("the workspace: it has {mark}"), mark=mark)
    return say(N_("the workspace: no folder above has .git, .hg, .jj or persona-ls.toml"))


def _advice(
    session: Session,
    configuration: tuple[_Configuration, ...],
    path: Path | None,
    examined: Examination | None,
    started: LastStart | None,
) -> Iterator[str]:
    """What to do, the most likely cause first."""
    say = session.say
    if started is None:
        yield say(
            N_(
                "No editor has started the server so far. Tell yours of the command `persona-ls serve`: docs/editors has a page for each."
            )
        )
    elif started.version != __version__:
        yield say(
            N_("The editor started persona-ls {version}, which is not this one: it uses another installation."),
            version=started.version,
        )
    if started and path and not any(Path(folder) in path.parents for folder in started.folders):
        yield say(
            N_(
                "When the editor started the server, it had no folder open that holds {path}: open its folder, not only the file."
            ),
            path=shown_path(path),
        )
    if any(each.mistakes for each in configuration):
        yield say(N_("Mend the configuration: a setting with a mistake does not count."))
    if not len(session.library):
        yield say(N_("There is not one persona: `persona-ls new NAME` writes the first."))
    if session.store.unreadable:
        yield say(N_("Some files could not be read; what they hold is missing everywhere."))
    if examined and not examined.is_read:
        yield examined.reading
    if examined and any(each.is_live and each.persona is None for each in examined.references):
        yield say(N_("Some references mean nobody; the reasons stand beside them."))
    if examined and examined.references and not any(each.is_live for each in examined.references):
        yield say(N_("No @persona: in the file is a reference; the reasons stand beside them."))
    if examined and not examined.is_persona and not examined.references:
        yield say(
            N_(
                "The file is no persona and refers to none, so there is nothing to do in it but to complete `@persona:`."
            )
        )


def _chapters(report: _Report, say: Messages) -> Iterator[tuple[str, list[str]]]:
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


def _configuration_lines(files: tuple[_Configuration, ...], say: Messages) -> Iterator[str]:
    if not files:
        yield say(N_("There is no persona-ls.toml, and no pyproject.toml that speaks of persona-ls: defaults count."))
    for each in files:
        yield f"{each.path}: {', '.join(each.settings) or say(N_('sets nothing'))}"
        yield from (f"  {mistake}" for mistake in each.mistakes)


def _folder_lines(report: _Report, say: Messages) -> Iterator[str]:
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
