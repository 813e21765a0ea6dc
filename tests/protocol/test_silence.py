"""The buffer belongs to others too: outside of our own tokens there is no answer, and it comes at once."""

from collections.abc import Iterator

import pytest

from lsp_client import CAPABLE, Client, cut, write_files

LIBRARY = """
%! personas/backend.md
# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend.
```

%! personas/dataclass.md
# Persona: Dados

## Prompt de Ativação (Básico)

```
Atue como Dados.
```
"""


@pytest.fixture(scope="module", params=["capable", "bare"])
def client(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Client]:
    with Client.in_thread() as client:
        root = write_files(tmp_path_factory.mktemp("workspace"), LIBRARY)
        client.start(root, capabilities=CAPABLE if request.param == "capable" else {})
        yield client


def completion(client: Client, marked: str) -> list[str] | None:
    """The labels at the ``|``; None for no answer."""
    text, at = cut(marked)
    uri = client.open(f"untitled:{len(client.buffers)}", text)
    answer = client.complete(uri, at, text[at - 1 : at] or None)
    return answer and [item["label"] for item in answer["items"]]


SILENT = {
    "prose": "um texto|",
    "an empty document": "|",
    "a word before the sigil": "mail me@|",
    "an address": "ana@b|",
    "a host": "user@host:|",
    "a host with a path": "deploy@host:/srv/ba|",
    "a colon": "Note:|",
    "a hyphen": "- |",
    "a list marker": "-|",
    "a heading": "#|",
    "a parenthesis": "(|",
    "a comma": "um,|",
    "a slash": "src/|",
    "an equals sign": "a =|",
    "a brace": "{{|",
    "a bracket": "[|",
    "a path": "./personas/ba|",
    "a decorator": "@decorator|",
    "a decorator with arguments": "@app.route(|",
    "a handle": "@ana-souza|",
    "a scoped package": "npm i @scope/|",
    "a second sigil": "@@|",
    "an escaped sigil": "\\@persona:|",
    "a path of a host": "https://example.org/@|",
    "a finished word": "@persona:backend |",
    "a closed parenthesis": "(@persona:backend)|",
    "a name nobody has": "@persona:zzz|",
    "a sigil of another kind": "@papel:ba|",
    "a blank behind the sigil": "@ |",
    "a comma behind a name": "@persona:backend,|",
    "a full stop of a sentence nobody goes on with": "@persona:backend..|",
    "front matter": "---\ntitle: @persona:ba|\n---\n",
    "an HTML comment": "<!-- @persona:ba| -->",
    "a link destination": "[x](@persona:ba|)",
    "indented code": "texto\n\n    @persona:ba|\n",
    "a fence of a language": "```python\n@da|\n```\n",
    "a fence of a language, with our sigil": "```python\n@persona:ba|\n```\n",
    "a fence that is not closed": "```js\n@persona:ba|\n",
    "a line of 100,000 letters": "x" * 100_000 + "|",
    "a part of nobody": "@persona:zzz#|",
    "a part that there is not": "@persona:backend#zzz|",
}


@pytest.mark.parametrize("case", SILENT)
def test_there_is_no_answer(client: Client, case: str) -> None:
    assert completion(client, SILENT[case]) is None


LIVE = {
    "the sigil": "@|",
    "the sigil behind a quote": "> @|",
    "the sigil behind a bracket": "(@|)",
    "the sigil in emphasis": "**@|",
    "the sigil behind an underscore": "_@persona:ba|",
    "the sigil in a code span": "`@persona:ba|`",
    "a bare fence": "```\n@persona:ba|\n```\n",
    "a fence of text": "```text\n@persona:ba|\n```\n",
    "a fence of Markdown": "~~~md\n@persona:ba|\n~~~\n",
    "a heading": "# @persona:ba|",
    "a part": "@persona:backend#|",
    "behind front matter": "---\na: 1\n---\n@persona:ba|",
}


@pytest.mark.parametrize("case", LIVE)
def test_there_is_an_answer(client: Client, case: str) -> None:
    """The counterparts: what is silent above is not silent because nothing ever answers."""
    assert completion(client, LIVE[case])


@pytest.mark.parametrize("marked", ["@back|", "@data|", "(@back|)"])
def test_the_beginning_of_a_name_is_enough_where_the_sigil_can_be_added(client: Client, marked: str) -> None:
    """It may be a decorator as well; who replaces only the word behind the sigil has nothing to choose from."""
    text = marked.strip("(|)")
    offered = completion(client, marked)
    assert bool(offered) == (client.server.client.is_word_mode is False)
    assert all(label.startswith("@persona:" + text[1:]) for label in offered or [])
