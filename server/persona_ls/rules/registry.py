"""All rules, found by looking into the folder: a rule needs no list that names it."""

import logging
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path

from persona_ls.rules.base import Context, Finding, Rule, Scope
from persona_ls.rules.selection import Selection
from persona_ls.syntax.suppression import Suppression, suppressions
from persona_ls.text import Span
from persona_ls.values import replace

__all__ = ["check", "rule_named", "rules"]

log = logging.getLogger(__name__)

_failures: set[tuple[str, str]] = set()
_LONGEST_FACT = 300
"""In code points: a path or a list of names fits, a line of a minified file does not."""
_BREAK = re.compile(r"(?<![ \t])[ \t]*[\r\n]\s*")


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by name."""
    package, _, _ = __name__.rpartition(".")
    # Not by `pkgutil`, which imports `inspect` for it.
    modules = [import_module(f"{package}.{file.stem}") for file in sorted(Path(__file__).parent.glob("[!_]*.py"))]
    found = [rule for module in modules if isinstance(rule := getattr(module, "RULE", None), Rule)]
    return tuple(sorted(found, key=lambda rule: rule.name))


def rule_named(name: str) -> Rule | None:
    """The rule of that name."""
    return next((rule for rule in rules() if rule.name == name), None)


def check(context: Context, selection: Selection) -> tuple[Finding, ...]:
    """Every finding that counts in one document, in the order of the text.

    A rule that fails is logged and left out; the others go on. Suppressions come after the rules: what they did not silence is told.
    """
    is_persona = context.persona is not None
    counting = (rule for rule in rules() if (is_persona or rule.scope is Scope.ANY) and selection.takes(rule.name))
    found = [each for rule in counting for each in _contained(rule, context)]
    found = _unsuppressed(context, found, selection)
    told = (
        replace(finding, severity=selection.level(finding), arguments=_on_one_line(finding.arguments))
        for finding in found
    )
    return tuple(sorted(told, key=lambda finding: (finding.span, finding.rule.name)))


def _on_one_line(arguments: Mapping[str, object]) -> Mapping[str, object]:
    """Facts for a sentence: a value or a heading may stand on several lines, or be as long as a file; what is said of it does not."""
    return {name: _in_a_sentence(value) if isinstance(value, str) else value for name, value in arguments.items()}


def _in_a_sentence(words: str) -> str:
    line = _BREAK.sub(" ", words)
    return line if len(line) <= _LONGEST_FACT else line[: _LONGEST_FACT - 1] + "…"


def _contained(rule: Rule, context: Context) -> list[Finding]:
    """What ``rule`` finds, up to where it fails."""
    found: list[Finding] = []
    try:
        found.extend(rule.check(context))
    except Exception:
        # Once for each document: it fails anew with every letter that is typed there.
        failure = rule.name, str(context.path or "an untitled document")
        if failure not in _failures:
            _failures.add(failure)
            log.exception("rule %s failed on %s", *failure)
    return found


def _unsuppressed(context: Context, findings: list[Finding], selection: Selection) -> list[Finding]:
    comments = suppressions(context.document)
    if not comments:
        return findings
    used: set[Span] = set()
    kept = [finding for finding in findings if not _silences(comments, finding, used)]
    # While folders are still being read, absence means nothing; and a rule that is off might have had something to say.
    if selection.takes("unused-suppression") and context.library.is_complete:
        from persona_ls.rules.unused_suppression import unused  # noqa: PLC0415 (a rule like the others: no import at the top)

        active = {rule.name: selection.takes(rule.name) for rule in rules()}
        kept += unused(context.document.text, comments, used, active)
    return kept


def _silences(comments: Sequence[Suppression], finding: Finding, used: set[Span]) -> bool:
    """Whether a comment is for ``finding``; the name that did it is noted in ``used``."""
    names = {
        span for each in comments if each.covers(finding.span) for name, span in each.rules if name == finding.rule.name
    }
    used |= names
    return bool(names)
