"""The parameters of a method, and the results of our own requests, as the classes that the protocol has for them."""

from typing import Any

import cattrs
from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams

from persona_ls.lsp.capabilities import initialize_params
from persona_ls.lsp.envelope import Response

__all__ = ["is_request", "params_of", "result_of"]

_LARGEST_CODE = 2**31 - 1


def is_request(method: str) -> bool | None:
    """Whether the protocol has ``method`` as a request, rather than as a notification; None for a method of our own."""
    known = types.METHOD_TO_TYPES.get(method)
    return None if known is None else known[1] is not None


def params_of(converter: cattrs.Converter, method: str, raw: object) -> Any:
    """The parameters of ``method``; those of a method of our own, or of one that has none, stay JSON values.

    Raises:
        JsonRpcInvalidParams: they have another shape.
    """
    kind: Any = types.METHOD_TO_TYPES.get(method, (None, None, None))[2]
    if kind is None:
        return raw
    try:
        if method == types.INITIALIZE:
            return initialize_params(raw)
        if raw is not None and not isinstance(raw, dict):
            raise TypeError(f"wanted an object, found {type(raw).__name__}")
        return converter.structure(raw or {}, kind)
    except Exception as error:  # cattrs and the validators raise what they like
        raise JsonRpcInvalidParams(f"{method}: {type(error).__name__}: {error}"[:200]) from error


def result_of(converter: cattrs.Converter, kind: Any, response: Response) -> Any:
    """What the client answered, as the ``result`` of the response class ``kind``; None is the class of a method of our own.

    Raises:
        JsonRpcException: it answered with an error, or with another shape.
    """
    if response.error is not None:
        raise _error_of_client(response.error)
    if kind is None:
        return response.result
    try:
        return converter.structure({"id": None, "result": response.result}, kind).result
    except Exception as error:  # as above
        raise JsonRpcInternalError(f"the client's answer has another shape: {error}"[:200]) from error


def _error_of_client(raw: object) -> JsonRpcException:
    error = raw if isinstance(raw, dict) else {}
    code, message = error.get("code"), error.get("message")
    return JsonRpcException(
        message if isinstance(message, str) else "the client refused",
        code if type(code) is int and abs(code) <= _LARGEST_CODE else JsonRpcException.CODE,
        error.get("data"),
    )
