"""Turn a selection into a persona: its words become the basic prompt of a new file, and a reference stands in their place.

The document renders to the same text as before.
"""

import re
from collections.abc import Iterator
from itertools import count, islice

from persona_ls.features.actions.base import Action, ActionKind, Bench
from persona_ls.features.actions.literal import as_template
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.formats import persona_dialect
from persona_ls.locales import N_
from persona_ls.names import slug
from persona_ls.render.layout import outdented
from persona_ls.syntax.reference import SIGIL, is_name, references
from persona_ls.syntax.template import has_template
from persona_ls.text import Edit, Span
from persona_ls.values import frozen

__all__ = ["extract_persona"]

_WORD = r"[^\W_](?:[\w'’./+-]*[^\W_])?"
_WORDS = re.compile(rf"{_WORD}(?:[ \t]+{_WORD})*")
_TRIES = 100
_MOST_WORDS, _LONGEST = 4, 40
_SMALL = 3
"""Letters of the words that join the others of a title: ``de``, ``of``, ``the``."""


def extract_persona(opened: Opened, span: Span, bench: Bench) -> Iterator[Action]:
    """Of a selection in whose place a reference would be read."""
    span = _trimmed(opened.document.source, span)
    if bench.home is None or not span.of(opened.document.source) or not _is_whole(opened, span):
        return
    new = _new(opened, span, bench)
    if new and _is_read(opened, span, new.name):
        yield Action(
            N_("Turn the selection into the persona `{name}`"),
            None,
            ActionKind.EXTRACT,
            {"name": new.name},
            name="extract-persona",
            work=lambda: _change(opened, span, new, bench),
            creates=True,
        )


@frozen
class _New:
    """What the persona will be called, and in which language it is written."""

    base: str
    name: str
    """``base``, with a number where a persona is called so."""
    title: str
    locale: str


def _trimmed(source: str, span: Span) -> Span:
    words = span.of(source)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(words.strip()))


def _is_whole(opened: Opened, span: Span) -> bool:
    """Whether the selection takes nothing apart: neither a fence nor a reference, and in a persona no prompt and no tag of it."""
    persona, outline = opened.persona, opened.document.outline
    first, last = outline.fence_at(span.start), outline.fence_at(span.end - 1)
    if first and not first.content.covers(span) and not span.covers(first.span):
        return False
    if last and not last.content.covers(span) and not span.covers(last.span):
        return False
    if any(not span.covers(each.span) and _overlap(span, each.span) for each in opened.references):
        return False
    if persona is None:
        return True
    is_inside = any(prompt.body.covers(span) for prompt in persona.prompts)
    return is_inside and not (persona.dialect.templates and has_template(span.of(persona.source)))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _is_read(opened: Opened, span: Span, name: str) -> bool:
    """Whether a reference to ``name`` in the place of the selection would be one, and end where it ends."""
    if not opened.document.is_live(span.start):
        return False
    text, source = opened.text, opened.document.source
    start = text.line_span(text.line_at(span.start)).start
    end = text.line_span(text.line_at(span.end)).end
    line = f"{source[start : span.start]}{SIGIL}{name}{source[span.end : end]}"
    wanted = Span(span.start - start, span.start - start + len(SIGIL) + len(name))
    return any(each.span == wanted for each in references(line))


def _change(opened: Opened, span: Span, new: _New, bench: Bench) -> Change:
    prompt = _prompt(opened, span)
    # Files that are no personas have names, too.
    files = (bench.new_persona(name, new.locale, new.title, prompt) for name in islice(_free(new.base, bench), _TRIES))
    created = next(filter(None, files), None)
    if created is None:
        return Change()
    edit = Edit(span, f"{SIGIL}{created.path.stem}")
    return Change(created=(created,), edited=(opened.edited([edit]),))


def _prompt(opened: Opened, span: Span) -> str:
    """The selection as the prompt of a persona: what is text here is text there."""
    source, persona = opened.document.source, opened.persona
    live = {each.span.start for each in opened.references}
    dead = [
        Edit(Span(at - span.start, at - span.start), "\\")
        for each in references(source, span.start, span.end)
        if (at := each.span.start) not in live
    ]
    words = span.of(source)
    for edit in reversed(dead):
        words = words[: edit.span.start] + edit.new + words[edit.span.start :]
    words = outdented(source, span.start, words.replace("\r\n", "\n").replace("\r", "\n"))
    return words if persona and persona.dialect.templates else as_template(words)


# -- what it is called --


def _new(opened: Opened, span: Span, bench: Bench) -> _New | None:
    """Who the prompt says it speaks to (``Act as a …``), else its first words; with a number when the name is taken."""
    words = span.of(opened.document.source)
    locale = opened.persona.locale if opened.persona else bench.language.value
    title = ""
    for each, opening in persona_dialect().openings.items():
        # "a" is "an" before a vowel, "um" is "uma" before a feminine noun.
        found = re.search(
            rf"{re.escape(opening.partition('{title}')[0].rstrip())}[na]?[ \t]+(?=[^\W_])", words, re.IGNORECASE
        )
        if found and (match := _WORDS.match(words, found.end())):
            title, locale = _capitalized(match[0]), each
            break
    if not title and (match := _WORDS.search(words)):
        title = _short(match[0].split())
    base = slug(title) if is_name(slug(title)) else "persona"
    return _New(base, next(_free(base, bench)), title, locale) if title else None


def _free(base: str, bench: Bench) -> Iterator[str]:
    """``base``, and ``base`` with numbers, as far as no persona is called so."""
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return (name for name in names if not bench.library.resolve(name, bench.home).candidates)


def _capitalized(words: str) -> str:
    """The capitalized words that a role begins with, small ones between them included; the first words where it has none."""
    parts = words.split()
    capital = [at for at, part in enumerate(parts) if part[:1].isupper()]
    if not capital or capital[0] > 0:
        return _short(parts)
    end = 1
    for at in capital[1:]:
        if all(len(part) <= _SMALL for part in parts[end:at]):
            end = at + 1
    return " ".join(parts[:end])


def _short(parts: list[str]) -> str:
    """The first few words, without a small one at the end."""
    kept = parts[:_MOST_WORDS]
    while len(kept) > 1 and (len(kept[-1]) <= _SMALL or len(" ".join(kept)) > _LONGEST):
        kept.pop()
    return " ".join(kept)[: 2 * _LONGEST]
