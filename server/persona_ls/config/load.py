"""Reading one configuration file. What is wrong is a finding at its place; everything else counts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from persona_ls.config.mistakes import Mistakes, syntax_finding
from persona_ls.config.reader import Override, Reader, selection_of
from persona_ls.formats import Dialect
from persona_ls.library.files import absolute, is_folder
from persona_ls.locales import N_
from persona_ls.rules.base import Finding, Severity
from persona_ls.rules.selection import Selection
from persona_ls.syntax.toml_places import Path as Keys
from persona_ls.text import Text
from persona_ls.values import field, frozen

__all__ = ["Config", "read_config"]

_TOOL = ("tool", "persona-ls")
_BYTE_ORDER_MARK = "\ufeff"
_NO_FOLDER = N_("There is no folder {path} here, so no persona comes from it.")


@frozen
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
    import tomllib  # noqa: PLC0415 (4 ms for who has a configuration)

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
    return _config(path, toml, table, prefix)


def _config(path: Path, source: str, table: Any, prefix: Keys) -> Config:
    mistakes = Mistakes(source, prefix)
    values = Reader(mistakes).read(table)
    libraries = [absolute(path.parent / each) for each in values.get("libraries", ())]
    for index, library in enumerate(libraries):
        if not is_folder(library):
            # No mistake of the file's: on another machine the folder may be there.
            arguments = {"path": str(library)}
            mistakes.tell(("libraries", index), _NO_FOLDER, arguments, severity=Severity.INFORMATION)
    return Config(
        path=path,
        language=values.get("language", "auto"),
        bundled=values.get("bundled", True),
        libraries=tuple(libraries),
        exclude=tuple(values.get("exclude", ())),
        selection=selection_of(values),
        overrides=tuple(values.get("overrides", ())),
        dialects=tuple(values.get("dialects", ())),
        given={name: _given(table[name], value) for name, value in values.items()},
        findings=tuple(sorted(mistakes.findings, key=lambda finding: finding.span)),
        text=Text(source),
    )


def _given(said: Any, read: Any) -> Any:
    """A value as the file says it, without the rules in it that there are none of."""
    if isinstance(said, dict) and isinstance(read, dict):
        return {name: each for name, each in said.items() if name in read}
    return read if isinstance(read, list) and all(isinstance(each, str) for each in read) else said
