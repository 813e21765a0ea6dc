"""Reading one file: whatever lies under the name, the answer is its text or a sentence that names it."""

import os
import socket
import stat
from pathlib import Path

import pytest

from persona_ls.library.files import MAX_BYTES, Reason, Unreadable, library_root, read_source, write_source


def refusal(path: Path) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read_source(path)
    return refused.value


class TestReading:
    @pytest.mark.parametrize(
        "source", ["", "a\r\nb\nc\rd", "\ufeff---\r\n---\r\n", "ção 🦜 \u2028\x0c\x85", "a\n\n"], ids=ascii
    )
    def test_a_text_keeps_its_line_ends_and_its_byte_order_mark(self, tmp_path, source):
        path = tmp_path / "a.md"
        path.write_bytes(source.encode())

        assert read_source(path) == source

    @pytest.mark.parametrize(
        ("data", "reason", "detail"),
        [
            (b"abc\0def", Reason.BINARY, "3"),
            ("# Ação".encode("latin-1"), Reason.NOT_UTF8, "3"),
            ("# Ação".encode("utf-16"), Reason.NOT_UTF8, "0"),
            ("# Ação".encode("utf-16-be").join((b"\xfe\xff", b"")), Reason.NOT_UTF8, "0"),
            (b"# \xed\xa0\x80", Reason.NOT_UTF8, "2"),
            (b"a" * (MAX_BYTES + 1), Reason.TOO_LARGE, "4.0 MiB"),
        ],
        ids=["binary", "latin-1", "utf-16", "utf-16-be", "surrogate", "large"],
    )
    def test_what_is_no_text_is_refused_with_the_place(self, tmp_path, data, reason, detail):
        path = tmp_path / "a.md"
        path.write_bytes(data)

        refused = refusal(path)

        assert (refused.reason, refused.arguments) == (reason, {"path": str(path), "detail": detail})

    def test_the_largest_file_that_is_read_has_four_mebibytes(self, tmp_path):
        path = tmp_path / "a.md"
        path.write_bytes(b"a" * MAX_BYTES)

        assert len(read_source(path)) == MAX_BYTES

    def test_a_file_that_is_gone_is_missing(self, tmp_path):
        assert refusal(tmp_path / "a.md").reason is Reason.MISSING

    def test_a_link_to_nothing_is_missing(self, tmp_path):
        path = tmp_path / "a.md"
        path.symlink_to("gone")

        assert refusal(path).reason is Reason.MISSING

    def test_a_link_to_itself_is_told_with_the_reason_of_the_system(self, tmp_path):
        path = tmp_path / "a.md"
        path.symlink_to("a.md")

        refused = refusal(path)

        assert (refused.reason, bool(refused.arguments["detail"])) == (Reason.FORBIDDEN, True)

    def test_a_folder_is_no_file(self, tmp_path):
        assert refusal(tmp_path).reason is Reason.FOLDER

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "a.md")

        assert refusal(tmp_path / "a.md").reason is Reason.SPECIAL

    def test_a_socket_is_no_file(self, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)  # the path of a socket may not be long
        with socket.socket(socket.AF_UNIX) as server:
            server.bind("a.md")

            assert refusal(tmp_path / "a.md").reason is Reason.SPECIAL

    def test_a_device_without_end_is_not_read(self):
        assert refusal(Path("/dev/zero")).reason is Reason.SPECIAL

    def test_a_file_that_may_not_be_read_is_told_with_the_reason_of_the_system(self, tmp_path, monkeypatch):
        def denied(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", denied)

        refused = refusal(tmp_path / "a.md")

        assert (refused.reason, refused.arguments["detail"]) == (Reason.FORBIDDEN, "Permission denied")

    def test_a_disk_that_fails_in_the_middle_is_told_and_nothing_is_left_open(self, tmp_path, monkeypatch):
        path = tmp_path / "a.md"
        path.write_text("a")
        opened: list[int] = []
        closed: list[int] = []
        really_open, really_close = os.open, os.close

        def failing(*_: object) -> bytes:
            raise OSError(5, "Input/output error")

        with monkeypatch.context() as patched:
            patched.setattr(os, "open", lambda *args: opened.append(really_open(*args)) or opened[-1])
            patched.setattr(os, "close", lambda number: closed.append(number) or really_close(number))
            patched.setattr(os, "read", failing)
            refused = refusal(path)

        assert refused.reason is Reason.FORBIDDEN
        assert opened == closed != []

    def test_a_name_that_is_not_utf_8_is_read_like_any_other(self, tmp_path):
        path = tmp_path / os.fsdecode(b"na\xefve.md")
        path.write_text("a")

        assert read_source(path) == "a"


class TestWriting:
    def test_a_text_is_written_as_it_is_and_keeps_the_mode_of_the_file(self, tmp_path):
        path = tmp_path / "a.md"
        path.write_text("old")
        path.chmod(0o640)

        write_source(path, "\ufeffa\r\nb\nc\r")

        assert path.read_bytes() == b"\xef\xbb\xbfa\r\nb\nc\r"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_a_link_stays_a_link_and_its_file_is_written(self, tmp_path):
        (tmp_path / "real.md").write_text("old")
        (tmp_path / "link.md").symlink_to("real.md")

        write_source(tmp_path / "link.md", "new")

        assert (tmp_path / "link.md").is_symlink()
        assert (tmp_path / "real.md").read_text() == "new"

    def test_a_write_that_fails_leaves_the_old_text_and_no_other_file(self, tmp_path):
        """A lone surrogate has no UTF-8."""
        path = tmp_path / "a.md"
        path.write_text("old")

        with pytest.raises(UnicodeEncodeError):
            write_source(path, "new \ud800")

        assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("a.md", "old")]


class TestLibraryRoot:
    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("/w/personas/a.md", "/w/personas"),
            ("/w/x/.agent/personas/y/a.md", "/w/x/.agent/personas"),
            ("/w/personas/personas/a.md", "/w/personas"),
            ("/w/a.md", None),
            ("/w/personas.md", None),
            ("/w/Personas/a.md", None),
            ("/elsewhere/personas/a.md", None),
        ],
    )
    def test_it_is_the_outermost_folder_of_that_name_below_the_root(self, path, found):
        assert library_root(Path(path), Path("/w")) == (Path(found) if found else None)

    def test_the_root_itself_may_have_the_name(self):
        assert library_root(Path("/w/personas/x/a.md"), Path("/w/personas")) == Path("/w/personas")
