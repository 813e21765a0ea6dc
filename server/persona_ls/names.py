"""How names are compared: exactly for references, folded for everything that people search and mistype."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold", "nearest", "nfc", "slug", "title_from"]

_BREAK = re.compile(r"[\W_]+")
# Words that no title of either language begins with a capital, unless they come first.
_SMALL = frozenset({
    "a", "and", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "for", "in", "na", "no", "o", "of", "on", "os", "para",
    "the", "to", "with",
})  # fmt: skip


def nfc(name: str) -> str:
    """``name`` in the composed form in which two spellings of one name are equal."""
    return name if name.isascii() else unicodedata.normalize("NFC", name)


@lru_cache(maxsize=65536)
def fold(words: str) -> str:
    """``words`` without case, accents and outer blanks: ``fold("Métricas ")`` is ``"metricas"``."""
    if words.isascii():
        return words.strip().casefold()
    letters = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip().casefold()


@lru_cache(maxsize=4096)
def slug(words: str) -> str:
    """The part of a reference that names a heading: ``slug("Métricas de Sucesso")`` is ``"metricas-de-sucesso"``."""
    return _BREAK.sub("-", fold(words)).strip("-")


def nearest(
    name: str, candidates: "set[str] | frozenset[str] | tuple[str, ...] | list[str]", limit: int = 1
) -> list[str]:
    """The ``limit`` candidates that ``name`` may be a slip of, best first; an equal folding comes before any likeness."""
    from difflib import SequenceMatcher  # noqa: PLC0415 (2 ms for what nobody has misspelt)

    wanted = fold(name)
    scored = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    for candidate in candidates:
        folded = fold(candidate)
        if folded == wanted:
            scored.append((2.0, candidate))
            continue
        if abs(len(folded) - len(wanted)) > max(3, len(wanted) // 2):
            continue
        matcher.set_seq1(folded)
        if (
            matcher.real_quick_ratio() >= _LIKE
            and matcher.quick_ratio() >= _LIKE
            and (ratio := matcher.ratio()) >= _LIKE
        ):
            scored.append((ratio, candidate))
    return [candidate for _, candidate in sorted(scored, key=lambda pair: (-pair[0], pair[1]))[:limit]]


# Below this, suggestions read like guesses ("backend" for "blend").
_LIKE = 0.72


def title_from(name: str) -> str:
    """``"time/revisor-de-codigo"`` → ``"Revisor de Codigo"``: a start, for a person to set right."""
    words = re.split(r"[-_.\s]+", name.rpartition("/")[2].strip("-_. "))
    return " ".join(word if at and word in _SMALL else word[:1].upper() + word[1:] for at, word in enumerate(words))
