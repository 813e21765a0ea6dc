"""The settings in the tables of a configuration file, each by its type. What is wrong is told and left out."""

from collections.abc import Callable, Mapping
from typing import Any

from persona_ls.config.mistakes import Mistakes
from persona_ls.config.settings import (
    DIALECT_SETTINGS,
    KEY_SETTINGS,
    OVERRIDE_SETTINGS,
    SETTINGS,
    Setting,
    Type,
)
from persona_ls.formats import Dialect, build_dialect
from persona_ls.formats.pattern import PatternError, pattern_of
from persona_ls.library.discover import is_pattern
from persona_ls.locales import N_
from persona_ls.names import fold
from persona_ls.rules.base import Severity
from persona_ls.rules.registry import rules
from persona_ls.rules.selection import ALL, OFF, Selection
from persona_ls.syntax.toml_places import Path as Keys
from persona_ls.values import frozen

__all__ = ["Override", "Reader", "selection_of"]


@frozen
class Override:
    """What counts for the files that fit ``paths``."""

    paths: tuple[str, ...]
    selection: Selection


class Reader:
    """Reads the tables of one file; mistakes are told and left out."""

    def __init__(self, mistakes: Mistakes) -> None:
        self.mistakes = mistakes
        self.rules = [rule.name for rule in rules()]

    def read(self, table: Any) -> dict[str, Any]:
        """The settings of the whole file that are right, by their names."""
        if isinstance(table, dict):
            return self._table(table, SETTINGS, ())
        self.mistakes.tell((), _TABLE, {"key": str(self.mistakes.prefix[-1])}, of_value=True)
        return {}

    def _table(self, table: Mapping[str, Any], settings: tuple[Setting, ...], at: Keys) -> dict[str, Any]:
        """The values that are right; the others are told."""
        known = {setting.name: setting for setting in settings}
        values: dict[str, Any] = {}
        for name, value in table.items():
            setting = known.get(name)
            if setting is None:
                self.mistakes.tell_unknown_key((*at, name), list(known), table)
            elif (read := self._value(setting, value, (*at, name))) is not None:
                values[name] = read
        return values

    def _value(self, setting: Setting, value: Any, at: Keys) -> Any:
        readers: dict[Type, Callable[[Setting, Any, Keys], Any]] = {
            Type.NUMBER: self._number,
            Type.CHOICE: self._choice,
            Type.PATHS: self._texts,
            Type.WORDS: self._texts,
            Type.PATTERNS: self._patterns,
            Type.RULES: self._rules,
            Type.SEVERITIES: self._severities,
            Type.OVERRIDES: self._overrides,
            Type.DIALECTS: self._dialects,
            Type.KEYS: self._keys,
        }
        wanted = _PYTHON_TYPES.get(setting.type)
        if wanted and not (isinstance(value, wanted) and (wanted is not int or not isinstance(value, bool))):
            return self._wrong(setting, at)
        reader = readers.get(setting.type)
        return reader(setting, value, at) if reader else value

    def _wrong(self, setting: Setting, at: Keys) -> None:
        self.mistakes.tell(at, _WRONG_TYPE[setting.type], {"key": setting.name}, of_value=True)

    def _number(self, setting: Setting, value: int, at: Keys) -> int | None:
        if value < 0:
            self._wrong(setting, at)
            return None
        return value

    def _choice(self, setting: Setting, value: Any, at: Keys) -> str | None:
        if value in setting.choices:
            return str(value)
        choices = ", ".join(f'`"{choice}"`' for choice in setting.choices)
        self.mistakes.tell(at, _NO_CHOICE, {"key": setting.name, "value": value, "choices": choices}, of_value=True)
        return None

    def _texts(self, setting: Setting, value: list[Any], at: Keys) -> list[str] | None:
        if all(isinstance(each, str) for each in value):
            return value
        self._wrong(setting, at)
        return None

    def _patterns(self, setting: Setting, value: list[Any], at: Keys) -> list[str] | None:
        for index, pattern in enumerate(value):
            if isinstance(pattern, str) and not is_pattern(pattern):
                self.mistakes.tell((*at, index), _NO_PATTERN, {"value": pattern})
        texts = self._texts(setting, value, at)
        return texts and [each for each in texts if is_pattern(each)]

    def _rules(self, setting: Setting, value: list[Any], at: Keys) -> list[str] | None:
        if (names := self._texts(setting, value, at)) is None:
            return None
        for index, name in enumerate(names):
            if name not in self.rules and name != ALL:
                self.mistakes.tell_unknown_rule((*at, index), name, self.rules)
        return [name for name in names if name in self.rules or name == ALL]

    def _severities(self, setting: Setting, value: Mapping[str, Any], at: Keys) -> dict[str, Severity | None]:
        severities: dict[str, Severity | None] = {}
        for name, level in value.items():
            if name not in self.rules:
                self.mistakes.tell_unknown_rule((*at, name), name, self.rules, value)
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
            if not table.get("paths"):
                self.mistakes.tell((*at, index, "paths"), _NO_PATHS, {})
            overrides.append(Override(tuple(values.get("paths", ())), selection_of(values)))
        return overrides

    def _dialects(self, setting: Setting, value: Mapping[str, Any], at: Keys) -> list[Dialect]:
        dialects = []
        for name, table in value.items():
            here = (*at, name)
            if not isinstance(table, dict):
                self._wrong(setting, here)
                continue
            values = self._table(table, DIALECT_SETTINGS, here)
            if not table.get("where"):
                self.mistakes.tell((*here, "where"), _NO_WHERE, {"name": name})
            names = {key["name"] for key in values.get("keys", ())}
            if values.get("id") == "name" and "name" not in names:
                self.mistakes.tell((*here, "id"), _NO_ID_KEY, {"name": name}, of_value=True)
            if values.get("where"):
                dialects.append(build_dialect({"name": name, "verbatim": True, **values}))
        return dialects

    def _keys(self, setting: Setting, value: list[Any], at: Keys) -> list[dict[str, Any]]:
        keys: dict[str, dict[str, Any]] = {}
        names = {table["name"] for table in value if isinstance(table, dict) and isinstance(table.get("name"), str)}
        for index, table in enumerate(value):
            if not isinstance(table, dict):
                self._wrong(setting, at)
                continue
            here = (*at, index)
            values = self._table(table, KEY_SETTINGS, here)
            name = values.get("name", "")
            if not table.get("name"):
                self.mistakes.tell((*here, "name"), _NO_NAME, {})
            elif fold(name) in keys:
                self.mistakes.tell((*here, "name"), _TWICE, {"name": name}, of_value=True)
            elif name and self._is_sound(values, names - {name}, here):
                keys[fold(name)] = values
        return list(keys.values())

    def _is_sound(self, key: Mapping[str, Any], others: set[str], at: Keys) -> bool:
        """Whether a key does not contradict itself; what does is told."""
        before = len(self.mistakes.findings)
        if key.get("type") == "enum" and not key.get("values"):
            self.mistakes.tell((*at, "type"), _NO_VALUES, {"name": key["name"]}, of_value=True)
        elif key.get("values") and key.get("type", "text") != "enum":
            self.mistakes.tell((*at, "values"), _VALUES_OF_NO_ENUM, {"name": key["name"]})
        if (new := key.get("replaced_by")) and new not in others:
            self.mistakes.tell((*at, "replaced_by"), _NO_OTHER_KEY, {"name": new}, of_value=True)
        try:
            pattern_of(key.get("pattern", ""))
        except (PatternError, OverflowError, RecursionError) as error:
            self.mistakes.tell((*at, "pattern"), _BAD_PATTERN, {"detail": error}, of_value=True)
        return len(self.mistakes.findings) == before


def selection_of(values: Mapping[str, Any]) -> Selection:
    """What a table says of the rules."""
    select = values.get("select")
    chosen = None if select is None else frozenset(select)
    return Selection(chosen, frozenset(values.get("ignore", ())), values.get("severity", {}))


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

_NO_CHOICE = N_("`{value}` is not a value of `{key}`: write one of {choices}.")
_NO_PATTERN = N_("`{value}` is no pattern of paths as in `.gitignore`.")
_NO_PATHS = N_("An override needs `paths`: the files that it is for.")
_NO_WHERE = N_("The dialect `{name}` needs `where`: the places of its files.")
_NO_ID_KEY = N_("Files of the dialect `{name}` are named by their key `name`, which is not among its `keys`.")
_NO_NAME = N_("A key of a dialect needs a `name`.")
_TWICE = N_("The key `{name}` is listed twice.")
_NO_VALUES = N_("The key `{name}` is an `enum` and needs `values`.")
_VALUES_OF_NO_ENUM = N_("The key `{name}` has `values` but is no `enum`.")
_NO_OTHER_KEY = N_("The dialect has no other key `{name}`.")
_BAD_PATTERN = N_("The pattern cannot be used: {detail}.")
_LIST_OF_TEXTS = N_('`{key}` must be a list of texts in quotes: `["one", "two"]`.')
_LIST_OF_TABLES = N_("`{key}` must be a list of tables.")
_TABLE = N_("`{key}` must be a table.")
_WRONG_TYPE = {
    Type.BOOL: N_("`{key}` must be `true` or `false`."),
    Type.NUMBER: N_("`{key}` must be a whole number from 0, without quotes."),
    Type.TEXT: N_("`{key}` must be text in quotes."),
    **dict.fromkeys((Type.PATHS, Type.PATTERNS, Type.RULES, Type.WORDS), _LIST_OF_TEXTS),
    **dict.fromkeys((Type.OVERRIDES, Type.KEYS), _LIST_OF_TABLES),
    **dict.fromkeys((Type.SEVERITIES, Type.DIALECTS), _TABLE),
}
