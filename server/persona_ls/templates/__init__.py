"""Jinja2 templates of the product itself: hover cards and scaffolds. They are trusted; what goes into them is not, and is escaped."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["escape_markdown", "fenced", "fill"]

# What could become a link, an image, HTML, emphasis or an entity in somebody's hover window, and no more: Emacs shows each backslash.
_SPECIAL = re.compile(r"([\\`*\[\]<>]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)|~(?=~)|(?<=~)~)")
# What would begin a heading, a list, a rule or a fence.
_LEADING = re.compile(r"^(\d*)([-=+#.)~])")


def fill(name: str, **values: object) -> str:
    """The template ``name`` filled with ``values``."""
    return _environment().get_template(name).render(**values)


def escape_markdown(words: str) -> str:
    """``words`` as text that Markdown shows as it is, on one line."""
    return _LEADING.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", " ".join(words.split())))


def fenced(words: str, language: str = "") -> str:
    """``words`` in a code block whose fence is longer than any inside."""
    longest = max((len(run) for run in re.findall(r"`{3,}", words)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{words.rstrip()}\n{fence}"


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415 (0.1 s that the start does not pay)

    environment = Environment(  # noqa: S701 (the output is Markdown: `md` escapes it)
        loader=PackageLoader("persona_ls"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["md"] = escape_markdown
    environment.filters["fenced"] = fenced
    return environment
