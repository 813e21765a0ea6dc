"""JSON Schemas, made from the tables: of the configuration, and of each dialect's front matter."""

from typing import Any

from persona_ls.config.settings import DIALECT_SETTINGS, KEY_SETTINGS, OVERRIDE_SETTINGS, SETTINGS, Setting, Type
from persona_ls.formats import LOCALES, Dialect, Key
from persona_ls.rules.registry import rules
from persona_ls.rules.selection import ALL

__all__ = ["config_schema", "dialect_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """The schema of ``persona-ls.toml``."""
    names = [rule.name for rule in rules()]
    return {
        "$schema": _DRAFT,
        "title": "persona-ls.toml",
        **_table(SETTINGS),
        "$defs": {
            "rule": {"enum": names},
            "rules": {"type": "array", "items": {"anyOf": [{"const": ALL}, {"$ref": "#/$defs/rule"}]}},
        },
    }


def dialect_schema(dialect: Dialect) -> dict[str, Any]:
    """The schema of the front matter of a dialect; a key may be written in any of its languages."""
    names = {name: key for key in dialect.keys for name in key.names.values()}
    required = [
        {"anyOf": [{"required": [name]} for name in sorted(set(key.names.values()))]}
        for key in dialect.keys
        if key.required
    ]
    return {
        "$schema": _DRAFT,
        "title": f"front matter: {dialect.name}",
        "description": dialect.description,
        "type": "object",
        "properties": {name: _key(key, dialect) for name, key in names.items()},
        "additionalProperties": True,
        **({"allOf": required} if required else {}),
    }


def _table(settings: tuple[Setting, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {setting.name: {"description": setting.doc, **_value(setting)} for setting in settings},
        "additionalProperties": False,
    }


def _value(setting: Setting) -> dict[str, Any]:
    strings = {"type": "array", "items": {"type": "string"}}
    shapes: dict[Type, dict[str, Any]] = {
        Type.BOOL: {"type": "boolean"},
        Type.TEXT: {"type": "string"},
        Type.NUMBER: {"type": "integer", "minimum": 0},
        Type.CHOICE: {"enum": list(setting.choices)},
        Type.PATHS: strings,
        Type.PATTERNS: strings,
        Type.WORDS: strings,
        Type.RULES: {"$ref": "#/$defs/rules"},
        Type.SEVERITIES: {
            "type": "object",
            "propertyNames": {"$ref": "#/$defs/rule"},
            "additionalProperties": {"enum": list(setting.choices)},
        },
    }
    if setting.type is Type.OVERRIDES:
        return {"type": "array", "items": {**_table(OVERRIDE_SETTINGS), "required": ["paths"]}}
    if setting.type is Type.DIALECTS:
        return {"type": "object", "additionalProperties": {**_table(DIALECT_SETTINGS), "required": ["where"]}}
    if setting.type is Type.KEYS:
        return {"type": "array", "items": {**_table(KEY_SETTINGS), "required": ["name"]}}
    return shapes[setting.type]


def _key(key: Key, dialect: Dialect) -> dict[str, Any]:
    """What `invalid-value` takes; a key that need not be there may be empty."""
    schema: dict[str, Any] = {"description": key.doc(LOCALES[1]), **_type(key, dialect)}
    if key.required:
        schema |= {"minLength": 1, "minItems": 1}
    elif key.type != "any":
        schema = {"description": schema.pop("description"), "anyOf": [{"type": "null"}, schema]}
    return schema


def _type(key: Key, dialect: Dialect) -> dict[str, Any]:
    # YAML makes numbers of words that are all digits.
    text: dict[str, Any] = {"type": ["string", "number"]}
    if key.pattern:
        text["pattern"] = f"^(?:{key.pattern})$"
    if key.limit:
        text["maxLength"] = key.limit
    words = {"type": "array", "items": {"type": ["string", "number"]}}
    attributes: dict[str, Any] = {name: {} for item in dialect.attributes for name in item.names.values()}
    variable = {"anyOf": [{"type": "object", "properties": attributes}, {"not": {"type": "object"}}]}
    shapes: dict[str, dict[str, Any]] = {
        "any": {},
        "bool": {"type": "boolean"},
        "date": {"type": "string", "format": "date"},
        "enum": {"enum": sorted({name for value in key.values for name in value.names.values()})},
        "list": {"type": "array"},
        "tags": words,
        "names": {"anyOf": [text, words]},
        "words": {"anyOf": [text, words]},
        "variables": {"type": "object", "additionalProperties": variable},
    }
    return shapes.get(key.type, text)
