"""Says what a decoded JSON value is: a request, a notification, a response, or none of them.

JSON-RPC in one pure function, so that everything behind it deals with four shapes and never with a half-valid
message. An id is a string or a finite number: a client written in Lua may well write ``7.0``, and gets
``7.0`` back.
"""

import json
import math
import re

from persona_ls.values import frozen

__all__ = ["Id", "Invalid", "Notification", "Request", "Response", "classify", "decode", "peek_id"]

Id = str | int | float

_ID_IN_HEAD = re.compile(
    rb'\s*\{(?:\s*"(?:jsonrpc|method)"\s*:\s*"[^"\\]*"\s*,)*\s*"id"\s*:\s*(-?\d{1,18}|"(?:[^"\\]|\\.)*")\s*[,}]'
)


@frozen
class Request:
    """A message that has to be answered."""

    id: Id
    method: str
    params: object


@frozen
class Notification:
    """A message that must not be answered."""

    method: str
    params: object


@frozen
class Response:
    """The client's answer to a request of ours; ``error`` is None when it went well."""

    id: Id
    result: object
    error: object


@frozen
class Invalid:
    """None of the three. It is answered with ``id`` (None when it has no usable one), unless it cannot have been a request."""

    reason: str
    id: Id | None = None
    answered: bool = True


def decode(body: bytes) -> object:
    """The JSON value that ``body`` holds. Lone surrogates pass, in escapes and as bytes.

    Raises:
        ValueError: it holds none, or one that is nested too deeply.
    """
    try:
        return json.loads(body.decode("utf-8", "surrogatepass"), parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def classify(message: object) -> Request | Notification | Response | Invalid:
    """What ``message`` is. Members that the protocol does not know are ignored, nested objects are not looked at."""
    if isinstance(message, list):
        return Invalid("the protocol has no batches")
    if not isinstance(message, dict):
        return Invalid("a message is an object")
    identity = _identity(message.get("id"))
    if "method" in message:
        return _classify_call(message, identity)
    if "result" not in message and "error" not in message:
        return Invalid("neither a method nor a result", identity)
    if identity is None:
        return Invalid("a response without a usable id", answered=False)
    return Response(identity, message.get("result"), message.get("error"))


def peek_id(head: bytes) -> Id | None:
    """The id of the message that begins with ``head``, when it stands before the params; else None.

    Only the id of the message itself counts, never one inside its params.
    """
    found = _ID_IN_HEAD.match(head)
    if found is None:
        return None
    try:
        return _identity(decode(found[1]))
    except ValueError:
        return None


def _classify_call(message: dict[str, object], identity: Id | None) -> Request | Notification | Invalid:
    method = message["method"]
    is_request = "id" in message
    if not isinstance(method, str):
        return Invalid("the method is no string", identity)
    if message.get("jsonrpc") != "2.0":
        return Invalid('"jsonrpc" is not "2.0"', identity, answered=is_request)
    if not is_request:
        return Notification(method, message.get("params"))
    if identity is None:
        return Invalid("the id is neither a string nor a number")
    return Request(identity, method, message.get("params"))


def _identity(value: object) -> Id | None:
    """``value`` if it can be an id. True and False are numbers to Python only."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    return None


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")
