"""Compile the message catalogs when the package is built or installed, so that no compiled file is kept in git."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs for wheels, source archives and editable installs alike."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile before hatchling looks which files there are."""
        compile_catalogs(Path(self.root) / "server" / "persona_ls" / "locales")


def compile_catalogs(folder: Path) -> None:
    """Write a ``.mo`` file beside each ``.po`` file under ``folder``."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        with source.open("rb") as file:
            catalog = read_po(file, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


if __name__ == "__main__":
    compile_catalogs(Path(__file__).parent / "server" / "persona_ls" / "locales")
