"""Compile the message catalogs and the tables of formats when the package is built or installed; no compiled file is kept in git."""

import json
import tomllib
import zlib
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels, source archives and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before hatchling looks which files there are."""
        compile_all(Path(self.root) / "server" / "persona_ls")


def compile_all(package: Path) -> None:
    """Compile what the folder of the package holds."""
    compile_catalogs(package / "locales")
    compile_tables(package / "formats")


def compile_tables(folder: Path) -> None:
    """Write all TOML files of ``folder`` as one JSON file: each table by its name, behind the sum by which it is known to be current."""
    sources = {file.stem: file.read_bytes() for file in sorted(folder.glob("*.toml"))}
    tables = {name: (zlib.crc32(source), tomllib.loads(source.decode())) for name, source in sources.items()}
    (folder / "tables.json").write_text(json.dumps(tables, ensure_ascii=False), encoding="utf-8")


def compile_catalogs(folder: Path) -> None:
    """Write a ``.mo`` file beside each ``.po`` file under ``folder``."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    compile_all(Path(__file__).parent / "server" / "persona_ls")
