"""Nobody waits for the client to read."""

import logging
import os
import threading

import pytest

from persona_ls.lsp.outbox import Outbox, StderrHandler

GUARD = 30


class Pipe:
    """A pipe with an `Outbox` at one end. ``lost`` counts how often the outbox gave the client up."""

    def __init__(self):
        self.read_end, self.write_end = os.pipe()
        self.lost = threading.Semaphore(0)
        self.outbox = None

    def open(self, **options):
        self.outbox = Outbox(self.write_end, lost=self.lost.release, **options)
        return self.outbox

    def close(self):
        """A thread that is still writing ends with the pipe, before its descriptor means something else."""
        if self.read_end is not None:
            os.close(self.read_end)
            self.read_end = None
        if self.outbox:
            self.outbox.close()
            self.outbox.drain(GUARD)
        os.close(self.write_end)


@pytest.fixture
def pipe():
    pipe = Pipe()
    yield pipe
    pipe.close()


def read_all(fd, size):
    """The next ``size`` bytes."""
    pieces = []
    while size and (piece := os.read(fd, size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def test_writes_of_any_size_go_out_whole_and_in_order(pipe):
    outbox = pipe.open()
    parts = [b"%d" % number * 10 for number in range(100)] + [b"x" * 1_000_000]
    for part in parts:
        outbox.write(part)
    sent = b"".join(parts)
    assert read_all(pipe.read_end, len(sent)) == sent


def test_after_closing_what_is_queued_goes_out_and_nothing_more(pipe):
    outbox = pipe.open()
    outbox.write(b"first")
    outbox.close()
    outbox.write(b"late")
    outbox.drain(GUARD)
    assert os.read(pipe.read_end, 100) == b"first"
    assert not outbox._thread.is_alive()


def test_a_client_that_reads_nothing_stops_neither_writing_nor_the_end(pipe):
    outbox = pipe.open()
    for _ in range(10):
        outbox.write(b"x" * 100_000)
    outbox.close()
    outbox.drain(0.01)
    assert outbox._thread.is_alive()
    assert not pipe.lost.acquire(blocking=False)


def test_more_than_the_limit_unread_means_once_that_the_client_is_lost(pipe):
    outbox = pipe.open(limit=500_000)
    for _ in range(20):
        outbox.write(b"x" * 100_000)
    assert pipe.lost.acquire(blocking=False)
    assert not pipe.lost.acquire(blocking=False)


def test_one_message_may_be_longer_than_the_limit(pipe):
    pipe.open(limit=10).write(b"x" * 1000)
    assert read_all(pipe.read_end, 1000) == b"x" * 1000
    assert not pipe.lost.acquire(blocking=False)


def test_a_closed_pipe_means_that_the_client_is_lost(pipe):
    outbox = pipe.open()
    os.close(pipe.read_end)
    pipe.read_end = None
    outbox.write(b"x")
    assert pipe.lost.acquire(timeout=GUARD)
    outbox.write(b"y")
    outbox.drain(GUARD)
    assert not pipe.lost.acquire(blocking=False)


def test_a_pipe_that_breaks_after_closing_is_no_loss(pipe):
    outbox = pipe.open()
    outbox.write(b"x" * 100_000)
    outbox.close()
    os.close(pipe.read_end)
    pipe.read_end = None
    outbox.drain(GUARD)
    assert not outbox._thread.is_alive()
    assert not pipe.lost.acquire(blocking=False)


class TestStderrHandler:
    @pytest.fixture
    def logger(self, pipe):
        logger = logging.Logger("test")
        handler = StderrHandler(pipe.write_end)
        logger.addHandler(handler)
        pipe.outbox = handler._outbox
        return logger

    def test_records_are_lines(self, pipe, logger):
        logger.error("one %s", "é\ud83d")
        logger.handlers[0].close()
        assert os.read(pipe.read_end, 100) == "one é\\ud83d\n".encode()

    def test_while_nobody_reads_records_are_dropped_and_nobody_waits(self, pipe, logger):
        for _ in range(100_000):
            logger.error("x" * 50)
        assert pipe.outbox.is_full
        while pipe.outbox.is_full:
            os.read(pipe.read_end, 65536)
        logger.error("again")
        rest = b""
        while not rest.endswith(b"again\n"):
            rest = rest[-10:] + os.read(pipe.read_end, 65536)

    def test_a_record_that_cannot_be_formatted_is_no_error_of_the_caller(self, pipe, logger, capsys):
        logger.error("%d", "no number")
        logger.error("next")
        assert os.read(pipe.read_end, 100) == b"next\n"
        assert "Logging error" in capsys.readouterr().err
