"""The texts that come of a library, and how those of two moments differ: what ``persona-ls diff`` prints."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from persona_ls.cli.places import open_file, tell
from persona_ls.cli.refusals import missing_lines, problem_lines
from persona_ls.cli.render import rendered
from persona_ls.cli.terminal import shown_path
from persona_ls.cli.values import Layers
from persona_ls.library.entry import Entry, Layer, Part
from persona_ls.library.files import Unreadable
from persona_ls.persona import NO_DEFAULT
from persona_ls.render.expand import Renderer
from persona_ls.render.problems import Refused
from persona_ls.render.values import Values
from persona_ls.session import Session

__all__ = ["Change", "Name", "Status", "Texts", "changes"]

_MAX_PAIRS = 2_500
_ALIKE = 0.5
"""From here on a new text is one that was renamed, as in git."""


class Status(Enum):
    """What became of a text."""

    CHANGED = "changed"
    ADDED = "added"
    DELETED = "deleted"
    RENAMED = "renamed"
    """Its file has another name, and it changed too."""
    BROKEN = "broken"
    """It can no longer be rendered."""
    MENDED = "mended"
    """It could not be rendered."""
    UNRENDERED = "unrendered"
    """It could not be rendered, and still cannot."""


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """What a text is called: the file as it is called today, and the part of a persona; of a prompt file ``""``."""

    path: Path
    part: str = ""

    def __str__(self) -> str:
        return f"{shown_path(self.path)}#{self.part}" if self.part else shown_path(self.path)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A text, its lines ending in line feeds; or why there is none. ``source`` is the file that it was made of."""

    source: str
    text: str | None
    problems: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    """Where the variables without a value are declared, or used."""


@dataclass(frozen=True, slots=True)
class Change:
    """One text that is not what it was. ``old`` and ``new`` are its names, of which one may be missing."""

    status: Status
    old: Name | None
    new: Name | None
    before: str = ""
    after: str = ""
    problems: tuple[str, ...] = ()
    """Why it cannot be rendered, or could not, in lines to print."""
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> Name:
        """The name that it has, or had."""
        name = self.new or self.old
        assert name
        return name

    @property
    def counts(self) -> bool:
        """Whether agents get something else."""
        return self.status is not Status.UNRENDERED


class Texts:
    """The texts of one session. Its paths may lie in a copy: ``today`` and ``then`` translate from and to those names."""

    def __init__(
        self,
        session: Session,
        values: Layers,
        *,
        today: Callable[[Path], Path] = Path,
        then: Callable[[Path], Path] = Path,
        revision: str = "",
    ) -> None:
        self._session, self._values = session, values
        self._today, self._then = today, then
        self._prefix = f"{revision}:" if revision else ""

    def names(self, *, everything: bool) -> Iterator[Name]:
        """Each text that a reference is part of; with ``everything`` also the prompts of all other personas."""
        library = self._session.library
        for path in map(Path, self._session.store.stamps):
            entry, referrer = library.at(path), library.referrer(path)
            if entry and entry.layer is not Layer.WORKSPACE:
                continue
            if entry and not self._is_sent(entry):
                composing = {each.part for each in referrer.mentions} if referrer else set()
                parts = [each.name for each in entry.prompts if everything or each.name in composing]
                yield from (Name(self._today(path), part) for part in parts)
            elif referrer or (entry and everything):
                yield Name(self._today(path))

    def rendering(self, name: Name) -> Rendering | None:
        """The text called ``name``; ``None`` when there is no such file, or the persona has no such prompt."""
        path = self._then(name.path)
        entry = self._session.library.at(path)
        if name.part:
            part = next((each for each in entry.prompts if each.name == name.part), None) if entry else None
            return self._of_prompt(name, entry, part) if entry and part else None
        if str(path) not in self._session.store.stamps or (entry and not self._is_sent(entry)):
            return None
        return self._of_file(path)

    def _is_sent(self, entry: Entry) -> bool:
        """Whether the file of a persona is sent as a whole: an agent file, whose body is its prompt."""
        persona = self._session.store.persona(entry)
        return persona is not None and persona.dialect.verbatim

    def _of_file(self, path: Path) -> Rendering:
        say = self._session.say
        try:
            opened = open_file(self._session, path)
        except Unreadable as error:
            return Rendering("", None, (tell(error, say),))
        source = opened.document.source
        try:
            return _rendering(source, rendered(self._session, opened, self._values))
        except Refused as refused:
            lines = problem_lines(opened, refused.problems, say, self._shown)
            return Rendering(source, None, (*lines,), (*missing_lines(refused.problems, say, self._shown),))

    def _of_prompt(self, name: Name, entry: Entry, part: Part) -> Rendering:
        """A prompt as its persona gives it: a variable that nothing gives a value stands as it is written."""
        given = {each for layer in self._values for each in layer}
        given |= {each.name for each in entry.variables if each.default is not NO_DEFAULT and not each.required}
        written = {each: f"{{{{ {each} }}}}" for each in part.variables if each not in given}
        session, say = self._session, self._session.say
        persona = session.store.persona(entry)
        source = persona.source if persona else ""
        renderer = Renderer(session.library, session.store.persona, session.engine, Values(self._values))
        try:
            return _rendering(source, renderer.prompt(entry, part, written))
        except Refused as refused:
            lines = (f"{self._prefix}{name}: {say(each.refusal.value, **each.arguments)}" for each in refused.problems)
            return Rendering(source, None, (*lines,), (*missing_lines(refused.problems, say, self._shown),))

    def _shown(self, path: Path) -> str:
        """A path as git calls a file at a revision: ``HEAD:notes.md``."""
        return f"{self._prefix}{shown_path(self._today(path))}"


def changes(before: Texts, after: Texts, *, everything: bool) -> Iterator[Change]:
    """Every text that is not what it was, in the order of the names."""
    names = {*before.names(everything=everything), *after.names(everything=everything)}
    found = {name: (before.rendering(name), after.rendering(name)) for name in sorted(names)}
    gone = {name: old for name, (old, new) in found.items() if new is None and old and old.text is not None}
    come = {name: new for name, (old, new) in found.items() if old is None and new and new.text is not None}
    renamed = _renamed(gone, come)
    for name, (old, new) in found.items():
        if name in renamed:
            was, is_now = gone[renamed[name]].text or "", come[name].text or ""
            if was != is_now:
                yield Change(Status.RENAMED, renamed[name], name, was, is_now)
        elif name not in renamed.values() and (change := _change(name, old, new)):
            yield change


def _change(name: Name, old: Rendering | None, new: Rendering | None) -> Change | None:
    """What became of a text that has not been renamed; ``None`` when it is what it was, or was never one."""
    was, is_now = name if old else None, name if new else None
    before = old.text if old else ""
    after = new.text if new else ""
    if new and after is None:
        status = Status.UNRENDERED if old and before is None else Status.BROKEN
        return Change(status, was, is_now, problems=new.problems, missing=new.missing)
    if old and before is None:
        return Change(Status.MENDED, was, is_now, problems=old.problems, missing=old.missing) if new else None
    if old and new and before == after:
        return None
    status = Status.CHANGED if old and new else Status.ADDED if new else Status.DELETED
    return Change(status, was, is_now, before or "", after or "")


def _renamed(gone: dict[Name, Rendering], come: dict[Name, Rendering]) -> dict[Name, Name]:
    """New names with the old ones whose files they were made of: the pairs that are most alike, each file in one."""
    is_costly = len(gone) * len(come) > _MAX_PAIRS
    pairs = [
        (_likeness(gone[old].source, come[new].source, is_costly=is_costly), new, old)
        for new in come
        for old in gone
        if old.part == new.part
    ]
    renamed: dict[Name, Name] = {}
    for likeness, new, old in sorted(pairs, key=lambda pair: -pair[0]):
        if likeness >= _ALIKE and new not in renamed and old not in renamed.values():
            renamed[new] = old
    return renamed


def _likeness(before: str, after: str, *, is_costly: bool) -> float:
    """How much of two sources is the same, from 0 to 1, by words; of too many pairs only equal ones are alike."""
    if before == after or is_costly:
        return float(before == after)
    from difflib import SequenceMatcher  # noqa: PLC0415 (only who renames pays)

    matcher = SequenceMatcher(None, before.split(), after.split())
    return matcher.ratio() if matcher.quick_ratio() >= _ALIKE else 0.0


def _rendering(source: str, text: str) -> Rendering:
    # git stores other line ends than some systems write.
    return Rendering(source, text.replace("\r\n", "\n"))
