"""How the sandbox and its child process talk: length-prefixed JSON over pipes.

Lone surrogates pass, for a document may hold them. Both ends use bare file descriptors: a buffered file that a thread waits on cannot be
closed safely while the interpreter shuts down.
"""

import json
import os
from typing import Any

__all__ = ["decode", "encode", "read_frame", "write_frame"]

_HEADER = 4  # bytes, most significant first


def encode(message: object) -> bytes:
    """``message`` as the body of a frame; what JSON does not know becomes its text."""
    return json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def decode(body: bytes) -> Any:
    """The message that `encode` made a body of."""
    return json.loads(body.decode("utf-8", "surrogatepass"))


def write_frame(descriptor: int, body: bytes) -> None:
    """Write all of one frame; raises `OSError` when nobody reads."""
    rest = memoryview(len(body).to_bytes(_HEADER, "big") + body)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def read_frame(descriptor: int, limit: int) -> bytes | None:
    """The body of the next frame; ``None`` at the end of the stream or when the frame is larger than ``limit`` bytes."""
    header = _read(descriptor, _HEADER)
    size = int.from_bytes(header, "big")
    if len(header) < _HEADER or size > limit:
        return None
    body = _read(descriptor, size)
    return body if len(body) == size else None


def _read(descriptor: int, size: int) -> bytes:
    """``size`` bytes, or fewer at the end of the stream."""
    pieces = bytearray()
    while len(pieces) < size and (piece := os.read(descriptor, min(size - len(pieces), 1 << 16))):
        pieces += piece
    return bytes(pieces)
