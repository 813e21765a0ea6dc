"""Findings on their way to the editor: pushed, or handed out when it pulls, never both.

A change re-checks the document and those that depend on what changed; `Session.findings` knows which, so asking it for all open
documents is cheap. Typing is waited out for a moment, by a trailing delay for each document.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from persona_ls.locales import Language
from persona_ls.lsp.documents import OpenDocument
from persona_ls.rules.base import Finding
from persona_ls.session import Opened
from persona_ls.text import Text

if TYPE_CHECKING:
    from persona_ls.lsp.desk import Desk

__all__ = ["Publisher"]

_DELAY = 0.12
_PAUSE = 1.5
"""Seconds after the last letter of a name until it counts as finished: a name half typed is no mistake."""
_PATIENCE = 2.0
"""Seconds for the editor to answer that it will pull."""

_OF_NAMES = frozenset({"unknown-persona", "unknown-part"})


class Publisher:
    """Tells the editor of findings in the open documents."""

    def __init__(self, desk: "Desk") -> None:
        self.desk = desk
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._told: dict[str, tuple[tuple[Finding, ...], int | None, Language]] = {}
        self._results: dict[str, tuple[str, tuple[tuple[Finding, ...], Opened, Language]]] = {}
        self._count = 0
        self._configs: dict[Path, tuple[tuple[Finding, ...], Text, Language]] = {}
        self._cursors: dict[str, tuple[int, asyncio.TimerHandle]] = {}
        self._wants_pull = self._is_asking = False

    # -- push --

    def soon(self, key: str, delay: float = _DELAY) -> None:
        """Check a document once nothing more has happened to it for a moment."""
        if self.desk.client.pulls_diagnostics:
            return
        self._forget_timer(key)
        self._waiting[key] = asyncio.get_running_loop().call_later(delay, self._push, key)

    def typed(self, key: str, cursor: int) -> None:
        """A letter was typed that ends at ``cursor``: a name that ends there is not called unknown before a pause."""
        if known := self._cursors.pop(key, None):
            known[1].cancel()
        timer = asyncio.get_running_loop().call_later(_PAUSE, self._paused, key)
        self._cursors[key] = cursor, timer

    def _paused(self, key: str) -> None:
        cursor, _ = self._cursors.pop(key)
        opened = self.desk.session.get(key)
        if opened and any(_is_name_at(finding, cursor) for finding in self.desk.session.findings(opened)):
            if self.desk.client.pulls_diagnostics:
                self._ask_to_pull()
            else:
                self.soon(key, 0)

    def _findings(self, opened: Opened) -> tuple[Finding, ...]:
        """The findings to show now."""
        found = self.desk.session.findings(opened)
        cursor = self._cursors.get(opened.key)
        return tuple(each for each in found if not _is_name_at(each, cursor[0])) if cursor else found

    def others_may_have_changed(self) -> None:
        """The library changed: every open document that depends on what changed is checked again."""
        if self.desk.client.pulls_diagnostics:
            self._ask_to_pull()
            return
        for opened in self.desk.session:
            if opened.key not in self._waiting:
                self.soon(opened.key)

    def closed(self, key: str, uri: str) -> None:
        """A closed document has nothing to show."""
        self._forget_timer(key)
        if typing := self._cursors.pop(key, None):
            typing[1].cancel()
        self._results.pop(key, None)
        told = self._told.pop(key, None)
        if told and told[0] and not self.desk.client.pulls_diagnostics:
            self._publish(uri, [], None)

    def _push(self, key: str) -> None:
        self._waiting.pop(key, None)
        opened, document = self.desk.session.get(key), self.desk.server.documents.get(key)
        if opened is None or document is None:
            return
        findings = self._findings(opened)
        self.configuration()
        told, now = self._told.get(key), (findings, document.version, self.desk.session.say.language)
        # Nothing to show and nothing shown: an empty message would make Neovim open phantom buffers.
        if findings or (told and told[0]):
            if told == now:
                return
            self._publish(document.uri, self._diagnostics(opened, document, findings), document.version)
        self._told[key] = now

    def _publish(self, uri: str, diagnostics: list[types.Diagnostic], version: int | None) -> None:
        self.desk.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def _forget_timer(self, key: str) -> None:
        if timer := self._waiting.pop(key, None):
            timer.cancel()

    def configuration(self) -> None:
        """Show what is wrong with the configuration files read so far, in the files themselves: editors do not pull for them.

        One below the workspace folder is read when a document beside it is checked, so this is asked for after each check.
        """
        border, say = self.desk.border, self.desk.session.say
        now = {
            path: (config.findings, config.text, say.language)
            for path, config in self.desk.session.configs.items()
            if config.findings
        }
        for path in self._configs.keys() - now.keys():
            self._publish(border.uri(path), [], None)
        for path, (findings, text, _) in now.items():
            if self._configs.get(path) != now[path]:
                uri = border.uri(path)
                self._publish(uri, [border.diagnostic(finding, text, uri, say) for finding in findings], None)
        self._configs = now

    # -- pull --

    def report(self, opened: Opened, document: OpenDocument, previous: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a pull: everything, or ``unchanged`` when the client has it already."""
        findings = self._findings(opened)
        self.configuration()
        known = self._results.get(opened.key)
        # Spans of equal findings mean other positions when the text before them has changed: the same parse is asked for too.
        now = findings, opened, self.desk.session.say.language
        if known and known == (previous, now):
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=known[0])
        self._count += 1
        result = str(self._count)
        self._results[opened.key] = result, now
        items = self._diagnostics(opened, document, findings)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=result)

    def _ask_to_pull(self) -> None:
        """Ask the editor to pull. What changes before it has answered is told by one more question, however much it is."""
        self._wants_pull = True
        if not self._is_asking:
            self._is_asking = True
            self.desk.server.in_background(self._ask_until_told())

    async def _ask_until_told(self) -> None:
        try:
            while self._wants_pull:
                self._wants_pull = False
                request = asyncio.ensure_future(self.desk.server.workspace_diagnostic_refresh_async(None))
                self.desk.server.in_background(request)
                # Not cancelled when it takes long: a reply to what nobody awaits would raise inside pygls (pygls#621).
                await asyncio.wait([request], timeout=_PATIENCE)
        finally:
            self._is_asking = False

    def _diagnostics(
        self, opened: Opened, document: OpenDocument, findings: tuple[Finding, ...]
    ) -> list[types.Diagnostic]:
        border, say = self.desk.border, self.desk.session.say
        return [border.diagnostic(finding, opened.document.text, document.uri, say) for finding in findings]


def _is_name_at(finding: Finding, cursor: int) -> bool:
    """Whether ``finding`` is about a name that ends where somebody is typing."""
    return finding.rule.name in _OF_NAMES and finding.span.end == cursor
