"""The end of the client's process is noticed."""

import os
import subprocess
import sys
import threading

import pytest

from persona_ls.lsp import parent

GUARD = 30


@pytest.fixture
def child():
    """A process that lives until its stdin is closed."""
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.kill()


@pytest.fixture(params=["waiting", "looking"])
def way(request, monkeypatch):
    """Both ways to watch: with a descriptor of the process, and without."""
    monkeypatch.setattr(parent, "_SECONDS_BETWEEN_LOOKS", 0.01)
    if request.param == "looking":
        monkeypatch.setattr(parent, "_open_process", lambda pid: None)
    return request.param


def test_the_end_of_a_process_is_told_once(child, way):
    ended = threading.Semaphore(0)
    parent.watch_process(child.pid, ended.release)
    assert not ended.acquire(blocking=False)
    child.kill()
    if way == "looking":  # a process that nobody reaped can only be told apart by its descriptor
        child.wait(GUARD)
    assert ended.acquire(timeout=GUARD)
    assert not ended.acquire(timeout=0.05)


def test_a_process_that_is_gone_already_has_ended(child, way):
    child.kill()
    child.wait(GUARD)
    ended = threading.Event()
    parent.watch_process(child.pid, ended.set)
    assert ended.wait(GUARD)


def test_a_process_of_somebody_else_is_alive(way, monkeypatch):
    def kill(pid, number):
        raise PermissionError if not asked.is_set() else ProcessLookupError

    asked, ended = threading.Event(), threading.Event()
    monkeypatch.setattr(parent, "_open_process", lambda pid: None)
    monkeypatch.setattr(os, "kill", kill)
    parent.watch_process(1, ended.set)
    assert not ended.wait(0.05)
    asked.set()
    assert ended.wait(GUARD)


def test_a_number_that_is_no_process_id_does_not_end(way):
    ended = threading.Event()
    parent.watch_process(2**80, ended.set)
    for thread in threading.enumerate():
        if thread.name == "client watch":
            thread.join(GUARD)
    assert not ended.is_set()
