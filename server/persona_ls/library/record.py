"""What is known of one scanned file as plain tuples, and back: the shape in which it is kept on the disk.

Only what `marshal` writes without asking the objects: texts, numbers, tuples. Reading builds the values by hand, field by field, so that a
record with anything else in it fails here and not in whoever uses it. The path, the folder and the layer are not part of a record: they
are where it was found.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from persona_ls.library.entry import Entry, Layer, Part, folders_between
from persona_ls.library.mentions import Mention, Referrer
from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.syntax.literals import Literal, LiteralKind
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Span

__all__ = ["Record", "entry_of", "record_of", "referrer_of"]

Record = tuple[Any, Any]
"""The entry, or ``None`` for a file that is no persona; and the references, or ``None`` for a file without any."""


def record_of(entry: Entry | None, referrer: Referrer | None) -> Record:
    """The record of one file.

    Raises:
        TypeError: a default of a variable is of a kind that has no plain form.
    """
    return entry and _plain_entry(entry), referrer and tuple(map(_plain_mention, referrer.mentions))


def entry_of(record: Record, path: Path, root: Path, layer: Layer) -> Entry | None:
    """The entry that a record holds.

    Raises:
        Exception: of any kind, when the record is not one that `record_of` made.
    """
    if record[0] is None:
        return None
    (
        name, declared, aliases, title, title_span, description, specialty, experience, tags, kind, dialect, locale, parts, variables,
        content,
    ) = record[0]  # fmt: skip
    return Entry(
        path,
        root,
        layer,
        name,
        _span(declared),
        folders_between(path, root),
        aliases,
        title,
        Span(*title_span),
        description,
        specialty,
        experience,
        tags,
        kind,
        dialect,
        locale,
        tuple([Part(*names, Span(start, end), is_prompt, *demands) for names, start, end, is_prompt, demands in parts]),  # type: ignore[call-arg]
        tuple(map(_variable, variables)),
        content,
    )


def referrer_of(record: Record, path: Path, home: Path) -> Referrer | None:
    """The references that a record holds.

    Raises:
        Exception: as `entry_of`.
    """
    return Referrer(path, home, tuple(map(_mention, record[1]))) if record[1] is not None else None


def _plain_entry(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.id,
        entry.declared_id and tuple(entry.declared_id),
        entry.aliases,
        entry.title,
        tuple(entry.title_span),
        entry.description,
        entry.specialty,
        entry.experience,
        entry.tags,
        entry.kind,
        entry.dialect,
        entry.locale,
        tuple((part[:3], *part.span, part.is_prompt, part[5:]) for part in entry.parts),
        tuple(map(_plain_variable, entry.variables)),
        entry.content,
    )


def _plain_variable(variable: Variable) -> tuple[Any, ...]:
    return (
        variable.name,
        tuple(variable.name_span),
        tuple(variable.span),
        variable.description,
        () if variable.default is NO_DEFAULT else (_plain(variable.default),),
        variable.default_span and tuple(variable.default_span),
        tuple(map(_plain, variable.options)),
        tuple(map(tuple, variable.option_spans)),
        variable.required,
    )


def _variable(plain: tuple[Any, ...]) -> Variable:
    name, name_span, span, description, default, default_span, options, option_spans, required = plain
    return Variable(
        name,
        Span(*name_span),
        Span(*span),
        description,
        _data(default[0]) if default else NO_DEFAULT,
        _span(default_span),
        tuple(map(_data, options)),
        tuple(Span(*each) for each in option_spans),
        required,
    )


def _plain_mention(mention: Mention) -> tuple[Any, ...]:
    reference = mention.reference
    arguments = tuple(
        (each.name, tuple(each.name_span), each.value.kind.value, tuple(each.value.span), _plain(each.value.value))
        for each in reference.arguments
    )
    return (
        mention.part,
        tuple(reference.span),
        reference.name,
        tuple(reference.name_span),
        reference.part,
        reference.part_span and tuple(reference.part_span),
        arguments,
        reference.arguments_span and tuple(reference.arguments_span),
        reference.is_closed,
    )


def _mention(plain: tuple[Any, ...]) -> Mention:
    owner, span, name, name_span, part, part_span, arguments, arguments_span, is_closed = plain
    given = tuple(
        Argument(each, Span(*each_span), Literal(LiteralKind(kind), Span(*value_span), _data(value)))
        for each, each_span, kind, value_span, value in arguments
    )
    return Mention(
        owner,
        Reference(Span(*span), name, Span(*name_span), part, _span(part_span), given, _span(arguments_span), is_closed),
    )


def _span(plain: tuple[int, int] | None) -> Span | None:
    return None if plain is None else Span(*plain)


def _plain(data: object) -> object:
    """A value of YAML or of an argument: only dates need another form, and tuples are free to hold it."""
    match data:
        case None | bool() | int() | float() | str():
            return data
        case date():  # with or without a time
            return (data.isoformat(),)
        case list():
            return [_plain(each) for each in data]
        case dict():
            return {_plain(key): _plain(value) for key, value in data.items()}
    raise TypeError(f"{type(data).__name__} has no plain form")


def _data(plain: object) -> object:
    match plain:
        case (str() as words,) if isinstance(plain, tuple):
            return date.fromisoformat(words) if len(words) == _DATE else datetime.fromisoformat(words)
        case list():
            return [_data(each) for each in plain]
        case dict():
            return {_data(key): _data(value) for key, value in plain.items()}
    return plain


_DATE = len("2025-04-23")
