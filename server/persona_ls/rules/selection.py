"""Which rules count, and how much: what the configuration says of them."""

from collections.abc import Mapping

from persona_ls.rules.base import Finding, Severity
from persona_ls.values import field, frozen

__all__ = ["ALL", "OFF", "Selection"]

ALL = "all"
OFF = "off"


@frozen
class Selection:
    """``select`` of ``None`` says nothing, so every rule counts; ``severity`` maps a rule to its severity, or to ``None`` for off."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    severity: Mapping[str, Severity | None] = field(default_factory=dict, hash=False)

    def takes(self, rule: str) -> bool:
        """Whether findings of ``rule`` are told at all."""
        if rule in self.severity and self.severity[rule] is None:
            return False
        return (self.select is None or _names(self.select, rule)) and not _names(self.ignore, rule)

    def level(self, finding: Finding) -> Severity:
        """The severity of ``finding``; one that a rule lowers for a special case is raised only with its rule."""
        return self.severity.get(finding.rule.name) or finding.level

    def and_then(self, other: "Selection") -> "Selection":
        """``self`` with what ``other`` says on top: a rule that it selects is no longer ignored."""
        if other.select is None:
            return Selection(self.select, self.ignore | other.ignore, {**self.severity, **other.severity})
        kept = frozenset(name for name in self.ignore - {ALL} if not _names(other.select, name))
        return Selection(other.select, kept | other.ignore, {**self.severity, **other.severity})


def _names(names: frozenset[str], rule: str) -> bool:
    return rule in names or ALL in names
