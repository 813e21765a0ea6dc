"""Answers every request exactly once, and runs the handlers that the features registered.

This is pygls' protocol with its reception replaced. The stock one leaves requests with bad parameters, wrong
versions or late in the session without an answer, sends tracebacks and absolute paths to the client, shows a
message for each failure, and keeps every finished notification. What stays pygls': the registry of features
and commands, its generators ("built-in work, then the user's handler"), requests to the client.

| what the client sends | what it gets |
|---|---|
| no object, a batch, no method, a strange id, another ``jsonrpc`` | -32600 |
| a request before ``initialize`` / after ``shutdown``, a second ``initialize`` | -32002 / -32600 |
| an unknown method, ``$/`` too / parameters of another shape | -32601 / -32602 |
| a request that it cancels before the answer | -32800 |
| a request whose handler fails, or returns what is no JSON | -32603; the traceback goes to the log |
| a notification that is unknown, malformed, early, late, or fails | nothing; the session goes on |
"""

import asyncio
import concurrent.futures
import contextlib
import contextvars
import enum
import json
import logging
import uuid
from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcRequestCancelled,
    JsonRpcServerNotInitialized,
)
from pygls.feature_manager import is_thread_function
from pygls.protocol import LanguageServerProtocol

from persona_ls.lsp.converter import as_dict
from persona_ls.lsp.envelope import Id, Invalid, Notification, Request, Response, classify
from persona_ls.lsp.shapes import is_request, params_of, result_of

__all__ = ["Handler", "Phase", "Reception"]

logger = logging.getLogger(__name__)

Handler = Callable[..., Any]

# check_circular costs a fifth, and a value that holds itself ends in a RecursionError all the same.
_encoder = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"), default=as_dict
)


class Phase(enum.Enum):
    """Where a session is; it only moves forwards."""

    FRESH = enum.auto()
    RUNNING = enum.auto()
    SHUT_DOWN = enum.auto()


class Reception(LanguageServerProtocol):
    """Takes decoded messages, runs handlers, sends answers.

    Handlers are as in pygls: plain functions run at once, coroutines as tasks, ``thread()`` functions in the
    pool. The answer of a thread is sent from the event loop, and when it is cancelled it is answered at once,
    although the thread runs on to its end.
    """

    def __init__(self, server: Any, converter: Any) -> None:
        super().__init__(server, converter)
        self.phase = Phase.FRESH

    def structure_message(self, data: Any) -> Any:
        """``data`` itself: the transports of pygls call this for each nested object, but only `handle_message` knows which is a message."""
        return data

    def handle_message(self, message: Any) -> None:
        """Deal with one decoded JSON value, whatever it is."""
        self.receive(classify(message))

    def receive(self, message: Request | Notification | Response | Invalid) -> None:
        """Deal with one classified message. Raises nothing but the SystemExit of ``exit``."""
        match message:
            case Request():
                contextvars.copy_context().run(self._receive_request, message)
            case Notification():
                contextvars.copy_context().run(self._receive_notification, message)
            case Response():
                self._receive_response(message)
            case Invalid(reason, identity, answered=True):
                self.refuse(identity, JsonRpcInvalidRequest(reason))
            case Invalid(reason):
                logger.debug("ignored a message: %s", reason)

    def refuse(self, identity: Id | None, error: JsonRpcException) -> None:
        """Answer with ``error``; None is the id of what has none that could be read."""
        logger.debug("answered %r with %s: %s", identity, error.code, error)
        message = {"code": error.code, "message": error.message}
        if error.data is not None:
            message["data"] = error.data
        self._send_data({"jsonrpc": "2.0", "id": identity, "error": message})

    def _receive_request(self, request: Request) -> None:
        try:
            handler, params = self._admit(request)
        except JsonRpcException as refusal:
            self.refuse(request.id, refusal)
            return
        identity: Any = request.id
        self._ctx_msg_id.set(identity)
        self._execute_handler(request.id, handler, partial(self._answer, request), (params,))

    def _admit(self, request: Request) -> tuple[Handler, object]:
        """The handler of ``request`` and its parameters; the reason why not is raised."""
        if self.phase is Phase.SHUT_DOWN:
            raise JsonRpcInvalidRequest("the server is shut down")
        is_initialize = request.method == types.INITIALIZE
        if self.phase is Phase.FRESH and not is_initialize:
            raise JsonRpcServerNotInitialized("initialize comes first")
        if self.phase is Phase.RUNNING and is_initialize:
            raise JsonRpcInvalidRequest("the server is initialized already")
        handler = self._handler_of(request.method, as_request=True)
        if handler is None:
            raise JsonRpcMethodNotFound.of(request.method)
        return handler, params_of(self._converter, request.method, request.params)

    def _receive_notification(self, notification: Notification) -> None:
        method = notification.method
        if self.phase is not Phase.RUNNING and method != types.EXIT:
            return
        if method == types.CANCEL_REQUEST:
            self._cancel(notification.params)
            return
        handler = self._handler_of(method, as_request=False)
        if handler is None:
            logger.debug("ignored %s, which has no handler", method)
            return
        try:
            params = params_of(self._converter, method, notification.params)
        except JsonRpcInvalidParams as error:
            logger.warning("ignored %s: %s", method, error)
            return
        self._execute_handler(str(uuid.uuid4()), handler, partial(self._note, method), (params,))

    def _receive_response(self, response: Response) -> None:
        """Settle a request of ours. The reply may be late: whoever awaited it can have been cancelled (pygls#621)."""
        identity: Any = response.id
        if identity not in self._result_types:
            logger.debug("ignored a response to %r, which is not waited for", identity)
            return
        kind = self._result_types.pop(identity)
        future = self._request_futures.pop(identity)
        with contextlib.suppress(concurrent.futures.InvalidStateError):
            try:
                future.set_result(result_of(self._converter, kind, response))
            except JsonRpcException as error:
                future.set_exception(error)

    def _handler_of(self, method: str, *, as_request: bool) -> Handler | None:
        """The handler of ``method``, None also when the protocol has it, but as the other kind of message."""
        if is_request(method) not in (None, as_request):
            return None
        handler: Handler | None = self.fm.builtin_features.get(method) or self.fm.features.get(method)
        return handler

    def _cancel(self, params: object) -> None:
        """Cancel a request of the client; its answer follows from that. What is answered or unknown is passed over."""
        identity: Any = params.get("id") if isinstance(params, dict) else None
        if isinstance(identity, str | int | float) and identity not in self._result_types:
            future: Any = self._request_futures.get(identity)  # type: ignore[arg-type]
            if future is not None:
                future.cancel()

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Handler,
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """As pygls does it, but threads answer on the loop, and no finished future is kept."""

        def finish(future: Any) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        if is_thread_function(handler):  # type: ignore[no-untyped-call]
            handler = self._in_thread(handler)
        super()._execute_handler(msg_id, handler, finish, args, kwargs)

    def _in_thread(self, handler: Handler) -> Handler:
        async def run(*args: Any, **kwargs: Any) -> Any:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._server.thread_pool, partial(handler, *args, **kwargs))

        return run

    def _answer(self, request: Request, future: Any) -> None:
        try:
            self._send_result(request, future)
        except (asyncio.CancelledError, concurrent.futures.CancelledError):
            self.refuse(request.id, JsonRpcRequestCancelled("cancelled"))
        except Exception as error:  # whatever a handler raises
            logger.error("%s failed", request.method, exc_info=error)
            # Its text is not for the client: it may hold a path or a piece of a document.
            self.refuse(request.id, JsonRpcInternalError(f"{request.method} failed: {type(error).__name__}"))

    def _send_result(self, request: Request, future: Any) -> None:
        try:
            self._send_data({"jsonrpc": "2.0", "id": request.id, "result": future.result()})
        except JsonRpcException as error:  # raised to be answered
            self.refuse(request.id, error)

    def _note(self, method: str, future: Any) -> None:
        if future.cancelled() or (error := future.exception()) is None:
            return
        if isinstance(
            error, JsonRpcException
        ):  # one of our own methods, sent as a notification, that would have been refused
            logger.warning("ignored %s: %s", method, error)
        else:
            logger.error("%s failed", method, exc_info=error)

    def _send_data(self, data: Any) -> None:
        """Encode and write one message.

        Raises:
            Exception: it holds what is no JSON. Nothing has been written then.
        """
        if self.writer is None:
            logger.error("there is nowhere to send a message to")
            return
        # A lone surrogate has no UTF-8; as an escape it is JSON.
        body = _encoder.encode(data).encode("utf-8", "backslashreplace")
        head = b"Content-Length: %d\r\n\r\n" % len(body) if self._include_headers else b""
        self.writer.write(head + body)
