"""Two spellings of a URI mean one document exactly when they mean one document."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_ls.lsp.uris import path_of, uri_key, uri_of, windows_path


class TestKey:
    @pytest.mark.parametrize(
        "spellings",
        [
            ["file:///c%3A/x/a.md", "file:///c:/x/a.md", "file:///C:/x/a.md", "file:///C%3a/x/a.md"],
            ["file:///a/Jos%C3%A9.md", "file:///a/Jos%c3%a9.md", "file:///a/José.md"],
            ["file:///a%20b.md", "file:///a b.md"],
            ["file:///a%2Bb%40c!.md", "file:///a+b@c%21.md"],
            ["file:///a.md", "file:/a.md", "file://localhost/a.md", "FILE:///a.md"],
            ["untitled:Untitled-1", "untitled:Untitled%2D1"],
            ["untitled:/c%3A/new.md", "untitled:/C:/new.md"],
            ["vscode-remote://SSH-remote%2Bhost/a b", "vscode-remote://ssh-remote%2bhost/a%20b"],
        ],
    )
    def test_one_document(self, spellings):
        assert len({uri_key(uri) for uri in spellings}) == 1

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("file:///a.md", "file:///A.md"),
            ("file:///é.md", "file:///e\u0301.md"),
            ("file:///a/b", "file:///a%2Fb"),
            ("file:///a/b", "file:///a//b"),
            ("file:///a", "file://host/a"),
            ("file:///a", "untitled:///a"),
            ("file:///a?x", "file:///a%3Fx"),
            ("file:///C:x", "file:///c:x"),
            ("vscode-notebook-cell:/n.ipynb#W0", "vscode-notebook-cell:/n.ipynb#W1"),
            ("buffer:1", "buffer:2"),
            ("untitled:a", "untitled:/a"),
        ],
    )
    def test_two_documents(self, one, other):
        assert uri_key(one) != uri_key(other)

    @pytest.mark.parametrize("text", ["", "/home/ana/a.md", "C:\\a.md", "a b", ":", "1:2"])
    def test_text_that_is_no_uri_is_its_own_key(self, text):
        assert uri_key(text) == text

    @given(
        st.text(st.characters(codec=None))
        | st.builds(
            "{}:{}".format, st.sampled_from(["file", "untitled"]), st.text(st.sampled_from("/aC:%2Fé?#\ud83d\0"))
        )
    )
    def test_any_text_has_a_key_and_a_key_is_its_own(self, uri):
        assert uri_key(uri_key(uri)) == uri_key(uri)
        path_of(uri)


class TestPaths:
    @pytest.mark.parametrize(
        "uri",
        ["untitled:/a.md", "untitled:Untitled-1", "vscode-notebook-cell:/a.ipynb#1", "http:///a", "/a.md", "", "file:a.md", "file:",
         "file://host/a.md", "file:///a%00b", "a.md"],
    )  # fmt: skip
    def test_what_names_no_file_here_has_no_path(self, uri):
        assert path_of(uri) is None

    @pytest.mark.parametrize(
        ("uri", "path"),
        [
            ("file:///a/Jos%C3%A9%20b.md", "/a/José b.md"),
            ("file:///a/José b.md", "/a/José b.md"),
            ("file://localhost/a", "/a"),
            ("file:/a", "/a"),
            ("file:///a/../b", "/a/../b"),
            ("file:///a#b", "/a"),
            ("file:///a%23b%3F", "/a#b?"),
            ("file:///a%zz", "/a%zz"),
            ("file:///c%3A/x", "/c:/x"),
        ],
    )
    def test_a_file_uri_is_a_path(self, uri, path):
        assert path_of(uri) == Path(path)

    def test_a_name_that_is_not_utf_8_comes_back(self):
        path = Path(os.fsdecode(b"/a/\xff\xfe.md"))
        assert uri_of(path) == "file:///a/%FF%FE.md"
        assert path_of(uri_of(path)) == path

    @given(st.lists(st.binary(min_size=1).filter(lambda name: not {0, 47} & {*name} and name != b"."), min_size=1))
    def test_every_path_comes_back(self, names):
        path = Path(os.fsdecode(b"/" + b"/".join(names)))
        assert path_of(uri_of(path)) == path
        assert uri_key(uri_key(uri_of(path))) == uri_key(uri_of(path))

    def test_a_relative_path_has_no_uri(self):
        with pytest.raises(ValueError, match="relative"):
            uri_of(Path("a.md"))

    @pytest.mark.parametrize(
        ("authority", "path", "expected"),
        [
            ("", "/c:/x y/a.md", "C:\\x y\\a.md"),
            ("", "/C:", "C:"),
            ("host", "/share/a.md", "\\\\host\\share\\a.md"),
            ("", "/a", "\\a"),
        ],
    )
    def test_windows_has_drives_and_hosts(self, authority, path, expected):
        assert windows_path(authority, path) == expected
