"""Names that stand in front matter: where exactly, and how another is written in the same place."""

from persona_ls.syntax.frontmatter import Scalar, Sequence, Style, Tag, parse_front_matter
from persona_ls.syntax.yaml_quote import quote
from persona_ls.text import Span

__all__ = ["in_yaml", "name_span", "respelt"]


def name_span(scalar: Scalar, source: str) -> Span:
    """The name alone, without quotes and blanks around it; the whole scalar where its notation hides the name (``"\\x61"``)."""
    inner = Span(scalar.span.start + 1, scalar.span.end - 1) if scalar.quoted else scalar.span
    words = inner.of(source)
    start = inner.start + len(words) - len(words.lstrip())
    name = Span(start, start + len(words.strip()))
    return name if name.of(source) == scalar.value.strip() else scalar.span


def respelt(scalar: Scalar, span: Span, new: str) -> str:
    """What is written at ``span``, the `name_span` of ``scalar``, for the name ``new``: in its quotes, and in some where it takes them."""
    if span == scalar.span:
        return in_yaml(new) if scalar.style is Style.PLAIN else quote(new)
    if scalar.style is Style.SINGLE:
        return new.replace("'", "''")
    return new.replace("\\", "\\\\").replace('"', '\\"')


def in_yaml(new: str) -> str:
    """``new`` as a scalar of one line, in quotes only where YAML would read it otherwise as a key or in a list."""
    front_matter = parse_front_matter(f"---\n{new}: [{new}]\n---\n")
    if front_matter is None or not front_matter.loads or len(front_matter.entries) != 1:
        return quote(new)
    entry = front_matter.entries[0]
    found = [entry.key, *(entry.value.items if isinstance(entry.value, Sequence) else ())]
    is_read = all(isinstance(each, Scalar) and each.value == new and each.tag is Tag.STR for each in found)
    return new if len(found) > 1 and is_read else quote(new)
