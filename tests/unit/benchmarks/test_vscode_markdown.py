"""The client's half of VS Code's Markdown server."""

from pathlib import Path

from benchmarks.vscode_markdown import reply_for

NOTE = "# Um\n\n```\n# no code\n```\n\n## Dois\n"


def test_headings_and_fences_are_told_as_markdown_it_does(tmp_path: Path) -> None:
    tokens = reply_for(tmp_path, {"file:///note.md": NOTE})("markdown/parse", {"uri": "file:///note.md"})
    told = [(each["type"], each["markup"], each["map"]) for each in tokens if each["type"] in ("heading_open", "fence")]
    assert told == [("heading_open", "#", [0, 1]), ("fence", "```", [2, 5]), ("heading_open", "##", [6, 7])]


def test_a_file_is_sent_as_numbers(tmp_path: Path) -> None:
    (tmp_path / "a b.md").write_bytes("é".encode())
    reply = reply_for(tmp_path, {})
    (uri,) = reply("markdown/findMarkdownFilesInWorkspace", {})
    assert reply("markdown/fs/readFile", {"uri": uri}) == [0xC3, 0xA9]


def test_a_file_that_is_not_there_has_no_state(tmp_path: Path) -> None:
    assert reply_for(tmp_path, {})("markdown/fs/stat", {"uri": (tmp_path / "x.md").as_uri()}) is None
