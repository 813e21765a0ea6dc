"""The rule `invalid-argument`."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.persona import Variable
from persona_ls.rules.base import Context, Finding, Fix, Rule, Scope, Severity
from persona_ls.rules.referring import own_variables, resolved, without_argument
from persona_ls.rules.variables import are_declarations_known, is_option
from persona_ls.syntax.literals import LiteralKind, spell
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On each value that cannot be read, on what stands between the arguments, and on a value outside the options."""
    declared = {
        reference.span: {variable.name: variable for variable in entry.variables}
        for reference, entry in resolved(context)
    }
    for reference in context.references:
        names: set[str] = set()
        for argument in reference.arguments:
            if argument.name in names:
                yield _twice(reference, argument)
            elif argument.value.kind is LiteralKind.BROKEN:
                if reference.is_closed or _has_open_quote(context.source, argument):
                    yield _broken(context.source, argument)
            elif argument.value.kind is LiteralKind.NAME:
                yield from _name(context, reference, argument)
            elif variable := declared.get(reference.span, {}).get(argument.name):
                yield from _options(context.source, argument, variable)
            names.add(argument.name)
        yield from _punctuation(context, reference)


def _twice(reference: Reference, argument: Argument) -> Finding:
    removal = Fix(N_("Remove the argument"), {}, (without_argument(reference, argument),), is_safe=False)
    fixes = (removal,) if reference.is_closed else ()
    return Finding(RULE, argument.name_span, {"argument": argument.name}, _TWICE, fixes)


def _broken(source: str, argument: Argument) -> Finding:
    words = argument.value.span.of(source).strip()
    arguments = {"argument": argument.name, "value": words}
    if not words:
        return Finding(RULE, argument.name_span, arguments, _NOTHING)
    if _has_open_quote(source, argument):
        return Finding(RULE, argument.value.span, {**arguments, "quote": words[0]}, _OPEN_QUOTE)
    is_plain = not re.search(r"[\"'\\\[\](){}=]", words)
    return Finding(RULE, argument.value.span, arguments, fixes=(_quoted(argument, words),) if is_plain else ())


def _has_open_quote(source: str, argument: Argument) -> bool:
    words = argument.value.span.of(source)
    return words[:1] in ("'", '"') and words.count(words[0]) == 1


def _name(context: Context, reference: Reference, argument: Argument) -> Iterator[Finding]:
    """A bare word: a variable of the persona in whose prompt the reference stands, or a text without quotes."""
    word = argument.value.span.of(context.source)
    own = [variable.name for variable in own_variables(context.persona, reference)]
    if word in own or (context.persona and not are_declarations_known(context.persona)):
        return
    near = nearest(word, own)
    fixes = [
        Fix(N_("Change to `{name}`"), {"name": name}, (Edit(argument.value.span, name),), is_safe=False)
        for name in near
    ]
    arguments = {"value": word, "quoted": spell(word)}
    message = _NO_VARIABLE if own else _BARE
    yield Finding(RULE, argument.value.span, arguments, message, (*fixes, _quoted(argument, word)))


def _quoted(argument: Argument, words: str) -> Fix:
    quoted = spell(words)
    return Fix(N_("Put the value in quotes"), {}, (Edit(argument.value.span, quoted),), is_safe=False)


def _options(source: str, argument: Argument, variable: Variable) -> Iterator[Finding]:
    if not variable.options or is_option(argument.value.value, variable):
        return
    options = [spell(option) for option in variable.options]
    words = argument.value.span.of(source)
    likely = nearest(words, options, len(options))
    fixes = tuple(
        Fix(N_("Change to `{name}`"), {"name": option}, (Edit(argument.value.span, option),), is_safe=False)
        for option in dict.fromkeys([*likely, *options])
    )
    arguments = {"argument": argument.name, "value": words, "options": ", ".join(f"`{option}`" for option in options)}
    yield Finding(RULE, argument.value.span, arguments, _NO_OPTION, fixes)


def _punctuation(context: Context, reference: Reference) -> Iterator[Finding]:
    """The parenthesis that is missing, or words that are no argument; a quote or a value before them may have taken them in."""
    span, source = reference.arguments_span, context.source
    broken = [each for each in reference.arguments if each.value.kind is LiteralKind.BROKEN]
    if span is None or any(_has_open_quote(source, each) for each in broken):
        return
    if not reference.is_closed:
        fixes = () if broken else (_closing(context, span),)
        yield Finding(RULE, span, {"name": reference.name}, _OPEN, fixes)
        return
    if broken:
        return
    start = max((each.span.end for each in reference.arguments), default=span.start + 1)
    words = source[start : span.end - 1]
    if junk := words.strip(" \t,"):
        at = start + words.index(junk)
        yield Finding(RULE, Span(at, at + len(junk)), {"words": junk}, _NO_ARGUMENT)


def _closing(context: Context, span: Span) -> Fix:
    text = context.document.text
    rest = context.source[span.end : text.line_span(text.line_at(span.end)).end]
    # With more words on the line, some of them may have been meant as arguments.
    is_safe = not rest.strip(" \t.;:!?")
    return Fix(N_("Close the parenthesis"), {}, (Edit(Span(span.end, span.end), ")"),), is_safe=is_safe)


_TWICE = N_("The argument `{argument}` is given twice: keep one of the two.")
_NOTHING = N_("The argument `{argument}` has no value: write one after the `=`.")
_OPEN_QUOTE = N_("The quote in the value of `{argument}` is never closed: a `{quote}` is missing.")
_BARE = N_("`{value}` is not a value: text goes in quotes, `{quoted}`.")
_NO_VARIABLE = N_("`{value}` is not a variable of this persona, and text goes in quotes, `{quoted}`.")
_NO_OPTION = N_("`{value}` is none of the options of `{argument}`: {options}.")
_OPEN = N_("The arguments of `{name}` are never closed: a `)` is missing.")
_NO_ARGUMENT = N_("`{words}` is not an argument: arguments are written `name=value`, with commas between them.")

RULE = Rule(
    name="invalid-argument",
    severity=Severity.ERROR,
    message=N_("The value of `{argument}`, `{value}`, cannot be read: text stands in quotes."),
    what=N_(
        "An argument of a reference has no value that can be read, or one outside the options of its variable, "
        "or its parenthesis is never closed."
    ),
    why=N_("The reference cannot be replaced by its prompt."),
    bad='@persona:backend(plataforma=Django REST, usuarios="500\n',
    good='@persona:backend(plataforma="Django REST", usuarios=500)\n',
    check=check,
    scope=Scope.ANY,
    fix=N_(
        "Closes the parenthesis at the end of a line; offers quotes, a variable, each of the options, or to remove what is given twice."
    ),
)
