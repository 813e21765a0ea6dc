"""Walking a folder: what is found, what is left alone, and what of a hostile tree is told."""

import os
from pathlib import Path

import pytest

from checking import write
from persona_ls.library.discover import NEVER, Bounds, Walk, is_reachable
from persona_ls.library.readers import Readers
from persona_ls.library.reading import read
from persona_ls.library.scan import Root

PERSONA = "# Persona: Uma\n\n## Prompt de Ativação\n\n```\nAtue.\n```\n"


def tree(root: Path, *paths: str) -> Path:
    """Files with a persona in each of ``paths``."""
    return write(root, dict.fromkeys(paths, PERSONA))


def found(root: Path, walk: Walk | None = None) -> list[str]:
    return [Path(entry.path).relative_to(root).as_posix() for entry in (walk or Walk(root)).files()]


class TestFolders:
    def test_files_come_in_the_order_of_names_a_folder_after_its_files(self, tmp_path):
        tree(tmp_path, "b/x.md", "a/y.md", "c.md", "A/z.md", "a.md")

        assert found(tmp_path) == ["a.md", "c.md", "A/z.md", "a/y.md", "b/x.md"]

    def test_an_empty_folder_has_no_files(self, tmp_path):
        assert found(tmp_path) == []

    def test_a_root_that_is_not_there_is_told_and_has_no_files(self, tmp_path):
        walk = Walk(tmp_path / "gone")

        assert found(tmp_path, walk) == []
        assert [path for path, _ in walk.failed] == [tmp_path / "gone"]

    @pytest.mark.parametrize("name", sorted(NEVER))
    def test_folders_of_tools_are_never_entered(self, tmp_path, name):
        tree(tmp_path, f"{name}/a.md", f"x/{name}/y/a.md", "x/a.md")

        assert found(tmp_path) == ["x/a.md"]
        assert not is_reachable(tmp_path, tmp_path / name / "a.md")

    def test_names_that_are_not_utf_8_are_found(self, tmp_path):
        folder = tmp_path / os.fsdecode(b"d\xefr")
        tree(folder, os.fsdecode(b"na\xefve.md"))

        assert [os.fsencode(Path(each.path).name) for each in Walk(tmp_path).files()] == [b"na\xefve.md"]

    def test_names_that_differ_by_case_are_two_files(self, tmp_path):
        tree(tmp_path, "a.md", "A.md", "a.MD")

        assert sorted(found(tmp_path)) == ["A.md", "a.MD", "a.md"]

    def test_a_folder_that_cannot_be_listed_is_told_and_the_others_are_read(self, tmp_path, monkeypatch):
        tree(tmp_path, "a/x.md", "b/x.md", "c/x.md")
        really = os.scandir

        def scandir(folder: str) -> object:
            if folder.endswith("/b"):
                raise PermissionError(13, "Permission denied")
            return really(folder)

        monkeypatch.setattr(os, "scandir", scandir)
        walk = Walk(tmp_path)

        assert found(tmp_path, walk) == ["a/x.md", "c/x.md"]
        assert walk.failed == [(tmp_path / "b", "Permission denied")]
        assert [sentence.format(**arguments) for sentence, arguments in walk.shortfalls()] == [
            f"The folder {tmp_path / 'b'} could not be read: Permission denied."
        ]

    def test_a_file_that_is_gone_between_listing_and_reading_is_passed_over(self, tmp_path):
        tree(tmp_path, "personas/a.md", "personas/b.md", "personas/c.md")
        walk, root = Walk(tmp_path), Root(tmp_path)
        results = (each for some in read([(root, walk, None)], Readers(0)) for each in some)

        first = next(results)
        (tmp_path / "personas/b.md").unlink()

        assert first.path.name == "a.md"
        assert [each.path.name for each in results if each.entry] == ["c.md"]

    def test_pipes_sockets_and_dangling_links_are_no_files(self, tmp_path):
        tree(tmp_path, "a.md")
        os.mkfifo(tmp_path / "pipe.md")
        (tmp_path / "gone.md").symlink_to("nowhere")
        (tmp_path / "self.md").symlink_to("self.md")
        (tmp_path / "folder.md").mkdir()

        assert found(tmp_path) == ["a.md"]


class TestLinks:
    def test_a_folder_is_entered_once_however_many_links_lead_to_it(self, tmp_path):
        tree(tmp_path, "x/a.md")
        (tmp_path / "x/loop").symlink_to("..")
        (tmp_path / "x/self").symlink_to(".")
        (tmp_path / "y").symlink_to("x")

        assert found(tmp_path) == ["x/a.md"]

    def test_links_that_lead_out_of_the_root_are_not_followed(self, tmp_path):
        """Neither to a folder nor to a file, directly or by another link: what a repository links to is not its business."""
        tree(tmp_path, "outside/a.md", "root/in.md")
        root = tmp_path / "root"
        (root / "folder").symlink_to(tmp_path / "outside")
        (root / "file.md").symlink_to(tmp_path / "outside/a.md")
        (root / "relative.md").symlink_to("../outside/a.md")
        (root / "twice.md").symlink_to("file.md")
        (tmp_path / "root-2").mkdir()
        (root / "beside").symlink_to(tmp_path / "root-2")
        tree(tmp_path, "root-2/a.md")

        assert found(root) == ["in.md"]
        for name in ("folder/a.md", "file.md", "relative.md", "twice.md", "beside/a.md"):
            assert not is_reachable(root, root / name)

    def test_links_inside_the_root_are_followed(self, tmp_path):
        tree(tmp_path, "x/a.md")
        (tmp_path / "b.md").symlink_to("x/a.md")

        assert found(tmp_path) == ["b.md", "x/a.md"]
        assert is_reachable(tmp_path, tmp_path / "b.md")

    def test_a_root_that_is_a_link_is_walked(self, tmp_path):
        tree(tmp_path, "real/x/a.md")
        (tmp_path / "link").symlink_to("real")

        assert found(tmp_path / "link") == ["x/a.md"]
        assert is_reachable(tmp_path / "link", tmp_path / "link/x/a.md")


class TestBounds:
    def test_a_tree_that_is_too_deep_is_cut_and_told(self, tmp_path):
        deep = "/".join(["d"] * 200)
        tree(tmp_path, "a.md", "d/a.md", f"{deep}/a.md", "z/a.md")
        walk = Walk(tmp_path)

        assert found(tmp_path, walk) == ["a.md", "d/a.md"]
        assert walk.was_cut
        assert [arguments["path"] for _, arguments in walk.shortfalls()] == [tmp_path]

    @pytest.mark.parametrize("bounds", [Bounds(files=2), Bounds(folders=3)])
    def test_a_tree_that_is_too_wide_is_cut_and_told(self, tmp_path, bounds):
        tree(tmp_path, *(f"{name}/a.md" for name in "abcdef"))
        walk = Walk(tmp_path, bounds=bounds)

        assert found(tmp_path, walk) == ["a/a.md", "b/a.md"]
        assert walk.was_cut

    def test_a_tree_within_its_bounds_is_not_cut(self, tmp_path):
        tree(tmp_path, "a/a.md", "b/a.md")
        walk = Walk(tmp_path, bounds=Bounds(files=2, folders=3, depth=1))

        assert found(tmp_path, walk) == ["a/a.md", "b/a.md"]
        assert not walk.was_cut
        assert list(walk.shortfalls()) == []

    @pytest.mark.parametrize("above", [".", ".."])
    def test_of_a_home_folder_and_those_above_it_only_library_folders_are_walked(self, tmp_path, monkeypatch, above):
        home = tmp_path / "home"
        monkeypatch.setenv("HOME", str(home))
        root = Path(os.path.normpath(home / above))
        tree(home, "src/x/personas/a.md", "a.md")
        tree(root, "personas/x/a.md", ".agent/personas/a.md", ".agent/a.md", "src/a.md")
        walk = Walk(root)

        assert found(root, walk) == ["personas/x/a.md", ".agent/personas/a.md"]
        assert walk.is_narrowed
        assert is_reachable(root, root / "personas/x/a.md")
        assert not is_reachable(root, root / "src/a.md")

    def test_a_project_below_the_home_folder_is_walked_as_a_whole(self, tmp_path, monkeypatch):
        monkeypatch.setenv("HOME", str(tmp_path))
        tree(tmp_path, "project/src/a.md")
        walk = Walk(tmp_path / "project")

        assert found(tmp_path / "project", walk) == ["src/a.md"]
        assert not walk.is_narrowed


class TestIgnoring:
    @pytest.mark.parametrize(
        ("ignores", "left"),
        [
            ({".gitignore": "b.md\n"}, ["a.md", "x/a.md", "x/y/a.md"]),
            ({".gitignore": "/a.md\n"}, ["b.md", "x/a.md", "x/b.md", "x/y/a.md"]),
            ({".gitignore": "x/\n"}, ["a.md", "b.md"]),
            ({".gitignore": "*.md\n!b.md\n"}, ["b.md", "x/b.md"]),
            ({".gitignore": "*.md\n", "x/.gitignore": "!a.md\n"}, ["x/a.md", "x/y/a.md"]),
            ({"x/.gitignore": "/a.md\n"}, ["a.md", "b.md", "x/b.md", "x/y/a.md"]),
            ({".gitignore": "x/*\n", "x/.gitignore": "!y/\n"}, ["a.md", "b.md", "x/y/a.md"]),
            ({".gitignore": "x/\n", "x/.gitignore": "!a.md\n"}, ["a.md", "b.md"]),
            ({".gitignore": "# x/\n\\!a.md\n  \n"}, ["a.md", "b.md", "x/a.md", "x/b.md", "x/y/a.md"]),
            ({".gitignore": "**/y/**\n"}, ["a.md", "b.md", "x/a.md", "x/b.md"]),
            ({".gitignore": "[z-a]\nb.md\n"}, ["a.md", "x/a.md", "x/y/a.md"]),
        ],
    )
    def test_gitignore_files_count_as_in_git_nested_and_negated(self, tmp_path, ignores, left):
        tree(tmp_path, "a.md", "b.md", "x/a.md", "x/b.md", "x/y/a.md")
        write(tmp_path, ignores)

        assert found(tmp_path) == left
        assert [
            each
            for each in found(tmp_path, Walk(tmp_path, obeys_gitignore=False))
            if is_reachable(tmp_path, tmp_path / each)
        ] == left

    @pytest.mark.parametrize("kind", ["pipe", "folder", "binary", "loop"])
    def test_a_gitignore_that_is_no_text_ignores_nothing(self, tmp_path, kind):
        tree(tmp_path, "a.md")
        path = tmp_path / ".gitignore"
        {
            "pipe": lambda: os.mkfifo(path),
            "folder": path.mkdir,
            "binary": lambda: path.write_bytes(bytes(range(256))),
            "loop": lambda: path.symlink_to(".gitignore"),
        }[kind]()

        assert found(tmp_path) == ["a.md"]
        assert is_reachable(tmp_path, tmp_path / "a.md")

    @pytest.mark.timeout(60)
    def test_a_pattern_that_would_take_for_ever_is_passed_over(self, tmp_path):
        name = "a" * 240 + ".md"
        tree(tmp_path, name, "b.md")
        write(tmp_path, {".gitignore": "*a" * 20 + "*b\n" + "**/*a" * 20 + "\nb.md\n"})

        assert found(tmp_path) == [name]

    def test_excluded_paths_are_left_out_also_where_gitignore_does_not_count(self, tmp_path):
        tree(tmp_path, "a.md", "old/a.md")
        walk = Walk(tmp_path, exclude=("old/",), obeys_gitignore=False)

        assert found(tmp_path, walk) == ["a.md"]
        assert not is_reachable(tmp_path, tmp_path / "old/a.md", ("old/",))
