"""Lenses, inlay hints, semantic tokens and call hierarchy as clients of every kind ask for them."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from lsp_client import CAPABLE, Client, Refused, write_files
from persona_ls.features.inlays import MAX_INLAYS
from persona_ls.lsp.legend import LEGEND
from persona_ls.syntax.document import MarkdownDocument

LIBRARY = """
%! personas/backend.md
---
variáveis: {stack: {obrigatória: true}}
---
# Persona: Desenvolvedor 🎉

## Prompt de Ativação (Básico)

```
🎉 Siga @persona:dba, em {{ stack }}.
```

## Prompt de Ativação (Avançado)

```
Atue.
```

%! personas/dba.md
# Persona: Administradora

## Prompt de Ativação

```
Atue como uma Administradora.
```

%! notas/uso.md
é🎉 @persona:dba e @persona:backend(stack="Go")
"""
REFRESHING: dict[str, Any] = {
    **CAPABLE,
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        **CAPABLE["workspace"],
        **{kind: {"refreshSupport": True} for kind in ("codeLens", "inlayHint", "semanticTokens")},
    },
    "textDocument": {**CAPABLE["textDocument"], "inlayHint": {"resolveSupport": {"properties": ["tooltip"]}}},
}
COMMANDS = ["personaLs.showReferences", "personaLs.preview"]

Start = Callable[..., Client]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def start(root: Path) -> Iterator[Start]:
    """Starts sessions, and ends them."""
    with contextlib.ExitStack() as stack:

        def started(**params: Any) -> Client:
            client = stack.enter_context(Client.in_thread())
            params.setdefault("capabilities", REFRESHING)
            client.start(root, **params)
            return client

        yield started


def opened(client: Client, path: Path) -> str:
    return client.open(path, path.read_text(encoding="utf-8"))


def lenses(client: Client, uri: str) -> list[Any]:
    """The lenses of a document, resolved."""
    found = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
    return [client.request("codeLens/resolve", lens) for lens in found]


def titles(client: Client, uri: str) -> list[str]:
    return [lens["command"]["title"] for lens in lenses(client, uri)]


def inlays(client: Client, uri: str, start: int = 0, end: int | None = None) -> Any:
    text = client.text(uri)
    place = client.range(text, start, len(text) if end is None else end)
    return client.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": place})


def labels(client: Client, uri: str) -> list[str]:
    return [hint["label"] for hint in inlays(client, uri)]


def tokens(client: Client, uri: str, data: list[int]) -> list[tuple[str, str]]:
    """What a list of numbers colours, as an editor reads it."""
    text, line, character, found = client.text(uri), 0, 0, []
    for ahead, on, length, kind, modifiers in zip(*[iter(data)] * 5, strict=True):
        line, character = line + ahead, on if ahead else character + on
        ends = [client.offset(text, {"line": line, "character": each}) for each in (character, character + length)]
        found.append((text[slice(*ends)], LEGEND.token_types[kind] + "!" * modifiers))
    return found


def refreshes(client: Client) -> list[str]:
    return [each["method"].split("/")[1] for each in client.asked if each["method"].endswith("/refresh")]


def rested(client: Client) -> None:
    """Wait until the hints were compared after everything that was sent before."""
    client.turn()
    client.until(lambda: client.server.desk.refresher.is_at_rest)
    client.turn()


class TestLenses:
    def test_they_tell_how_many_files_use_it_in_words(self, start: Start, root: Path) -> None:
        client = start()
        assert titles(client, opened(client, root / "personas/backend.md")) == [
            "used in 1 file",
            "render",
            "prompt used in 1 file",
            "render",
            "prompt not used yet",
            "render",
        ]
        dba = opened(client, root / "personas/dba.md")
        assert titles(client, dba)[0] == "used in 2 files"
        alone = client.open(root / "personas/nova.md", (root / "personas/dba.md").read_text(encoding="utf-8"))
        assert titles(client, alone)[0] == "not used yet"

    def test_a_client_without_the_command_has_a_title_to_read(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "personas/dba.md")
        uses, render = (each["command"] for each in lenses(client, uri)[:2])
        assert uses == {"title": "used in 2 files", "command": ""}
        assert (render["command"], render["arguments"]) == ("persona-ls.render", [uri, ""])

    def test_a_client_with_the_commands_gets_the_places_along(self, start: Start, root: Path) -> None:
        client = start(initializationOptions={"commands": COMMANDS})
        uri = opened(client, root / "personas/dba.md")
        uses, render = (each["command"] for each in lenses(client, uri)[:2])
        assert uses["command"] == "personaLs.showReferences"
        document, position, places = uses["arguments"]
        assert (document, position) == (uri, {"line": 0, "character": 0})
        found = []
        for place in places:
            text = Path(unquote(place["uri"].removeprefix("file://"))).read_text(encoding="utf-8")
            found.append(text[slice(*client.offsets(text, place["range"]))])
        assert found == ["@persona:dba", "@persona:dba"]
        assert (render["command"], render["arguments"]) == ("personaLs.preview", [uri, position])
        unused = lenses(client, opened(client, root / "personas/backend.md"))[-2]
        assert unused["command"] == {"title": "prompt not used yet", "command": ""}, "there is nothing to show"

    def test_listing_and_counting_parse_no_file(
        self, start: Start, root: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = start(initializationOptions={"commands": COMMANDS})
        uri = opened(client, root / "personas/dba.md")
        client.turn()
        parsed = []
        monkeypatch.setattr(MarkdownDocument, "__init__", lambda *_: parsed.append(1))
        assert len(lenses(client, uri)) == 4
        assert parsed == []
        assert client.server.session.store.parsed == 0

    def test_while_folders_are_read_nothing_is_called_unused(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "personas/dba.md")
        rested(client)
        store = client.server.session.store
        whole, store.library = store.library, store.library.with_changes({}, is_complete=False)
        assert titles(client, uri)[0] == "counting uses …"
        store.library = whole
        client.open(root / "personas/nova.md", "# Persona: Nova\n")
        client.until(lambda: refreshes(client) == ["codeLens"])
        assert titles(client, uri)[0] == "used in 2 files"

    def test_a_document_that_is_no_persona_has_none(self, start: Start, root: Path) -> None:
        client = start()
        for uri in (opened(client, root / "notas/uso.md"), client.open("untitled:1", "# Persona: X\n")):
            assert client.request("textDocument/codeLens", {"textDocument": {"uri": uri}}) is None

    @pytest.mark.parametrize(
        "data", [None, 7, {}, {"uri": 1, "part": ""}, {"uri": "x:/", "part": ""}, {"uri": "file:///x"}]
    )
    def test_a_forged_lens_is_refused(self, start: Start, data: Any) -> None:
        client = start()
        with pytest.raises(Refused, match="none that this server gave out"):
            client.request("codeLens/resolve", {"range": client.range("", 0, 0), "data": data})

    def test_a_lens_whose_prompt_is_gone_is_out_of_date(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "personas/backend.md")
        lens = client.request("textDocument/codeLens", {"textDocument": {"uri": uri}})[-2]
        client.write(uri, "# Persona: Outra\n")
        with pytest.raises(Refused, match="-32801"):
            client.request("codeLens/resolve", lens)


class TestRefreshing:
    @pytest.fixture
    def client(self, start: Start) -> Client:
        return start()

    @pytest.fixture
    def persona(self, client: Client, root: Path) -> str:
        """A persona whose lenses are shown."""
        uri = opened(client, root / "personas/dba.md")
        titles(client, uri)
        return uri

    @pytest.fixture
    def prompt(self, client: Client, root: Path) -> str:
        """A prompt file whose inlay hints and tokens are shown."""
        uri = opened(client, root / "notas/uso.md")
        assert labels(client, uri)
        client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
        return uri

    def test_typing_in_a_prompt_asks_for_nothing(self, client: Client, persona: str, prompt: str) -> None:
        for char in "digitado":
            client.edit(prompt, 0, 0, char)
        rested(client)
        assert refreshes(client) == []

    def test_a_document_that_is_edited_is_asked_about_by_the_editor_itself(self, client: Client, prompt: str) -> None:
        client.write(prompt, "@persona:dba, @persona:dba, @persona:dba")
        rested(client)
        assert refreshes(client) == []

    def test_what_is_closed_is_no_reason(self, client: Client, persona: str, prompt: str) -> None:
        client.close(prompt)
        client.write(persona, client.text(persona).replace("Administradora", "Outra"))
        rested(client)
        assert refreshes(client) == []

    def test_a_reference_more_is_counted_anew(self, client: Client, persona: str, root: Path) -> None:
        uri = client.open(root / "notas/nova.md", "")
        client.write(uri, "@persona:dba")
        client.until(lambda: "codeLens" in refreshes(client))
        assert titles(client, persona)[0] == "used in 3 files"
        assert refreshes(client) == ["codeLens"]

    def test_a_title_that_changes_changes_the_hints_of_others_once(
        self, client: Client, persona: str, prompt: str
    ) -> None:
        at = client.text(persona).index("Administradora") + len("Administradora")
        for char in " Nova":
            client.edit(persona, at, at, char)
            at += 1
        client.until(lambda: "inlayHint" in refreshes(client))
        assert labels(client, prompt)[0].startswith("Administradora Nova · ")
        client.edit(persona, 0, 0, "\n")
        rested(client)
        assert refreshes(client) == ["inlayHint"]

    def test_a_persona_that_grows_by_a_letter_changes_no_hint(self, client: Client, persona: str, prompt: str) -> None:
        client.edit(persona, client.text(persona).index("Atue"), client.text(persona).index("Atue"), "A")
        rested(client)
        assert refreshes(client) == []

    def test_a_file_on_the_disk_counts_too(self, client: Client, persona: str, root: Path) -> None:
        path = root / "notas/outra.md"
        path.write_text("@persona:dba\n", encoding="utf-8")
        client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": path.as_uri(), "type": 1}]})
        client.until(lambda: "codeLens" in refreshes(client))

    def test_settings_make_everything_that_was_asked_for_be_asked_for_again(
        self, client: Client, persona: str, prompt: str
    ) -> None:
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"bundled": False}}})
        client.until(lambda: sorted(refreshes(client)) == ["codeLens", "inlayHint", "semanticTokens"])

    def test_a_session_that_is_over_asks_for_nothing_more(self, root: Path) -> None:
        with Client.in_thread() as client:
            client.start(root, capabilities=REFRESHING)
            titles(client, opened(client, root / "personas/dba.md"))
            client.open(root / "notas/nova.md", "@persona:dba")
            client.request("shutdown")
            client.until(lambda: client.server.desk.refresher.is_at_rest)
            client.notify("exit")
            client.to_server.close()
        assert refreshes(client) == []

    def test_who_never_asked_is_never_disturbed(self, client: Client, root: Path) -> None:
        uri = opened(client, root / "personas/dba.md")
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"bundled": False}}})
        client.write(uri, client.text(uri).replace("Administradora", "Outra"))
        rested(client)
        assert refreshes(client) == []

    def test_a_client_that_cannot_is_not_asked(self, start: Start, root: Path) -> None:
        client = start(capabilities=CAPABLE)
        uri = opened(client, root / "personas/dba.md")
        titles(client, uri)
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"bundled": False}}})
        client.open(root / "notas/nova.md", "@persona:dba")
        client.turn()
        assert client.server.desk.refresher.is_at_rest
        assert refreshes(client) == []


class TestInlays:
    def test_they_stand_behind_the_reference_in_the_units_of_the_client(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        found = inlays(client, uri)
        text = client.text(uri)
        assert [text[: client.offset(text, each["position"])].split()[-1] for each in found] == [
            "@persona:dba",
            '@persona:backend(stack="Go")',
        ]
        assert [each["label"] for each in found] == ["Administradora · ~8 tokens", "Desenvolvedor 🎉 · ~9 tokens"]
        assert all(each["paddingLeft"] for each in found)

    def test_the_card_comes_when_it_is_asked_for(self, start: Start, root: Path) -> None:
        client = start()
        hint = inlays(client, opened(client, root / "notas/uso.md"))[0]
        assert "tooltip" not in hint
        assert "Atue como uma Administradora." in client.request("inlayHint/resolve", hint)["tooltip"]["value"]

    def test_who_resolves_nothing_gets_nothing_to_resolve(self, start: Start, root: Path) -> None:
        client = start(capabilities=CAPABLE)
        assert all("data" not in hint for hint in inlays(client, opened(client, root / "notas/uso.md")))

    @pytest.mark.parametrize("data", [None, [], {"path": 1, "part": ""}, {"path": "/etc/passwd"}])
    def test_a_forged_hint_is_refused(self, start: Start, data: Any) -> None:
        client = start()
        hint = {"position": client.position("", 0), "label": "x", "data": data}
        with pytest.raises(Refused, match="none that this server gave out"):
            client.request("inlayHint/resolve", hint)

    def test_a_hint_of_nobody_stays_as_it_is(self, start: Start) -> None:
        client = start()
        hint = {"position": client.position("", 0), "label": "x", "data": {"path": "/etc/passwd", "part": ""}}
        assert client.request("inlayHint/resolve", hint) == hint

    def test_they_can_be_turned_off_and_on(self, start: Start, root: Path) -> None:
        client = start(initializationOptions={"inlayHints": False})
        uri = opened(client, root / "notas/uso.md")
        assert inlays(client, uri) is None
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"inlayHints": True}}})
        client.until(lambda: client.server.session.library.is_complete)
        assert len(inlays(client, uri)) == 2
        client.notify("workspace/didChangeConfiguration", {"settings": {"personaLs": {"inlayHints": False}}})
        client.until(lambda: "inlayHint" in refreshes(client))
        assert inlays(client, uri) is None

    def test_a_line_of_10000_references_is_answered_for_what_a_person_can_see(self, start: Start) -> None:
        client = start()
        uri = client.open("untitled:1", "é🎉" + "@persona:dba " * 10_000)
        assert len(inlays(client, uri)) == MAX_INLAYS
        assert len(inlays(client, uri, 50_000, 51_300)) == 100

    def test_positions_past_the_end_mean_the_end(self, start: Start) -> None:
        client = start()
        uri = client.open("untitled:1", "@persona:dba")
        far = {"line": 99, "character": 99}
        params = {"textDocument": {"uri": uri}, "range": {"start": far, "end": far}}
        assert len(client.request("textDocument/inlayHint", params)) == 1, "the one that stands at the end"
        assert client.request("textDocument/semanticTokens/range", params) == {"data": []}


class TestTokens:
    def test_all_of_a_document(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        answer = client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": uri}})
        assert tokens(client, uri, answer["data"]) == [
            ("@persona:dba", "class"),
            ("@persona:backend", "class"),
            ("stack", "parameter"),
            ('"Go"', "string"),
        ]

    def test_of_a_range(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        text = client.text(uri)
        place = client.range(text, text.index("stack"), len(text))
        answer = client.request("textDocument/semanticTokens/range", {"textDocument": {"uri": uri}, "range": place})
        assert [words for words, _ in tokens(client, uri, answer["data"])] == ["stack", '"Go"']

    def test_a_delta_makes_the_new_answer_of_the_last_one(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        document = {"textDocument": {"uri": uri}}
        before = client.request("textDocument/semanticTokens/full", document)
        client.edit(uri, client.text(uri).index(" e "), client.text(uri).index(" e "), " @persona:nova#x")
        params = {**document, "previousResultId": before["resultId"]}
        after = client.request("textDocument/semanticTokens/full/delta", params)
        data = list(before["data"])
        (edit,) = after["edits"]
        data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
        assert data == client.request("textDocument/semanticTokens/full", document)["data"]
        assert ("@persona:nova", "class") in tokens(client, uri, data)
        again = client.request("textDocument/semanticTokens/full/delta", params)
        assert "data" in again, "of an answer that is no longer kept there is no difference"

    def test_a_document_that_is_not_open_has_none(self, start: Start) -> None:
        client = start()
        for method in ("full", "full/delta"):
            params = {"textDocument": {"uri": "file:///x"}, "previousResultId": "1"}
            assert client.request(f"textDocument/semanticTokens/{method}", params) is None


class TestCalls:
    def prepared(self, client: Client, uri: str, words: str) -> Any:
        at = client.text(uri).index(words)
        (item,) = client.request("textDocument/prepareCallHierarchy", client.place(uri, at))
        return item

    def test_the_way_from_a_prompt_to_what_composes_it_and_back(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        item = self.prepared(client, uri, "@persona:dba")
        assert (item["name"], item["detail"]) == ("Administradora", "dba#prompt")
        calls = client.request("callHierarchy/incomingCalls", {"item": item})
        assert [(each["from"]["name"], each["from"]["detail"]) for each in calls] == [
            ("uso.md", "notas"),
            ("Desenvolvedor 🎉", "backend#basico"),
        ]
        text = (root / "personas/backend.md").read_text(encoding="utf-8")
        assert [text[slice(*client.offsets(text, each))] for each in calls[1]["fromRanges"]] == ["@persona:dba"]
        back = client.request("callHierarchy/outgoingCalls", {"item": calls[1]["from"]})
        assert [each["to"] for each in back] == [item]
        assert back[0]["fromRanges"] == calls[1]["fromRanges"]

    def test_the_title_is_the_persona_as_a_whole(self, start: Start, root: Path) -> None:
        client = start()
        item = self.prepared(client, opened(client, root / "personas/backend.md"), "Desenvolvedor 🎉")
        assert (item["name"], item["detail"]) == ("Desenvolvedor 🎉", "backend")
        assert item["range"] == {"start": {"line": 3, "character": 0}, "end": {"line": 3, "character": 27}}
        called = client.request("callHierarchy/outgoingCalls", {"item": item})
        assert [each["to"]["detail"] for each in called] == ["dba#prompt"]

    def test_prose_has_no_calls(self, start: Start, root: Path) -> None:
        client = start()
        uri = opened(client, root / "notas/uso.md")
        assert client.request("textDocument/prepareCallHierarchy", client.place(uri, 0)) is None

    @pytest.mark.parametrize("method", ["incomingCalls", "outgoingCalls"])
    @pytest.mark.parametrize(
        "change", [{"data": None}, {"data": {"part": 7}}, {"data": []}, {"uri": "untitled:1"}, {"uri": "no uri"}]
    )
    def test_a_forged_item_is_refused(self, start: Start, root: Path, method: str, change: Any) -> None:
        client = start()
        item = self.prepared(client, opened(client, root / "personas/dba.md"), "# Persona")
        with pytest.raises(Refused, match="none that this server gave out"):
            client.request(f"callHierarchy/{method}", {"item": {**item, **change}})

    @pytest.mark.parametrize("change", [{"data": {"part": "sumida"}}, {"uri": "file:///etc/passwd"}])
    def test_an_item_of_nobody_has_no_calls(self, start: Start, root: Path, change: Any) -> None:
        client = start()
        item = self.prepared(client, opened(client, root / "personas/dba.md"), "# Persona")
        assert client.request("callHierarchy/incomingCalls", {"item": {**item, **change}}) is None


class TestRendering:
    def rendered(self, client: Client, *arguments: Any) -> Any:
        return client.request("workspace/executeCommand", {"command": "persona-ls.render", "arguments": arguments})

    def test_the_text_is_opened_in_a_file_that_goes_with_the_session(self, root: Path) -> None:
        with Client.in_thread() as client:
            client.replies["window/showDocument"] = {"success": True}
            client.start(root, capabilities=REFRESHING)
            uri = self.rendered(client, opened(client, root / "personas/dba.md"), "")
            client.until(lambda: any(each["method"] == "window/showDocument" for each in client.asked))
            shown = next(each["params"] for each in client.asked if each["method"] == "window/showDocument")
            assert shown == {"uri": uri, "external": False, "takeFocus": True}
            path = Path(unquote(uri.removeprefix("file://")))
            assert path.read_text(encoding="utf-8") == "Atue como uma Administradora."
            assert path.name == "dba.prompt.md"
            assert [each.name for each in path.parent.iterdir()] == [path.name]
            assert path.parent.stat().st_mode & 0o077 == 0
            self.rendered(client, (root / "personas/backend.md").as_uri(), "avancado")
            assert len(list(path.parent.iterdir())) == 2
            assert client.notes("window/showMessage") == []
        assert not path.parent.exists()

    @pytest.mark.parametrize(
        ("capabilities", "reply"),
        [(CAPABLE, None), (REFRESHING, {"success": False}), (REFRESHING, None)],
        ids=["cannot", "refuses", "says nothing"],
    )
    def test_a_client_that_opens_nothing_is_told_where_it_is(
        self, start: Start, root: Path, capabilities: Any, reply: Any
    ) -> None:
        client = start(capabilities=capabilities)
        client.replies["window/showDocument"] = reply
        uri = self.rendered(client, opened(client, root / "personas/dba.md"))
        client.until(lambda: bool(client.notes("window/showMessage")))
        (note,) = client.notes("window/showMessage")
        path = unquote(uri.removeprefix("file://"))
        assert note["params"] == {"type": 3, "message": f"The rendered prompt is in {path}."}
        asked = [each["method"] for each in client.asked]
        assert ("window/showDocument" in asked) == (capabilities is REFRESHING)

    def test_what_cannot_be_rendered_is_said(self, start: Start, root: Path) -> None:
        client = start(locale="en")
        assert self.rendered(client, opened(client, root / "personas/backend.md"), "basico") is None
        (note,) = client.notes("window/showMessage")
        assert note["params"] == {"type": 2, "message": "`backend` needs a value for `stack`."}

    @pytest.mark.parametrize(
        "arguments",
        [[], [1], [None, None], ["uri", "part", "more"], ["file:///etc/passwd"], ["untitled:1"], [{}], [[]]],
    )
    def test_arguments_that_mean_nothing_are_refused(self, start: Start, arguments: Any) -> None:
        client = start()
        with pytest.raises(Refused, match="-32602"):
            self.rendered(client, *arguments)

    def test_a_name_cannot_lead_out_of_the_folder(self, start: Start, root: Path) -> None:
        text = (root / "personas/dba.md").read_text(encoding="utf-8")
        path = root / "personas/má.md"
        client = start()
        uri = client.open(path, f'---\nid: "../../{"x" * 300}"\n---\n{text}')
        made = Path(unquote(self.rendered(client, uri).removeprefix("file://")))
        assert made.parent.name.startswith("persona-ls-")
        assert made.is_file()
