"""The rule `composition-cycle`."""

from collections.abc import Iterator

from persona_ls.library.composition import Edge, Node
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Related, Rule, Severity

__all__ = ["RULE"]

_SHOWN = 20


def check(context: Context) -> Iterator[Finding]:
    """On each reference that leads back to the prompt it stands in; the other references of the way are related."""
    entry = context.entry
    if context.persona is None or entry is None or not context.library.is_complete:
        return
    for loop in context.library.loops(entry):
        first = loop[0]
        nodes = [first.source, *(edge.target for edge in loop)]
        if nodes[-1] != first.source:  # the way back is too long to be followed
            nodes.append(first.source)
        chain = " → ".join(f"`{_name(context.library, node)}`" for node in nodes[: _SHOWN + 1])
        related = tuple(_related(context, edge) for edge in loop[1 : _SHOWN + 1])
        yield Finding(RULE, first.span, {"name": entry.id, "chain": chain}, related=related)


def _related(context: Context, edge: Edge) -> Related:
    path = edge.source[0]
    names = {"name": _name(context.library, edge.source), "other": _name(context.library, edge.target)}
    return Related(None if path == context.path else path, edge.span, N_("`{name}` holds `{other}` here."), names)


def _name(library: Library, node: Node) -> str:
    entry = library.at(node[0])
    return f"{entry.id if entry else node[0].stem}#{node[1]}"


RULE = Rule(
    name="composition-cycle",
    severity=Severity.ERROR,
    message=N_("`{name}` ends up inside itself: {chain}. Take one of these references out."),
    what=N_(
        "The prompt of a persona refers to another persona that leads back to it. Each reference on the way is reported."
    ),
    why=N_("A prompt that holds itself has no end, so none of these personas can be rendered."),
    bad="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica.\n\n@persona:redatora-tecnica\n```\n",
    good="## Prompt de Ativação (Básico)\n\n```\nAtue como uma Redatora Técnica.\n\n@persona:revisora\n```\n",
    check=check,
    fix=N_("None: only the authors know which of the references to take out."),
)
