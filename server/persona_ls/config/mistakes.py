"""What is wrong with a configuration file, each mistake told at its place in the file."""

import re
from collections.abc import Container, Mapping, Sequence

from persona_ls.locales import N_
from persona_ls.names import nearest
from persona_ls.rules import invalid_config
from persona_ls.rules.base import Finding, Fix, Severity
from persona_ls.syntax.toml_places import Path as Keys
from persona_ls.syntax.toml_places import Place, toml_places
from persona_ls.text import Edit, Span, Text

__all__ = ["Mistakes", "syntax_finding"]

_ERROR_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)\s*\Z")


class Mistakes:
    """Collects the findings of one file. Keys are told without ``prefix``, the table that is ours."""

    def __init__(self, source: str, prefix: Keys) -> None:
        self.source, self.prefix = source, prefix
        self.findings: list[Finding] = []
        self._places: dict[Keys, Place] | None = None

    def tell(
        self,
        at: Keys,
        message: str,
        arguments: Mapping[str, object],
        *,
        of_value: bool = False,
        severity: Severity | None = None,
    ) -> None:
        """``message`` on the key at ``at``, or on its value."""
        place = self._place(at)
        span = place.value if of_value else place.key
        self.findings.append(Finding(invalid_config.RULE, span, arguments, message, severity=severity))

    def tell_unknown_key(self, at: Keys, known: Sequence[str], present: Container[str]) -> None:
        """The last key of ``at`` is none of those; one of ``present`` is not offered a second time."""
        self._tell_unknown(str(at[-1]), known, self._place(at).key, present, (_UNKNOWN_KEY, _UNKNOWN_KEY_NEAR))

    def tell_unknown_rule(self, at: Keys, name: str, known: Sequence[str], present: Container[str] = ()) -> None:
        """``name``, the key or item at ``at``, is no rule."""
        self._tell_unknown(name, known, self._place(at).key, present, (_UNKNOWN_RULE, _UNKNOWN_RULE_NEAR))

    def _tell_unknown(
        self, name: str, known: Sequence[str], span: Span, present: Container[str], messages: tuple[str, str]
    ) -> None:
        span = _without_quotes(span, self.source)
        near = nearest(name, list(known), 1)
        fixes = tuple(
            Fix(_CHANGE, {"name": each}, (Edit(span, each),))
            for each in near
            if span.of(self.source) == name and each not in present
        )
        arguments = {"name": name, "near": "".join(near)}
        self.findings.append(Finding(invalid_config.RULE, span, arguments, messages[bool(near)], fixes))

    def _place(self, at: Keys) -> Place:
        """The place of a key, or of the nearest table around it."""
        if self._places is None:
            self._places = toml_places(self.source)
        keys = (*self.prefix, *at)
        while keys:
            if place := self._places.get(keys):
                return place
            keys = keys[:-1]
        return Place(Span(0, 0), Span(0, 0))


def syntax_finding(source: str, error: Exception) -> Finding:
    """Why ``tomllib`` did not read ``source``, on the character at which it gave up; without a place, on the first."""
    words = str(error)
    match = _ERROR_PLACE.search(words)
    offset = 0 if match is None else len(source.rstrip())
    if match and match[1]:
        text = Text(source)
        line = text.line_span(min(int(match[1]), text.line_count) - 1)
        offset = min(line.start + int(match[2]) - 1, line.end)
    detail = _TOO_DEEP if isinstance(error, RecursionError) else _ERROR_PLACE.sub("", words).strip()
    return Finding(invalid_config.RULE, Span(offset, min(offset + 1, len(source))), {"detail": detail}, _SYNTAX)


def _without_quotes(span: Span, source: str) -> Span:
    """What stands between the quotes of a key or a text."""
    return Span(span.start + 1, span.end - 1) if span.of(source)[:1] in ('"', "'") else span


_CHANGE = N_("Change to `{name}`")
_SYNTAX = N_("The file is not valid TOML, so none of its settings counts: {detail}.")
_TOO_DEEP = "nested too deeply"
_UNKNOWN_KEY = N_("There is no setting `{name}`.")
_UNKNOWN_KEY_NEAR = N_("There is no setting `{name}`. Did you mean `{near}`?")
_UNKNOWN_RULE = N_("There is no rule `{name}`.")
_UNKNOWN_RULE_NEAR = N_("There is no rule `{name}`. Did you mean `{near}`?")
