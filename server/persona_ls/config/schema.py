"""JSON Schemas, made from the tables: of the configuration, and of each dialect's front matter."""

from typing import Any

from persona_ls.config.settings import DIALECT_SETTINGS, KEY_SETTINGS, OVERRIDE_SETTINGS, SETTINGS, Setting, Type
from persona_ls.formats import LOCALES, Dialect, Key
from persona_ls.rules.registry import rules

__all__ = ["config_schema", "dialect_schema"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def config_schema() -> dict[str, Any]:
    """The schema of ``persona-ls.toml``."""
    return {
        "$schema": _DRAFT,
        "title": "persona-ls.toml",
        **_table(SETTINGS),
        "$defs": {"rule": {"enum": ["all", *(rule.name for rule in rules())]}},
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
        Type.RULES: {"type": "array", "items": {"$ref": "#/$defs/rule"}},
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
    schema: dict[str, Any] = {"description": key.doc(LOCALES[1])}
    words = {"type": "array", "items": {"type": "string"}}
    if key.type == "enum":
        schema["enum"] = sorted({name for value in key.values for name in value.names.values()})
    elif key.type == "date":
        schema |= {"type": "string", "format": "date"}
    elif key.type in ("tags", "list"):
        schema |= words
    elif key.type in ("names", "words"):
        schema["anyOf"] = [{"type": "string"}, words]
    elif key.type == "bool":
        schema["type"] = "boolean"
    elif key.type in ("name", "text"):
        schema["type"] = "string"
    elif key.type == "variables":
        attributes: dict[str, Any] = {name: {} for item in dialect.attributes for name in item.names.values()}
        schema |= {
            "type": "object",
            "additionalProperties": {
                "anyOf": [{"type": "object", "properties": attributes}, {"not": {"type": "object"}}]
            },
        }
    if key.pattern:
        schema["pattern"] = f"^(?:{key.pattern})$"
    if key.limit:
        schema["maxLength"] = key.limit
    return schema
