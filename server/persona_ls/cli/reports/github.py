"""Workflow commands of GitHub Actions: annotations on the lines of a pull request."""

from collections.abc import Iterable

from persona_ls.cli.reports import Checked
from persona_ls.cli.terminal import shown_path
from persona_ls.locales import Messages
from persona_ls.rules.base import Severity

__all__ = ["report"]

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def report(results: Iterable[Checked], _: Messages) -> bool:
    """Print a command for each finding; whether anything fails."""
    fails = False
    for checked in results:
        for item in checked.items:
            fails = fails or item.severity.fails
            place = item.place
            values = {
                "file": shown_path(checked.path),
                "line": place.line,
                "col": place.column,
                "endLine": place.end_line,
                "endColumn": place.end_column,
                "title": f"persona-ls {item.rule}",
            }
            properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
            print(f"::{_COMMANDS[item.severity]} {properties}::{_data(item.message)}")
    return fails


def _data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    return _data(words).replace(":", "%3A").replace(",", "%2C")
