"""Places in a prompt that a person fills in by hand: ``[descreva o projeto]``.

Not every bracket is one: a link, a task box ``[ ]``, an index ``[0]`` and a single word in brackets stay text.
"""

import re
from collections.abc import Iterator

from persona_ls.text import Span

__all__ = ["placeholders"]

# What may not stand before the bracket is looked at behind it: a pattern that begins with a letter is looked for thirty times as fast.
_PLACEHOLDER = re.compile(r"\[(?<![\]\\!\w]\[)[^\W\d_][^\[\]\n\r]{1,200}\](?![(\[:])")


def placeholders(source: str) -> Iterator[Span]:
    """The spans of the placeholders of a prompt, brackets included."""
    for match in _PLACEHOLDER.finditer(source):
        if " " in match[0]:
            yield Span(*match.span())
