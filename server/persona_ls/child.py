"""A child process of this very Python that answers requests over two pipes, length-prefixed frames each way.

It starts with no environment and no other stream, on every platform alike, and ends when nobody can ask any more. Both ends use bare file
descriptors: a buffered file that a thread waits on cannot be closed safely while the interpreter shuts down.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue

__all__ = ["Child", "import_path", "read_frame", "write_frame"]

_HEADER = 4  # bytes, most significant first


class Child:
    """The process, and the thread that reads its answers: Windows cannot wait for a pipe with a deadline.

    Raises:
        OSError: it does not start.
    """

    def __init__(self, program: str, arguments: Iterable[str], largest: int) -> None:
        command = [sys.executable, "-I", "-S", "-c", program, *arguments]
        self.process = subprocess.Popen(  # noqa: S603 (this very Python, and a program of ours)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=Path(sys.executable).anchor,
            env={name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self.process.stdin
        assert self.process.stdout
        self._largest = largest
        self._requests, self._answers_pipe = self.process.stdin, self.process.stdout
        self._answers: SimpleQueue[bytes | None] = SimpleQueue()
        self._reader = threading.Thread(target=self._listen, name="answers of a child", daemon=True)
        self._reader.start()

    def ask(self, request: bytes, seconds: float) -> bytes:
        """The answer to ``request``.

        Raises:
            TimeoutError, EOFError: as `wait`.
        """
        with suppress(OSError):  # then the end of its answers says so, too
            write_frame(self._requests.fileno(), request)
        return self.wait(seconds)

    def wait(self, seconds: float) -> bytes:
        """The next answer.

        Raises:
            TimeoutError: there is none after so many seconds.
            EOFError: the process has ended, or answers nonsense.
        """
        try:
            answer = self._answers.get(timeout=seconds)
        except Empty:
            raise TimeoutError from None
        if answer is None:
            raise EOFError
        return answer

    def end(self) -> None:
        """Kill the process and wait for its end."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self._requests.close()
        self._answers_pipe.close()

    def _listen(self) -> None:
        answer: bytes | None = b""
        while answer is not None:
            answer = read_frame(self._answers_pipe.fileno(), self._largest)
            self._answers.put(answer)


def import_path(*packages: str) -> list[str]:
    """The folders that hold these packages, in case they lie in a private place."""
    specs = (find_spec(name) for name in packages)
    return list(dict.fromkeys(str(Path(spec.origin).parents[1]) for spec in specs if spec and spec.origin))


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
