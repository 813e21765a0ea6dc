"""The rule `undeclared-variable`."""

from collections.abc import Iterator, Sequence

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.persona import Persona
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.rules.variables import are_declarations_known, declaration, uses
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """Each name once, where it is used first; its other uses are related. A name that the template can do without is none."""
    persona = context.persona
    if persona is None or not persona.templates or not are_declarations_known(persona):
        return
    declared = {variable.name for variable in persona.variables}
    required = frozenset[str]().union(*(template.required for _, template in persona.templates))
    for name, spans in uses(persona).items():
        if name in required and name not in declared:
            near = nearest(name, [each for each in declared if each.isidentifier()])
            related = tuple(
                Related(None, span, N_("`{name}` is used here, too."), {"name": name}) for span in spans[1:]
            )
            arguments = {"name": name, "near": "".join(near)}
            fixes = tuple(_fixes(persona, name, spans, near))
            yield Finding(RULE, spans[0], arguments, _DID_YOU_MEAN if near else "", fixes, related)


def _fixes(persona: Persona, name: str, spans: Sequence[Span], near: Sequence[str]) -> Iterator[Fix]:
    for other in near:
        edits = tuple(Edit(span, other) for span in spans)
        yield Fix(N_("Change to `{name}`"), {"name": other}, edits, is_safe=False)
    if edit := declaration(persona, name):
        yield Fix(N_("Declare `{name}`"), {"name": name}, (edit,), is_safe=False)


_DID_YOU_MEAN = N_("The variable `{name}` is not declared in the front matter. Did you mean `{near}`?")

RULE = Rule(
    name="undeclared-variable",
    severity=Severity.ERROR,
    message=N_("The variable `{name}` is not declared in the front matter: nothing gives it a value."),
    what=N_("A prompt uses a variable that the front matter does not declare, and cannot do without it."),
    why=N_("Without a value the prompt cannot be rendered, and completion cannot offer what nobody has declared."),
    bad="---\nvariáveis:\n  plataforma: Django\n---\n\n```\nAtue como uma Redatora Técnica de {{ plataforna }}.\n```\n",
    good="---\nvariáveis:\n  plataforma: Django\n---\n\n```\nAtue como uma Redatora Técnica de {{ plataforma }}.\n```\n",
    check=check,
    fix=N_(
        "Offers a declared name that is like it, or declares it with an empty default; unsafe, since both are guesses."
    ),
)
