"""The rule `invalid-config`. Its findings are made where the configuration is read: `persona_ls.config`."""

from collections.abc import Iterator

from persona_ls.locales import N_
from persona_ls.rules.base import Context, Finding, Rule, Scope, Severity

__all__ = ["RULE"]


def check(_: Context) -> Iterator[Finding]:
    """Nothing: a configuration is no Markdown."""
    yield from ()


RULE = Rule(
    name="invalid-config",
    severity=Severity.ERROR,
    message=N_("The configuration cannot be read."),
    what=N_("A key or value of `persona-ls.toml`, or of `[tool.persona-ls]` in `pyproject.toml`, means nothing."),
    why=N_(
        "A setting that is silently ignored is a setting that somebody relies on. The rest of the file still counts."
    ),
    bad='[severity]\nunknown-sektion = "off"\n',
    good='[severity]\nunknown-section = "off"\n',
    check=check,
    scope=Scope.CONFIG,
    fix=N_("Corrects a key or a rule's name to the one that it is most like."),
)
