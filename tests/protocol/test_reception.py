"""Every request gets exactly one answer, and the right one."""

import asyncio
import json
import logging

import pytest

from wire import Session


@pytest.fixture
def fresh():
    """A session before ``initialize``."""
    return Session()


@pytest.fixture
def session(fresh):
    fresh.initialize()
    return fresh


class TestRefusals:
    @pytest.mark.parametrize("message", [[], [{"jsonrpc": "2.0", "id": 1, "method": "test/echo"}], 5, "x", None, {}])
    async def test_what_is_no_message_is_an_invalid_request_without_an_id(self, session, message):
        session.send(message)
        assert session.sent[-1]["id"] is None
        assert session.sent[-1]["error"]["code"] == -32600

    @pytest.mark.parametrize("version", ["1.0", "2", 2.0, None])
    async def test_a_request_of_another_jsonrpc_version_is_invalid(self, session, version):
        session.send({"jsonrpc": version, "id": "a", "method": "test/echo"})
        (answer,) = session.answers("a")
        assert answer["error"]["code"] == -32600

    async def test_a_notification_of_another_version_is_ignored(self, session):
        before = len(session.sent)
        session.send({"jsonrpc": "1.0", "method": "test/echo"})
        assert session.server.seen == []
        assert len(session.sent) == before

    @pytest.mark.parametrize("method", [None, 5, [], {}])
    async def test_a_method_that_is_no_string_is_invalid(self, session, method):
        session.send({"jsonrpc": "2.0", "id": 3, "method": method})
        assert session.answers(3)[0]["error"]["code"] == -32600

    async def test_an_id_without_method_or_result_is_answered(self, session):
        session.send({"jsonrpc": "2.0", "id": 3})
        assert session.answers(3)[0]["error"]["code"] == -32600

    @pytest.mark.parametrize("identity", [None, True, [], {}, float("inf")])
    async def test_an_id_that_cannot_be_one_is_answered_with_null(self, session, identity):
        session.send({"jsonrpc": "2.0", "id": identity, "method": "test/echo"})
        assert session.sent[-1]["id"] is None
        assert session.sent[-1]["error"]["code"] == -32600
        assert session.server.seen == []

    @pytest.mark.parametrize("identity", ["", "a/b", 0, -1, 2**53, 7.0, 1.5])
    async def test_an_id_comes_back_as_it_was(self, session, identity):
        session.send({"jsonrpc": "2.0", "id": identity, "method": "test/echo", "params": {"x": 1}})
        assert session.answers(identity) == [{"jsonrpc": "2.0", "id": identity, "result": {"x": 1}}]

    @pytest.mark.parametrize(
        "method",
        ["test/unknown", "$/unknown", "", "$/cancelRequest", "textDocument/didOpen", "exit", "workspace/applyEdit"],
    )
    async def test_an_unknown_request_is_answered_so(self, session, method):
        """Also one for what the protocol has as a notification, or from the server to the client."""
        assert session.error(method)["code"] == -32601

    @pytest.mark.parametrize(
        "method", ["test/unknown", "$/unknown", "textDocument/hover", "shutdown", "textDocument/implementation"]
    )
    async def test_an_unknown_notification_is_ignored(self, session, method):
        before = len(session.sent)
        session.notify(method, {})
        assert len(session.sent) == before
        assert session.result("test/echo", "still here") == "still here"

    @pytest.mark.parametrize(
        "params",
        [
            None,
            [],
            5,
            "x",
            {},
            {"textDocument": None, "position": {"line": 0, "character": 0}},
            {"textDocument": {"uri": 5}, "position": {"line": 0, "character": 0}},
            {"textDocument": {"uri": {}}, "position": {"line": 0, "character": 0}},
            {"textDocument": {"uri": "file:///a"}, "position": {"line": "0", "character": 0}},
            {"textDocument": {"uri": "file:///a"}, "position": {"line": 0.5, "character": 0}},
            {"textDocument": {"uri": "file:///a"}, "position": {"line": True, "character": 0}},
            {"textDocument": {"uri": "file:///a"}, "position": {"line": None, "character": 0}},
            {"textDocument": {"uri": "file:///a"}, "position": [0, 0]},
        ],
    )
    async def test_parameters_of_another_shape_are_invalid(self, session, params):
        error = session.error("textDocument/hover", params)
        assert error["code"] == -32602
        assert error["message"].startswith("textDocument/hover: ")
        assert len(error["message"]) <= 200

    async def test_members_that_the_protocol_does_not_have_are_ignored(self, session):
        params = {"textDocument": {"uri": "file:///a", "x": 1}, "position": {"line": 0, "character": 0}, "y": {}}
        assert session.result("textDocument/hover", params) is None

    async def test_a_malformed_notification_is_logged_and_changes_nothing(self, session, caplog):
        session.open("abc")
        session.notify("textDocument/didChange", {"textDocument": {"uri": "file:///note.md"}, "contentChanges": [{}]})
        assert "ignored textDocument/didChange" in caplog.text
        assert session.result("test/text", {"uri": "file:///note.md"}) == {"text": "abc", "version": 1}

    async def test_an_object_that_looks_like_a_message_is_data_inside_params(self, session):
        """The stock protocol takes it for a message and never answers."""
        inner = {"jsonrpc": "2.0", "id": 9, "method": "shutdown", "params": {"jsonrpc": "2.0"}}
        assert session.result("test/echo", inner) == inner

    async def test_that_holds_over_the_transports_of_pygls_too(self, session):
        """They show the protocol each nested object while they decode."""
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "test/echo", "params": {"jsonrpc": "2.0", "method": "exit"}}'
        session.send(json.loads(body, object_hook=session.server.protocol.structure_message))
        assert session.sent[-1]["result"] == {"jsonrpc": "2.0", "method": "exit"}

    @pytest.mark.parametrize("params", [[], 5, "x"])
    async def test_the_error_says_what_was_wanted_and_what_was_found(self, session, params):
        found = type(params).__name__
        assert session.error("textDocument/hover", params)["message"].endswith(f"wanted an object, found {found}")


class TestLifeCycle:
    async def test_requests_before_initialize_are_told_so(self, fresh):
        assert fresh.error("test/echo")["code"] == -32002
        assert fresh.error("shutdown")["code"] == -32002
        assert fresh.error("test/unknown")["code"] == -32002

    async def test_notifications_before_initialize_are_dropped(self, fresh):
        fresh.open("early")
        assert fresh.server.seen == []
        assert fresh.sent == []

    async def test_a_second_initialize_is_invalid_and_changes_nothing(self, fresh):
        fresh.initialize(capabilities={"general": {"positionEncodings": ["utf-32"]}})
        fresh.open("kept")
        assert fresh.error("initialize", {"capabilities": {}})["code"] == -32600
        assert fresh.result("test/text", {"uri": "file:///note.md"})["text"] == "kept"
        assert fresh.server.documents.encoding == "utf-32"

    @pytest.mark.parametrize("params", [None, [], "x", 5])
    async def test_initialize_without_an_object_can_be_tried_again(self, fresh, params):
        assert fresh.error("initialize", params)["code"] == -32602
        assert fresh.initialize()["serverInfo"]["name"] == "small"

    async def test_requests_after_shutdown_are_invalid_and_notifications_dropped(self, session):
        assert session.result("shutdown") is None
        assert session.error("test/echo")["code"] == -32600
        assert session.error("shutdown")["code"] == -32600
        session.notify("test/echo")
        session.open("late")
        assert session.server.seen == []

    async def test_exit_is_heeded_before_initialize_and_means_failure(self, fresh):
        with pytest.raises(SystemExit) as exit_:
            fresh.notify("exit")
        assert exit_.value.code == 1

    async def test_exit_after_shutdown_means_success(self, session):
        session.request("shutdown")
        with pytest.raises(SystemExit) as exit_:
            session.notify("exit")
        assert exit_.value.code == 0

    async def test_shutdown_cancels_what_is_running(self, session):
        """Coroutines, threads, commands, and our own requests to the client."""
        session.server.release.clear()
        running = [
            session.request("test/wait"),
            session.request("test/thread"),
            session.request("workspace/executeCommand", {"command": "small.wait"}),
            session.request("test/ask"),
        ]
        await session.until_seen("asking")
        await session.until_seen("thread")
        assert session.result("shutdown") is None
        for identity in running:
            assert (await session.answer(identity))["error"]["code"] == -32800
        session.server.release.set()

    async def test_the_server_lets_go_of_its_threads_without_waiting_for_them(self, session):
        session.request("test/thread")
        await session.until_seen("thread")
        session.server.shutdown()
        assert "released" not in session.server.seen
        session.server.release.set()


class TestFailures:
    @pytest.mark.parametrize("method", ["test/raise", "test/raiseAsync"])
    async def test_a_handler_that_raises_is_an_internal_error_without_its_secrets(self, session, method, caplog):
        """The client learns the kind of error; the text, which may hold a path, and the traceback go to the log."""
        answer = await session.answer(session.request(method))
        assert answer["error"] == {"code": -32603, "message": f"{method} failed: FileNotFoundError"}
        assert "Traceback" in caplog.text
        assert "/home/somebody/secret.md" in caplog.text

    @pytest.mark.parametrize("kind", ["object", "nan", "circle", "set"])
    async def test_a_result_that_is_no_json_is_an_internal_error(self, session, kind):
        assert session.error("test/answer", {"kind": kind})["code"] == -32603

    async def test_a_handler_can_choose_its_error(self, session, caplog):
        assert session.error("test/modified") == {"code": -32801, "message": "ask again"}
        assert caplog.text == ""

    async def test_a_notification_that_fails_is_logged_and_shows_no_message(self, session, caplog):
        before = len(session.sent)
        session.notify("test/raise")
        assert "test/raise failed" in caplog.text
        assert len(session.sent) == before

    async def test_errors_that_pygls_reports_are_logged_and_not_shown(self, session, caplog):
        before = len(session.sent)
        session.server.report_server_error(ValueError("bad"), RuntimeError)
        assert "RuntimeError: bad" in caplog.text
        assert len(session.sent) == before

    @pytest.mark.parametrize(
        "params",
        [
            {"command": "small.unknown"},
            {"command": "small.add"},
            {"command": "small.add", "arguments": None},
            {"command": "small.add", "arguments": [1]},
            {"command": "small.add", "arguments": [1, "2"]},
        ],
    )
    async def test_a_command_that_cannot_be_called_has_invalid_parameters(self, session, params):
        assert session.error("workspace/executeCommand", params)["code"] == -32602

    async def test_a_command_is_called_with_its_arguments(self, session):
        assert session.result("workspace/executeCommand", {"command": "small.add", "arguments": [1, 2]}) == 3


class TestCancellation:
    async def test_a_coroutine_is_cancelled(self, session):
        identity = session.request("test/wait")
        await session.until_seen("waiting")
        session.notify("$/cancelRequest", {"id": identity})
        assert (await session.answer(identity))["error"]["code"] == -32800

    async def test_a_thread_is_not_waited_for_when_it_is_cancelled(self, session):
        identity = session.request("test/thread")
        await session.until_seen("thread")
        session.notify("$/cancelRequest", {"id": identity})
        assert (await session.answer(identity))["error"]["code"] == -32800
        session.server.release.set()
        session.server.thread_pool.shutdown(wait=True)
        await asyncio.sleep(0)
        assert len(session.answers(identity)) == 1

    async def test_a_command_is_cancelled(self, session):
        identity = session.request("workspace/executeCommand", {"command": "small.wait"})
        session.notify("$/cancelRequest", {"id": identity})
        assert (await session.answer(identity))["error"]["code"] == -32800

    async def test_a_handler_that_finishes_all_the_same_is_answered_with_its_result(self, session):
        identity = session.request("test/stubborn")
        await asyncio.sleep(0)
        session.notify("$/cancelRequest", {"id": identity})
        assert (await session.answer(identity))["result"] == "too late"

    @pytest.mark.parametrize(
        "params", [None, {}, [], {"id": None}, {"id": []}, {"id": {}}, {"id": "unknown"}, {"id": 1}]
    )
    async def test_cancelling_what_is_not_running_does_nothing(self, session, params, caplog):
        before = len(session.sent)
        session.notify("$/cancelRequest", params)
        assert len(session.sent) == before
        assert caplog.text == ""

    async def test_the_answer_of_a_thread_is_sent_by_the_loop(self, session):
        session.server.release.set()
        answer = await session.answer(session.request("test/thread"))
        assert "ThreadPoolExecutor" in answer["result"]


class TestOurRequests:
    async def ask(self, session):
        """A handler of ours that awaits the client, and the id of what it asked."""
        identity = session.request("test/ask")
        await session.until_seen("asking")
        (question,) = [one for one in session.sent if one.get("method") == "workspace/configuration"]
        return identity, question["id"]

    async def test_the_client_s_answer_reaches_the_handler(self, session):
        identity, question = await self.ask(session)
        session.send({"jsonrpc": "2.0", "id": question, "result": [{"locale": "pt-br", "jsonrpc": "x"}]})
        assert (await session.answer(identity))["result"] == [{"locale": "pt-br", "jsonrpc": "x"}]

    @pytest.mark.parametrize(
        ("error", "raised"),
        [
            ({"code": -32601, "message": "no"}, {"code": -32601, "message": "no"}),
            ({"code": 1, "message": "", "data": [5]}, {"code": 1, "message": "", "data": [5]}),
            ({}, {"code": -32603, "message": "the client refused"}),
            ("no", {"code": -32603, "message": "the client refused"}),
            ({"code": 10**20, "message": 5}, {"code": -32603, "message": "the client refused"}),
        ],
    )
    async def test_an_error_of_the_client_s_is_raised_in_the_handler(self, session, error, raised):
        """Here the handler lets it pass, and so it comes back."""
        identity, question = await self.ask(session)
        session.send({"jsonrpc": "2.0", "id": question, "result": [], "error": error})
        assert (await session.answer(identity))["error"] == raised

    async def test_an_answer_of_another_shape_is_an_error(self, session):
        identity, question = await self.ask(session)
        session.send({"jsonrpc": "2.0", "id": question, "result": 5})
        assert (await session.answer(identity))["error"]["code"] == -32603

    async def test_a_late_reply_to_a_cancelled_request_is_ignored(self, session, caplog):
        """pygls#621: the stock protocol raises InvalidStateError."""
        identity, question = await self.ask(session)
        session.notify("$/cancelRequest", {"id": identity})
        assert (await session.answer(identity))["error"]["code"] == -32800
        session.send({"jsonrpc": "2.0", "id": question, "result": []})
        session.send({"jsonrpc": "2.0", "id": question, "result": []})
        assert caplog.text == ""

    async def test_a_reply_cannot_settle_a_request_of_the_client_s(self, session):
        identity = session.request("test/wait")
        await session.until_seen("waiting")
        session.send({"jsonrpc": "2.0", "id": identity, "result": "forged"})
        assert session.answers(identity) == []

    async def test_the_client_cannot_cancel_what_we_asked(self, session):
        identity, question = await self.ask(session)
        session.notify("$/cancelRequest", {"id": question})
        session.send({"jsonrpc": "2.0", "id": question, "result": [None]})
        assert (await session.answer(identity))["result"] == [None]


class TestSending:
    async def test_text_goes_out_as_utf_8_and_lone_surrogates_as_escapes(self, session):
        assert session.result("test/echo", "é😀\u2028\ud83d") == "é😀\u2028\ud83d"

    async def test_json_is_compact_and_not_escaped(self, session):
        sent = []
        session.write = sent.append
        session.server.protocol.set_writer(session)
        session.request("test/echo", {"a": "é", "b": "\udc80"})
        body = b'{"jsonrpc":"2.0","id":2,"result":{"a":"\xc3\xa9","b":"\\udc80"}}'
        assert sent == [b"Content-Length: %d\r\n\r\n%s" % (len(body), body)]

    async def test_without_a_transport_a_message_is_lost_with_a_word_in_the_log(self, session, caplog):
        session.server.protocol.writer = None
        session.server.window_log_message(None)
        assert "nowhere to send" in caplog.text


async def test_finished_work_is_not_kept(session):
    """The stock protocol keeps the future of every notification, one for each key that is pressed."""
    session.open("abc")
    change = {"textDocument": {"uri": "file:///note.md", "version": 2}, "contentChanges": [{"text": "abcd"}]}
    session.notify("textDocument/didChange", change)
    await session.until_seen("change abcd")
    session.result("workspace/executeCommand", {"command": "small.add", "arguments": [1, 2]})
    await asyncio.sleep(0)
    assert session.server.protocol._request_futures == {}


async def test_what_hostile_messages_leave_in_the_log_is_not_an_error(session, caplog):
    caplog.set_level(logging.INFO)
    for message in (
        [],
        5,
        {"jsonrpc": "2.0", "id": 1, "method": "x"},
        {"id": 1, "method": "x"},
        {"id": 1, "result": 1},
    ):
        session.send(message)
    assert caplog.text == ""
