"""The JSON Schemas say what the program does: a value that the one takes, the other takes too."""

import importlib.util
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from checking import TODAY, found_in
from persona_ls.cli import main
from persona_ls.config.load import read_config
from persona_ls.config.schema import config_schema, dialect_schema
from persona_ls.config.settings import DIALECT_SETTINGS, KEY_SETTINGS, OVERRIDE_SETTINGS, SETTINGS
from persona_ls.formats import Dialect, agent_dialects, persona_dialect

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "docs" / "schemas"
DIALECTS = {dialect.name: dialect for dialect in (persona_dialect(), *agent_dialects())}

_TYPES = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def fits(value: Any, schema: Mapping[str, Any], root: Mapping[str, Any]) -> bool:
    """Whether ``value`` is valid, by the words of JSON Schema that ours use; an unknown word is an error."""
    return all(_WORDS[word](value, wanted, schema, root) for word, wanted in schema.items() if word not in _NOTES)


_NOTES = {"$schema", "title", "description", "$defs"}
_WORDS = {
    "$ref": lambda value, name, _, root: fits(value, root["$defs"][name.removeprefix("#/$defs/")], root),
    "type": lambda value, names, _, root: any(_TYPES[name](value) for name in ([names] if isinstance(names, str) else names)),
    "enum": lambda value, values, _, root: value in values,
    "const": lambda value, wanted, _, root: value == wanted,
    "anyOf": lambda value, schemas, _, root: any(fits(value, each, root) for each in schemas),
    "allOf": lambda value, schemas, _, root: all(fits(value, each, root) for each in schemas),
    "not": lambda value, schema, _, root: not fits(value, schema, root),
    "pattern": lambda value, pattern, _, root: not isinstance(value, str) or re.search(pattern, value) is not None,
    "format": lambda value, _, __, root: not isinstance(value, str) or is_date(value),
    "maxLength": lambda value, limit, _, root: not isinstance(value, str) or len(value) <= limit,
    "minLength": lambda value, limit, _, root: not isinstance(value, str) or len(value) >= limit,
    "minItems": lambda value, limit, _, root: not isinstance(value, list) or len(value) >= limit,
    "minimum": lambda value, limit, _, root: not _TYPES["number"](value) or value >= limit,
    "required": lambda value, names, _, root: not isinstance(value, dict) or set(names) <= set(value),
    "items": lambda value, schema, _, root: not isinstance(value, list) or all(fits(each, schema, root) for each in value),
    "propertyNames": lambda value, schema, _, root: not isinstance(value, dict) or all(fits(name, schema, root) for name in value),
    "properties": lambda value, schemas, _, root: not isinstance(value, dict) or all(
        fits(each, schemas[name], root) for name, each in value.items() if name in schemas
    ),
    "additionalProperties": lambda value, schema, around, root: not isinstance(value, dict) or all(
        schema if isinstance(schema, bool) else fits(each, schema, root)
        for name, each in value.items()
        if name not in around.get("properties", ())
    ),
}  # fmt: skip


def is_date(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


class TestCommitted:
    def test_committed_schemas_are_what_make_docs_writes(self):
        spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
        docs = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(docs)
        committed = {f"schemas/{path.name}": path.read_text(encoding="utf-8") for path in SCHEMAS.iterdir()}

        assert committed == docs.schemas(), "run `make docs`"

    @pytest.mark.parametrize("name", ["config", *DIALECTS])
    def test_the_command_line_prints_the_same(self, name, capsys):
        assert main(["config", "--schema", name]) == 0
        assert json.loads(capsys.readouterr().out) == json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


GOOD = [
    {},
    {"language": "pt-BR", "bundled": False, "libraries": ["../x"], "exclude": ["a/"]},
    {"select": ["all"], "ignore": ["all", "missing-key"], "severity": {"missing-key": "off", "invalid-yaml": "hint"}},
    {"overrides": [{"paths": ["a/"], "select": ["missing-key"], "ignore": [], "severity": {}}]},
    {"dialects": {"note": {"where": ["a/*.md"], "id": "stem", "unknown_keys": "ignored", "description": "x"}}},
    {
        "dialects": {
            "note": {"where": ["a"], "keys": [{"name": "a", "type": "enum", "values": ["x"], "required": True}]}
        }
    },
    {
        "dialects": {
            "note": {"where": ["a"], "keys": [{"name": "a", "limit": 0, "pattern": "x", "doc": "", "example": ""}]}
        }
    },
]
BAD = [
    *({setting.name: wrong} for setting in SETTINGS for wrong in (3, "nonsense", [3], {"x": 3})),
    {"exclud": []},
    {"severity": {"all": "off"}},
    {"severity": {"missing-keys": "off"}},
    {"severity": {"missing-key": "fatal"}},
    {"select": ["missing-keys"]},
    {"overrides": [{}]},
    *({"overrides": [{"paths": ["a"], setting.name: 3}]} for setting in OVERRIDE_SETTINGS),
    {"overrides": [{"paths": ["a"], "bundled": True}]},
    {"dialects": {"note": {}}},
    *({"dialects": {"note": {"where": ["a"], setting.name: 3}}} for setting in DIALECT_SETTINGS),
    {"dialects": {"note": {"where": ["a"], "keys": [{}]}}},
    *({"dialects": {"note": {"where": ["a"], "keys": [{"name": "a", each.name: -1}]}}} for each in KEY_SETTINGS),
]  # fmt: skip


def toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(name)} = {toml(each)}" for name, each in value.items()) + "}"
    return f"[{', '.join(map(toml, value))}]" if isinstance(value, list) else json.dumps(value)


class TestConfig:
    @pytest.mark.parametrize("value", [*GOOD, *BAD], ids=json.dumps)
    def test_the_reader_and_the_schema_agree(self, value):
        source = "".join(f"{name} = {toml(each)}\n" for name, each in value.items())
        findings = read_config(Path("/project/persona-ls.toml"), source).findings

        is_sound = not any(each.level.fails for each in findings)
        assert is_sound == fits(value, config_schema(), config_schema()) == (value in GOOD)

    def test_every_setting_is_in_it_with_its_words(self):
        properties = config_schema()["properties"]
        assert {name: each["description"] for name, each in properties.items()} == {
            each.name: each.doc for each in SETTINGS
        }


NOTE = """
[dialects.note]
where = ["jots/*.md"]
unknown_keys = "ignored"
keys = [
  { name = "text" }, { name = "short", limit = 3 }, { name = "code", pattern = "[a-z]+" }, { name = "name", type = "name" },
  { name = "names", type = "names" }, { name = "words", type = "words" }, { name = "tags", type = "tags" },
  { name = "list", type = "list" }, { name = "flag", type = "bool" }, { name = "day", type = "date" },
  { name = "state", type = "enum", values = ["open", "done"] }, { name = "any", type = "any" },
  { name = "must", required = true }, { name = "all", type = "tags", required = true },
]
"""
FRONT_MATTERS = {
    "persona": (
        "personas/a.md",
        "tags: [a, b]\ndifficulty: advanced\nupdated: 2026-01-31\n",
        [
            *("id: x", "aliases: x", "aliases: [x, y]", "description: Some words", "variables: {a: 1, b: {default: x}}"),
            *("variables: 3", "aliases: {a: b}", "description: [a]", "x: 1"),
        ],
    ),
    "claude-agent": (
        ".claude/agents/a.md",
        "name: a-1\ndescription: Reviews\n",
        [
            *("tools: Read, Bash", "tools: [Read, Bash]", "tools:", "tools: {Read: true}", "model: opus", "color: red"),
            *("hooks: {a: [b]}", "skills: [a]", "skills: a", "model: [a]", "color: true", "permissionMode: plan"),
        ],
    ),
    "copilot-agent": (
        "a.agent.md",
        "description: Plans\n",
        ["name: Plan It", "tools: ['search', 'edit/*']", "model: [a, b]", "mode: agent", "handoffs: [{a: b}]", "agent: {}"],
    ),
    "skill": (
        "skills/notes/SKILL.md",
        "name: notes\ndescription: Writes\n",
        ["license: MIT", "metadata: {a: 1}", "allowed-tools: Read", f"compatibility: {'x' * 500}", f"compatibility: {'x' * 501}"],
    ),
    "note": (
        "jots/a.md",
        "must: x\nall: [a]\n",
        [
            *("text: words", "text: 3", "text: 1.5", "text: true", "text: [a]", "text: {a: b}", "text: ''", "text:"),
            *("short: abc", "short: abcd", "code: abc", "code: Abc", "code: a b", "name: a.b", "name: [a]", "names: a"),
            *("names: [a, b]", "names: [{a: b}]", "words: a, b", "words: [a, b]", "words: {a: b}", "words: [{a: b}]"),
            *("tags: [a, 3]", "tags: []", "tags: a", "tags: {a: b}", "list: [{a: b}]", "list: a", "list: {}", "flag: true"),
            *("flag: yes", "flag: 'true'", "flag: 1", "day: 2026-01-31", "day: 2026-02-30", "day: 31.1.2026", "day: [a]"),
            *("state: open", "state: closed", "state: [open]", "any: 1", "any: [a, {b: c}]", "any:"),
        ],
    ),
}  # fmt: skip


def dialect(name: str) -> Dialect:
    return DIALECTS.get(name) or read_config(Path("/project/persona-ls.toml"), NOTE).dialects[0]


def is_taken(path: str, front_matter: str, root: Path) -> bool:
    """Whether the rules on keys and values are silent."""
    found = found_in(root, {"persona-ls.toml": NOTE, path: f"---\n{front_matter}---\n\n# Persona: A\n"})
    spoken = {"missing-key", "invalid-value", "description-too-long", "invalid-yaml"}
    return not spoken & {each.rule.name for each in found.findings[path]}


class TestDialects:
    @pytest.mark.parametrize(
        ("name", "line"), [(name, line) for name, (_, _, lines) in FRONT_MATTERS.items() for line in ["", *lines]]
    )
    def test_the_rules_and_the_schema_agree_on_a_key(self, name, line, tmp_path):
        path, base, _ = FRONT_MATTERS[name]
        schema = dialect_schema(dialect(name))

        # As an editor reads YAML for a schema: dates are texts.
        value = yaml.load(f"{base}{line}\n", Loader=NoDates)
        assert fits(value, schema, schema) == is_taken(path, f"{base}{line}\n".replace("\n\n", "\n"), tmp_path)

    @pytest.mark.parametrize("name", FRONT_MATTERS)
    def test_a_required_key_is_required_by_both_and_not_empty(self, name, tmp_path):
        path, base, _ = FRONT_MATTERS[name]
        schema = dialect_schema(dialect(name))
        lines = base.splitlines(keepends=True)
        for number, line in enumerate(lines):
            for instead in ("", f"{line.partition(':')[0]}: ''\n"):
                front_matter = "".join([*lines[:number], instead, *lines[number + 1 :]]) or "{}\n"
                assert not fits(yaml.load(front_matter, Loader=NoDates), schema, schema), front_matter
                assert not is_taken(path, front_matter, tmp_path / f"{number}{bool(instead)}"), front_matter

    def test_a_key_may_be_written_in_any_of_its_languages(self):
        schema = dialect_schema(persona_dialect())
        value = {"tags": ["a"], "dificuldade": "avançado", "atualizado": TODAY.isoformat()}

        assert fits(value, schema, schema)
        assert not fits({**value, "dificuldade": "fácil"}, schema, schema)


class NoDates(yaml.SafeLoader):
    """YAML as editors read it for a schema: a date is a text."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (a table of PyYAML's)
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
