"""The server's texts are the editor's texts."""

import pytest
from lsprotocol import types

from persona_ls.lsp.documents import Documents
from persona_ls.text import Encoding
from wire import Session

NOTE = "file:///note.md"


@pytest.fixture
def documents():
    return Documents()


def edit(start, end, new):
    """A change of a range, given as (line, character) pairs."""
    return types.TextDocumentContentChangePartial(
        range=types.Range(types.Position(*start), types.Position(*end)), text=new
    )


def whole(text):
    return types.TextDocumentContentChangeWholeDocument(text=text)


class TestDocuments:
    def test_a_document_is_found_by_any_spelling_and_keeps_the_client_s(self, documents):
        documents.open("file:///c%3A/Users/Jos%C3%A9.md", "markdown", 1, "text")
        document = documents.get("FILE:///C:/Users/José.md")
        assert document.uri == "file:///c%3A/Users/Jos%C3%A9.md"
        assert (document.language_id, document.version, document.text.source) == ("markdown", 1, "text")
        assert document.key == documents.get(document.uri).key

    def test_changes_are_applied_in_order_each_to_what_the_one_before_has_left(self, documents):
        documents.open(NOTE, "markdown", 1, "abc\ndef")
        document = documents.change(
            NOTE, 2, [edit((0, 0), (1, 0), ""), edit((0, 1), (0, 1), "X\n"), edit((1, 0), (1, 0), "Y")]
        )
        assert document.text.source == "dX\nYef"

    def test_a_change_without_a_range_replaces_the_text(self, documents):
        documents.open(NOTE, "markdown", 1, "abc")
        assert documents.change(NOTE, 2, [whole("x"), edit((0, 1), (0, 1), "y")]).text.source == "xy"

    def test_no_changes_change_nothing_but_the_version(self, documents):
        before = documents.open(NOTE, "markdown", 1, "abc")
        after = documents.change(NOTE, 2, [])
        assert after.text is before.text
        assert after.version == 2

    @pytest.mark.parametrize(
        ("start", "end", "left"),
        [
            ((0, 1), (0, 99), "a\ndef"),
            ((0, 99), (0, 99), "abc|\ndef"),
            ((1, 1), (99, 99), "abc\nd"),
            ((99, 0), (99, 9), "abc\ndef|"),
            ((2**31 - 1, 2**31 - 1), (2**31 - 1, 2**31 - 1), "abc\ndef|"),
        ],
    )
    def test_a_range_past_the_end_means_the_end(self, documents, start, end, left):
        documents.open(NOTE, "markdown", 1, "abc\ndef")
        new = "|" if "|" in left else ""
        assert documents.change(NOTE, 2, [edit(start, end, new)]).text.source == left

    def test_a_range_that_runs_backwards_is_turned_round(self, documents):
        documents.open(NOTE, "markdown", 1, "abc\ndef")
        assert documents.change(NOTE, 2, [edit((1, 1), (0, 1), "-")]).text.source == "a-ef"

    @pytest.mark.parametrize(("encoding", "column"), [(Encoding.UTF8, 6), (Encoding.UTF16, 3), (Encoding.UTF32, 2)])
    def test_columns_count_in_the_negotiated_encoding(self, encoding, column):
        documents = Documents(encoding)
        documents.open(NOTE, "markdown", 1, "é😀z")
        assert documents.change(NOTE, 2, [edit((0, column), (0, column), "|")]).text.source == "é😀|z"

    @pytest.mark.parametrize("end", ["\u2028", "\f", "\x85", "\v"])
    def test_only_the_protocol_s_line_ends_end_lines(self, documents, end):
        documents.open(NOTE, "markdown", 1, f"a{end}b\nc")
        assert documents.change(NOTE, 2, [edit((1, 0), (1, 1), "X")]).text.source == f"a{end}b\nX"

    def test_a_surrogate_pair_that_came_in_halves_is_one_character(self, documents):
        documents.open(NOTE, "markdown", 1, "\ud83d")
        assert documents.change(NOTE, 2, [edit((0, 1), (0, 1), "\ude00")]).text.source == "😀"
        assert documents.change(NOTE, 3, [whole("\ud83d\ude00")]).text.source == "😀"
        assert documents.open(NOTE, "markdown", 1, "\ud83d\ude00").text.source == "😀"

    @pytest.mark.parametrize(("told", "kept"), [([2, 3], 3), ([3, 2], 3), ([None], 1), ([5, None], 5), ([-1], 1)])
    def test_the_highest_version_is_kept_and_every_change_applied(self, documents, told, kept):
        documents.open(NOTE, "markdown", 1, "")
        for version in told:
            document = documents.change(NOTE, version, [edit((0, 0), (0, 0), "x")])
        assert document.version == kept
        assert document.text.source == "x" * len(told)

    def test_a_version_that_could_not_be_sent_back_is_none(self, documents):
        assert documents.open(NOTE, "markdown", 1_795_413_600_000, "").version is None
        assert documents.change(NOTE, 2**31, []).version is None
        assert documents.change(NOTE, 5, []).version == 5

    def test_opening_again_replaces_the_document_and_its_version(self, documents):
        documents.open(NOTE, "markdown", 7, "old")
        document = documents.open("file:/note.md", "plaintext", 1, "new")
        assert documents.get(NOTE) is document
        assert (document.version, document.text.source, len(documents)) == (1, "new", 1)

    def test_who_holds_a_document_keeps_its_text(self, documents):
        before = documents.open(NOTE, "markdown", 1, "old")
        documents.change(NOTE, 2, [whole("new")])
        assert before.text.source == "old"
        with pytest.raises(AttributeError):
            before.version = 3

    def test_a_change_to_a_closed_document_is_ignored_and_logged_once(self, documents, caplog):
        for _ in range(2):
            assert documents.change(NOTE, 2, [whole("x")]) is None
        assert caplog.text.count("ignored changes to file:///note.md, which is not open") == 1
        assert documents.get(NOTE) is None

    def test_it_is_logged_again_after_the_document_was_open(self, documents, caplog):
        documents.change(NOTE, 2, [])
        documents.open(NOTE, "markdown", 1, "")
        documents.close(NOTE)
        documents.change(NOTE, 2, [])
        assert caplog.text.count("not open") == 2

    def test_no_flood_of_unknown_documents_floods_the_log(self, documents, caplog):
        for number in range(1000):
            documents.change(f"untitled:{number}", 1, [])
        assert caplog.text.count("not open") == 100

    def test_closing_gives_what_it_was_last_and_twice_nothing(self, documents):
        document = documents.open(NOTE, "markdown", 1, "x")
        assert documents.close("file:/note.md") is document
        assert documents.close(NOTE) is None
        assert list(documents) == []

    def test_documents_come_in_the_order_of_their_opening_and_may_be_closed_meanwhile(self, documents):
        for name in ("untitled:b", "untitled:a", "vscode-notebook-cell:/n.ipynb#1", "vscode-notebook-cell:/n.ipynb#2"):
            documents.open(name, "markdown", 1, name)
        seen = []
        for document in documents:
            documents.close(document.uri)
            seen.append(document.text.source)
        assert seen == [
            "untitled:b",
            "untitled:a",
            "vscode-notebook-cell:/n.ipynb#1",
            "vscode-notebook-cell:/n.ipynb#2",
        ]

    def test_a_document_that_is_opened_again_comes_last(self, documents):
        for name in ("untitled:a", "untitled:b", "untitled:a"):
            documents.open(name, "markdown", 1, "")
        assert [document.uri for document in documents] == ["untitled:b", "untitled:a"]


class TestOverTheProtocol:
    @pytest.fixture
    def session(self):
        session = Session()
        session.initialize()
        return session

    async def test_a_feature_s_handler_runs_after_the_store_has_the_new_text(self, session):
        session.open("abc")
        session.notify(
            "textDocument/didChange", {"textDocument": {"uri": NOTE, "version": 2}, "contentChanges": [{"text": "new"}]}
        )
        await session.until_seen("change new")
        session.notify("textDocument/didClose", {"textDocument": {"uri": NOTE}})
        assert session.server.seen == ["open abc", "change new", "close None"]

    async def test_text_is_current_for_the_very_next_request(self, session):
        session.open("a😀b")
        where = {"textDocument": {"uri": NOTE}, "position": {"line": 0, "character": 3}}
        assert session.result("textDocument/hover", where) == {"contents": "b"}

    @pytest.mark.parametrize(
        "change",
        [
            {"text": "X"},
            {"text": "X", "range": None},
            {
                "text": "X",
                "range": {"start": {"line": -1, "character": -5}, "end": {"line": 2**40, "character": 2**40}},
            },
            {"text": "X", "range": {"start": {"line": 0.0, "character": 0.0}, "end": {"line": 1.0, "character": 0.0}}},
            {
                "text": "X",
                "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}},
                "rangeLength": 3,
            },
        ],
        ids=["whole", "null range", "clamped", "written as floats", "deprecated length"],
    )
    @pytest.mark.parametrize("version", [{}, {"version": None}, {"version": 2}, {"version": 2.0}])
    async def test_editors_write_changes_in_many_ways(self, session, change, version):
        session.open("abc")
        session.notify("textDocument/didChange", {"textDocument": {"uri": NOTE, **version}, "contentChanges": [change]})
        text = session.result("test/text", {"uri": NOTE})
        assert text == {"text": "X", "version": 2 if version.get("version") else 1}

    async def test_notebooks_are_not_announced_and_their_messages_ignored(self, session, caplog):
        result = Session().initialize(capabilities={"notebookDocument": {"synchronization": {}}})
        assert "notebookDocumentSync" not in result["capabilities"]
        session.notify("notebookDocument/didOpen", {"notebookDocument": {}, "cellTextDocuments": []})
        assert caplog.text == ""

    async def test_a_broken_diagnostic_of_another_server_does_not_cost_the_code_actions(self, session):
        """ruff-vscode#154, pygls#326."""
        good = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}, "message": "good"}
        params = {
            "textDocument": {"uri": NOTE},
            "range": good["range"],
            "context": {
                "diagnostics": [
                    {**good, "range": {"start": {"line": None, "character": 0}, "end": None}},
                    None,
                    {**good, "message": {"kind": "markdown", "value": "3.18"}},
                    {**good, "severity": 99},
                ],
                "only": [None, "quickfix"],
                "triggerKind": 99,
            },
        }
        titles = [action["title"] for action in session.result("textDocument/codeAction", params)]
        assert titles == ["good"]

    async def test_unknown_values_of_enumerations_reach_the_handler_as_they_are(self, session):
        session.notify("$/setTrace", {"value": "chatty"})
        assert session.server.protocol.trace == "chatty"

    async def test_folders_may_change_without_a_handler_for_it(self, session, caplog):
        session.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": [], "removed": []}})
        assert caplog.text == ""
