"""A name that is being typed is not called unknown before the person pauses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_client import CAPABLE, Client

TEXT = "Ask @persona:nobody.\nAsk @persona:"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(
            tmp_path, capabilities={**CAPABLE, "textDocument": {**CAPABLE["textDocument"], "diagnostic": None}}
        )
        yield client


def shown(client: Client) -> list[list[str]]:
    """The names that each message calls unknown."""
    messages = [note["params"]["diagnostics"] for note in client.notes("textDocument/publishDiagnostics")]
    return [[each["message"].split("`")[1] for each in message] for message in messages]


def type_letter(client: Client, version: int, column: int, letter: str, line: int = 1) -> None:
    place = {"line": line, "character": column}
    change = {"range": {"start": place, "end": place}, "text": letter}
    document = {"uri": "untitled:a", "version": version}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})


def test_a_name_half_typed_is_told_after_a_pause_and_any_other_at_once(client: Client) -> None:
    item = {"uri": "untitled:a", "languageId": "markdown", "version": 1, "text": TEXT}
    client.notify("textDocument/didOpen", {"textDocument": item})
    client.until(lambda: shown(client) == [["nobody"]])
    type_letter(client, 2, 13, "b")
    type_letter(client, 3, 14, "a")
    client.until(lambda: shown(client)[-1] == ["nobody", "ba"])
    assert ["nobody", "b"] not in shown(client)
    # While it was being typed, the message for the same version left it out.
    assert shown(client)[-2] == ["nobody"]
    assert client.notes("textDocument/publishDiagnostics")[-2]["params"]["version"] == 3


def test_a_name_is_finished_when_something_is_typed_elsewhere(client: Client) -> None:
    item = {"uri": "untitled:a", "languageId": "markdown", "version": 1, "text": TEXT}
    client.notify("textDocument/didOpen", {"textDocument": item})
    client.until(lambda: shown(client) == [["nobody"]])
    type_letter(client, 2, 13, "b")
    type_letter(client, 3, 0, "!", line=0)
    client.until(lambda: shown(client)[-1] == ["nobody", "b"])
    assert client.notes("textDocument/publishDiagnostics")[-1]["params"]["version"] == 3
    assert len(shown(client)) == 2, "no pause was waited for"
