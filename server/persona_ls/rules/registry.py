"""All rules, found by looking into the folder: a rule needs no list that names it."""

import logging
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module

import persona_ls.rules
from persona_ls.rules.base import Context, Finding, Rule, Scope

__all__ = ["check", "rule_named", "rules"]

log = logging.getLogger(__name__)


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by name."""
    modules = [
        import_module(f"{persona_ls.rules.__name__}.{each.name}")
        for each in pkgutil.iter_modules(persona_ls.rules.__path__)
    ]
    found = [rule for module in modules if isinstance(rule := getattr(module, "RULE", None), Rule)]
    return tuple(sorted(found, key=lambda rule: rule.name))


def rule_named(name: str) -> Rule | None:
    """The rule of that name."""
    return next((rule for rule in rules() if rule.name == name), None)


def check(context: Context) -> tuple[Finding, ...]:
    """Every finding in one document, in the order of the text. A rule that fails is logged and left out; the others go on."""
    findings: list[Finding] = []
    for rule in rules():
        if rule.scope is Scope.ANY or context.persona is not None:
            findings += _contained(rule, context)
    return tuple(sorted(findings, key=lambda finding: (finding.span, finding.rule.name)))


def _contained(rule: Rule, context: Context) -> Iterator[Finding]:
    try:
        yield from rule.check(context)
    except Exception:
        log.exception("rule %s failed on %s", rule.name, context.path or "an untitled document")
