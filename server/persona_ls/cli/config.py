"""``persona-ls config``: the effective settings for a file or folder, and where each one comes from."""

import argparse
import json
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.cli.options import add_library_options
from persona_ls.cli.places import tell_of_configuration, workspace_of
from persona_ls.cli.terminal import shown_path
from persona_ls.config.schema import config_schema, dialect_schema
from persona_ls.config.settings import SETTINGS
from persona_ls.config.tree import ConfigTree
from persona_ls.formats import agent_dialects, persona_dialect
from persona_ls.library.files import absolute
from persona_ls.locales import N_, Messages
from persona_ls.rules.selection import ALL, OFF, Selection
from persona_ls.session import Session

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``config``."""
    dialects = [persona_dialect().name, *(dialect.name for dialect in agent_dialects())]
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path(), metavar="PATH", help=say(N_("the file or folder that is meant"))
    )
    parser.add_argument(
        "--schema",
        choices=["config", *dialects],
        help=say(N_("print a JSON Schema instead: of this file, or of a dialect's front matter")),
    )
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the settings as TOML with a comment behind each."""
    if options.schema:
        print(json.dumps(_schema(options.schema), ensure_ascii=False, indent=2))
        return EXIT_CLEAN
    path = absolute(options.path)
    session = Session(workspace_of(options, [path]), language=say.language, bundled=not options.no_bundled)
    tree, document = session.tree_of(path), path / "x" if path.is_dir() else path
    effective = _effective(tree, document)
    for setting in SETTINGS:
        value, where = effective.get(setting.name, (setting.default, say(N_("default"))))
        print(f"{setting.name} = {value}  # {where}")
    print()
    for root in session.store.roots:
        print(f"# {say(N_('folder'))}: {shown_path(root.path)} ({root.layer.name.lower()})")
    return EXIT_USAGE if tell_of_configuration(session, say) else EXIT_CLEAN


def _effective(tree: ConfigTree, document: Path) -> dict[str, tuple[str, str]]:
    """The settings that are not at their defaults: each as TOML, and where it comes from.

    What is the library's is said by the file of the workspace folder, what is a document's by the nearest file, and by its overrides.
    """
    found: dict[str, tuple[str, str]] = {}
    nearest = tree.config_for(document)
    for config, names in ((tree.top, _OF_LIBRARY), (nearest, _OF_DOCUMENT)):
        if config.path:
            where = shown_path(config.path)
            found |= {name: (_toml(value), where) for name, value in config.given.items() if name in names}
    before, after = nearest.selection, tree.selection_for(document)
    if nearest.path and before != after:
        where = f"{shown_path(nearest.path)}, [[overrides]]"
        told = zip(_SELECTING, _told(before), _told(after), strict=True)
        found |= {name: (_toml(new), where) for name, old, new in told if new != old}
    return found


def _told(selection: Selection) -> tuple[object, ...]:
    """The values of ``select``, ``ignore`` and ``severity``."""
    severity = {rule: level or OFF for rule, level in selection.severity.items()}
    return [ALL] if selection.select is None else sorted(selection.select), sorted(selection.ignore), severity


_SELECTING = ("select", "ignore", "severity")
_OF_DOCUMENT = (*_SELECTING, "overrides")
_OF_LIBRARY = tuple(setting.name for setting in SETTINGS if setting.name not in _OF_DOCUMENT)


def _schema(name: str) -> dict[str, object]:
    if name == "config":
        return config_schema()
    return dialect_schema({each.name: each for each in (persona_dialect(), *agent_dialects())}[name])


def _toml(value: object) -> str:
    """A value as TOML on one line; JSON is TOML for all but tables."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)
