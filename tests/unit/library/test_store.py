"""What a thread has made of the library is taken over, or made once more: never what somebody has changed meanwhile."""

from pathlib import Path

import pytest

from persona_ls.library.scan import Root, scan_file
from persona_ls.library.store import Changes, Store
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text


def written(folder: Path, name: str) -> Path:
    path = folder / "personas" / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# Persona: {name}\n\n## Prompt de Ativação\n\nAtue.\n", encoding="utf-8")
    return path


@pytest.fixture
def roots(tmp_path: Path) -> tuple[Root, Root]:
    return Root(tmp_path / "a"), Root(tmp_path / "b")


@pytest.fixture
def store(roots: tuple[Root, Root]) -> Store:
    store = Store()
    store.set_roots(roots)
    return store


def noted(store: Store, *paths: Path) -> Changes:
    scanned = [scan_file(path, root) for path in paths if (root := store.root_of(path))]
    assert len(scanned) == len(paths)
    return store.noted(scanned)


def test_what_was_made_of_the_library_as_it_is_becomes_the_library(store: Store, roots: tuple[Root, Root]) -> None:
    path = written(roots[0].path, "um")
    changes = noted(store, path)
    after, _ = store.library.changed(*changes)
    assert store.take(changes, store.library, after) is None
    assert store.library is after
    assert store.library.at(path)


def test_a_folder_that_left_meanwhile_leaves_nothing_behind(store: Store, roots: tuple[Root, Root]) -> None:
    here, there = written(roots[0].path, "um"), written(roots[1].path, "dois")
    changes, before = noted(store, here, there), store.library
    after, _ = before.changed(*changes)
    store.set_roots(roots[:1])
    left = store.take(changes, before, after)
    assert left
    assert list(left.entries) == list(left.referrers) == [str(here)]
    store.apply_now(left)
    assert [entry.place for entry in store.library] == [str(here)]


def test_a_file_that_was_opened_meanwhile_stays_as_it_is_open(store: Store, roots: tuple[Root, Root]) -> None:
    here, other = written(roots[0].path, "um"), written(roots[0].path, "dois")
    changes, before = noted(store, here, other), store.library
    after, _ = before.changed(*changes)
    store.open(here, MarkdownDocument(Text("# Persona: Aberta\n\n## Prompt de Ativação\n\nAtue.\n")))
    left = store.take(changes, before, after)
    assert left
    assert list(left.entries) == [str(other)]
    store.apply_now(left)
    assert {entry.title for entry in store.library} == {"Aberta", "dois"}


@pytest.mark.parametrize("is_gone", [False, True], ids=["written", "removed"])
def test_a_file_that_changed_meanwhile_stays_as_it_is_now(
    store: Store, roots: tuple[Root, Root], is_gone: bool
) -> None:
    path = written(roots[0].path, "um")
    changes, before = noted(store, path), store.library
    after, _ = before.changed(*changes)
    if is_gone:
        path.unlink()
    else:
        path.write_text("# Persona: Outra\n\n## Prompt de Ativação\n\nAtue.\n", encoding="utf-8")
    store.refresh([path])
    assert store.take(changes, before, after) == Changes({}, {})
    assert {entry.title for entry in store.library} == (set() if is_gone else {"Outra"})


def test_prose_that_was_opened_meanwhile_is_not_what_it_was(store: Store, roots: tuple[Root, Root]) -> None:
    path = written(roots[0].path, "um")
    changes, before = noted(store, path), store.library
    after, _ = before.changed(*changes)
    store.open(path, MarkdownDocument(Text("Só prosa.")), settled=False)
    left = store.take(changes, before, after)
    assert left == Changes({}, {})
    assert not list(store.library)
