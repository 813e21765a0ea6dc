"""The rule `duplicate-id`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Related, Rule, Severity

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the id where it is declared, else on the title; the other files are related."""
    entry = context.entry
    others = context.library.same_id(entry) if entry else ()
    if entry and others:
        related = tuple(
            Related(
                other.path,
                other.declared_id or other.title_span,
                N_("The same id: `{name}`"),
                {"name": other.qualified},
            )
            for other in others
        )
        names = ", ".join(f"`{'/'.join([*other.folders, other.path.name])}`" for other in others)
        yield Finding(RULE, entry.declared_id or entry.title_span, {"id": entry.id, "files": names}, related=related)


RULE = Rule(
    name="duplicate-id",
    severity=Severity.ERROR,
    message=N_("The id `{id}` is also that of {files}: a reference to it is ambiguous."),
    what=N_("Two personas of one library have the same id, declared or from the name of the file."),
    why=N_("A reference that fits two personas resolves to neither."),
    bad="personas/dados/analista.md\npersonas/negocios/analista.md\n",
    good="personas/dados/analista-de-dados.md\npersonas/negocios/analista-de-negocios.md\n",
    check=check,
    fix=N_("None: which of the two keeps the id is the author's choice. Rename one, or refer to it with its folder."),
)
