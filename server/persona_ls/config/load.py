"""Reading one configuration file. What is wrong is a finding at its place; everything else counts."""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_ls.config.mistakes import Mistakes, syntax_finding
from persona_ls.config.settings import (
    DIALECT_SETTINGS,
    KEY_SETTINGS,
    OVERRIDE_SETTINGS,
    SETTINGS,
    Setting,
    Type,
)
from persona_ls.formats import Dialect, build_dialect
from persona_ls.library.discover import is_pattern
from persona_ls.library.files import absolute
from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.rules.base import Finding, Severity
from persona_ls.rules.registry import rules
from persona_ls.rules.selection import ALL, OFF, Selection
from persona_ls.syntax.toml_places import Path as Keys
from persona_ls.text import Text

__all__ = ["Config", "Override", "read_config"]

_TOOL = ("tool", "persona-ls")
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Override:
    """What counts for the files that fit ``paths``."""

    paths: tuple[str, ...]
    selection: Selection


@dataclass(frozen=True, slots=True)
class Config:
    """The effective settings of one file; ``given`` are those that the file says, as it says them, all others are defaults."""

    path: Path | None = None
    language: str = "auto"
    bundled: bool = True
    libraries: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    overrides: tuple[Override, ...] = ()
    dialects: tuple[Dialect, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict, hash=False)
    findings: tuple[Finding, ...] = ()
    text: Text = field(default_factory=lambda: Text(""))
    """The text that was read: what the spans of ``findings`` are offsets in."""


def read_config(path: Path, source: str) -> Config | None:
    """The configuration in ``source``; ``None`` when ``path`` is a ``pyproject.toml`` that says nothing of us."""
    prefix: Keys = _TOOL if path.name == "pyproject.toml" else ()
    # Some editors write the mark, TOML does not have it; a blank in its place keeps every offset.
    toml = source.replace(_BYTE_ORDER_MARK, " ", 1) if source.startswith(_BYTE_ORDER_MARK) else source
    try:
        table: Any = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:  # too long a number is no `TOMLDecodeError`, nor is too deep a list
        if prefix and "tool.persona-ls" not in source:
            return None
        return Config(path, findings=(syntax_finding(toml, error),), text=Text(source))
    for key in prefix:
        table = table.get(key) if isinstance(table, dict) else None
    if table is None:
        return None
    return _Reader(path, toml, prefix).config(table)


class _Reader:
    """Reads the tables of one file and collects findings."""

    def __init__(self, path: Path, source: str, prefix: Keys) -> None:
        self.path, self.source, self.prefix = path, source, prefix
        self.findings: list[Finding] = []
        self._places: dict[Keys, Place] | None = None

    def config(self, table: Mapping[str, Any]) -> Config:
        """The whole file."""
        values = self._table(table, SETTINGS, ())
        return Config(
            path=self.path,
            language=values.get("language", "auto"),
            bundled=values.get("bundled", True),
            libraries=tuple(absolute(self.path.parent / each) for each in values.get("libraries", ())),
            exclude=tuple(values.get("exclude", ())),
            selection=self._selection(values),
            overrides=tuple(values.get("overrides", ())),
            dialects=tuple(values.get("dialects", ())),
            given={name: table[name] for name in values},
            findings=tuple(sorted(self.findings, key=lambda finding: finding.span)),
        )

    def _table(self, table: Mapping[str, Any], settings: tuple[Setting, ...], at: Keys) -> dict[str, Any]:
        """The values that are right; the others are told."""
        known = {setting.name: setting for setting in settings}
        values: dict[str, Any] = {}
        for name, value in table.items():
            setting = known.get(name)
            if setting is None:
                self._unknown(name, list(known), (*at, name))
            elif (read := self._value(setting, value, (*at, name))) is not None:
                values[name] = read
        return values

    def _value(self, setting: Setting, value: Any, at: Keys) -> Any:
        readers: dict[Type, Callable[[Setting, Any, Keys], Any]] = {
            Type.CHOICE: self._choice,
            Type.RULES: self._rules,
            Type.SEVERITIES: self._severities,
            Type.OVERRIDES: self._overrides,
            Type.DIALECTS: self._dialects,
            Type.KEYS: self._keys,
        }
        wanted = _PYTHON_TYPES.get(setting.type)
        if wanted and not (isinstance(value, wanted) and (wanted is not int or not isinstance(value, bool))):
            return self._wrong(setting, at)
        if setting.type in (Type.PATHS, Type.PATTERNS, Type.WORDS) and not all(isinstance(each, str) for each in value):
            return self._wrong(setting, at)
        reader = readers.get(setting.type)
        return reader(setting, value, at) if reader else value

    def _wrong(self, setting: Setting, at: Keys) -> None:
        self._tell(at, _WRONG_TYPE[setting.type], {"key": setting.name}, of_value=True)

    def _choice(self, setting: Setting, value: Any, at: Keys) -> str | None:
        if value in setting.choices:
            return str(value)
        choices = ", ".join(f'`"{choice}"`' for choice in setting.choices)
        self._tell(at, _NO_CHOICE, {"key": setting.name, "value": value, "choices": choices}, of_value=True)
        return None

    def _rules(self, _: Setting, value: list[Any], at: Keys) -> list[str]:
        names = [rule.name for rule in rules()]
        for name in value:
            if name not in names and name != ALL:
                self._unknown_rule(str(name), names, self._item_span(at, name))
        return [name for name in value if name in names or name == ALL]

    def _severities(self, setting: Setting, value: Mapping[str, Any], at: Keys) -> dict[str, Severity | None]:
        names = [rule.name for rule in rules()]
        severities: dict[str, Severity | None] = {}
        for name, level in value.items():
            if name not in names:
                self._unknown_rule(name, names, self._place((*at, name)).key)
            elif self._choice(setting, level, (*at, name)) is not None:
                severities[name] = None if level == OFF else Severity(level)
        return severities

    def _overrides(self, setting: Setting, value: list[Any], at: Keys) -> list[Override]:
        overrides = []
        for index, table in enumerate(value):
            if not isinstance(table, dict):
                self._wrong(setting, at)
                continue
            values = self._table(table, OVERRIDE_SETTINGS, (*at, index))
            if not values.get("paths"):
                self._tell((*at, index), _NO_PATHS, {})
            overrides.append(Override(tuple(values.get("paths", ())), self._selection(values)))
        return overrides

    def _selection(self, values: Mapping[str, Any]) -> Selection:
        select = values.get("select")
        chosen = None if select is None or ALL in select else frozenset(select)
        return Selection(chosen, frozenset(values.get("ignore", ())), values.get("severity", {}))

    def _dialects(self, setting: Setting, value: Mapping[str, Any], at: Keys) -> list[Dialect]:
        dialects = []
        for name, table in value.items():
            if not isinstance(table, dict):
                self._wrong(setting, (*at, name))
                continue
            values = self._table(table, DIALECT_SETTINGS, (*at, name))
            if not values.get("where"):
                self._tell((*at, name), _NO_WHERE, {"name": name})
                continue
            dialects.append(build_dialect({"name": name, "verbatim": True, **values}))
        return dialects

    def _keys(self, setting: Setting, value: list[Any], at: Keys) -> list[dict[str, Any]]:
        keys: dict[str, dict[str, Any]] = {}
        for index, table in enumerate(value):
            if not isinstance(table, dict):
                self._wrong(setting, at)
                continue
            here = (*at, index)
            values = self._table(table, KEY_SETTINGS, here)
            name = values.get("name", "")
            if not name:
                self._tell(here, _NO_NAME, {})
            elif name in keys:
                self._tell((*here, "name"), _TWICE, {"name": name}, of_value=True)
            elif self._is_sound(values, here):
                keys[name] = values
        return list(keys.values())

    def _is_sound(self, key: Mapping[str, Any], at: Keys) -> bool:
        """Whether a key does not contradict itself; what does is told."""
        is_sound = True
        if key.get("type") == "enum" and not key.get("values"):
            self._tell((*at, "type"), _NO_VALUES, {"name": key["name"]}, of_value=True)
            is_sound = False
        elif key.get("values") and key.get("type", "text") != "enum":
            self._tell((*at, "values"), _VALUES_OF_NO_ENUM, {"name": key["name"]})
            is_sound = False
        try:
            re.compile(key.get("pattern", ""))
        except (re.error, OverflowError, RecursionError) as error:
            self._tell((*at, "pattern"), _BAD_PATTERN, {"detail": error}, of_value=True)
            is_sound = False
        return is_sound

    # -- findings --

    def _place(self, at: Keys) -> Place:
        """The place of a key, or of the nearest table around it (an inline table has no lines of its own)."""
        if self._places is None:
            self._places = toml_places(self.source)
        keys = (*self.prefix, *at)
        while keys:
            if place := self._places.get(keys):
                return place
            keys = keys[:-1]
        return Place(Span(0, 0), Span(0, 0))

    def _item_span(self, at: Keys, item: object) -> Span:
        value = self._place(at).value
        found = re.search(rf"[\"']{re.escape(str(item))}[\"']", value.of(self.source))
        return Span(value.start + found.start() + 1, value.start + found.end() - 1) if found else value

    def _tell(self, at: Keys, message: str, arguments: Mapping[str, object], *, of_value: bool = False) -> None:
        place = self._place(at)
        self.findings.append(Finding(invalid_config.RULE, place.value if of_value else place.key, arguments, message))

    def _unknown(self, name: str, known: list[str], at: Keys) -> None:
        span = self._place(at).key
        self._tell_near(name, nearest(name, known, 1), span, (_UNKNOWN_KEY, _UNKNOWN_KEY_NEAR))

    def _unknown_rule(self, name: str, names: list[str], span: Span) -> None:
        self._tell_near(name, nearest(name, names, 1), span, (_UNKNOWN_RULE, _UNKNOWN_RULE_NEAR))

    def _tell_near(self, name: str, near: list[str], span: Span, messages: tuple[str, str]) -> None:
        fixes = tuple(
            Fix(_CHANGE, {"name": each}, (Edit(span, each),)) for each in near if span.of(self.source) == name
        )
        arguments = {"name": name, "near": "".join(near)}
        self.findings.append(Finding(invalid_config.RULE, span, arguments, messages[bool(near)], fixes))


def _syntax_finding(source: str, error: tomllib.TOMLDecodeError) -> Finding:
    text = Text(source)
    match = _ERROR_PLACE.search(str(error))
    words = _ERROR_PLACE.sub("", str(error)).strip()
    offset = len(source.rstrip())
    if match and match[1]:
        line = text.line_span(min(int(match[1]), text.line_count) - 1)
        offset = min(line.start + int(match[2]) - 1, line.end)
    span = Span(offset, min(offset + 1, len(source)))
    return Finding(invalid_config.RULE, span, {"detail": words}, _SYNTAX)


_PYTHON_TYPES: dict[Type, type] = {
    Type.BOOL: bool,
    Type.TEXT: str,
    Type.NUMBER: int,
    Type.PATHS: list,
    Type.PATTERNS: list,
    Type.RULES: list,
    Type.WORDS: list,
    Type.SEVERITIES: dict,
    Type.OVERRIDES: list,
    Type.DIALECTS: dict,
    Type.KEYS: list,
}

_CHANGE = N_("Change to `{name}`")
_SYNTAX = N_("The file is not valid TOML: {detail}.")
_UNKNOWN_KEY = N_("There is no setting `{name}`.")
_UNKNOWN_KEY_NEAR = N_("There is no setting `{name}`. Did you mean `{near}`?")
_UNKNOWN_RULE = N_("There is no rule `{name}`.")
_UNKNOWN_RULE_NEAR = N_("There is no rule `{name}`. Did you mean `{near}`?")
_NO_CHOICE = N_("`{value}` is no value of `{key}`: write one of {choices}.")
_NO_PATHS = N_("An override needs `paths`: the files that it is for.")
_NO_WHERE = N_("The dialect `{name}` needs `where`: the places of its files.")
_NO_NAME = N_("A key of a dialect needs a `name`.")
_TWICE = N_("The key `{name}` is listed twice.")
_NO_VALUES = N_("The key `{name}` is an `enum` and needs `values`.")
_VALUES_OF_NO_ENUM = N_("The key `{name}` has `values` but is no `enum`.")
_LIST_OF_TEXTS = N_('`{key}` must be a list of texts in quotes: `["one", "two"]`.')
_LIST_OF_TABLES = N_("`{key}` must be a list of tables.")
_TABLE = N_("`{key}` must be a table.")
_WRONG_TYPE = {
    Type.BOOL: N_("`{key}` must be `true` or `false`."),
    Type.NUMBER: N_("`{key}` must be a number, without quotes."),
    Type.TEXT: N_("`{key}` must be text in quotes."),
    **dict.fromkeys((Type.PATHS, Type.PATTERNS, Type.RULES, Type.WORDS), _LIST_OF_TEXTS),
    **dict.fromkeys((Type.OVERRIDES, Type.KEYS), _LIST_OF_TABLES),
    **dict.fromkeys((Type.SEVERITIES, Type.DIALECTS), _TABLE),
}
_BAD_PATTERN = N_("The pattern is no regular expression: {detail}.")
