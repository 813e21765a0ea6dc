"""A document that a server has open, and what a person does with it."""

from pathlib import Path
from typing import Any

from benchmarks.client import Answer, Client

__all__ = ["Document"]


class Document:
    """A document that is open at the server. Lines and columns are from 0; all text is inside the BMP, so a column is a UTF-16 unit."""

    def __init__(self, client: Client, path: Path, text: str) -> None:
        self.client, self.uri, self.version = client, path.as_uri(), 1
        self.lines = text.split("\n")
        sync = client.capabilities.get("textDocumentSync")
        self._is_incremental = (sync.get("change") if isinstance(sync, dict) else sync) == 2
        item = {"uri": self.uri, "languageId": "markdown", "version": 1, "text": text}
        client.tell("textDocument/didOpen", {"textDocument": item})

    def change(self, line: int, start: int, end: int, new: str) -> None:
        """Replace a part of one line by text without line ends, and tell the server."""
        self.version += 1
        old = self.lines[line]
        self.lines[line] = old[:start] + new + old[end:]
        if self._is_incremental:
            places = ({"line": line, "character": each} for each in (start, end))
            change: dict[str, Any] = {"range": dict(zip(("start", "end"), places, strict=True)), "text": new}
        else:
            change = {"text": "\n".join(self.lines)}
        versioned = {"uri": self.uri, "version": self.version}
        self.client.tell("textDocument/didChange", {"textDocument": versioned, "contentChanges": [change]})

    def type(self, line: int, new: str) -> None:
        """Put ``new`` at the end of a line."""
        self.change(line, len(self.lines[line]), len(self.lines[line]), new)

    def ask(self, method: str, line: int, column: int, **more: Any) -> Answer:
        """Ask about a place."""
        at = {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": column}}
        return self.client.ask(f"textDocument/{method}", at | more)
