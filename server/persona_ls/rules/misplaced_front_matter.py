"""The rule `misplaced-front-matter`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Fix, Rule, Severity
from persona_ls.syntax.misplaced import Misplacement, find_misplaced

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the fence that is in the wrong place, or on the first key when the opening fence is missing."""
    if context.persona is None or context.document.front_matter:
        return
    if misplaced := find_misplaced(context.source):
        message, title = _CAUSES[misplaced.cause]
        yield Finding(RULE, misplaced.span, {}, message, (Fix(title, {}, misplaced.fix),))


_MOVE = N_("Move the front matter to the start of the file")

_CAUSES = {
    Misplacement.INDENTED: (
        N_("The front matter is indented: its `---` must begin at the margin."),
        N_("Remove the indent"),
    ),
    Misplacement.AFTER_BLANK_LINES: (
        N_("Blank lines stand before the front matter: `---` must be the very first line."),
        _MOVE,
    ),
    Misplacement.AFTER_COMMENT: (
        N_("A comment stands before the front matter: `---` must be the very first line."),
        _MOVE,
    ),
    Misplacement.IN_CODE_FENCE: (
        N_("The front matter stands in a code block: it must be at the start of the file, between `---`."),
        _MOVE,
    ),
    Misplacement.WITHOUT_OPENING_FENCE: (
        N_("The front matter has no opening `---`: that must be the very first line."),
        N_("Open the front matter with `---`"),
    ),
}

RULE = Rule(
    name="misplaced-front-matter",
    severity=Severity.ERROR,
    message=N_("The front matter is not at the start of the file."),
    what=N_("There is front matter, but not where tools look for it: at the very first character of the file."),
    why=N_("Front matter anywhere else is text to every tool: the keys are lost without a word."),
    bad="\n---\ntags: [escrita]\n---\n\n# Persona: Redatora Técnica\n",
    good="---\ntags: [escrita]\n---\n\n# Persona: Redatora Técnica\n",
    check=check,
    fix=N_("Moves the front matter to the start of the file; nothing else changes."),
)
