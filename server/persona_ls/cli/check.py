"""``persona-ls check``: the findings of the editor, in the terminal and in CI."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.places import add_library_options, files_below, make_session, open_file, tell
from persona_ls.cli.terminal import finding_lines, shown_path, wants_colour
from persona_ls.features.actions import safe_edits
from persona_ls.library.files import Unreadable, absolute
from persona_ls.locales import N_, Messages
from persona_ls.rules.base import Finding, Severity
from persona_ls.session import Opened, Session
from persona_ls.text import Encoding, Span, Text, apply_edits

__all__ = ["add_options", "run"]

_ROUNDS = 10
"""Fixes that touch each other are applied in turn; no file needs more rounds than there are rules on one place."""


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``check``."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help=say(N_("files and folders; without any, the current folder")),
    )
    parser.add_argument("--fix", action="store_true", help=say(N_("apply the safe fixes")))
    parser.add_argument(
        "--output-format", choices=["text", "json"], default="text", help=say(N_("how findings are printed"))
    )
    add_library_options(parser, say)


@dataclass(frozen=True, slots=True)
class _Result:
    path: Path
    text: Text
    findings: tuple[Finding, ...]
    unreadable: Unreadable | None = None


def run(options: argparse.Namespace, say: Messages) -> int:
    """Check, print, and say by the exit code whether anything fails."""
    paths = [absolute(path) for path in options.paths] or [Path.cwd()]
    missing = [path for path in paths if not path.exists()]
    for path in missing:
        print(say(N_("persona-ls: there is no file or folder {path}."), path=path), file=sys.stderr)
    if missing:
        return EXIT_USAGE
    session = make_session(options, say, paths)
    files = dict.fromkeys(file for path in paths for file in files_below(path))
    results = _results(session, list(files), fix=options.fix)
    fails = _print_json(results, say) if options.output_format == "json" else _print_text(results, say)
    return EXIT_FINDINGS if fails else EXIT_CLEAN


def _results(session: Session, files: list[Path], *, fix: bool) -> Iterator[_Result]:
    for path in files:
        try:
            opened = open_file(session, path)
        except Unreadable as error:
            yield _Result(path, Text(""), (), error)
            continue
        if fix:
            opened = _fixed(session, opened)
        yield _Result(path, opened.document.text, session.findings(opened))
        session.forget_findings(opened)


def _fixed(session: Session, opened: Opened) -> Opened:
    """Apply safe fixes until there is none left, then write the file, bytes outside the fixes untouched."""
    before = opened.document.source
    for _ in range(_ROUNDS):
        edits = safe_edits(session.findings(opened))
        if not edits:
            break
        opened = session.look_at(opened.path, Text(apply_edits(opened.document.source, edits)))
    assert opened.path is not None
    if opened.document.source != before:
        with opened.path.open("w", encoding="utf-8", newline="") as file:
            file.write(opened.document.source)
        session.store.refresh([opened.path])
    return opened


def _print_text(results: Iterator[_Result], say: Messages) -> bool:
    is_rich = wants_colour()
    counts = dict.fromkeys(Severity, 0)
    files = 0
    for result in results:
        files += 1
        if result.unreadable:
            counts[Severity.ERROR] += 1
            print(f"{shown_path(result.path)}:1:1: error unreadable-file: {tell(result.unreadable, say)}")
        for finding in result.findings:
            counts[finding.level] += 1
            print("\n".join(finding_lines(result.path, result.text, finding, say, is_rich=is_rich)))
    _print_sum(counts, files, say)
    return any(count for severity, count in counts.items() if severity.fails)


def _print_sum(counts: dict[Severity, int], files: int, say: Messages) -> None:
    """One line for people; pipes get findings only."""
    looked = say.plural("{count} file", "{count} files", files)
    pieces = [
        say.plural("{count} error", "{count} errors", counts[Severity.ERROR]),
        say.plural("{count} warning", "{count} warnings", counts[Severity.WARNING]),
    ]
    hints = counts[Severity.HINT] + counts[Severity.INFORMATION]
    if hints:
        pieces.append(say.plural("{count} hint", "{count} hints", hints))
    total = ", ".join(pieces) if any(counts.values()) else say(N_("nothing to mend"))
    print(say(N_("{files}: {total}"), files=looked, total=total), file=sys.stderr)


def _print_json(results: Iterator[_Result], say: Messages) -> bool:
    fails = False
    items: list[dict[str, Any]] = []
    for result in results:
        if result.unreadable:
            fails = True
            items.append(
                _item(
                    result.path, "unreadable-file", Severity.ERROR, tell(result.unreadable, say), Text(""), Span(0, 0)
                )
            )
        for finding in result.findings:
            fails = fails or finding.level.fails
            item = _item(
                result.path,
                finding.rule.name,
                finding.level,
                say(finding.template, **finding.arguments),
                result.text,
                finding.span,
            )
            item["fixes"] = [_fix(result.text, finding, at, say) for at in range(len(finding.fixes))]
            items.append(item)
    json.dump(items, sys.stdout, ensure_ascii=False, indent=2)
    print()
    return fails


def _item(path: Path, rule: str, severity: Severity, message: str, text: Text, span: Span) -> dict[str, Any]:
    return {
        "path": shown_path(path),
        **_place(text, span),
        "severity": severity.value,
        "rule": rule,
        "message": message,
    }


def _fix(text: Text, finding: Finding, at: int, say: Messages) -> dict[str, Any]:
    fix = finding.fixes[at]
    edits = [{**_place(text, edit.span), "newText": edit.new} for edit in fix.edits]
    return {"title": say(fix.title, **fix.arguments), "safe": fix.is_safe, "edits": edits}


def _place(text: Text, span: Span) -> dict[str, int]:
    """Lines and columns from 1, in code points, as everywhere in the command line."""
    start, end = text.position(span.start, Encoding.UTF32), text.position(span.end, Encoding.UTF32)
    return {
        "line": start.line + 1,
        "column": start.character + 1,
        "endLine": end.line + 1,
        "endColumn": end.character + 1,
    }
