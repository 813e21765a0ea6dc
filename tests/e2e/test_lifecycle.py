"""A process that serves one editor, and is gone when the editor is.

Each test runs the small server in a process of its own. Nothing here measures time: a wait that comes back at all came back because of
what is tested, as the handlers that must not be waited for take far longer than the guard.
"""

import json
import os
import select
import signal
import subprocess
import sys

import pytest

from wire import GUARD, SMALL_SERVER, Process, frame

LONGER_THAN_THE_GUARD = {"seconds": 4 * GUARD}

pytestmark = pytest.mark.timeout(10 * GUARD)


@pytest.fixture
def server():
    with Process() as process:
        yield process


@pytest.fixture
def running(server):
    """A server that was initialized."""
    server.read().initialize()
    return server


@pytest.fixture(scope="module")
def shared():
    """One more, for the tests after which it must still be alive."""
    with Process() as process:
        process.read().initialize()
        yield process


class TestExit:
    def test_exit_after_shutdown_is_success(self, running):
        assert running.result("shutdown") is None
        running.notify("exit")
        assert running.exit_code() == 0

    def test_exit_without_shutdown_is_failure(self, running):
        running.notify("exit")
        assert running.exit_code() == 1

    def test_exit_before_initialize_is_failure(self, server):
        server.notify("exit")
        assert server.exit_code() == 1

    def test_the_end_of_stdin_without_shutdown_is_failure(self, running):
        running.process.stdin.close()
        assert running.exit_code() == 1

    def test_the_end_of_stdin_after_shutdown_is_success(self, running):
        running.result("shutdown")
        running.process.stdin.close()
        assert running.exit_code() == 0

    def test_what_was_sent_before_the_end_of_stdin_is_answered(self, running):
        wanted = [running.request("test/echo", number) for number in range(50)]
        long = running.request("test/big", {"size": 16_000_000})
        waiting = running.request("test/wait")
        running.process.stdin.close()
        assert [running.answer(identity)["result"] for identity in wanted] == list(range(50))
        assert len(running.answer(long)["result"]) == 16_000_000
        assert running.answer(waiting)["error"]["code"] == -32800
        assert running.exit_code() == 1

    def test_sigterm_ends_the_session_in_order(self, running):
        waiting = running.request("test/wait")
        running.result("test/echo")
        running.process.send_signal(signal.SIGTERM)
        assert running.answer(waiting)["error"]["code"] == -32800
        assert running.exit_code() == 1

    @pytest.mark.parametrize("blocker", ["test/block", "test/thread"])
    @pytest.mark.parametrize("ending", ["exit", "eof", "sigterm"])
    def test_no_handler_keeps_the_process(self, running, blocker, ending):
        """Neither one that blocks the loop nor one in a thread, which Python would wait for."""
        running.request(blocker, LONGER_THAN_THE_GUARD)
        if ending == "exit":
            running.notify("exit")
        elif ending == "eof":
            running.process.stdin.close()
        else:
            running.process.send_signal(signal.SIGTERM)
        assert running.exit_code() == 1

    def test_a_client_that_stopped_reading_does_not_keep_the_process(self, server):
        server.request("initialize", {"capabilities": {}})
        for _ in range(10):
            server.request("test/big", {"size": 1_000_000})
        server.request("shutdown")
        server.notify("exit")
        assert server.exit_code() == 0

    def test_a_client_that_closed_its_ear_ends_the_session(self, server):
        server.process.stdout.close()
        server.request("initialize", {"capabilities": {}})
        assert server.exit_code() == 1


class TestClientProcess:
    def test_the_end_of_the_client_s_process_ends_the_session(self, server):
        """Also when somebody else holds its end of the pipes, and while nobody has reaped it."""
        with subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as client:
            server.read().initialize(processId=client.pid)
            assert server.result("test/echo", 1) == 1
            client.kill()
            assert server.exit_code() == 1

    def test_a_session_goes_on_as_long_as_its_client_lives(self, server):
        server.read().initialize(processId=os.getpid())
        server.result("shutdown")
        server.notify("exit")
        assert server.exit_code() == 0

    def test_the_server_goes_when_its_client_is_killed_during_a_long_request(self):
        client = f"""
import json, subprocess, sys
server = subprocess.Popen({SMALL_SERVER!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
for body in {[json.dumps(one) for one in (_initialize(), _block())]!r}:
    server.stdin.write(b"Content-Length: %d\\r\\n\\r\\n%s" % (len(body), body.encode()))
server.stdin.flush()
server.stdout.readline()
print(server.pid, flush=True)
sys.stdin.read()
"""
        with subprocess.Popen([sys.executable, "-c", client], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            watched = os.pidfd_open(int(process.stdout.readline()))
            process.kill()
        ended, _, _ = select.select([watched], [], [], GUARD)
        os.close(watched)
        assert ended


class TestStream:
    def test_headers_in_lower_case_and_frames_in_pieces_are_read(self, server):
        server.read()
        stream = frame(_initialize()).replace(b"Content-Length", b"content-length")
        for at in range(0, len(stream), 7):
            server.write(stream[at : at + 7])
        assert server.answer(0)["result"]["serverInfo"]["name"] == "small"

    def test_many_frames_in_one_piece_are_answered_in_order(self, shared):
        echoes = [{"jsonrpc": "2.0", "id": f"e{n}", "method": "test/echo", "params": n} for n in range(200)]
        shared.write(b"".join(frame(echo) for echo in echoes))
        assert [shared.receive()["result"] for _ in echoes] == list(range(200))

    def test_an_empty_pipe_is_not_the_end_because_somebody_made_it_non_blocking(self):
        read, write = os.pipe()
        os.set_blocking(read, False)
        with subprocess.Popen(SMALL_SERVER, stdin=read, stdout=subprocess.PIPE) as process:
            os.close(read)
            for message in (_initialize(), {"jsonrpc": "2.0", "id": 1, "method": "test/echo"}):
                os.write(write, frame(message))
                header = process.stdout.readline()
                assert header.startswith(b"Content-Length: ")
                process.stdout.read(len(b"\r\n") + int(header.split()[1]))
            os.close(write)
            assert process.wait(GUARD) == 1

    def test_malformed_json_is_a_parse_error_and_the_session_goes_on(self, shared):
        for body in (b"{", b"\xff", b"[" * 100_000, b"NaN"):
            shared.send(body)
            answer = shared.receive()
            assert (answer["id"], answer["error"]["code"]) == (None, -32700)
        assert shared.result("test/echo", "alive") == "alive"

    def test_a_broken_header_costs_no_more_than_its_frame(self, shared):
        shared.write(b'Content-Length: x\r\n\r\n{"jsonrpc":"2.0","id":"lost","method":"test/echo"}')
        shared.send({"jsonrpc": "2.0", "id": "next", "method": "test/echo", "params": 1})
        lost, found = shared.receive(), shared.receive()
        assert (lost["id"], lost["error"]["code"]) == ("lost", -32600)
        assert (found["id"], found["result"]) == ("next", 1)

    def test_a_frame_that_is_too_long_is_skipped_and_answered(self, shared):
        size = 65 * 1024 * 1024
        head = b'{"jsonrpc":"2.0","id":"long","method":"test/echo","params":"'
        shared.write(b"Content-Length: %d\r\n\r\n%s" % (size, head))
        for _ in range((size - len(head)) // 65536):
            shared.write(b"x" * 65536)
        shared.write(b"x" * ((size - len(head)) % 65536))
        answer = shared.receive()
        assert (answer["id"], answer["error"]["code"]) == ("long", -32600)
        assert shared.result("test/echo", "alive") == "alive"

    def test_nobody_else_can_read_what_the_client_writes(self, shared):
        assert shared.result("test/read") == ""

    def test_a_stray_print_goes_to_the_log_and_not_between_the_messages(self, running):
        assert running.result("test/print") == "printed"
        assert running.result("test/echo", "next") == "next"
        running.notify("exit")
        running.exit_code()
        running._log_reader.join(GUARD)
        assert b"stray" in running.log


class TestCancellation:
    def test_what_is_cancelled_before_its_turn_is_answered_and_never_run(self, shared):
        """While the first request is handled, the reader learns that nobody wants the others any more."""
        cancelled = [f"c{number}" for number in range(5)]
        messages = [{"id": "first", "method": "test/block", "params": {"seconds": 1}}]
        messages += [{"id": one, "method": "test/block", "params": LONGER_THAN_THE_GUARD} for one in cancelled]
        messages += [{"method": "$/cancelRequest", "params": {"id": one}} for one in cancelled]
        shared.write(b"".join(frame({"jsonrpc": "2.0", **message}) for message in messages))
        assert shared.answer("first")["result"] == "slept"
        for identity in cancelled:
            assert shared.answer(identity)["error"]["code"] == -32800
        assert shared.result("test/echo", "alive") == "alive"

    def test_an_id_can_be_used_again_after_it_was_cancelled(self, shared):
        echo = {"jsonrpc": "2.0", "id": "again", "method": "test/echo", "params": 1}
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": "again"}}
        shared.write(frame(echo) + frame(cancel))
        shared.receive()
        shared.send(echo)
        assert shared.receive()["result"] == 1

    def test_the_life_cycle_cannot_be_cancelled(self, server):
        server.read()
        cancel = {"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 0}}
        server.write(frame(_initialize()) + frame(cancel))
        assert "result" in server.answer(0)
        server.write(frame({"jsonrpc": "2.0", "id": 0, "method": "shutdown"}) + frame(cancel))
        assert "result" in server.answer(0)
        server.notify("exit")
        assert server.exit_code() == 0


def _initialize():
    return {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}}


def _block():
    return {"jsonrpc": "2.0", "id": 1, "method": "test/block", "params": LONGER_THAN_THE_GUARD}
