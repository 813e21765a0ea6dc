"""The rule `tag-spelling`."""

import re
from collections.abc import Container, Iterator, Mapping

from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter import Scalar
from persona_ls.syntax.yaml_quote import quote
from persona_ls.text import Edit

__all__ = ["RULE"]

_PLAIN = re.compile(r"[^\W_][\w./+-]*(?: [\w./+-]+)*")


def check(context: Context) -> Iterator[Finding]:
    """On a tag that others spell otherwise, unless its own spelling is the most frequent: those files need no hint."""
    persona, entry = context.persona, context.entry
    if persona is None or entry is None or not context.library.is_complete:
        return
    spellings = context.library.spellings(entry)
    own = {word.value.strip() for word in persona.words("tags")}
    for word in {fold(each.value): each for each in reversed(persona.words("tags"))}.values():
        tag = word.value.strip()
        counts = _without(spellings.get(fold(word.value), {}), own - {tag})
        if any(count >= counts.get(tag, 0) for other, count in counts.items() if other != tag):
            yield _finding(word, tag, counts)


def _without(counts: Mapping[str, int], own: Container[str]) -> dict[str, int]:
    """The counts without what the persona itself spells otherwise: that is `duplicate-tag`."""
    return {tag: left for tag, count in counts.items() if (left := count - (tag in own)) > 0}


def _finding(word: Scalar, tag: str, counts: Mapping[str, int]) -> Finding:
    ranked = sorted(counts, key=lambda spelling: (-counts[spelling], spelling))
    fixes = tuple(
        Fix(N_("Change to `{name}`"), {"name": other}, (Edit(word.span, _spelt(word, other)),), is_safe=False)
        for other in ranked
        if other != tag
    )
    spellings = ", ".join(f"`{spelling}` ({counts[spelling]}×)" for spelling in ranked)
    return Finding(RULE, word.span, {"tag": tag, "spellings": spellings}, fixes=fixes)


def _spelt(word: Scalar, tag: str) -> str:
    return tag if not word.quoted and _PLAIN.fullmatch(tag) else quote(tag)


RULE = Rule(
    name="tag-spelling",
    severity=Severity.HINT,
    message=N_("The personas of this folder spell `{tag}` in more than one way: {spellings}. Agree on one."),
    what=N_("A tag differs from another one of the library only in case or accents, and is not the more frequent one."),
    why=N_("People pick tags from lists, and tools compare them to the letter: each spelling finds only a part."),
    bad="---\ntags: [escrita, documentacao]\ndificuldade: avançado\natualizado: 2026-11-20\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: avançado\natualizado: 2026-11-20\n---\n",
    check=check,
    fix=N_("Offers each other spelling in this file; which one the library agrees on is a choice of its authors."),
)
