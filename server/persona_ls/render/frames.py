"""How the sandbox and its child process talk: JSON, in which lone surrogates pass, for a document may hold them."""

import json
from typing import Any

__all__ = ["decode", "encode"]


def encode(message: object) -> bytes:
    """``message`` as the body of a frame; what JSON does not know becomes its text."""
    return json.dumps(message, ensure_ascii=False, default=str).encode("utf-8", "surrogatepass")


def decode(body: bytes) -> Any:
    """The message that `encode` made a body of."""
    return json.loads(body.decode("utf-8", "surrogatepass"))
