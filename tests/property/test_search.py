"""Search, which finds the best first and no more, against the plain way: look at every persona, rank, sort."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_ls.library import search as module
from persona_ls.library.details import Details
from persona_ls.library.entry import Entry, Layer
from persona_ls.library.lexicon import WORD_BREAK
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.library.search import Fit, Match, search
from persona_ls.library.snapshot import Library
from persona_ls.names import fold
from persona_ls.syntax.reference import Reference
from persona_ls.text import Span

HOME, OTHER, THIRD = Path("/casa"), Path("/outra"), Path("/terceira")
WORDS = [
    "dados",
    "Dados",
    "dádiva",
    "da",
    "segurança",
    "seguranca",
    "backend",
    "c",
    "api",
    "ápice",
    "back",
    "end",
    "42",
]
words = st.sampled_from(WORDS)
ids = st.lists(words, min_size=1, max_size=3).map("-".join)
titles = st.lists(words, max_size=3).map(" ".join) | st.sampled_from(["« dados » da api", "C++ & dados"])
places = st.sampled_from([
    (HOME, Layer.WORKSPACE), (OTHER, Layer.WORKSPACE), (THIRD, Layer.WORKSPACE), (Path("/minha"), Layer.USER),
    (Path("/posta"), Layer.USER), (Path("/pacote"), Layer.BUNDLED),
])  # fmt: skip
typed_names = st.one_of(
    words.flatmap(lambda word: st.integers(0, len(word)).map(lambda end: word[:end])),
    words.flatmap(lambda word: st.integers(0, len(word)).map(lambda start: word[start:])),
    st.lists(words, min_size=2, max_size=3).map("-".join),
    st.lists(words, min_size=2, max_size=3).map(" ".join),
    st.tuples(words, words).map("/".join),
    st.sampled_from(["", "-", "a-d", "s s", "dados-", "-dados", "« da", "/", "da/", "x/y/z", "os d", "+"]),
)


def fit_of(entry: Entry, typed: str) -> Fit | None:
    """How ``entry`` fits ``typed``, which is folded and without folders."""
    name = fold(entry.id)
    if name.startswith(typed):
        return Fit.EXACT if name == typed else Fit.PREFIX
    if any(fold(alias).startswith(typed) for alias in entry.aliases):
        return Fit.ALIAS
    if any(word.startswith(typed) for word in WORD_BREAK.split(name)):
        return Fit.ID_WORD
    title = fold(entry.title)
    if title.startswith(typed) or any(word.startswith(typed) for word in WORD_BREAK.split(title)):
        return Fit.TITLE
    if any(fold(tag).startswith(typed) for tag in entry.tags):
        return Fit.TAG
    if typed in name or typed in title:
        return Fit.INSIDE
    return None


@st.composite
def entries(draw, number):
    root, layer = draw(places)
    folders = tuple(draw(st.lists(words, max_size=2)))
    name = draw(ids)
    return Entry(
        place=str(root.joinpath(*folders, f"{name}-{number}.md")), root=root, layer=layer, folders=folders, id=name,
        aliases=tuple(draw(st.lists(ids, max_size=2))), title=draw(titles), tags=tuple(draw(st.lists(words, max_size=3))),
        kind="standard", dialect="persona", locale=draw(st.sampled_from(["pt-BR", "en"])), content=b"", outline=(), details=Details(),
    )  # fmt: skip


@st.composite
def libraries(draw):
    """A library that came to be by several changes: personas that come, go and are written anew, and files that refer to them."""
    library = Library()
    number = count()
    paths: list[Path] = []
    for _ in range(draw(st.integers(1, 4))):
        born = [draw(entries(next(number))) for _ in range(draw(st.integers(0, 6)))]
        changes = {entry.path: entry for entry in born}
        for path in draw(st.lists(st.sampled_from(paths), max_size=3)) if paths else []:
            old = library.at(path)
            changes[path] = draw(st.none() | st.just(old and draw(entries(0)))) if old else None
            if changes[path] is not None:
                changes[path] = changes[path]._replace(
                    place=str(path), root=old.root, layer=old.layer, folders=old.folders
                )
        paths += [path for path in changes if path not in paths]
        referrers = {
            Path(f"/casa/{at}.md"): draw(referring(at)) for at in draw(st.lists(st.integers(0, 3), max_size=3))
        }
        library = library.with_changes(changes, referrers)
    return library


@st.composite
def referring(draw, at):
    names = draw(st.lists(ids, max_size=4))
    mentions = tuple(Mention("", Reference(Span(0, 9), name, Span(9, 9))) for name in names)
    return Referrer.of(Path(f"/casa/{at}.md"), HOME, mentions) if mentions else None


def plainly(library, typed, home, locale):
    """What `search` has to find, by looking at everything."""
    *folders, last = fold(typed).split("/")
    found = []
    for entry in library:
        fit, name = fit_of(entry, last), entry.id
        if folders:
            if [fold(each) for each in entry.folders][-len(folders) :] != folders:
                continue
            name = "/".join([*entry.folders[-len(folders) :], entry.id])
        if fit is None or (entry.layer is not Layer.WORKSPACE and library.resolve(entry.id, home).entry is not entry):
            continue
        if fit is module.Fit.ALIAS:
            name = next(alias for alias in entry.aliases if fold(alias).startswith(last))
        found.append(Match(entry, fit, name))

    def rank(match):
        entry = match.entry
        foreign = entry.layer is Layer.BUNDLED and entry.locale != locale
        elsewhere = entry.layer is Layer.WORKSPACE and entry.root != home
        return match.fit, entry.layer, elsewhere, foreign, -library.use_count(entry.id), fold(entry.id), str(entry.path)

    return sorted(found, key=rank)


@st.composite
def searches(draw):
    """A library, and what is typed: often a piece of what one of its personas is called."""
    library = draw(libraries())
    known = [fold(each) for entry in library for each in (entry.id, entry.title) if " " in each or "-" in each]
    if not known or draw(st.integers(0, 2)) == 0:
        return library, draw(typed_names)
    whole = draw(st.sampled_from(known))
    start = draw(st.just(0) | st.integers(0, len(whole) // 2))
    return library, whole[start : draw(st.integers(start, len(whole)) | st.just(len(whole)))]


@settings(deadline=None, max_examples=300)
@given(
    searches(),
    st.sampled_from([HOME, OTHER, None]),
    st.sampled_from(["pt-BR", "en", "fr"]),
    st.sampled_from([0, 256]),
    st.sampled_from([(1, 128), (16, 128), (10**9, 0)]),
)
def test_search_finds_what_looking_at_everything_finds_in_the_same_order(asked, home, locale, few, steps):
    """Also where more fit than are sorted, and whichever way what several words have in common is found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_FEW", few)
        patch.setattr(module, "_STEPS", steps[0])
        patch.setattr(module, "_STEPS_TO_LOOK", steps[1])
        library, typed = asked
        assert search(library, typed, home, locale) == plainly(library, typed, home, locale)


@settings(deadline=None)
@given(libraries(), typed_names, st.integers(0, 4))
def test_a_limit_cuts_the_end_off(library, typed, limit):
    assert search(library, typed, HOME, "pt-BR", limit) == search(library, typed, HOME, "pt-BR")[:limit]


@settings(deadline=None)
@given(libraries())
def test_a_library_knows_the_same_however_it_came_to_be(library):
    """Tables that were kept through many changes equal those of a library that was filled at once."""
    referrers = {path: found for at in range(4) if (found := library.referrer(path := Path(f"/casa/{at}.md")))}
    anew = Library().with_changes({entry.path: entry for entry in library}, referrers)
    assert list(anew.tag_counts.items()) == list(library.tag_counts.items())
    assert {root: anew.folders(root) for root in (HOME, OTHER)} == {
        root: library.folders(root) for root in (HOME, OTHER)
    }
    for entry in library:
        assert anew.same_id(entry) == library.same_id(entry)
        assert anew.spellings(entry) == library.spellings(entry)
        assert anew.users(entry.id) == library.users(entry.id)
        for name in (entry.id, entry.qualified, *entry.aliases):
            assert anew.resolve(name, HOME) == library.resolve(name, HOME)
            assert anew.nearest(name + "x") == library.nearest(name + "x")
