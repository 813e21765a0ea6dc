"""``persona-ls config``: the effective settings for a file or folder, and where each one comes from."""

import argparse
import json
from pathlib import Path

from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.cli.places import add_library_options, tell_of_configuration, workspace_of
from persona_ls.cli.terminal import shown_path
from persona_ls.config.schema import config_schema, dialect_schema
from persona_ls.config.settings import SETTINGS
from persona_ls.formats import agent_dialects, persona_dialect
from persona_ls.library.files import absolute
from persona_ls.locales import N_, Messages
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
    config = session.tree_of(path).config_for(path / "x" if path.is_dir() else path)
    for setting in SETTINGS:
        given = setting.name in config.given
        where = shown_path(config.path) if given and config.path else say(N_("default"))
        value = _toml(config.given[setting.name]) if given else setting.default
        print(f"{setting.name} = {value}  # {where}")
    print()
    for root in session.store.roots:
        print(f"# {say(N_('folder'))}: {shown_path(root.path)} ({root.layer.name.lower()})")
    return EXIT_USAGE if tell_of_configuration(session, say) else EXIT_CLEAN


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
