"""The rule `unknown-filter`."""

from collections.abc import Collection, Iterable, Iterator

from persona_ls.locales import N_
from persona_ls.names import fold, nearest
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.template import Name, known_filters, known_tests
from persona_ls.text import Edit

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the name behind ``|`` or ``is`` that Jinja2 does not have."""
    for _, template in context.persona.templates if context.persona else ():
        yield from _unknown(template.filters, known_filters(), "", _NEAR_FILTER)
        yield from _unknown(template.tests, known_tests(), _NO_TEST, _NEAR_TEST)


def _unknown(names: Iterable[Name], known: Collection[str], message: str, near_message: str) -> Iterator[Finding]:
    for name in names:
        if name.name not in known:
            near = nearest(name.name, tuple(known))
            fixes = tuple(
                Fix(
                    N_("Change to `{name}`"),
                    {"name": each},
                    (Edit(name.span, each),),
                    is_safe=fold(each) == fold(name.name),
                )
                for each in near
            )
            arguments = {"name": name.name, "near": "".join(near)}
            yield Finding(RULE, name.span, arguments, near_message if near else message, fixes)


_NO_TEST = N_("There is no test `{name}`.")
_NEAR_FILTER = N_("There is no filter `{name}`. Did you mean `{near}`?")
_NEAR_TEST = N_("There is no test `{name}`. Did you mean `{near}`?")

RULE = Rule(
    name="unknown-filter",
    severity=Severity.ERROR,
    message=N_("There is no filter `{name}`."),
    what=N_(
        "A tag of a prompt uses a filter (`{{ name | filter }}`) or a test (`name is test`) that Jinja2 does not have."
    ),
    why=N_("The prompt cannot be rendered, and so neither can any text that refers to it."),
    bad="```\nAtue como uma Redatora Técnica de {{ produto | uper }}.\n```\n",
    good="```\nAtue como uma Redatora Técnica de {{ produto | upper }}.\n```\n",
    check=check,
    fix=N_("Offers the filter that was probably meant; safe only when nothing but case differs."),
)
