"""Renders the templates of strangers in a child process that has little, may do little, and is ended when it takes too long.

The child starts with the first prompt that does more than print variables, and lives on for the next ones. What parsing can tell is told
without it.
"""

import math
import threading
from collections.abc import Callable, Mapping
from functools import partial
from types import TracebackType
from typing import Any, Self

from persona_ls.child import Child, import_path
from persona_ls.render.errors import (
    OutOfMemory,
    RenderError,
    SandboxUnavailable,
    TemplateBroken,
    TemplateFailed,
    TooLarge,
    TooSlow,
    UndefinedVariables,
)
from persona_ls.render.frames import decode, encode
from persona_ls.render.printed import printed
from persona_ls.syntax.template import Cause, has_template, parse_template
from persona_ls.text import Text

__all__ = [
    "OutOfMemory",
    "RenderError",
    "Sandbox",
    "SandboxUnavailable",
    "TemplateBroken",
    "TemplateFailed",
    "TooLarge",
    "TooSlow",
    "UndefinedVariables",
]

_MAX_REQUEST = 4 << 20  # bytes of JSON
_MAX_ANSWER = 16 << 20  # bytes of JSON; the child stops at 1 Mi characters, this is if it does not

# Python and Jinja2 start in a fifth of a second; a machine under load, or a virus scanner, may need far longer.
_START_DEADLINE = 30.0
_PROCESSOR_SECONDS = 2  # beyond the deadline

_PROGRAM = "import sys; sys.path += sys.argv[2:]; from persona_ls.render.worker import main; main(int(sys.argv[1]))"


class Sandbox:
    """Renders one template at a time, for any thread; the child starts when needed and again after it was ended.

    ``deadline`` is in seconds, for one template and without the start of the child.
    """

    def __init__(self, deadline: float = 1.0) -> None:
        self._deadline = deadline
        self._lock = threading.Lock()
        self._child: Child | None = None
        self.starts = 0
        """How many children there have been."""

    @property
    def pid(self) -> int | None:
        """The process id of the child, if there is one."""
        return self._child.process.pid if self._child else None

    def render(self, source: str, variables: Mapping[str, object]) -> str:
        """``source`` as a template with ``variables``; a text without tags is returned as it is, byte for byte.

        Values are what JSON knows; any other is passed as its text.

        Raises:
            RenderError: as `persona_ls.render.errors` draws them.
        """
        if not has_template(source):
            return source
        _check(source, variables)
        if (text := printed(source, variables)) is not None:
            return text
        request = _request(source, variables)
        with self._lock:
            answer = self._ask(request)
        return _text(answer)

    def close(self) -> None:
        """End the child; a later `render` starts another."""
        with self._lock:
            self._end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: bytes) -> Mapping[str, Any]:
        if self._child is None or self._child.process.poll() is not None:
            self._end()
            self._start()
        assert self._child
        try:
            ask = partial(self._child.ask, request)
            answer: Mapping[str, Any] = decode(_answer(ask, self._deadline))
        except BaseException:
            self._end()  # its late answer must not be taken for that to the next request
            raise
        if answer.get("error") == "memory":
            self._end()  # nobody knows what else did not get its memory
        return answer

    def _start(self) -> None:
        self.starts += 1
        seconds = str(math.ceil(self._deadline) + _PROCESSOR_SECONDS)
        places = import_path("persona_ls", "jinja2", "markupsafe")
        try:
            self._child = child = Child(_PROGRAM, [seconds, *places], _MAX_ANSWER)
        except OSError as error:
            raise SandboxUnavailable(str(error)) from error
        try:
            _answer(child.wait, _START_DEADLINE)
        except RenderError as error:
            self._end()
            code = child.process.returncode
            raise SandboxUnavailable(f"the process that renders templates does not start, exit code {code}") from error

    def _end(self) -> None:
        if self._child:
            self._child.end()
            self._child = None


def _answer(wait: Callable[[float], bytes], seconds: float) -> bytes:
    """What the child says within so many seconds."""
    try:
        return wait(seconds)
    except TimeoutError:
        raise TooSlow(f"no result after {seconds:g} s") from None
    except EOFError:
        raise TemplateFailed("the process that renders templates ended with this one") from None


def _check(source: str, variables: Mapping[str, object]) -> None:
    """Raise what can be known without rendering."""
    template = parse_template(source)
    if template.problems:
        problem = template.problems[0]
        if problem.cause is Cause.TOO_LARGE:
            raise TooLarge(f"a template of more than {problem.arguments['limit']} characters")
        own_words = f"{problem.cause.replace('-', ' ')} {problem.arguments.get('tag', '')}".rstrip()
        message = problem.arguments.get("message", own_words)
        raise TemplateBroken(message, Text(source).line_at(problem.span.start), problem)
    missing = (use.name for use in template.variables if use.name in template.required and use.name not in variables)
    if names := tuple(dict.fromkeys(missing)):
        raise UndefinedVariables(names)


def _request(source: str, variables: Mapping[str, object]) -> bytes:
    try:
        request = encode({"source": source, "variables": dict(variables)})
    except (RecursionError, ValueError) as error:
        raise TooLarge("values inside each other without end") from error
    if len(request) > _MAX_REQUEST:
        raise TooLarge(f"a template and values of more than {_MAX_REQUEST} bytes")
    return request


def _text(answer: Mapping[str, Any]) -> str:
    """The text of ``answer``, or its error raised."""
    match answer:
        case {"text": str(text)}:
            return text
        case {"error": "undefined", "message": str(name)}:
            raise UndefinedVariables((name,))
        case {"error": "broken", "message": str(message), "line": int(line)}:
            raise TemplateBroken(message, line)
        case {"error": "large", "message": str(message)}:
            raise TooLarge(message)
        case {"error": "memory"}:
            raise OutOfMemory("the memory limit was reached")
        case _:
            raise TemplateFailed(str(answer.get("message")))
