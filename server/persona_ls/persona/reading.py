"""The pieces of a persona, read from its text. Names are looked up in the dialect's tables, in every language at once."""

from collections.abc import Iterator

from persona_ls.formats import Dialect
from persona_ls.names import fold, slug
from persona_ls.persona.values import NO_DEFAULT, FieldValue, Skill, Title, Variable
from persona_ls.syntax.frontmatter import Entry, Mapping, Scalar, Sequence, Value, to_data
from persona_ls.syntax.outline import Heading
from persona_ls.text import Span

__all__ = ["prompt_variant", "read_field", "read_skill", "read_title", "read_variable", "scalars", "without_last_break"]


def read_title(heading: Heading, prefix: str) -> Title:
    """The title of an H1, with the dialect's prefix cut off."""
    name, colon, rest = heading.text.partition(":")
    if colon and fold(name) == fold(prefix.rstrip(": ")):
        start = heading.text_span.end - len(rest.lstrip())
        return Title(heading, rest.strip(), Span(start, heading.text_span.end), has_prefix=True)
    return Title(heading, heading.text.strip(), heading.text_span, has_prefix=False)


def read_field(source: str, line: Span, dialect: Dialect) -> FieldValue | None:
    """The bold field on ``line``, if there is one; the colon may stand inside the bold."""
    if not source.startswith("**", line.start):
        return None
    words = line.of(source)
    close = words.find("**", 2)
    if close <= 2:
        return None
    name, rest = words[2:close], words[close + 2 :]
    inside = name.endswith(":")
    if not inside and not rest.lstrip().startswith(":"):
        return None
    value_start = close + 2 if inside else words.index(":", close) + 1
    value = words[value_start:]
    start = line.start + value_start + len(value) - len(value.lstrip())
    name = name.rstrip(": ")
    named = dialect.field_named(name)
    name_start = line.start + 2
    return FieldValue(
        named[0] if named else None,
        name,
        Span(name_start, name_start + len(name)),
        value.strip(),
        Span(start, max(start, line.start + len(words.rstrip()))),
        line,
    )


def read_skill(source: str, span: Span, dialect: Dialect) -> Skill:
    """A skill from the text of its bullet."""
    words = span.of(source).rstrip()
    span = Span(span.start, span.start + len(words))
    name, colon, level = words.rpartition(":")
    if not colon or (level and not level[0].isspace()):  # "http://x" has no level
        return Skill(span, span, None, None)
    level_start = span.end - len(level.lstrip())
    return Skill(
        span, Span(span.start, span.start + len(name)), Span(level_start, span.end), dialect.level_named(level)
    )


def read_variable(entry: Entry, dialect: Dialect) -> Variable:
    """A variable from its entry: ``name: default``, or a mapping of attributes."""
    name, span = entry.key.value, entry.key.span
    if not isinstance(entry.value, Mapping):
        value = (
            None if isinstance(entry.value, Scalar) and entry.value.span.start == entry.value.span.end else entry.value
        )
        if value is None:  # `name:` alone declares a variable that has to be given
            return Variable(name, span, entry.span)
        return Variable(name, span, entry.span, default=to_data(value), default_span=value.span)
    roles = {role: each for each in entry.value.entries if (role := dialect.attribute_named(each.key.value))}
    default = roles.get("default")
    options = roles.get("options")
    items = options.value.items if options and isinstance(options.value, Sequence) else ()
    description = roles.get("description")
    required = roles.get("required")
    return Variable(
        name,
        span,
        entry.span,
        description=str(to_data(description.value) or "") if description else "",
        default=to_data(default.value) if default else NO_DEFAULT,
        default_span=default.value.span if default else None,
        options=tuple(to_data(item) for item in items),
        option_spans=tuple(item.span for item in items),
        required=required is not None and to_data(required.value) is True,
    )


def scalars(value: Value) -> Iterator[Scalar]:
    """The words of a value that is one, or a list of them."""
    if isinstance(value, Scalar):
        if value.value.strip():
            yield value
    elif isinstance(value, Sequence):
        for item in value.items:
            if isinstance(item, Scalar):
                yield item


def prompt_variant(heading: str, dialect: Dialect) -> str | None:
    """The part of a prompt heading that no table lists: ``Prompt de Ativação (Executivo)`` is ``"executivo"``."""
    base, _, variant = heading.partition("(")
    named = dialect.section_named(base) if variant.rstrip().endswith(")") else None
    return slug(variant) or None if named and named[0].is_prompt else None


def without_last_break(source: str, span: Span) -> Span:
    """``span`` without the line break at its end."""
    words = span.of(source)
    for ending in ("\r\n", "\n", "\r"):
        if words.endswith(ending):
            return Span(span.start, span.end - len(ending))
    return span
