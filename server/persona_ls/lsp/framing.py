"""Cuts the byte stream of a client into frames.

A frame is a header block, a blank line, and as many bytes as ``Content-Length`` says. Our own reader exists
because the stock one hangs on ``content-length:`` in lower case, reads a frame of any size into memory, and
never finds its way back after a broken header.
"""

import re
from collections.abc import Iterator

from persona_ls.values import frozen

__all__ = ["LIMIT", "Frames", "Skipped"]

LIMIT = 64 * 1024 * 1024
"""Bytes of the longest frame that is read; a longer one is skipped."""

_HEAD = 1024
_LONGEST_HEADER = 4096
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# Twelve digits: a longer number is no length that anybody can mean, and waiting for its end would be waiting for ever.
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*(?=\r?\n|$)", re.IGNORECASE)
_HEADER_LINES = re.compile(rb"(?:[a-z-]+[ \t]*:[^\r\n]*(?:\r?\n|$))*", re.IGNORECASE)
_BLANKS = re.compile(rb"[\r\n]+")


@frozen
class Skipped:
    """Bytes that are no frame, or too long a one: ``head`` is how they begin (at most 1 KiB)."""

    reason: str
    head: bytes


class Frames:
    """Collects chunks and yields what is complete: the body of a frame as bytes, or a `Skipped`.

    A chunk may hold any part of any number of frames. Names of headers may be in any case, lines may end in
    ``\\n`` alone, blank lines between frames are ignored. After bytes that are no header, reading goes on at
    the next ``Content-Length``.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._length: int | None = None
        self._left_to_skip = 0
        self._head = b""

    def feed(self, chunk: bytes) -> Iterator[bytes | Skipped]:
        """Everything that ``chunk`` completes, in order."""
        self._buffer += chunk
        while True:
            if self._length is None and not self._left_to_skip:
                yield from self._read_header()
            if self._left_to_skip:
                yield from self._skip()
                if self._left_to_skip:
                    return
            elif self._length is None or len(self._buffer) < self._length:
                return
            else:
                yield self._take(self._length)
                self._length = None

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _read_header(self) -> Iterator[Skipped]:
        """Read header blocks until one gives a length, or more bytes are needed."""
        while self._length is None and not self._left_to_skip:
            if blanks := _BLANKS.match(self._buffer):
                del self._buffer[: blanks.end()]
            end = _BLANK_LINE.search(self._buffer)
            if end is None:
                yield from self._drop_overlong_header()
                return
            block = self._take(end.end())[: end.start()]
            yield from self._read_block(block)

    def _read_block(self, block: bytes) -> Iterator[Skipped]:
        lengths = list(_LENGTH.finditer(block))
        if not lengths:
            yield Skipped("no Content-Length in the header", block[:_HEAD])
            return
        before = block[: lengths[-1].start()]
        if not _HEADER_LINES.fullmatch(before):
            yield Skipped("bytes between two frames", before[:_HEAD])
        length = int(lengths[-1][1])
        if length > self._limit:
            self._left_to_skip = length
        else:
            self._length = length

    def _drop_overlong_header(self) -> Iterator[Skipped]:
        """Keep the buffer small while no header ends: what precedes the next ``Content-Length`` can be no part of one."""
        if len(self._buffer) <= _LONGEST_HEADER:
            return
        start = self._buffer.lower().find(b"content-length", 1)
        dropped = self._take(start if start > 0 else len(self._buffer) - len(b"content-length"))
        yield Skipped("a header without end", dropped[:_HEAD])

    def _skip(self) -> Iterator[Skipped]:
        """Throw away what is there of a frame that is too long; report it when its last byte has come."""
        gone = self._take(min(self._left_to_skip, len(self._buffer)))
        self._left_to_skip -= len(gone)
        self._head += gone[: _HEAD - len(self._head)]
        if not self._left_to_skip:
            yield Skipped(f"a frame longer than {self._limit} bytes", self._head)
            self._head = b""
