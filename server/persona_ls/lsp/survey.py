"""The findings of every file of the workspace folders, for an editor that asks for them again and again.

What was found in a file holds as long as neither the file nor what its findings depend on has changed: then the editor is told that it has
the result already, and nothing is read. The person typing goes first: after a few milliseconds others get their turn.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from lsprotocol import types

from persona_ls.library.files import Unreadable, read_source
from persona_ls.library.scan import Stamp
from persona_ls.lsp.uris import uri_key, uri_of
from persona_ls.session import Opened
from persona_ls.text import Text

if TYPE_CHECKING:
    from persona_ls.lsp.desk import Desk

__all__ = ["Survey"]

_PART = 50
"""Files in one part of a report."""
_TURN_SECONDS = 0.003
"""For so long files are looked at before others get their turn; the last one may take as long again."""


class _Kept(NamedTuple):
    """What came of a file that nobody has open."""

    uri: str
    result: str
    stamp: Stamp
    names: tuple[str, ...]
    """Whom it refers to."""
    depends: object
    world: object
    """As `Session.world` was when ``depends`` was last found to be the same."""


class Survey:
    """Reports on the workspace, and remembers what the last report was made of."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self._kept: dict[Path, _Kept] = {}

    async def report(
        self,
        previous: Sequence[types.PreviousResultId],
        tell: Callable[[list[types.WorkspaceDocumentDiagnosticReport]], None] | None = None,
    ) -> types.WorkspaceDiagnosticReport:
        """Every file that a rule looks at; open ones as they stand in the editor.

        Who can ``tell`` a part of the report is given it as soon as it is there, and the rest at the end.
        """
        known, items = _Known(previous), list[types.WorkspaceDocumentDiagnosticReport]()
        files = await asyncio.to_thread(dict, self.desk.session.workspace_files())
        end, opened = 0.0, dict[Path | None, Opened]()
        for path, stamp in files.items():
            if time.monotonic() > end:
                await asyncio.sleep(0)
                end, opened = time.monotonic() + _TURN_SECONDS, {each.path: each for each in self.desk.session}
            if tell and len(items) >= _PART:
                tell(items)
                items = []
            items.append(
                self._full_or_unchanged(opened[path], known)[0]
                if path in opened
                else self._report_on(path, stamp, known)
            )
        self._kept = {path: kept for path, kept in self._kept.items() if path in files}
        self.desk.publisher.configuration()
        return types.WorkspaceDiagnosticReport(items)

    def _report_on(self, path: Path, stamp: Stamp, known: "_Known") -> types.WorkspaceDocumentDiagnosticReport:
        """The report on a file that nobody has open."""
        kept = self._kept.get(path)
        if kept and kept.stamp == stamp and kept.result == known.result(kept.uri) and self._holds(path, kept):
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=kept.uri, result_id=kept.result)
        try:
            document = self.desk.session.look_at(path, Text(read_source(path)))
        except Unreadable as error:
            self._kept.pop(path, None)
            return self._unreadable(error, known)
        report, result = self._full_or_unchanged(document, known)
        self.desk.session.forget_findings(document)
        names = tuple(dict.fromkeys(each.name for each in document.references))
        depends = self.desk.session.dependencies(path, names)
        self._kept[path] = _Kept(report.uri, result, stamp, names, depends, self.desk.session.world())
        return report

    def _holds(self, path: Path, kept: _Kept) -> bool:
        """Whether what the findings depend on is what it was."""
        session = self.desk.session
        world = session.world()
        if world == kept.world:
            return True
        is_same = session.dependencies(path, kept.names) == kept.depends
        if is_same:
            self._kept[path] = kept._replace(world=world)
        return is_same

    def _full_or_unchanged(
        self, opened: Opened, known: "_Known"
    ) -> tuple[types.WorkspaceDocumentDiagnosticReport, str]:
        session, border = self.desk.session, self.desk.border
        document = self.desk.server.documents.get(opened.key) if session.get(opened.key) else None
        assert opened.path is not None
        uri, version = (document.uri, document.version) if document else (uri_of(opened.path), None)
        findings = session.findings(opened)
        # The same text and findings have the same result, whoever asks and however often; no table of results is kept.
        told = [
            (each.rule.name, each.span, each.level, each.template, each.arguments, each.related) for each in findings
        ]
        result = _result_of(opened.document.source, repr(told), session.say.language)
        if known.result(uri) == result:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=result, version=version), result
        items = [border.diagnostic(each, opened.document.text, uri, session.say) for each in findings]
        return types.WorkspaceFullDocumentDiagnosticReport(
            uri=uri, items=items, result_id=result, version=version
        ), result

    def _unreadable(self, error: Unreadable, known: "_Known") -> types.WorkspaceDocumentDiagnosticReport:
        """Why a file was not checked, at its start."""
        message = self.desk.session.say(error.reason.value, **error.arguments)
        uri, result = uri_of(error.path), _result_of(message)
        if known.result(uri) == result:
            return types.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=result)
        start = types.Position(0, 0)
        item = types.Diagnostic(
            types.Range(start, start), message, types.DiagnosticSeverity.Error, error.code, source="persona-ls"
        )
        return types.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=[item], result_id=result)


class _Known:
    """The results that the editor has, by URI in its own spelling or in ours."""

    def __init__(self, previous: Iterable[types.PreviousResultId]) -> None:
        self._results = {each.uri: each.value for each in previous}

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {uri_key(uri): result for uri, result in self._results.items()}

    def result(self, uri: str) -> str | None:
        """The name of the result for ``uri``."""
        return self._results.get(uri) or (self._by_key.get(uri_key(uri)) if self._results else None)


def _result_of(*facts: object) -> str:
    """The name of a result: the same for the same facts, as long as the server runs."""
    return f"{hash(facts) & 0xFFFFFFFFFFFF:x}"
