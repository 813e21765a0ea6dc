"""The variables of a persona as arguments of a reference: in what order they are offered, how they and their values are written.

Completion, signature help and the action that fills them in all say the same of a variable.
"""

from collections.abc import Collection, Iterator

from persona_ls.features.context import Stage, Typed
from persona_ls.features.insertion import plain_snippet
from persona_ls.features.items import Item, ItemKind, ItemList, Setting
from persona_ls.library.entry import Entry, Part
from persona_ls.locales import N_, Messages
from persona_ls.names import fold
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.syntax.literals import spell
from persona_ls.templates import escape_markdown

__all__ = ["argument_items", "needs", "part_meant", "takable", "type_words"]

_MAX_WORDS = 60
"""Code points of a default, and of options, beside a name; a longer one is cut."""

_MAX_ITEMS = 100


def part_meant(entry: Entry, name: str) -> Part | None:
    """The part that a reference with this part, or with none, becomes."""
    return entry.part(name) if name else entry.default_prompt


def takable(entry: Entry, part: Part | None) -> list[Variable]:
    """The declared variables that a reference can name: those first that the part needs, then those that it uses."""
    uses = part.variables if part else ()

    def rank(variable: Variable) -> int:
        return (variable.name not in uses) + (not needs(part, variable))

    return sorted((each for each in entry.variables if each.name.isidentifier()), key=rank)


def needs(part: Part | None, variable: Variable) -> bool:
    """Whether a reference to ``part`` has to give the variable."""
    return part is not None and variable.name in part.needs


def type_words(variable: Variable) -> str:
    """What a value may be: ``int``, ``"Django" | "FastAPI"``; ``""`` when nothing tells."""
    if variable.options:
        return _cut(" | ".join(spell(option) for option in variable.options))
    return "" if variable.default in (NO_DEFAULT, None) else type(variable.default).__name__


def default_words(variable: Variable, *, is_needed: bool) -> str:
    """The default, cut where it is long; ``""`` when there is none to fall back to."""
    return "" if is_needed or variable.default is NO_DEFAULT else _cut(spell(variable.default))


def argument_items(typed: Typed, persona: Persona | None, source: str, setting: Setting) -> ItemList | None:
    """The names, or the values, that fit among the arguments of a reference."""
    entry, argument = setting.library.resolve(typed.name, setting.home).entry, typed.argument
    if entry is None or argument is None or not argument.is_readable:
        return None
    part = part_meant(entry, typed.part)
    variables = takable(entry, part)
    if typed.stage is Stage.ARGUMENT:
        items = _names(typed, [each for each in variables if each.name not in argument.given], part, setting.say)
    else:
        variable = next((each for each in variables if each.name == argument.name), None)
        own = _own_variables(persona, typed.cursor)
        items = list(_values(typed, variable, own, setting.say)) if variable else []
    if not items:
        return None
    filter_text = typed.filter_text(source, [item.label for item in items])
    ranked = tuple(
        Item(
            item.kind,
            item.label,
            item.detail,
            rank,
            new=item.new,
            snippet=item.snippet,
            filter_text=filter_text,
            doc=item.doc,
        )
        for rank, item in enumerate(items[:_MAX_ITEMS])
    )
    return ItemList(typed.before, typed.span, ranked, bool(filter_text) or len(items) > _MAX_ITEMS)


# -- names --


def _names(typed: Typed, variables: list[Variable], part: Part | None, say: Messages) -> list[Item]:
    wanted = fold(typed.typed)
    return [_name(typed, each, part, say) for each in variables if fold(each.name).startswith(wanted)]


def _name(typed: Typed, variable: Variable, part: Part | None, say: Messages) -> Item:
    has_equals = typed.argument is not None and typed.argument.has_end
    is_needed = needs(part, variable)
    default = default_words(variable, is_needed=is_needed)
    facts = " = ".join(words for words in (type_words(variable), default) if words)
    return Item(
        ItemKind.ARGUMENT,
        variable.name if has_equals else f"{variable.name}=",
        " · ".join(words for words in (facts, say(N_("required")) if is_needed else "") if words),
        snippet="" if has_equals else f"{variable.name}={_stop(variable)}",
        doc=escape_markdown(variable.description),
    )


def _stop(variable: Variable) -> str:
    """The value as a tab stop: a choice of the options, else the default; of a text what stands between its quotes."""
    values = list(_likely(variable))
    if len(values) > 1:
        return f"${{1|{','.join(_choice(spell(each)) for each in values)}|}}"
    words = spell(values[0]) if values else '""'
    if not words.startswith('"'):
        return f"${{1:{plain_snippet(words)}}}"
    inside = plain_snippet(words[1:-1])
    return f'"${{1:{inside}}}"' if inside else '"$1"'


def _choice(words: str) -> str:
    return plain_snippet(words).replace(",", "\\,").replace("|", "\\|")


# -- values --


def _values(typed: Typed, variable: Variable, own: Collection[str], say: Messages) -> Iterator[Item]:
    quote = typed.argument.quote if typed.argument else ""
    has_quote = bool(quote and typed.argument and typed.argument.has_end)
    wanted = fold(typed.typed.removeprefix(quote) if quote else typed.typed)
    if not quote and typed.typed != typed.typed.rstrip():
        return
    for value in _likely(variable, with_guesses=True):
        words = spell(value, quote or '"')
        is_text = isinstance(value, str)
        begins = fold(words).startswith(fold(typed.typed)) or (is_text and fold(str(value)).startswith(wanted))
        if begins and (is_text or not quote):
            detail = say(N_("default")) if _is_same(value, variable.default) else ""
            yield Item(ItemKind.VALUE, words, detail, new=words[:-1] if has_quote else "")
    for name in sorted(own, key=lambda each: each != variable.name):
        if not quote and fold(name).startswith(wanted):
            yield Item(ItemKind.VARIABLE, name, say(N_("variable of this persona")))


def _likely(variable: Variable, *, with_guesses: bool = False) -> Iterator[object]:
    """The values that a person may want, the default first: the options, both truth values, or the default alone."""
    default = variable.default
    if variable.options:
        yield from sorted(variable.options, key=lambda option: not _is_same(option, default))
    elif isinstance(default, bool):
        yield from (default, not default)
    elif default is not NO_DEFAULT and default is not None:
        yield default
    elif with_guesses:
        yield from (True, False)


def _is_same(value: object, other: object) -> bool:
    """Equality in which ``1`` is not ``true``."""
    return type(value) is type(other) and value == other


def _own_variables(persona: Persona | None, offset: int) -> list[str]:
    """The variables that an argument may name: those of the persona in whose prompt the reference stands."""
    if persona is None or not any(prompt.body.holds(offset) for prompt in persona.prompts):
        return []
    return [each.name for each in persona.variables if each.name.isidentifier()]


def _cut(words: str) -> str:
    return words if len(words) <= _MAX_WORDS else words[: _MAX_WORDS - 1] + "…"
