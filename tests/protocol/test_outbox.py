"""Nobody waits for the client to read."""

import logging
import os
import threading

import pytest

from persona_ls.lsp.outbox import Outbox, StderrHandler

GUARD = 30


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    for end in (read, write):
        try:
            os.close(end)
        except OSError:
            pass


def read_all(fd):
    """Everything until the other end is closed."""
    pieces = []
    while piece := os.read(fd, 65536):
        pieces.append(piece)
    return b"".join(pieces)


def test_writes_of_any_size_go_out_whole_and_in_order(pipe):
    read, write = pipe
    outbox = Outbox(write, lost=lambda: None)
    parts = [b"%d" % number * 10 for number in range(100)] + [b"x" * 1_000_000]
    for part in parts:
        outbox.write(part)
    outbox.close()
    outbox.write(b"late")
    threading.Thread(target=lambda: (outbox.drain(GUARD), os.close(write))).start()
    assert read_all(read) == b"".join(parts)


def test_a_client_that_reads_nothing_stops_neither_writing_nor_the_end(pipe):
    _, write = pipe
    outbox = Outbox(write, lost=lambda: pytest.fail("it is not lost"))
    for _ in range(10):
        outbox.write(b"x" * 100_000)
    outbox.close()
    outbox.drain(0.01)
    assert outbox._thread.is_alive()


def test_more_than_the_limit_unread_means_that_the_client_is_lost(pipe):
    _, write = pipe
    lost = []
    outbox = Outbox(write, lost=lambda: lost.append(True), limit=500_000)
    for _ in range(20):
        outbox.write(b"x" * 100_000)
    assert lost == [True]


def test_one_message_may_be_longer_than_the_limit(pipe):
    read, write = pipe
    outbox = Outbox(write, lost=lambda: pytest.fail("it is not lost"), limit=10)
    outbox.write(b"x" * 1000)
    assert os.read(read, 2000) == b"x" * 1000


def test_a_closed_pipe_means_that_the_client_is_lost(pipe):
    read, write = pipe
    lost = threading.Event()
    outbox = Outbox(write, lost=lost.set)
    os.close(read)
    outbox.write(b"x")
    assert lost.wait(GUARD)
    outbox.write(b"y")


class TestStderrHandler:
    @pytest.fixture
    def logger(self):
        logger = logging.Logger("test")
        yield logger
        for handler in logger.handlers:
            handler.close()

    def test_records_are_lines(self, pipe, logger):
        read, write = pipe
        logger.addHandler(StderrHandler(write))
        logger.error("one %s", "é\ud83d")
        logger.handlers[0].close()
        os.close(write)
        assert read_all(read) == "one é\\ud83d\n".encode()

    def test_when_nobody_reads_records_are_dropped_and_nobody_waits(self, pipe, logger):
        _, write = pipe
        logger.addHandler(StderrHandler(write))
        for _ in range(100_000):
            logger.error("x" * 50)
        assert logger.handlers[0]._outbox.is_full

    def test_a_record_that_cannot_be_formatted_is_no_error_of_the_caller(self, pipe, logger, capsys):
        read, write = pipe
        logger.addHandler(StderrHandler(write))
        logger.error("%d", "no number")
        logger.error("next")
        assert os.read(read, 100) == b"next\n"
        assert "Logging error" in capsys.readouterr().err
