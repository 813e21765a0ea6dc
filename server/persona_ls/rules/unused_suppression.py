"""The rule `unused-suppression`. The registry asks `unused` when all other rules have spoken."""

from collections.abc import Container, Iterator, Mapping, Sequence

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.rules.base import Context, Finding, Fix, Rule, Scope, Severity, Tag
from persona_ls.syntax.suppression import Suppression
from persona_ls.text import Edit, Span, Text

__all__ = ["RULE", "unused"]


def check(_: Context) -> Iterator[Finding]:
    """Nothing by itself: what is unused shows only after all others."""
    yield from ()


def unused(
    text: Text, found: Sequence[Suppression], used: Container[Span], active: Mapping[str, bool]
) -> Iterator[Finding]:
    """A finding for each name that silenced nothing, is no rule, or is missing.

    ``used`` are the spans of names that did their work, ``active`` says of every rule whether it was asked at all.
    """
    for suppression in found:
        if not suppression.rules:
            yield Finding(RULE, suppression.span, {}, _NO_NAME, (_removal(text, suppression),))
        idle = [(name, span) for name, span in suppression.rules if span not in used]
        for name, span in idle:
            if name not in active:
                yield _unknown(name, span, list(active))
            elif active[name]:
                fixes = (_removal(text, suppression),) if len(idle) == len(suppression.rules) == 1 else ()
                yield Finding(RULE, span, {"rule": name}, fixes=fixes, tags=(Tag.UNNECESSARY,))


def _unknown(name: str, span: Span, names: list[str]) -> Finding:
    near = nearest(name, names, 1)
    fixes = tuple(Fix(N_("Change to `{name}`"), {"name": each}, (Edit(span, each),), is_safe=False) for each in near)
    return Finding(RULE, span, {"rule": name, "near": "".join(near)}, _UNKNOWN_NEAR if near else _UNKNOWN, fixes)


def _removal(text: Text, suppression: Suppression) -> Fix:
    """The comment, with its line where nothing else stands on it, and with the blanks before it at the end of one."""
    line = text.line_at(suppression.span.start)
    own, span = text.line_span(line), suppression.span
    before, behind = text.source[own.start : span.start].rstrip(), text.source[span.end : own.end].strip()
    if not (before or behind):
        span = Span(own.start, text.line_starts[line + 1] if line + 1 < text.line_count else own.end)
    elif not behind:
        span = Span(own.start + len(before), span.end)
    return Fix(N_("Remove the comment"), {}, (Edit(span, ""),))


_NO_NAME = N_("The comment silences nothing: write the rule in brackets, `ignore[rule-name]`.")
_UNKNOWN = N_("There is no rule `{rule}`.")
_UNKNOWN_NEAR = N_("There is no rule `{rule}`. Did you mean `{near}`?")

RULE = Rule(
    name="unused-suppression",
    severity=Severity.WARNING,
    message=N_("The comment silences `{rule}`, which finds nothing here."),
    what=N_("A comment that silences a rule where it has no finding, or that names no rule."),
    why=N_("Such a comment hides the next real mistake, and tells readers of one that was fixed long ago."),
    bad="<!-- persona-ls: ignore[unknown-persona] example -->\nPeça a @persona:backend uma revisão.\n",
    good="Peça a @persona:backend uma revisão.\n",
    check=check,
    scope=Scope.ANY,
    fix=N_("Removes the comment when it silences nothing else."),
)
