"""SARIF 2.1.0, with the rules' documentation and the fixes (OASIS standard, 27 March 2020)."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from persona_ls import __version__
from persona_ls.cli.reports import Checked, FixItem, Item, Place
from persona_ls.cli.terminal import shown_path
from persona_ls.locales import Messages
from persona_ls.rules.base import Severity
from persona_ls.rules.registry import rules

__all__ = ["report"]

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFORMATION: "note", Severity.HINT: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


def report(results: Iterable[Checked], say: Messages) -> bool:
    """Print one run; whether anything fails."""
    items = [(checked.path, item) for checked in results for item in checked.items]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(say)},
                "columnKind": "unicodeCodePoints",
                "results": [_result(path, item) for path, item in items],
            }
        ],
    }
    json.dump(log, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return any(item.severity.fails for _, item in items)


def _driver(say: Messages) -> dict[str, Any]:
    return {
        "name": "persona-ls",
        "version": __version__,
        "rules": [
            {
                "id": rule.name,
                "shortDescription": {"text": say(rule.what)},
                "fullDescription": {"text": say(rule.why)},
                "help": {"text": say(rule.fix)},
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
            }
            for rule in rules()
        ],
    }


def _result(path: Path, item: Item) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": item.rule,
        "level": _LEVELS[item.severity],
        "message": {"text": item.message},
        "locations": [_location(path, item.place)],
    }
    if item.related:
        result["relatedLocations"] = [
            {**_location(other, place), "message": {"text": message}} for other, place, message in item.related
        ]
    if fixes := [fix for fix in item.fixes if fix.edits]:
        result["fixes"] = [_fix(path, fix) for fix in fixes]
    return result


def _location(path: Path, place: Place | None) -> dict[str, Any]:
    region = {"region": _region(place)} if place else {}
    return {"physicalLocation": {"artifactLocation": _artifact(path), **region}}


def _artifact(path: Path) -> dict[str, str]:
    shown = Path(shown_path(path))
    return {"uri": shown.as_uri() if shown.is_absolute() else quote(os.fsencode(shown.as_posix()))}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(path: Path, fix: FixItem) -> dict[str, Any]:
    replacements = [{"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.new}} for edit in fix.edits]
    return {
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
    }
