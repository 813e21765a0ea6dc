"""The settings as a table: the reader, the schema and the documentation are made from it."""

from enum import Enum

from persona_ls.locales import N_, Language
from persona_ls.values import frozen

__all__ = ["DIALECT_SETTINGS", "KEY_SETTINGS", "OVERRIDE_SETTINGS", "SETTINGS", "Setting", "Type"]


class Type(Enum):
    """What a value may be."""

    BOOL = "boolean"
    TEXT = "text"
    CHOICE = "choice"
    PATHS = "list of paths"
    PATTERNS = "list of patterns"
    RULES = "list of rules"
    SEVERITIES = "table of rules"
    OVERRIDES = "list of tables"
    DIALECTS = "table of dialects"
    KEYS = "list of keys"
    NUMBER = "number"
    WORDS = "list of words"


@frozen
class Setting:
    """One key of the configuration; ``default`` as TOML."""

    name: str
    type: Type
    default: str
    doc: str
    choices: tuple[str, ...] = ()


_SELECTING = (
    Setting("select", Type.RULES, '["all"]', N_('The rules that count; `"all"` means every one.')),
    Setting("ignore", Type.RULES, "[]", N_('Rules that do not count; here, too, `"all"` means every one.')),
    Setting(
        "severity",
        Type.SEVERITIES,
        "{}",
        N_("How severe a rule is: `error`, `warning`, `information`, `hint`, or `off`."),
        ("error", "warning", "information", "hint", "off"),
    ),
)

SETTINGS = (
    Setting(
        "language",
        Type.CHOICE,
        '"auto"',
        N_("The language of messages and hovers; `auto` is that of the editor or terminal."),
        ("auto", *(each.value for each in Language)),
    ),
    Setting("bundled", Type.BOOL, "true", N_("Whether the personas that come with persona-ls are offered.")),
    Setting(
        "libraries",
        Type.PATHS,
        "[]",
        N_("More library folders, from the folder of this file; every Markdown file in them may be a persona."),
    ),
    Setting("exclude", Type.PATTERNS, "[]", N_("Files and folders to leave out, written as in `.gitignore`.")),
    *_SELECTING,
    Setting(
        "overrides",
        Type.OVERRIDES,
        "[]",
        N_("`select`, `ignore` and `severity` for the files that match `paths`; later ones win."),
    ),
    Setting("dialects", Type.DIALECTS, "{}", N_("Formats of your own, recognised by where a file is.")),
)

OVERRIDE_SETTINGS = (
    Setting("paths", Type.PATTERNS, "[]", N_("The files that are meant, written as in `.gitignore`.")),
    *_SELECTING,
)

DIALECT_SETTINGS = (
    Setting("description", Type.TEXT, '""', N_("What files of the dialect are.")),
    Setting("where", Type.PATTERNS, "[]", N_("Where such files are: `*` within a name, `**` over folders.")),
    Setting("id", Type.CHOICE, '"key"', N_("What names a file in references."), ("key", "name", "stem", "folder")),
    Setting("unknown_keys", Type.CHOICE, '"hint"', N_("What to say of keys that are not listed."), ("hint", "ignored")),
    Setting("keys", Type.KEYS, "[]", N_("The keys of the front matter.")),
)

KEY_SETTINGS = (
    Setting("name", Type.TEXT, '""', N_("How the key is written.")),
    Setting(
        "type",
        Type.CHOICE,
        '"text"',
        N_("What its value is."),
        ("any", "bool", "date", "enum", "list", "name", "names", "tags", "text", "words"),
    ),
    Setting("required", Type.BOOL, "false", N_("Whether every file has it.")),
    Setting("values", Type.WORDS, "[]", N_("The values of an `enum`.")),
    Setting(
        "pattern",
        Type.TEXT,
        '""',
        N_("A regular expression, without look-around and back references, that the whole value fits."),
    ),
    Setting("limit", Type.NUMBER, "0", N_("The most characters of a text; 0 is no limit.")),
    Setting("doc", Type.TEXT, '""', N_("What the editor shows for the key.")),
    Setting("example", Type.TEXT, '""', N_("A value to start from.")),
    Setting("replaced_by", Type.TEXT, '""', N_("The name that an old key has now.")),
)
