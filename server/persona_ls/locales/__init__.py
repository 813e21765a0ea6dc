"""The messages of the product in the person's language, from gettext catalogs.

English is written where it is used and is the key of the catalogs; ``pt_BR/LC_MESSAGES/persona_ls.po`` holds the Portuguese. Words are
made at the door, from a message and its arguments; everything below passes those two around.
"""

from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import NullTranslations

__all__ = ["N_", "Language", "Messages", "language_of", "messages"]


class Language(StrEnum):
    """A language of messages, hovers and documentation."""

    ENGLISH = "en"
    PORTUGUESE = "pt-BR"


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for "mark, do not translate yet")
    """Mark ``message`` for the catalogs and return it as it is."""
    return message


def language_of(tag: str | None) -> Language:
    """The language for a locale of any spelling: ``"pt"``, ``"pt-br"``, ``"pt_BR.UTF-8"``; English for all others."""
    return Language.PORTUGUESE if tag and tag.casefold().startswith("pt") else Language.ENGLISH


class Messages:
    """Sentences in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language

    @cached_property
    def _catalog(self) -> "NullTranslations":
        import gettext  # noqa: PLC0415 (15 ms with the catalog, that nobody pays who speaks English)

        name = self.language.value.replace("-", "_")
        return gettext.translation("persona_ls", Path(__file__).parent, [name], fallback=True)

    def __call__(self, message: str, /, **arguments: object) -> str:
        """The translation of ``message`` with ``{name}`` filled from ``arguments``."""
        is_source = self.language is Language.ENGLISH or not message
        words = message if is_source else self._catalog.gettext(message)
        return words.format(**arguments) if arguments else words

    def plural(self, one: str, many: str, count: int, /, **arguments: object) -> str:
        """``one`` or ``many`` by ``count``, which is also the argument ``{count}``."""
        is_source = self.language is Language.ENGLISH
        words = (one if count == 1 else many) if is_source else self._catalog.ngettext(one, many, count)
        return words.format(count=count, **arguments)


@cache
def messages(language: Language) -> Messages:
    """The messages of ``language``; the catalog is read once."""
    return Messages(language)
