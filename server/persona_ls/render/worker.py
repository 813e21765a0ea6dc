"""The child process that renders templates, one after the other, and may be killed at any time.

It is started with nothing: no environment, no standard streams but two pipes, and, where the operating system can do that, little memory,
no new files, no new processes. It ends when the pipe that brings the requests does, in the middle of a template if need be.

A request is ``{"source": …, "variables": {…}}``, an answer ``{"text": …}`` or ``{"error": …, "message": …, "line": …}``, a frame each.
"""

import os
import re
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from jinja2 import TemplateSyntaxError, UndefinedError

from persona_ls.child import read_frame, write_frame
from persona_ls.render.frames import decode, encode
from persona_ls.render.hardened import Hardened
from persona_ls.render.limits import TooMuch, limited_join

if sys.platform != "win32":  # there the deadline and the limits of `Hardened` have to do
    import resource

__all__ = ["MAX_FRAME", "main"]

MAX_FRAME = 16 << 20  # bytes
_MAX_MEMORY = 384 << 20  # bytes of address space; Python and Jinja2 take about 60 of them
_DESCRIPTORS = 3
_MAX_MESSAGE = 500
_UNDEFINED = re.compile(r"'(.+)' is undefined", re.DOTALL)

# Blanks that neither Jinja2 nor Python takes for the end of a line.
_BLANKS = "\u205f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a"


def main(seconds: int) -> None:
    """Answer requests until there are no more; ``seconds`` of processor time for each is the last line of defence."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent
    environment = Hardened()
    _import_all(environment)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    _limit_resources()
    write_frame(1, encode({"ready": True}))
    while True:
        request = requests.get()
        _limit_time(seconds)
        write_frame(1, encode(_answer(environment, request)))


def _import_all(environment: Hardened) -> None:
    """Use once what imports modules when first used: later no file can be opened."""
    environment.from_string("{{ 'a' | pprint | striptags | wordwrap | urlize }}").render()
    with suppress(UndefinedError):
        environment.from_string("{{ a }}").render()


def _listen(requests: "SimpleQueue[bytes]") -> None:
    while (request := read_frame(0, MAX_FRAME)) is not None:
        requests.put(request)
    os._exit(0)


def _limit_resources() -> None:
    if sys.platform == "win32":
        return
    limits = {
        "RLIMIT_AS": _MAX_MEMORY,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": _DESCRIPTORS,
        "RLIMIT_NPROC": 0,
    }
    for name, limit in limits.items():
        # Not every system has each of them, or lets it be set.
        with suppress(AttributeError, OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (limit, limit))


def _limit_time(seconds: int) -> None:
    """Let the operating system end the process after ``seconds`` more, should nobody else be able to."""
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard))


def _answer(environment: Hardened, body: bytes) -> Mapping[str, Any]:
    try:
        return {"text": _render(environment, body)}
    except UndefinedError as error:
        if name := _UNDEFINED.fullmatch(error.message or ""):
            return {"error": "undefined", "message": name[1]}
        return _failure("failed", error)
    except TemplateSyntaxError as error:
        return {**_failure("broken", error), "line": error.lineno - 1}
    except TooMuch as error:
        return _failure("large", error)
    except MemoryError as error:
        return _failure("memory", error)
    except Exception as error:  # noqa: BLE001 (a template can raise anything)
        return _failure("failed", error)


def _failure(kind: str, error: Exception) -> dict[str, str]:
    message = error.message if isinstance(error, TemplateSyntaxError) else str(error)
    return {"error": kind, "message": (message or type(error).__name__)[:_MAX_MESSAGE]}


def _render(environment: Hardened, body: bytes) -> str:
    """The text of a request.

    Jinja2 reads every line end as ``\\n``. So that each comes out as it was, a carriage return goes through as another blank, one that
    occurs nowhere else.
    """
    request = decode(body)
    blank = next((blank for blank in _BLANKS if blank.encode() not in body), "\r")
    template = environment.from_string(request["source"].replace("\r", blank))
    return limited_join(template.generate(request["variables"])).replace(blank, "\r")
