"""The rule `template-syntax`: each problem in plain words, Jinja2's own only where it alone has some."""

import re
from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.template import Cause, TemplateProblem
from persona_ls.text import Edit, Span

__all__ = ["MESSAGES", "RULE"]


def check(context: Context) -> Iterator[Finding]:
    """One finding for each problem; an unclosed fence makes a prompt of the rest of the file, and has its own."""
    for prompt, template in context.persona.templates if context.persona else ():
        if prompt.fence and prompt.fence.closing is None:
            continue
        for problem in template.problems:
            if problem.cause is Cause.UNKNOWN_TAG and (near := nearest(problem.arguments["tag"], _TAGS)):
                arguments = {**problem.arguments, "near": near[0]}
                fix = Fix(N_("Change to `{name}`"), {"name": near[0]}, (Edit(problem.span, near[0]),), is_safe=False)
                yield Finding(RULE, problem.span, arguments, _DID_YOU_MEAN, (fix,))
            else:
                yield Finding(RULE, problem.span, problem.arguments, _message(problem), _fixes(context.source, problem))


def _message(problem: TemplateProblem) -> str:
    expected = problem.arguments.get("expected", "")
    if problem.cause is Cause.UNEXPECTED_END and expected and expected not in _KINDS:
        return _MISSING
    return _KINDS.get(expected) or MESSAGES[problem.cause]


def _fixes(source: str, problem: TemplateProblem) -> tuple[Fix, ...]:
    """The closing delimiter, where half of it stands there: ``{{ stack }``."""
    closer = problem.arguments.get("expected", "")
    half = _HALF_CLOSED.match(source, problem.span.start) if problem.cause is Cause.UNCLOSED_TAG else None
    if half is None or closer not in ("}}", "%}"):
        return ()
    edit = Edit(Span(*half.span("half")), closer)
    return (Fix(N_("Close the tag with `{closer}`"), {"closer": closer}, (edit,), is_safe=False),)


_HALF_CLOSED = re.compile(r"\{[{%][^{}%\n\r]{0,60}[^{}%\s]\s*(?P<half>[}%])(?![}%])")
_BLOCKS = ("if", "for", "set", "macro", "call", "filter", "with", "raw")
_TAGS = (*_BLOCKS, "elif", "else", *(f"end{block}" for block in _BLOCKS))

# Cause → what is wrong and what to do; the facts are arguments of the problem.
MESSAGES: dict[Cause, str] = {
    Cause.UNCLOSED_TAG: N_("The tag is never closed: write `{expected}` after it."),
    Cause.UNCLOSED_STRING: N_("The quote in the tag is never closed: write another one after the text."),
    Cause.UNCLOSED_BLOCK: N_("`{tag}` is opened here and never closed: `{expected}` is missing after its text."),
    Cause.STRAY_TAG: N_(
        "`{tag}` has no block that it could belong to: remove it, or write the tag that opens the block."
    ),
    Cause.UNKNOWN_TAG: N_("There is no tag `{tag}`."),
    Cause.UNEXPECTED_END: N_("The tag ends too early: something is missing before `{found}`."),
    Cause.UNEXPECTED_TOKEN: N_("`{found}` does not fit here."),
    Cause.EXPECTED_TOKEN: N_("`{found}` does not fit here: `{expected}` is expected."),
    Cause.OTHER_TEMPLATE: N_(
        "`{tag}` would load another template, and a prompt has none beside it: refer to a persona with `@persona:`."
    ),
    Cause.TOO_DEEP: N_("More than {limit} blocks or brackets stand inside each other: such a prompt is not rendered."),
    Cause.TOO_LARGE: N_(
        "A prompt with tags can have {limit} characters, and this one has more: such a prompt is not rendered."
    ),
    Cause.OTHER: N_("The tag cannot be read: {message}"),
}
_DID_YOU_MEAN = N_("There is no tag `{tag}`. Did you mean `{near}`?")
_MISSING = N_("`{expected}` is missing before `{found}`.")
# Kinds of token that have no spelling to show.
_KINDS = {
    "name": N_("A name is missing before `{found}`."),
    "string": N_("A text in quotes is missing before `{found}`."),
    "integer": N_("A number is missing before `{found}`."),
    "float": N_("A number is missing before `{found}`."),
}

RULE = Rule(
    name="template-syntax",
    severity=Severity.ERROR,
    message=N_("The prompt is not a valid template."),
    what=N_("A prompt holds a Jinja2 tag that cannot be read, or that a prompt may not use."),
    why=N_("The prompt cannot be rendered, and so neither can any text that refers to it."),
    bad="```\nAtue como uma Redatora Técnica de {{ produto }.\n```\n",
    good="```\nAtue como uma Redatora Técnica de {{ produto }}.\n```\n",
    check=check,
    fix=N_(
        "Completes a closing delimiter, or offers the tag that was probably meant; unsafe, since it changes a prompt."
    ),
)
