"""Any client can start a session, and the server says how it counts."""

import json
from pathlib import Path

import attrs
import pytest
from lsprotocol import converters, types
from pygls.capabilities import get_capability

from persona_ls.lsp.capabilities import choose_encoding, initialize_params, view
from wire import Session

CLIENTS = sorted(Path(__file__).parents[1].joinpath("fixtures", "clients").glob("*.json"))


@pytest.fixture
def session():
    return Session()


@pytest.mark.parametrize("client", CLIENTS, ids=lambda path: path.stem)
async def test_each_recorded_client_gets_its_capabilities(session, client):
    """The encoding is always stated, and text is synchronized by increments."""
    result = session.initialize(**json.loads(client.read_text(encoding="utf-8")))
    assert result["capabilities"]["positionEncoding"] == ("utf-32" if client.stem == "emacs-lspmode" else "utf-16")
    assert result["capabilities"]["textDocumentSync"]["change"] == 2
    assert result["capabilities"]["textDocumentSync"]["openClose"] is True
    assert result["serverInfo"] == {"name": "small", "version": "1.0"}


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-16"], "utf-16"),
        (["utf-8", "utf-16", "utf-32"], "utf-16"),
        (["utf-32", "utf-8", "utf-16"], "utf-32"),
        (["utf-8", "utf-32", "utf-16"], "utf-32"),
        (["utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
        (["utf-7", "utf-32"], "utf-32"),
        ([None, 5, {}, "utf-32"], "utf-32"),
        ("utf-32", "utf-16"),
        ({"utf-32": 1}, "utf-16"),
    ],
)
async def test_of_utf_32_and_utf_16_the_one_that_the_client_names_first_is_taken(session, offered, chosen):
    result = session.initialize(capabilities={"general": {"positionEncodings": offered}})
    assert result["capabilities"]["positionEncoding"] == chosen
    assert session.server.documents.encoding == chosen


NONSENSE = [None, 5, "x", True, [], {}, [[]], {"x": 1}]


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(
    "member",
    ["capabilities", "clientInfo", "locale", "rootPath", "rootUri", "trace", "workDoneToken", "processId", "workspaceFolders",
     "initializationOptions"],
)  # fmt: skip
async def test_no_member_of_initialize_can_end_the_session(session, member, nonsense):
    assert session.initialize(**{member: nonsense})["capabilities"]["positionEncoding"] == "utf-16"


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.parametrize(
    "member", ["general", "textDocument", "workspace", "window", "notebookDocument", "experimental", "later"]
)
async def test_no_capability_can_end_the_session(session, member, nonsense):
    assert session.initialize(capabilities={member: nonsense})["capabilities"]["hoverProvider"] is True


async def test_initialize_without_capabilities_is_the_one_of_a_client_that_can_nothing(session):
    session.send({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}})
    assert session.answers(1)[0]["result"]["capabilities"]["positionEncoding"] == "utf-16"


async def test_a_client_of_the_future_is_understood_as_far_as_it_goes(session):
    """Unknown values of enumerations end a session of the stock server (pygls#438)."""
    session.initialize(
        capabilities={
            "textDocument": {
                "completion": {
                    "completionItem": {
                        "snippetSupport": True,
                        "documentationFormat": ["markdown", "asciidoc", 5],
                        "insertTextModeSupport": {"valueSet": [1, 99]},
                    },
                    "completionItemKind": {"valueSet": [1, 99]},
                },
                "semanticTokens": {"formats": ["relative", "absolute"], "requests": {"full": {"delta": True}}},
                "rename": {"prepareSupportDefaultBehavior": 99},
            },
            "workspace": {"workspaceEdit": {"failureHandling": "shrug", "resourceOperations": ["create", "paint"]}},
        },
        trace="chatty",
    )
    client = session.server.client_capabilities
    item = client.text_document.completion.completion_item
    assert item.snippet_support is True
    assert item.documentation_format == ["markdown", "asciidoc"]
    assert item.insert_text_mode_support.value_set == [1, 99]
    assert client.text_document.completion.completion_item_kind.value_set == [types.CompletionItemKind.Text, 99]
    assert client.text_document.semantic_tokens.requests.full.delta is True
    assert client.text_document.rename.prepare_support_default_behavior == 99
    assert client.workspace.workspace_edit.failure_handling == "shrug"
    assert client.workspace.workspace_edit.resource_operations == ["create", "paint"]


class TestCapabilities:
    def test_a_member_is_read_by_the_type_that_the_protocol_has_for_it(self):
        client = view(
            {"textDocument": {"rename": {"prepareSupport": "yes", "dynamicRegistration": True}, "hover": True}}
        )
        assert client.text_document.rename.prepare_support is None
        assert client.text_document.rename.dynamic_registration is True
        assert client.text_document.hover is None
        assert client.workspace is None

    def test_known_values_of_enumerations_are_members(self):
        client = view({"textDocument": {"hover": {"contentFormat": ["plaintext"]}}})
        assert client.text_document.hover.content_format == [types.MarkupKind.PlainText]
        assert isinstance(client.text_document.hover.content_format[0], types.MarkupKind)

    def test_what_the_protocol_leaves_open_is_left_as_it_is(self):
        assert view({"experimental": {"a": [1, None]}}).experimental == {"a": [1, None]}

    def test_pygls_own_reader_works_on_it(self):
        client = view({"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}}})
        assert get_capability(client, "text_document.completion.completion_item.snippet_support") is True
        assert get_capability(client, "text_document.rename.prepare_support", False) is False

    def test_a_misspelt_member_is_an_error(self):
        with pytest.raises(AttributeError):
            view({}).text_documents  # noqa: B018 - the access is what is tested

    def test_it_shows_what_the_client_wrote(self):
        assert repr(view({"general": {"a": 1}}).general) == "GeneralClientCapabilities({'a': 1})"

    def test_the_whole_of_a_recorded_client_can_be_read(self):
        """Member by member the view agrees with lsprotocol's own classes, for what is there and for what is not."""

        def compare(seen, real):
            for field in attrs.fields(type(real)):
                ours, theirs = getattr(seen, field.name), getattr(real, field.name)
                if attrs.has(type(theirs)):
                    compare(ours, theirs)
                elif isinstance(theirs, tuple) and theirs and attrs.has(type(theirs[0])):
                    for one, other in zip(ours, theirs, strict=True):
                        compare(one, other)
                else:
                    assert (list(ours) if isinstance(ours, list) else ours) == (
                        list(theirs) if isinstance(theirs, tuple) else theirs
                    ), field.name

        converter = converters.get_converter()
        for client in CLIENTS:
            raw = json.loads(client.read_text(encoding="utf-8"))["capabilities"]
            compare(view(raw), converter.structure(raw, types.ClientCapabilities))


class TestInitializeParams:
    def test_members_are_what_they_were(self):
        params = initialize_params(
            {
                "processId": 42,
                "clientInfo": {"name": "ed", "version": "1"},
                "locale": "pt-br",
                "rootUri": "file:///a",
                "rootPath": "/a",
                "initializationOptions": {"x": [1]},
                "workDoneToken": 7,
                "workspaceFolders": [{"uri": "file:///a", "name": "a"}],
            }
        )
        assert (params.process_id, params.locale, params.root_uri, params.root_path) == (42, "pt-br", "file:///a", "/a")
        assert params.client_info == types.ClientInfo(name="ed", version="1")
        assert (params.initialization_options, params.work_done_token) == ({"x": [1]}, 7)
        assert params.workspace_folders == [types.WorkspaceFolder(uri="file:///a", name="a")]

    def test_folders_without_a_uri_are_left_out_and_those_without_a_name_are_called_by_it(self):
        params = initialize_params(
            {"workspaceFolders": [None, {"name": "a"}, {"uri": 5}, {"uri": "file:///b", "name": None}]}
        )
        assert params.workspace_folders == [types.WorkspaceFolder(uri="file:///b", name="file:///b")]

    def test_no_folders_are_not_the_same_as_an_empty_list_of_them(self):
        assert initialize_params({"workspaceFolders": None}).workspace_folders is None
        assert initialize_params({"workspaceFolders": []}).workspace_folders == []

    @pytest.mark.parametrize("process", [0, -1, True, "7", 7.5, None])
    def test_what_cannot_be_a_process_is_none(self, process):
        assert initialize_params({"processId": process}).process_id is None


def test_a_client_without_general_capabilities_counts_in_utf_16():
    assert choose_encoding(view({})) == "utf-16"


def test_lsp_mode_counts_characters_and_says_so_from_version_9_on():
    emacs = types.ClientInfo("emacs", "27.1")

    assert choose_encoding(view({}), emacs) == "utf-32"
    assert choose_encoding(view({"general": {"positionEncodings": ["utf-16"]}}), emacs) == "utf-16"
    assert choose_encoding(view({}), types.ClientInfo("Eglot")) == "utf-16"
