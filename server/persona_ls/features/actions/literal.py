"""Text that is to stay what it is in a place where some of it would mean something."""

import re

from persona_ls.render.layout import ESCAPED
from persona_ls.syntax.reference import SIGIL, can_follow
from persona_ls.syntax.template import TAG_START

__all__ = ["as_template", "as_text"]

_RAW_END = re.compile(r"\{%-?\s*endraw")


def as_template(text: str) -> str:
    """The template that renders to ``text``; the text itself where nothing in it looks like a tag."""
    if not TAG_START.search(text):
        return text
    if not _RAW_END.search(text) and not text.endswith("{"):
        return f"{{% raw %}}{text}{{% endraw %}}"
    return TAG_START.sub(lambda tag: f'{{{{ "{tag[0]}" }}}}', text)


def as_text(text: str) -> str:
    """``text`` with a backslash before each reference in it."""
    pieces: list[str] = []
    at = 0
    while (found := text.find(SIGIL, at)) >= 0:
        pieces += text[at:found], ESCAPED if can_follow(text, found) else SIGIL
        at = found + len(SIGIL)
    return "".join([*pieces, text[at:]])
