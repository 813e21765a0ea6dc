"""The rule `duplicate-tag`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity, Tag
from persona_ls.rules.keys import readable
from persona_ls.rules.removal import removal
from persona_ls.syntax.frontmatter import Scalar, Sequence

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On each tag that stands in the list already, whatever its case and accents."""
    persona, entries = context.persona, readable(context.document.front_matter)
    for key, entry in persona.keys if persona else ():
        if key.type == "tags" and entry in entries and isinstance(entry.value, Sequence):
            yield from _repeated(context, entry.value)


def _repeated(context: Context, tags: Sequence) -> Iterator[Finding]:
    first: dict[str, Scalar] = {}
    spans = [item.span for item in tags.items]
    for at, item in enumerate(tags.items):
        if not isinstance(item, Scalar) or not item.value.strip():
            continue
        other = first.setdefault(fold(item.value), item)
        if other is not item:
            edit = removal(context.document.text, spans, at, flow=tags.flow)
            # Which of two spellings stays is the author's choice.
            fix = Fix(N_("Remove the tag"), {}, (edit,), is_safe=item.value == other.value)
            related = Related(None, other.span, N_("The same tag: `{tag}`"), {"tag": other.value})
            arguments = {"tag": item.value, "first": other.value}
            yield Finding(RULE, item.span, arguments, fixes=(fix,), related=(related,), tags=(Tag.UNNECESSARY,))


RULE = Rule(
    name="duplicate-tag",
    severity=Severity.WARNING,
    message=N_("The tag `{tag}` is in the list already, as `{first}`: remove one of the two."),
    what=N_("A tag appears twice in the list, perhaps in another case or without its accents."),
    why=N_("Tags are compared without case and accents: the second one finds nothing more."),
    bad="---\ntags: [escrita, documentação, escrita]\ndificuldade: avançado\natualizado: 2026-11-20\n---\n",
    good="---\ntags: [escrita, documentação]\ndificuldade: avançado\natualizado: 2026-11-20\n---\n",
    check=check,
    fix=N_("Removes the second tag with its comma; unsafe when the two are not spelt alike."),
)
