"""The documents that are open in the editor, as immutable snapshots.

The editor owns these texts: what is on disk does not matter while a document is open. pygls keeps documents
of its own, which break lines where the protocol does not (U+2028, form feeds), miss positions past the end of
a line, and change under the hands of a handler that awaits. Here a change makes a new `OpenDocument`; who
holds the old one goes on reading the old text.
"""

import logging
from collections.abc import Iterable, Iterator

from lsprotocol import types

from persona_ls.lsp.uris import uri_key
from persona_ls.text import Encoding, Position, Span, Text, join_surrogates
from persona_ls.values import frozen, replace

__all__ = ["Documents", "OpenDocument"]

logger = logging.getLogger(__name__)

_STRANGERS_REMEMBERED = 100
_LARGEST_VERSION = 2**31 - 1


@frozen
class OpenDocument:
    """One document of the editor at one moment.

    ``uri`` is the client's own spelling, the one to send back; ``key`` is the same for every spelling
    (`uri_key`). ``version`` is the highest that the client has told, None if it never told one that fits into the protocol's 31 bits.
    """

    uri: str
    key: str
    language_id: str
    version: int | None
    text: Text


class Documents:
    """The open documents by any spelling of their URI. Iterating gives them in the order in which they were opened."""

    def __init__(self, encoding: Encoding = Encoding.UTF16) -> None:
        self.encoding = encoding
        self._by_key: dict[str, OpenDocument] = {}
        self._strangers: set[str] = set()

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(tuple(self._by_key.values()))

    def get(self, uri: str) -> OpenDocument | None:
        """The open document with this URI, or None."""
        return self._by_key.get(uri_key(uri))

    def open(self, uri: str, language_id: str, version: int | None, text: str) -> OpenDocument:
        """Put a document here; one that is open already is replaced by it, version and all."""
        key = uri_key(uri)
        self._strangers.discard(key)
        self._by_key.pop(key, None)
        document = OpenDocument(uri, key, language_id, _higher(None, version), Text(join_surrogates(text)))
        self._by_key[key] = document
        return document

    def change(
        self, uri: str, version: int | None, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> OpenDocument | None:
        """The document after ``changes``, each of which refers to the text that the one before has left.

        A change without a range replaces the whole text. A range past the end means the end, and one that
        runs backwards is turned round. A version lower than the last one does not undo anything: the stream
        has an order of its own, so the changes are applied and the higher version is kept. Changes to a
        document that is not open cannot be applied: the result is None, and a warning is logged the first
        time.
        """
        document = self.get(uri)
        if document is None:
            self._warn_of_stranger(uri)
            return None
        text = document.text
        for change in changes:
            text = self._applied(text, change)
        document = replace(document, text=text, version=_higher(document.version, version))
        self._by_key[document.key] = document
        return document

    def close(self, uri: str) -> OpenDocument | None:
        """Take the document away; the result is what it was last, None if it was not open."""
        return self._by_key.pop(uri_key(uri), None)

    def _applied(self, text: Text, change: types.TextDocumentContentChangeEvent) -> Text:
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return Text(join_surrogates(change.text))
        ends = sorted(
            text.offset(Position(end.line, end.character), self.encoding)
            for end in (change.range.start, change.range.end)
        )
        return text.replaced(Span(*ends), change.text)

    def _warn_of_stranger(self, uri: str) -> None:
        key = uri_key(uri)
        if key not in self._strangers and len(self._strangers) < _STRANGERS_REMEMBERED:
            self._strangers.add(key)
            logger.warning("ignored changes to %.200s, which is not open", uri)


def _higher(known: int | None, told: int | None) -> int | None:
    # One that does not fit, a time in milliseconds say, could not be sent back with what is published.
    usable = (version for version in (known, told) if version is not None and abs(version) <= _LARGEST_VERSION)
    return max(usable, default=None)
