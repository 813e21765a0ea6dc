"""A JSON array with an object for each finding."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from persona_ls.cli.reports import Checked, Item, Place
from persona_ls.cli.terminal import shown_path
from persona_ls.locales import Messages

__all__ = ["report"]


def report(results: Iterable[Checked], _: Messages) -> bool:
    """Print the array; whether anything fails."""
    items = [(checked, item) for checked in results for item in checked.items]
    json.dump([_object(checked, item) for checked, item in items], sys.stdout, ensure_ascii=False, indent=2)
    print()
    return any(item.severity.fails for _, item in items)


def _object(checked: Checked, item: Item) -> dict[str, Any]:
    return {
        "path": shown_path(checked.path),
        **_place(item.place),
        "severity": item.severity.value,
        "rule": item.rule,
        "message": item.message,
        "fixes": [
            {
                "title": fix.title,
                "safe": fix.is_safe,
                "edits": [{**_place(edit.place), "newText": edit.new} for edit in fix.edits],
            }
            for fix in item.fixes
        ],
        "related": [
            {"path": shown_path(path), **(_place(place) if place else {}), "message": message}
            for path, place, message in item.related
        ],
    }


def _place(place: Place) -> dict[str, int]:
    return {"line": place.line, "column": place.column, "endLine": place.end_line, "endColumn": place.end_column}
