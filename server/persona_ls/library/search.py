"""Ranking: which personas a few typed letters mean, best first.

Accents and case are folded. How well a name fits counts first, then the layer, then the person's language among bundled personas, then
how often this workspace uses it.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from persona_ls.library.entry import Entry, Layer
from persona_ls.library.snapshot import Library
from persona_ls.names import fold

__all__ = ["Fit", "Match", "search"]

_WORD = re.compile(r"[\W_]+")


class Fit(IntEnum):
    """How an entry fits what was typed, best first. Clients that filter by prefix keep only `EXACT` and `PREFIX`."""

    EXACT = 0
    PREFIX = 1
    ALIAS = 2
    ID_WORD = 3
    TITLE = 4
    TAG = 5
    INSIDE = 6


@dataclass(frozen=True, slots=True)
class Match:
    """An entry, how it fits, and the name under which it does (its id, an alias, or with folders)."""

    entry: Entry
    fit: Fit
    name: str


def search(library: Library, typed: str, home: Path | None, locale: str) -> list[Match]:
    """Every persona that ``typed`` may mean, best first; for ``""`` all of them."""
    *folders, last = fold(typed).split("/")
    matches = [match for entry in library if (match := _match(entry, last, folders)) is not None]
    matches = [match for match in matches if not _is_hidden(library, match.entry, home)]

    def rank(match: Match) -> tuple[object, ...]:
        entry = match.entry
        foreign = entry.layer is Layer.BUNDLED and entry.locale != locale
        elsewhere = entry.layer is Layer.WORKSPACE and entry.root != home
        return match.fit, entry.layer, elsewhere, foreign, -library.use_count(entry.id), fold(entry.id), str(entry.path)

    return sorted(matches, key=rank)


def _is_hidden(library: Library, entry: Entry, home: Path | None) -> bool:
    """Whether a reference by its plain id reaches another persona: a bundled one that the workspace replaces is not offered."""
    return entry.layer is not Layer.WORKSPACE and library.resolve(entry.id, home).entry is not entry


def _match(entry: Entry, typed: str, folders: list[str]) -> Match | None:
    name = entry.id
    if folders:
        own = [fold(folder) for folder in entry.folders]
        if own[-len(folders) :] != folders:
            return None
        name = "/".join([*entry.folders[-len(folders) :], entry.id])
    fit = _fit(entry, typed)
    if fit is Fit.ALIAS:
        name = next(alias for alias in entry.aliases if fold(alias).startswith(typed))
    return None if fit is None else Match(entry, fit, name)


def _fit(entry: Entry, typed: str) -> Fit | None:
    name = fold(entry.id)
    if name.startswith(typed):
        return Fit.EXACT if name == typed else Fit.PREFIX
    if any(fold(alias).startswith(typed) for alias in entry.aliases):
        return Fit.ALIAS
    if any(word.startswith(typed) for word in _WORD.split(name)):
        return Fit.ID_WORD
    title = fold(entry.title)
    if title.startswith(typed) or any(word.startswith(typed) for word in _WORD.split(title)):
        return Fit.TITLE
    if any(fold(tag).startswith(typed) for tag in entry.tags):
        return Fit.TAG
    if typed in name or typed in title:
        return Fit.INSIDE
    return None
