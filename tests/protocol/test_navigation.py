"""References, highlights and definitions over the wire: ranges, open buffers before the disk, and what a question costs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsp_client import CAPABLE, Client, write_files
from persona_ls.lsp.uris import path_of
from persona_ls.session import Session
from persona_ls.syntax.document import MarkdownDocument

LIBRARY = """
%! personas/dev/backend.md
---
apelidos: [servidor]
variáveis: {stack: Django}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend de {{ stack }}.
```

%! personas/dba.md
# Persona: Administrador de Bancos

## Prompt de Ativação (Básico)

```
Atue como um Administrador de Bancos.
```

%! a.md
Ask @persona:backend(stack="Flask") 🎉 or @persona:dev/backend.
%! b.md
Ask @persona:dba.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def client(root: Path) -> Iterator[Client]:
    with Client.in_thread() as client:
        client.start(root)
        yield client


def references(client: Client, uri: str, at: int, *, declarations: bool = True) -> list[Any]:
    context = {"includeDeclaration": declarations}
    return client.request("textDocument/references", {**client.place(uri, at), "context": context})


def words(client: Client, found: list[Any]) -> list[tuple[str, str]]:
    """The file and the text of each location."""
    pieces = []
    for each in found:
        path = path_of(each["uri"])
        buffer = client.buffers.get(each["uri"])
        text = buffer.text if buffer else path.read_text(encoding="utf-8")
        start, end = client.offsets(text, each["range"])
        pieces.append((path.name if path else each["uri"], text[start:end]))
    return pieces


USES = [("a.md", "backend"), ("a.md", "backend")]


def test_references_are_those_of_all_files(client: Client, root: Path) -> None:
    path = root / "personas" / "dev" / "backend.md"
    uri = client.open(path, path.read_text(encoding="utf-8"))
    at = client.text(uri).index("Desenvolvedor")
    assert words(client, references(client, uri, at, declarations=False)) == [
        ("backend.md", "Desenvolvedor Backend"),
        *USES,
    ]
    names = [("backend.md", "servidor"), ("backend.md", "Desenvolvedor Backend")]
    assert words(client, references(client, uri, client.text(uri).index("servidor"))) == [*names, *USES]


def test_buffers_count_and_not_what_the_disk_has_of_them(client: Client, root: Path) -> None:
    uri = client.open(root / "a.md", "Only @persona:servidor here, not saved.")
    untitled = client.open("untitled:Untitled-1", "@persona:backend")
    found = references(client, uri, 8, declarations=False)
    assert words(client, found) == [("a.md", "servidor"), (untitled, "backend")]


def test_a_file_that_changed_on_the_disk_is_read_again(client: Client, root: Path) -> None:
    """Although nobody told of the change: the index would point into thin air."""
    uri = client.open("untitled:Untitled-1", "@persona:dba")
    (root / "b.md").write_text("A longer line than before.\n\nAsk @persona:dba, @persona:dba.", encoding="utf-8")
    found = references(client, uri, 10, declarations=False)
    assert words(client, found) == [(uri, "dba"), ("b.md", "dba"), ("b.md", "dba")]


def test_highlights_tell_declarations_from_uses(client: Client, root: Path) -> None:
    path = root / "personas" / "dev" / "backend.md"
    uri = client.open(path, path.read_text(encoding="utf-8"))
    found = client.request("textDocument/documentHighlight", client.place(uri, client.text(uri).index("stack")))
    text = client.text(uri)
    assert [(text[slice(*client.offsets(text, each["range"]))], each["kind"]) for each in found] == [
        ("stack", 3),
        ("stack", 2),
    ]


@pytest.mark.parametrize("has_links", [True, False])
def test_a_definition_underlines_the_reference_where_the_client_can(root: Path, has_links: bool) -> None:
    document = {**CAPABLE["textDocument"], "definition": {"linkSupport": has_links}}
    with Client.in_thread() as client:
        client.start(root, capabilities={**CAPABLE, "textDocument": document})
        uri = client.open(root / "a.md", "Ask @persona:dev/backend.")
        (found,) = client.request("textDocument/definition", client.place(uri, 8))
        if has_links:
            assert client.offsets(client.text(uri), found["originSelectionRange"]) == (4, 24)
            found = {"uri": found["targetUri"], "range": found["targetSelectionRange"]}
        assert words(client, [found]) == [("backend.md", "# Persona: Desenvolvedor Backend")]


def test_thousands_of_references_on_one_line_are_found_where_they_are(root: Path) -> None:
    """In UTF-16, and behind characters of two units: each range is counted on from the one before."""
    general = {"general": {"positionEncodings": ["utf-16"]}}
    with Client.in_thread() as client:
        client.start(root, capabilities={**CAPABLE, **general})
        text = "🎉 @persona:dba " * 10_000
        uri = client.open(root / "long.md", text)
        found = references(client, uri, 8, declarations=False)
        assert len(found) == 10_001
        assert found[9_999]["range"] == {
            "start": {"line": 0, "character": 16 * 9_999 + 12},
            "end": {"line": 0, "character": 16 * 9_999 + 15},
        }


def test_references_parse_no_file_but_the_persona_itself(
    client: Client, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uri = client.open(root / "b.md", "Ask @persona:backend.")
    client.turn()
    parsed: list[str] = []
    parse = MarkdownDocument.__init__

    def counted(self: MarkdownDocument, *args: Any) -> None:
        parse(self, *args)
        parsed.append(self.source)

    monkeypatch.setattr(MarkdownDocument, "__init__", counted)
    assert len(references(client, uri, 14)) == 5
    assert parsed == [(root / "personas" / "dev" / "backend.md").read_text(encoding="utf-8")]
    references(client, uri, 14)
    assert len(parsed) == 1


def test_no_file_is_read_for_a_list_of_symbols_of_which_one_is_chosen(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of that one the file is read, and an editor that cannot ask gets the same place with the list."""
    read: list[Path] = []
    monkeypatch.setattr(Session, "text_of", lambda self, path: read.append(path) or text_of(self, path))
    with Client.in_thread() as client:
        client.start(root)
        known = client.request("workspace/symbol", {"query": "desenvolvedor"})
        assert read, "the counting counts"
    read.clear()
    resolving = {"symbol": {"resolveSupport": {"properties": ["location.range"]}}}
    with Client.in_thread() as client:
        client.start(root, capabilities={**CAPABLE, "workspace": {**CAPABLE["workspace"], **resolving}})
        (symbol,) = client.request("workspace/symbol", {"query": "desenvolvedor"})
        assert symbol["location"] == {"uri": known[0]["location"]["uri"]}
        assert not read
        assert client.request("workspaceSymbol/resolve", symbol) == known[0]
        (root / "personas" / "dev" / "backend.md").unlink()
        start = {"line": 0, "character": 0}
        assert client.request("workspaceSymbol/resolve", symbol)["location"]["range"] == {"start": start, "end": start}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_place_of_a_symbol_is_told_by_the_lines_of_its_file(root: Path, client: Client, end: str) -> None:
    path = root / "personas" / "dba.md"
    source = f"---\ntags: [🎉]\n---\n\n{path.read_text(encoding='utf-8')}".replace("\n", end)
    path.write_text(source, encoding="utf-8", newline="")
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 2}]})
    (symbol,) = client.request("workspace/symbol", {"query": "Administrador"})
    width = len("# Persona: Administrador de Bancos")
    assert symbol["location"]["range"] == {
        "start": {"line": 4, "character": 0},
        "end": {"line": 4, "character": width},
    }


text_of = Session.text_of
