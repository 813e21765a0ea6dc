"""The rule `invalid-value`: a value of the wrong type, outside its choices, or a date that is none."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from persona_ls.formats import Key
from persona_ls.formats.pattern import pattern_of
from persona_ls.locales import N_
from persona_ls.names import fold, nearest, slug
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.frontmatter import Cause, Entry, Mapping, Scalar, Sequence, Tag, Value
from persona_ls.syntax.reference import is_name
from persona_ls.text import Edit, Span

__all__ = ["RULE"]

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_LOOSE_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\Z")


def check(context: Context) -> Iterator[Finding]:
    """Each known key by its type."""
    persona = context.persona
    if persona is None or context.document.front_matter is None:
        return
    problems = context.document.front_matter.problems
    broken = [problem.span for problem in problems if problem.cause is not Cause.IMPOSSIBLE_DATE]
    for key, entry in persona.keys:
        if any(entry.span.start <= span.end and span.start <= entry.span.end for span in broken):
            continue  # the value cannot be read at all: `invalid-yaml` says so
        if _is_empty(entry.value):
            if key.required:
                yield Finding(RULE, entry.span, {"key": entry.key.value}, _EMPTY)
        elif key.pattern and isinstance(entry.value, Scalar):
            yield from _pattern(key, entry)
        elif key.type in _CHECKS:
            yield from _CHECKS[key.type](context, key, entry)


def _is_empty(value: Value) -> bool:
    return (isinstance(value, Scalar) and not value.value.strip()) or (isinstance(value, Sequence) and not value.items)


def _enum(context: Context, key: Key, entry: Entry) -> Iterator[Finding]:
    choices = [item.name(_locale(context)) for item in key.values]
    known = {fold(name) for item in key.values for name in item.names.values()}
    value = entry.value
    if isinstance(value, Scalar) and fold(value.value) in known:
        return
    words = value.value if isinstance(value, Scalar) else value.span.of(context.source)
    fixes = tuple(
        Fix(N_("Change to `{value}`"), {"value": choice}, (Edit(value.span, choice),), is_safe=False)
        for choice in (nearest(words, choices, 1) or choices)
    )
    names = ", ".join(f"`{choice}`" for choice in choices)
    yield Finding(RULE, value.span, {"key": entry.key.value, "value": words, "choices": names}, _NOT_A_CHOICE, fixes)


def _date(context: Context, _: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    words = value.value.strip() if isinstance(value, Scalar) else value.span.of(context.source)
    arguments = {"key": entry.key.value, "value": words}
    day = _real_date(words)
    if day is None:
        yield Finding(RULE, value.span, arguments, _NOT_A_DATE, _date_fixes(words, value.span))
    elif day > context.today + timedelta(days=1):  # a day ahead is a colleague east of here
        yield Finding(RULE, value.span, arguments, _FUTURE)


def _real_date(words: str) -> date | None:
    if not _ISO.match(words):
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _date_fixes(words: str, span: Span) -> tuple[Fix, ...]:
    """The ISO spelling of a date written otherwise; safe where only one reading is a date."""
    if match := _LOOSE_DATE.match(words):
        readings = [(match[1], match[2], match[3])]
    elif match := _DAY_FIRST.match(words):
        readings = [(match[3], match[2], match[1]), (match[3], match[1], match[2])]
    else:
        return ()
    days = {f"{year}-{int(month):02}-{int(day):02}" for year, month, day in readings}
    real = sorted(day for day in days if _real_date(day))
    return tuple(
        Fix(N_("Change to `{value}`"), {"value": day}, (Edit(span, day),), is_safe=len(real) == 1) for day in real
    )


def _tags(context: Context, _: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    if isinstance(value, Scalar):
        items = [word.strip() for word in re.split(r"[,;]", value.value) if word.strip()]
        plain = all(re.fullmatch(r"[\w][\w /+.-]*", item) for item in items)
        fixes = (Fix(N_("Write it as a list"), {}, (Edit(value.span, f"[{', '.join(items)}]"),)),) if plain else ()
        yield Finding(RULE, value.span, {"key": entry.key.value}, _NOT_A_LIST, fixes)
    elif isinstance(value, Mapping):
        yield Finding(RULE, value.span, {"key": entry.key.value}, _NOT_A_LIST)
    else:
        yield from _words(context.source, entry, value)


def _words(source: str, entry: Entry, value: Sequence) -> Iterator[Finding]:
    for item in value.items:
        if not isinstance(item, Scalar) or not item.value.strip():
            words = item.span.of(source)
            message = _NOT_A_WORD if words else _EMPTY_ITEM
            yield Finding(RULE, item.span, {"key": entry.key.value, "value": words}, message)


def _word_list(_: Context, key: Key, entry: Entry) -> Iterator[Finding]:
    """A list of words, or words with commas between them: both are legal where the key is."""
    value = entry.value
    items = value.items if isinstance(value, Sequence) else (value,)
    if any(isinstance(item, Mapping) for item in items):
        yield Finding(RULE, value.span, {"key": key.name("en")}, _NOT_WORDS)


def _list(_: Context, key: Key, entry: Entry) -> Iterator[Finding]:
    if not isinstance(entry.value, Sequence):
        yield Finding(RULE, entry.value.span, {"key": key.name("en")}, _NOT_A_LIST)


def _bool(_: Context, key: Key, entry: Entry) -> Iterator[Finding]:
    if not isinstance(entry.value, Scalar) or entry.value.tag is not Tag.BOOL:
        yield Finding(RULE, entry.value.span, {"key": key.name("en")}, _NOT_A_BOOL)


def _pattern(key: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    if isinstance(value, Scalar) and not pattern_of(key.pattern).fits(value.value.strip()):
        arguments = {"key": key.name("en"), "value": value.value, "pattern": key.pattern}
        yield Finding(RULE, value.span, arguments, _NO_FIT, _slug_fix(key, value))


def _slug_fix(key: Key, value: Scalar) -> tuple[Fix, ...]:
    """The nearest spelling of letters, digits and hyphens; unsafe, since references use the name."""
    fitting = slug(value.value)
    if fitting and pattern_of(key.pattern).fits(fitting):
        return (Fix(N_("Change to `{value}`"), {"value": fitting}, (Edit(value.span, fitting),), is_safe=False),)
    return ()


def _name(context: Context, key: Key, entry: Entry) -> Iterator[Finding]:
    """An id that no reference can spell is told by `invalid-id`."""
    is_one = isinstance(entry.value, Scalar)
    yield from (_names if is_one and key.role != "id" else _text)(context, key, entry)


def _names(context: Context, _: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    names = value.items if isinstance(value, Sequence) else (value,)
    for name in names:
        if not isinstance(name, Scalar) or not is_name(name.value.strip()) or "/" in name.value:
            yield Finding(RULE, name.span, {"key": entry.key.value, "value": name.span.of(context.source)}, _NOT_A_NAME)


def _text(_: Context, __: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    if not isinstance(value, Scalar) or value.tag not in (Tag.STR, Tag.INT, Tag.FLOAT, Tag.DATE):
        yield Finding(RULE, value.span, {"key": entry.key.value}, _NOT_TEXT)


def _variables(_: Context, __: Key, entry: Entry) -> Iterator[Finding]:
    value = entry.value
    if not isinstance(value, Mapping):
        yield Finding(RULE, value.span, {"key": entry.key.value}, _NOT_VARIABLES)
        return
    for variable in value.entries:
        if not variable.key.value.isidentifier():
            yield Finding(RULE, variable.key.span, {"value": variable.key.value}, _NOT_A_VARIABLE)


def _locale(context: Context) -> str:
    return context.persona.locale if context.persona else "pt-BR"


_CHECKS: dict[str, Callable[[Context, Key, Entry], Iterator[Finding]]] = {
    "enum": _enum,
    "date": _date,
    "tags": _tags,
    "name": _name,
    "names": _names,
    "text": _text,
    "variables": _variables,
    "words": _word_list,
    "list": _list,
    "bool": _bool,
}

_EMPTY = N_("`{key}` has no value.")
_NOT_A_CHOICE = N_("`{value}` is not a value of `{key}`: write one of {choices}.")
_NOT_A_DATE = N_("`{value}` is not a date: write `{key}` as YYYY-MM-DD, a day that exists.")
_FUTURE = N_("`{key}` is in the future: {value}.")
_NOT_A_LIST = N_("`{key}` must be a list: `[one, two]`.")
_NOT_A_WORD = N_("`{value}` is not a word: `{key}` is a list of words.")
_EMPTY_ITEM = N_("An item of `{key}` is empty: write a word after the dash, or remove the line.")
_NOT_A_NAME = N_(
    "`{value}` cannot be written in a reference: `{key}` takes letters, digits, and `-`, `_` or `.` between them."
)
_NOT_WORDS = N_("`{key}` must be a list of words, or words with commas between them.")
_NOT_A_BOOL = N_("`{key}` must be `true` or `false`.")
_NO_FIT = N_("`{value}` does not fit `{key}`, which must match `{pattern}`.")
_NOT_TEXT = N_("`{key}` must be text on one line.")
_NOT_VARIABLES = N_("`{key}` must hold one variable a line: `name: default`.")
_NOT_A_VARIABLE = N_("`{value}` is not the name of a variable: use letters, digits and `_`, and begin with a letter.")

RULE = Rule(
    name="invalid-value",
    severity=Severity.ERROR,
    message=N_("`{value}` is not a value of `{key}`."),
    what=N_(
        "A value of the front matter has the wrong type, is none of the choices of its key, or is a date that does not exist."
    ),
    why=N_(
        "Tools sort the library by date and filter it by tag and difficulty; a value that they cannot read drops the persona."
    ),
    bad="---\ntags: escrita, documentação\ndificuldade: dificílimo\natualizado: 2026-02-30\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: avançado\natualizado: 2026-02-28\n---\n",
    check=check,
    fix=N_(
        "Makes a list of words between commas, and writes a date with only one reading as YYYY-MM-DD; choices are offered one by one."
    ),
)
