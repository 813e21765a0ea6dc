"""The documentation of a rule: one text for the web page, the terminal and the editor's link."""

from functools import cache
from pathlib import Path

from persona_ls.locales import N_, Language, Messages
from persona_ls.rules.base import Rule, Scope

__all__ = ["page", "rule_document"]


def page(rule: Rule, say: Messages) -> str:
    """The page of ``rule`` as Markdown."""
    applies = say(_SCOPES[rule.scope])
    severity = say(rule.severity.value)
    return "\n".join([
        f"# {rule.name}",
        "",
        say(N_("*Severity: {severity} · looks at {scope}*"), severity=severity, scope=applies),
        "",
        say(rule.what),
        "",
        f"## {say(N_('Why'))}",
        "",
        say(rule.why),
        "",
        f"## {say(N_('Example'))}",
        "",
        "````markdown",
        rule.bad.rstrip("\n"),
        "````",
        "",
        say(N_("Better:")),
        "",
        "````markdown",
        rule.good.rstrip("\n"),
        "````",
        "",
        f"## {say(N_('Fix'))}",
        "",
        say(rule.fix),
        "",
    ])  # fmt: skip


_SCOPES = {
    Scope.PERSONA: N_("persona files"),
    Scope.ANY: N_("every document"),
    Scope.CONFIG: N_("configuration files"),
}


@cache
def rule_document(name: str, language: Language) -> Path | None:
    """The file of the page, as it comes with the product; ``None`` if it was not installed."""
    folder = "pt-BR/rules" if language is Language.PORTUGUESE else "rules"
    package = Path(__file__).parent.parent
    places = (package / "docs" / folder, package.parent.parent / "docs" / folder)
    return next((place / f"{name}.md" for place in places if (place / f"{name}.md").is_file()), None)
