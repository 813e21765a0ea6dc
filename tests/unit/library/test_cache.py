"""What was read is kept for the next start: used as long as it is true, and never missed when it is not there."""

import errno
import logging
import marshal
import os
import threading
import zlib
from pathlib import Path

import pytest

from persona_ls.formats import agent_dialects
from persona_ls.library import cache as module
from persona_ls.library import scan as scanning
from persona_ls.library.cache import Cache, default_cache
from persona_ls.library.discover import Walk
from persona_ls.library.entry import Layer
from persona_ls.library.homes import bundled_library
from persona_ls.library.scan import Root
from persona_ls.session import Session
from persona_ls.text import Text
from persona_ls.values import replace

FULL = """\
---
tags: [dados, segurança]
apelidos: [cofre, guardiã]
descrição: Guarda o que é dos outros
variáveis:
  sistema: {descrição: O que se guarda, opções: [banco, 3, 2.5, true, 2025-04-23], padrão: banco, obrigatória: true}
  desde: 2025-04-23
  momento: 2025-04-23T10:00:00
  nomes: [a, b]
  mapa: {a: 2025-04-23, 1: x}
  vazio: null
  livre:
---
# Persona: Guardiã de Dados

**Especialidade**: Cofres

## Prompt de Ativação (Básico)

```
Atue como um Guardiã de Dados de {{ sistema }} desde {{ desde }}. [descreva o risco]
@persona:escriba#basico(tom="sério", paginas=3, nota=-1.5, ok=true, de=sistema, feio=[1, "dois", {"a": none}])
```
"""
FILES = {
    "personas/guardia.md": FULL,
    "personas/escriba.md": "# Persona: Escriba\n\n## Prompt de Ativação (Básico)\n\nEscreva.\n",
    "personas/quebrada.md": "---\ntags: [a] | [b]\n---\n# Persona: Quebrada\n",
    "notas.md": "Use @persona:guardia e @persona:nenhuma#parte(x=\n",
    "vazio.md": "",
}
LONG_AGO = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace whose files were written long ago."""
    root = tmp_path / "livros"
    for name, source in FILES.items():
        write(root / name, source)
    return root


def write(path: Path, source: str, time: int = LONG_AGO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    os.utime(path, (time, time))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    """A cache for which no change is too small."""
    monkeypatch.setattr(module, "_FEW", 0)
    return Cache(tmp_path / "cache")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from here on."""
    names: list[str] = []
    real = scanning.scan_file
    monkeypatch.setattr(
        scanning, "scan_file", lambda path, root, stamp=None: names.append(path.name) or real(path, root, stamp)
    )
    return names


def start(folder: Path, cache: Cache | None) -> Session:
    session = Session([folder], bundled=False, user=False, cache=cache)
    session.index()
    return session


def known(session: Session) -> object:
    """All that a start finds out."""
    library = session.library
    paths = [Path(place) for place in session.store.stamps]
    return {path: (library.at(path), library.referrer(path)) for path in paths}, dict(session.store.stamps)


def the_file(cache: Cache) -> Path:
    (file,) = cache.folder.glob("*.library")
    return file


class TestASecondStart:
    def test_it_knows_all_that_the_first_knew_and_reads_nothing(self, folder, kept, read):
        first = known(start(folder, kept))
        assert sorted(read) == sorted(Path(name).name for name in FILES)
        read.clear()
        assert known(start(folder, kept)) == first
        assert read == []

    def test_files_that_one_process_has_read_behind_others_are_known_too(self, folder, kept, read, monkeypatch):
        """Several read at a time, and the slowest keeps its files behind those that come after them in the folder."""
        monkeypatch.setattr(module, "_BLOCK_FILES", 1)
        first = start(folder, kept)
        root = first.store.roots[0]
        files = list(first.store.read_files(root))
        kept.save(root, [*files[2:], *files[:2]])
        read.clear()
        assert known(start(folder, kept)) == known(first)
        assert read == []

    def test_it_reads_what_has_changed_come_or_gone_since(self, folder, kept, read):
        start(folder, kept)
        write(folder / "personas/escriba.md", FILES["personas/escriba.md"] + "Mais.\n", LONG_AGO + 1)
        write(folder / "personas/nova.md", "# Persona: Nova\n")
        (folder / "notas.md").unlink()
        read.clear()
        session = start(folder, kept)
        assert sorted(read) == ["escriba.md", "nova.md"]
        assert known(session) == known(start(folder, None))

    def test_a_file_of_the_same_size_and_time_in_another_s_place_is_read(self, folder, kept, read):
        """As after a checkout that keeps times: the inode tells."""
        start(folder, kept)
        path = folder / "personas/escriba.md"
        path.rename(folder / "old.txt")
        write(path, FILES["personas/escriba.md"].replace("Escreva.", "Apague!!"))
        read.clear()
        start(folder, kept)
        assert read == ["escriba.md"]

    def test_a_file_that_was_written_a_moment_before_is_read_again(self, folder, kept, read):
        """Where times are whole seconds, the next change of it might look the same."""
        (folder / "notas.md").touch()
        start(folder, kept)
        read.clear()
        start(folder, kept)
        assert read == ["notas.md"]

    def test_what_an_editor_has_open_is_not_kept(self, folder, kept, read):
        """The buffer is not what is on the disk."""
        session = start(folder, None)
        path = folder / "personas/escriba.md"
        session.open("key", path, Text("# Persona: Outra\n"))
        kept.save(session.store.roots[0], session.store.read_files(session.store.roots[0]))
        read.clear()
        assert known(start(folder, kept)) == known(start(folder, None))
        assert read.count("escriba.md") == 2

    def test_a_folder_read_in_another_way_is_another_folder(self, folder, kept):
        root = Root(folder)
        ways = [
            root,
            replace(root, layer=Layer.USER),
            replace(root, path=folder / "personas"),
            replace(root, libraries=(folder / "notas",)),
            replace(root, dialects=agent_dialects()[:1]),
        ]
        assert len({kept.file(each) for each in ways}) == len(ways)
        assert kept.file(replace(root, exclude=("x",))) == kept.file(root), "which files are read, not how"

    def test_few_changes_are_read_each_time_rather_than_all_written(self, folder, tmp_path, read):
        cache = Cache(tmp_path / "cache")
        start(folder, cache)
        assert not list(tmp_path.glob("cache/*"))

    def test_the_bundled_library_survives_the_way_to_the_disk_and_back(self, kept):
        bundled = bundled_library()
        assert bundled
        first = known(start(bundled, kept))
        assert known(start(bundled, kept)) == first

    def test_a_folder_that_has_gone_from_the_session_is_not_kept_as_an_empty_one(self, folder, kept):
        session = start(folder, kept)
        (root,) = session.store.roots
        first = known(session)
        session.store.set_roots([])
        kept.save(root, session.store.read_files(root))

        assert known(start(folder, kept)) == first

    def test_files_on_their_way_into_the_library_are_not_kept_as_what_they_were(self, folder, kept):
        session = Session([folder], bundled=False, user=False)
        (root,) = session.store.roots
        changes = session.store.noted(scanning.scan_files(scanning.found(Walk(folder)), root))
        assert list(session.store.read_files(root)) == []

        before = session.library
        after, _ = before.changed(*changes)
        assert session.store.take(changes, before, after) is None
        assert {each.path.name for each in session.store.read_files(root)} == {Path(name).name for name in FILES}

    def test_a_file_that_raised_is_read_again_at_the_next_start(self, folder, kept, monkeypatch):
        with monkeypatch.context() as broken:
            broken.setattr(scanning, "make_entry", lambda *_: 1 / 0)
            assert not list(start(folder, kept).library)

        assert known(start(folder, kept)) == known(start(folder, None))


def assert_true_or_nothing(cache: Cache, session: Session) -> None:
    """Whatever the cache says of a file is what was read of it."""
    (root,) = session.store.roots
    remembered = cache.load(root)
    for place, stamp in session.store.stamps.items():
        if (found := remembered.scanned(place, stamp)) is not None:
            assert found.entry == session.library.at(found.path)
            assert found.referrer == session.library.referrer(found.path)


class TestWhateverLiesThere:
    def test_a_file_torn_at_any_byte_tells_the_truth_or_nothing(self, folder, kept, monkeypatch):
        monkeypatch.setattr(module, "_BLOCK_FILES", 2)
        session = start(folder, kept)
        file = the_file(kept)
        data = file.read_bytes()
        for end in range(len(data)):
            file.write_bytes(data[:end])
            assert_true_or_nothing(kept, session)

    def test_so_does_one_with_any_byte_flipped(self, folder, kept):
        session = start(folder, kept)
        file = the_file(kept)
        data = bytearray(file.read_bytes())
        for at in range(len(data)):
            data[at] ^= 0x55
            file.write_bytes(data)
            assert_true_or_nothing(kept, session)
            data[at] ^= 0x55

    def test_a_torn_file_is_read_past_and_written_whole_again(self, folder, kept, read):
        whole = known(start(folder, kept))
        file = the_file(kept)
        file.write_bytes(file.read_bytes()[:-20])
        assert known(start(folder, kept)) == whole
        read.clear()
        assert known(start(folder, kept)) == whole
        assert read == []

    @pytest.mark.parametrize(
        "content",
        [
            None, 1, [1], [(1, 2)], [("notas.md", None, None)], [("notas.md", (1, 2, 3), (None, 7))], {"a": 1}, (lambda: 0).__code__,
            [("personas/escriba.md", "STAMP", ((1,) * 15, None))], [("personas/escriba.md", "STAMP", (None, ((1,),)))],
        ],
    )  # fmt: skip
    def test_well_formed_nonsense_is_as_good_as_none(self, folder, kept, content):
        whole = known(start(folder, kept))
        path = folder / "personas/escriba.md"
        status = path.stat()
        if isinstance(content, list):
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            content = [
                tuple(stamp if part == "STAMP" else part for part in each) if isinstance(each, tuple) else each
                for each in content
            ]
        block = marshal.dumps(content)
        head = module._HEAD.pack(len(block), zlib.crc32(block))
        the_file(kept).write_bytes(module._MAGIC + head + block + module._HEAD.pack(0, 0))
        assert known(start(folder, kept)) == whole

    def test_another_format_is_as_good_as_none_and_is_written_over(self, folder, kept, read):
        start(folder, kept)
        the_file(kept).write_bytes(b"persona-ls library 0\n" + b"x" * 100)
        start(folder, kept)
        read.clear()
        start(folder, kept)
        assert read == []

    def test_somebody_else_s_file_is_not_read(self, folder, kept, read, monkeypatch):
        start(folder, kept)
        monkeypatch.setattr(module.os, "getuid", lambda: folder.stat().st_uid + 1)
        read.clear()
        start(folder, kept)
        assert len(read) == len(FILES)


class TestWhereItCannotBeWritten:
    def test_a_full_disk_costs_the_cache_and_nothing_else(self, folder, kept, monkeypatch, caplog):
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(module.os, "replace", full)
        with caplog.at_level(logging.WARNING):
            first, second = start(folder, kept), start(folder, kept)
        assert known(first) == known(second) == known(start(folder, None))
        assert [each.levelname for each in caplog.records] == ["WARNING"], "told once"
        assert list(kept.folder.iterdir()) == [], "nothing half written is left"

    def test_so_does_a_disk_that_fills_up_while_it_is_written(self, folder, kept, monkeypatch, caplog):
        real = module._encoded

        def filling(*arguments: object):
            yield next(real(*arguments))
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(module, "_encoded", filling)
        start(folder, kept)
        assert list(kept.folder.iterdir()) == []
        assert "No space left" in caplog.text

    def test_a_folder_that_cannot_be_made_is_told_once(self, folder, tmp_path, caplog, monkeypatch):
        monkeypatch.setattr(module, "_FEW", 0)
        (tmp_path / "file").write_text("")
        cache = Cache(tmp_path / "file" / "cache")
        for _ in range(3):
            assert known(start(folder, cache)) == known(start(folder, None))
        assert len(caplog.records) == 1

    def test_the_environment_can_name_another_folder_or_none(self, tmp_path, monkeypatch):
        monkeypatch.setenv("PERSONA_LS_CACHE_DIR", str(tmp_path))
        found = default_cache()
        assert found
        assert found.folder == tmp_path
        monkeypatch.setenv("PERSONA_LS_CACHE_DIR", "")
        assert default_cache() is None


class TestManyWindows:
    def test_two_that_write_at_once_leave_one_whole_file(self, folder, kept, read):
        sessions = [start(folder, None) for _ in range(4)]
        root = sessions[0].store.roots[0]

        def save(session: Session) -> None:
            for _ in range(10):
                kept.save(root, session.store.read_files(root))

        threads = [threading.Thread(target=save, args=(session,)) for session in sessions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [each.suffix for each in kept.folder.iterdir()] == [".library"]
        read.clear()
        start(folder, kept)
        assert read == []

    def test_folders_that_nobody_opened_for_long_are_forgotten(self, folder, kept, monkeypatch):
        monkeypatch.setattr(module, "_MOST_FILES", 2)
        kept.folder.mkdir()
        for number in range(4):
            write(kept.folder / f"{number}.library", "x", LONG_AGO + number)
        write(kept.folder / "left.unfinished", "x")
        write(kept.folder / "somebody-else-s.txt", "x")
        start(folder, kept)
        names = sorted(each.name for each in kept.folder.iterdir())
        assert "3.library" in names
        assert "somebody-else-s.txt" in names
        assert len(names) == 3
