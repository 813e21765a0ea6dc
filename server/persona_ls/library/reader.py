"""The child process that reads files for the library, batch by batch, and may be killed at any time.

A request is the folder and some of its files with their stamps, the answer a record for each; ``None`` stands for a file that the parent
shall read itself, because it is the one to tell why it cannot be read.
"""

import gc
import logging
import marshal
import os
import pickle
import signal
import threading
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from queue import SimpleQueue

from persona_ls.child import read_frame, write_frame
from persona_ls.library.record import Record, record_of
from persona_ls.library.scan import Root, Stamp, read_file

__all__ = ["LARGEST", "main", "request"]

LARGEST = 256 << 20
"""Bytes of a frame: more than the records of any batch."""
_RARELY = 20_000
_STEPS_BACK = 5
"""What answers an editor goes before what reads for it, wherever there are too few processors for both."""


def request(root: bytes, files: Iterable[tuple[str, Stamp]]) -> bytes:
    """What the child is asked; ``root`` is a pickled `Root`."""
    return marshal.dumps((root, list(files)))


def main() -> None:
    """Answer requests until there are no more, then end, in the middle of a file if need be."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent
    logging.disable()
    with suppress(AttributeError, OSError):  # not every platform has it
        os.nice(_STEPS_BACK)
    # What a file leaves is nearly all freed by itself; to look for the rest after every few hundred objects takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(_RARELY)
    requests: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    while True:
        root, files = marshal.loads(requests.get())  # noqa: S302 (from our own parent)
        write_frame(1, marshal.dumps([_record(Path(place), _root(root), stamp) for place, stamp in files]))


def _listen(requests: "SimpleQueue[bytes]") -> None:
    while (asked := read_frame(0, LARGEST)) is not None:
        requests.put(asked)
    os._exit(0)


@lru_cache(maxsize=16)
def _root(pickled: bytes) -> Root:
    root: Root = pickle.loads(pickled)  # noqa: S301 (from our own parent)
    return root


def _record(path: Path, root: Root, stamp: Stamp) -> Record | None:
    try:
        return record_of(read_file(path, root, stamp))
    except Exception:  # noqa: BLE001 (whatever it is, the parent tells it)
        return None
