"""The recorded words of real editors, and a session with each of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lsp_client import Client

__all__ = ["RECORDS", "initialize_params", "sessions"]

_TESTS = Path(__file__).parent
RECORDS = {path.stem: path for folder in ("fixtures/clients", "clients") for path in (_TESTS / folder).glob("*.json")}


def initialize_params(record: str) -> dict[str, Any]:
    """What the editor of this record says first, all of it."""
    params: dict[str, Any] = json.loads(RECORDS[record].read_text(encoding="utf-8"))
    return params


class _Sessions(dict[str, Client]):
    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def __missing__(self, name: str) -> Client:
        self[name] = client = Client.in_thread()
        params = initialize_params(name)
        for absent in ("processId", "rootUri", "rootPath", "workspaceFolders", "initializationOptions"):
            params.pop(absent, None)
        client.start(self.root, **params)
        return client


@contextmanager
def sessions(root: Path) -> Iterator[dict[str, Client]]:
    """One session in ``root`` for each record that is asked for by its name."""
    started = _Sessions(root)
    try:
        yield started
    finally:
        for client in started.values():
            client.stop()
