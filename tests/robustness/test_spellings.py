"""One file that the editor has open under two names is one document, whatever is opened, edited and closed first."""

from pathlib import Path

import pytest

from lsp_client import Client, write_files

LIBRARY = """
%! personas/uma.md
# Persona: Uma

## Prompt de Ativação

```
Atue como a do disco.
```
"""
WRITTEN = "# Persona: Uma\n\n## Prompt de Ativação\n\n```\nAtue como a do editor.\n```\n"


@pytest.fixture
def client(tmp_path: Path):
    write_files(tmp_path, LIBRARY)
    with Client.in_thread() as client:
        client.start(tmp_path)
        yield client


def respelt(path: Path) -> str:
    """The same URI with a letter in percent encoding."""
    return path.as_uri().replace("uma", "%75ma").replace("prompt", "%70rompt")


def doubled(path: Path) -> str:
    """A URI that differs, of the same file."""
    return path.as_uri().replace("/personas/", "//personas/").replace("/prompt", "//prompt")


def test_a_document_that_is_opened_by_another_spelling_is_told_of_once(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    first = client.open(path, "@persona:ninguem")
    client.until_found(first, "unknown-persona")

    second = client.open(respelt(path), "@persona:uma")
    client.until_found(first)
    client.edit(second, 9, 12, "nobody")

    client.until_found(second, "unknown-persona")
    assert client.findings(first) == []
    assert [each.key for each in client.server.session] == [second]


def test_no_finding_of_an_old_text_is_published_with_the_version_of_a_new_one(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    client.open(path, "@persona:ninguem")
    second = client.open(respelt(path), "@persona:uma")
    client.open(tmp_path / "personas/nova.md", WRITTEN)  # the library changes: every open document is looked at

    other = client.open(tmp_path / "other.md", "@persona:ninguem")
    client.until_found(other, "unknown-persona")
    assert not client.findings(second)
    assert not client.findings(path.as_uri())


@pytest.mark.parametrize("spelt", [respelt, doubled])
def test_closing_one_of_two_names_leaves_the_other_open(client: Client, tmp_path: Path, spelt) -> None:
    path = tmp_path / "personas/uma.md"
    first = client.open(path, WRITTEN.replace("editor", "começo"))
    second = client.open(spelt(path), WRITTEN)
    if spelt is doubled:  # to the protocol these are two documents
        client.close(first)

    prompt = client.open(tmp_path / "prompt.md", "@persona:uma")
    assert "Atue como a do editor." in client.hover(prompt, 3)["contents"]["value"]

    client.close(second)
    assert "Atue como a do disco." in client.hover(prompt, 3)["contents"]["value"]


def test_a_document_may_be_closed_by_another_spelling(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "prompt.md"
    first = client.open(path, "@persona:ninguem")
    client.until_found(first, "unknown-persona")

    client.notify("textDocument/didClose", {"textDocument": {"uri": respelt(path)}})

    client.until_found(first)
    assert list(client.server.session) == []
