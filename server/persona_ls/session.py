"""What both doors share: folders, library, open documents, and one function that checks a document.

The editor, ``check`` and CI give the same findings because they all come from `Session.findings`. A session belongs to one thread; only
rendering may be done elsewhere, on the immutable snapshot.

What only an editor asks for is put together in `persona_ls.asking`, and imported when it asks: ``check`` of one file spends most of its
time on imports.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from persona_ls.config.load import Config
from persona_ls.config.tree import ConfigTree
from persona_ls.features.opened import Opened
from persona_ls.formats import Dialect, agent_dialects, persona_dialect
from persona_ls.library.cache import Cache
from persona_ls.library.discover import Walk
from persona_ls.library.entry import Entry, Layer, Part
from persona_ls.library.files import Unreadable, absolute, exists, is_folder, library_root, read_source
from persona_ls.library.homes import bundled_library, user_library
from persona_ls.library.scan import Root, Stamp, persona_of, stamp_of
from persona_ls.library.snapshot import Library
from persona_ls.library.store import Store
from persona_ls.locales import Language, Messages, messages
from persona_ls.names import nfc
from persona_ls.rules import registry
from persona_ls.rules.base import Context, Finding, NewFile
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.reference import is_name
from persona_ls.text import Text, apply_edits

if TYPE_CHECKING:
    from persona_ls.features.insertion import Insertion
    from persona_ls.render.sandbox import Sandbox

__all__ = ["Opened", "Session"]

log = logging.getLogger(__name__)

_KEPT_INSERTIONS = 500
_ROUNDS = 20
"""Fixes that touch each other are applied in turn; no file needs more rounds than it has rules broken at one place."""


class Session:
    """Everything that answers depend on."""

    def __init__(
        self,
        folders: Iterable[Path],
        *,
        language: Language = Language.ENGLISH,
        bundled: bool = True,
        user: bool = True,
        today: Callable[[], date] = date.today,
        cache: Cache | None = None,
    ) -> None:
        self.store = Store()
        self.cache = cache
        """Where what was read is kept for the next start, if it shall be."""
        self.say: Messages = messages(language)
        self.checks = 0
        """How many documents were checked: a figure for tests of what an edit costs."""
        self.today = today
        self._opened: dict[str, Opened] = {}
        self._findings: dict[str, tuple[Opened, object, tuple[Finding, ...]]] = {}
        self._insertions: tuple[object, dict[tuple[str, str], Insertion | None]] = None, {}
        self._library_folders: tuple[object, dict[Path, Path]] = None, {}
        self._engine: Sandbox | None = None
        self._engine_lock = Lock()
        self._bundled, self._user = bundled, user
        self.trees: dict[Path | None, ConfigTree] = {}
        self.set_folders(folders)

    # -- library --

    @property
    def library(self) -> Library:
        """The current snapshot."""
        return self.store.library

    def set_folders(self, folders: Iterable[Path]) -> None:
        """Take these as the workspace folders; the libraries of the user and of the product follow them."""
        self._folders = tuple(dict.fromkeys(absolute(folder) for folder in folders))
        self.trees = {folder: ConfigTree(folder) for folder in self._folders}
        self._findings.clear()
        tops = [tree.top for tree in self.trees.values()]
        workspace = [_workspace_root(folder, tree.top) for folder, tree in self.trees.items() if folder is not None]
        extra = [
            Root(library, Layer.USER, _dialects(top)) for top in tops for library in top.libraries if is_folder(library)
        ]
        if self._user and is_folder(own := user_library()):
            extra.append(Root(own, Layer.USER))
        if self._bundled and all(top.bundled for top in tops) and (bundled := bundled_library()) is not None:
            extra.append(Root(bundled, Layer.BUNDLED))
        # Who works on a library as a workspace sees it as that, not a second time below it.
        extra = [root for root in extra if not any(each.holds(root.path) for each in workspace)]
        self.store.set_roots([*workspace, *extra])
        for opened in self:  # what a file is depends on the folders and on the dialects of their configuration
            self.open(opened.key, opened.path, opened.document.text)

    def offer_bundled(self, *, wanted: bool) -> None:
        """Whether the bundled library is offered, as far as no configuration file forbids it."""
        if wanted != self._bundled:
            self._bundled = wanted
            self.set_folders(self._folders)

    def reload_configuration(self) -> None:
        """Read the configuration files anew; which folders are read may change with them."""
        known = tuple(self.configs)
        self.set_folders(self._folders)
        for path in known:
            self.tree_of(path).config_for(path)

    def tree_of(self, path: Path | None) -> ConfigTree:
        """The configuration files that count for a document."""
        return self.trees.get(self.store.home_of(path)) or ConfigTree(None)

    @property
    def configs(self) -> dict[Path, Config]:
        """The configuration files that were read so far."""
        return {path: config for tree in self.trees.values() for path, config in tree.read.items()}

    def configured_language(self) -> Language | None:
        """The language that a configuration asks for."""
        tags = [tree.top.language for tree in self.trees.values()]
        return next((Language(tag) for tag in tags if tag in tuple(Language)), None)

    def walks(self) -> list[tuple[Root, Walk]]:
        """One walk for each root, the bundled library first: it is small, and something to offer at once."""
        roots = sorted(self.store.roots, key=lambda root: -root.layer)
        return [
            (root, Walk(root.path, exclude=root.exclude, obeys_gitignore=root.layer is Layer.WORKSPACE))
            for root in roots
        ]

    def index(self) -> list[Walk]:
        """Read all folders now; returns the walks, which tell what was cut or could not be read."""
        from persona_ls.library.readers import Readers  # noqa: PLC0415 (a file that stands alone needs no folder)
        from persona_ls.library.reading import read  # noqa: PLC0415

        walks = self.walks()
        kept = [self.cache.load(root) if self.cache else None for root, _ in walks]
        folders = [(root, walk, known) for (root, walk), known in zip(walks, kept, strict=True)]
        with Readers() as children:
            results = [scanned for some in read(folders, children) for scanned in some]
        self.store.apply(results, is_complete=True)
        for (root, _), known in zip(walks, kept, strict=True):
            if self.cache and known and known.is_stale():
                self.cache.save(root, self.store.read_files(root))
        return [walk for _, walk in walks]

    def new_persona(
        self, home: Path | None, name: str, locale: str, title: str = "", prompt: str = ""
    ) -> NewFile | None:
        """The file that would define ``name`` in the library of ``home``; ``None`` where there is no place for it.

        ``title`` and the basic ``prompt`` are made up where they are not given.
        """
        if home is None or not is_name(name):
            return None
        folder = self.library_folder(home)
        path = folder.joinpath(*nfc(name).split("/"))
        path = path.with_name(path.name + ".md")
        if exists(path) or self.library.at(path):
            return None
        language, tag = locale or self.say.language.value, path.parent.name if path.parent != folder else ""

        def made() -> str:
            from persona_ls.features.scaffold import scaffold  # noqa: PLC0415 (brings Jinja2)

            dialect = persona_dialect()
            return scaffold(dialect, dialect.kinds[0], language, name, tag, self.today(), title=title, prompt=prompt)

        return NewFile(path, made)

    def library_folder(self, home: Path) -> Path:
        """Where the personas of ``home`` lie: the library folder that most of them are in, else ``personas``."""
        if self._library_folders[0] is not self.library.naming:
            self._library_folders = self.library.naming, {}
        known = self._library_folders[1]
        if home not in known:
            folders: Counter[Path] = Counter()
            for place, count in self.library.folders(home).items():
                if folder := library_root(Path(place, "x"), home):
                    folders[Path(folder)] += count
            known[home] = folders.most_common(1)[0][0] if folders else home / "personas"
        return known[home]

    # -- documents --

    def __iter__(self) -> Iterator[Opened]:
        return iter(tuple(self._opened.values()))

    def get(self, key: str) -> Opened | None:
        """An open document."""
        return self._opened.get(key)

    def look_at(self, path: Path | None, text: Text, key: str = "") -> Opened:
        """A document that is not kept open: what ``check`` and ``render`` look at."""
        document = MarkdownDocument(text)
        persona = persona_of(document, path, self.store.root_of(path)) if path else None
        return Opened(key or str(path), path, document, persona)

    def text_of(self, path: Path) -> Text | None:
        """The text of a file: the open buffer, else the disk; ``None`` when it cannot be read."""
        opened = next((each for each in self if each.path == path), None)
        if opened:
            return opened.text
        try:
            return Text(read_source(path))
        except Unreadable:
            return None

    def open(self, key: str, path: Path | None, text: Text, *, settled: bool = True) -> set[str]:
        """Open a document or replace its text; returns the files whose entries changed. For ``settled`` see `Store.open`."""
        document = MarkdownDocument(text)
        persona, changed = self.store.open(path, document, settled=settled) if path else (None, set())
        self._opened[key] = Opened(key, path, document, persona)
        return changed

    def close(self, key: str) -> set[str]:
        """Give the document back to the disk, unless it is open under another name too."""
        opened = self._opened.pop(key, None)
        self._findings.pop(key, None)
        if opened is None or opened.path is None:
            return set()
        twin = next((each for each in self if each.path == opened.path), None)
        return self.store.open(opened.path, twin.document)[1] if twin else self.store.close(opened.path)

    # -- answers --

    def findings(self, opened: Opened) -> tuple[Finding, ...]:
        """Every finding in ``opened``; the last answer, as long as neither the document nor what it depends on has changed."""
        depends = self.dependencies(opened.path, dict.fromkeys(each.name for each in opened.references))
        known = self._findings.get(opened.key)
        if known and known[0] is opened and known[1] == depends:
            return known[2]
        self.checks += 1
        found = registry.check(self.context(opened), self.tree_of(opened.path).selection_for(opened.path))
        self._findings[opened.key] = opened, depends, found
        return found

    def forget_findings(self, opened: Opened) -> None:
        """Drop the kept answer of a document that is not open."""
        self._findings.pop(opened.key, None)

    def context(self, opened: Opened) -> Context:
        """What the rules may look at."""
        home = self.store.home_of(opened.path)
        return Context(
            document=opened.document,
            path=opened.path,
            persona=opened.persona,
            library=self.library,
            home=home,
            today=self.today(),
            new_persona=lambda name, locale: self.new_persona(home, name, locale),
        )

    def dependencies(self, path: Path | None, names: Iterable[str]) -> object:
        """Everything outside a document that refers to ``names`` that its findings depend on, as a value to compare."""
        home = self.store.home_of(path)
        resolved = {name: self.library.resolve(name, home).candidates for name in names}
        # What is unknown depends on every name there is: it may be born, or a better likeness.
        everything = self.library.naming if any(not found for found in resolved.values()) else None
        entry = self.library.at(path) if path else None
        around = self.library.around(entry) if entry else ()
        known = self.library.is_complete, entry, resolved, around, everything
        return known, self.trees, self.today(), self.say.language

    def world(self) -> object:
        """What no dependency can have changed without, and what is quick to compare: the library, the configuration, day and language."""
        return self.library, self.trees, self.today(), self.say.language

    def mended(self, opened: Opened, *, unsafe: bool = False) -> tuple[Opened, int]:
        """The document after its fixes, applied until there is none left, and how many edits that took."""
        from persona_ls.features.actions import safe_edits  # noqa: PLC0415 (as above)

        count = 0
        for _ in range(_ROUNDS):
            edits = safe_edits(self.findings(opened), unsafe=unsafe)
            if not edits:
                break
            count += len(edits)
            opened = self.look_at(opened.path, Text(apply_edits(opened.document.source, edits)), opened.key)
        return opened, count

    def workspace_files(self) -> Iterator[tuple[Path, Stamp]]:
        """Every persona and prompt file of the workspace folders, as it is on the disk; any thread may look there."""
        walks = [walk for root, walk in self.walks() if root.layer is Layer.WORKSPACE]
        return ((path, stamp_of(path)) for walk in walks for found in walk.files() for path in [Path(found.path)])

    @property
    def engine(self) -> "Sandbox":
        """The child process that renders templates, started when first needed."""
        with self._engine_lock:  # two threads that render for the first time share one child
            if self._engine is None:
                from persona_ls.render.sandbox import Sandbox  # noqa: PLC0415

                self._engine = Sandbox()
            return self._engine

    def insertion(self, entry: Entry, part: Part) -> "Insertion | None":
        """A prompt to insert; rendered once, as long as no persona changes."""
        from persona_ls.features.insertion import insertion  # noqa: PLC0415 (as above)

        now = self.library.naming, self.store.revision
        if self._insertions[0] != now or len(self._insertions[1]) > _KEPT_INSERTIONS:
            self._insertions = now, {}
        kept, key = self._insertions[1], (entry.place, part.name)
        if key not in kept:
            kept[key] = insertion(entry, part, self.library, self.store.persona, self.engine)
        return kept[key]

    def shut_down(self) -> None:
        """End the child process."""
        if self._engine is not None:
            self._engine.close()
            self._engine = None


def _workspace_root(folder: Path, top: Config) -> Root:
    inside = tuple(library for library in top.libraries if folder in (library, *library.parents))
    return Root(folder, Layer.WORKSPACE, _dialects(top), inside, top.exclude)


def _dialects(top: Config) -> tuple[Dialect, ...]:
    """The dialects that are told by their paths; a team's own go first."""
    return (*top.dialects, *agent_dialects())
