"""The findings of a whole workspace, asked for again and again: only what can have changed is read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, write_files
from persona_ls.lsp import survey
from persona_ls.syntax.document import MarkdownDocument

PULLING = {
    **CAPABLE,
    "workspace": {**CAPABLE["workspace"], "diagnostics": {"refreshSupport": True}},
    "textDocument": {**CAPABLE["textDocument"], "diagnostic": {"dynamicRegistration": False}},
}

LIBRARY = """
%! personas/backend.md
# Persona: Backend

## Prompt de Ativação (Básico)

```
Atue como um Backend.
```

%! personas/dba.md
# Persona: DBA

## Prompt de Ativação (Básico)

```
Atue como um DBA.
```

%! pedidos/um.md
@persona:backend

%! pedidos/dois.md
@persona:dba
"""
BEHIND = "\n\n## Experiência\n\n- SQL\n"


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that were parsed."""
    texts: list[str] = []
    parse = MarkdownDocument.__init__

    def noted(self: MarkdownDocument, *args: Any, **kwargs: Any) -> None:
        parse(self, *args, **kwargs)
        texts.append(self.source)

    monkeypatch.setattr(MarkdownDocument, "__init__", noted)
    return texts


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(root: Path, parsed: list[str]) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(root, capabilities=PULLING, locale="en")
        yield client


def asked(client: Client, previous: dict[str, str]) -> list[Any]:
    ids = [{"uri": uri, "value": value} for uri, value in previous.items()]
    return client.request("workspace/diagnostic", {"previousResultIds": ids})["items"]


def results(reports: list[Any]) -> dict[str, str]:
    return {report["uri"]: report["resultId"] for report in reports}


def told(reports: list[Any]) -> set[str]:
    """The files that are told anew, by name."""
    return {report["uri"].rpartition("/")[2] for report in reports if report["kind"] == "full"}


def changed(client: Client, path: Path, source: str | None) -> None:
    """A file becomes ``source``, or goes, and the editor says so."""
    if source is None:
        path.unlink()
    else:
        path.write_text(source, encoding="utf-8")
    event = {"uri": path.as_uri(), "type": 3 if source is None else 2}
    client.notify("workspace/didChangeWatchedFiles", {"changes": [event]})


def test_nothing_is_read_again_while_nothing_changes(client: Client, parsed: list[str]) -> None:
    first = asked(client, {})
    assert told(first) == {"backend.md", "dba.md", "um.md", "dois.md"}
    parsed.clear()

    assert told(asked(client, results(first))) == set()
    assert parsed == []


def test_an_editor_that_spells_uris_otherwise_is_understood(client: Client, parsed: list[str]) -> None:
    first = results(asked(client, {}))
    parsed.clear()

    assert told(asked(client, {uri.replace("backend", "%62ackend"): result for uri, result in first.items()})) == set()
    assert parsed == []


def test_an_editor_that_has_lost_the_results_gets_them_again(client: Client) -> None:
    first = asked(client, {})
    assert asked(client, {}) == first


def test_only_the_file_that_has_changed_is_read(client: Client, root: Path, parsed: list[str]) -> None:
    first = results(asked(client, {}))
    source = (root / "personas/backend.md").read_text("utf-8") + BEHIND
    parsed.clear()
    (root / "personas/backend.md").write_text(source, encoding="utf-8")

    assert told(asked(client, first)) == {"backend.md"}
    assert set(parsed) == {source}


def test_a_letter_typed_in_a_persona_has_only_those_read_that_refer_to_it(
    client: Client, root: Path, parsed: list[str]
) -> None:
    """Every letter makes another library; what the findings of the others depend on is the same in it."""
    uri = client.open(root / "personas/backend.md", (root / "personas/backend.md").read_text("utf-8"))
    first = results(asked(client, {}))
    client.write(uri, client.text(uri) + BEHIND)
    client.turn()
    parsed.clear()

    assert told(asked(client, first)) == {"backend.md"}
    assert parsed == ["@persona:backend\n\n"]


def test_a_file_is_told_anew_when_whom_it_refers_to_is_gone(client: Client, root: Path, parsed: list[str]) -> None:
    first = results(asked(client, {}))
    changed(client, root / "personas/dba.md", None)

    assert told(asked(client, first)) == {"dois.md"}


def test_it_is_told_anew_when_another_takes_the_same_id(client: Client, root: Path) -> None:
    first = results(asked(client, {}))
    changed(client, root / "personas/outro.md", "---\nid: dba\n---\n\n# Persona: Outro\n")

    assert told(asked(client, first)) == {"dba.md", "dois.md", "outro.md"}


def test_all_is_told_anew_in_another_language(client: Client) -> None:
    first = results(asked(client, {}))
    client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"language": "pt-BR"}}})

    assert told(asked(client, first)) == {"backend.md", "dba.md", "um.md", "dois.md"}


def test_a_rule_that_is_turned_off_is_told_of_no_more(client: Client, root: Path) -> None:
    first = asked(client, {})
    rules = {item["code"] for report in first for item in report["items"]}
    assert "missing-front-matter" in rules
    changed(client, root / "persona-ls.toml", 'ignore = ["missing-front-matter"]\n')

    again = asked(client, results(first))
    assert told(again) == {"backend.md", "dba.md"}
    assert "missing-front-matter" not in {
        item["code"] for report in again if report["kind"] == "full" for item in report["items"]
    }


def test_others_get_their_turn_between_files(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    turns = []
    sleep = survey.asyncio.sleep

    async def noted(seconds: float) -> None:
        turns.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(survey, "_TURN_SECONDS", 0)
    monkeypatch.setattr(survey.asyncio, "sleep", noted)
    asked(client, {})
    assert turns.count(0) >= 4
