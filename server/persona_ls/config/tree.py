"""Which configuration counts for a document: the nearest file from its folder up to its workspace folder."""

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from persona_ls.config.load import Config, read_config
from persona_ls.library.files import Unreadable, is_file, read_source
from persona_ls.rules import invalid_config
from persona_ls.rules.base import Finding
from persona_ls.rules.selection import Selection
from persona_ls.text import Span
from persona_ls.values import replace

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

__all__ = ["CONFIG_NAMES", "ConfigTree"]

CONFIG_NAMES = ("persona-ls.toml", "pyproject.toml")


class ConfigTree:
    """The configuration files below one workspace folder, read when first asked for."""

    def __init__(self, root: Path | None) -> None:
        self.root = root
        self._by_folder: dict[Path, Config] = {}

    @property
    def top(self) -> Config:
        """The configuration of the workspace folder itself: libraries, dialects and language come from it."""
        return self._nearest(self.root) if self.root else Config()

    @property
    def read(self) -> dict[Path, Config]:
        """Every configuration file that was read so far: that of the workspace folder, and those that a document asked for."""
        return {config.path: config for config in (self.top, *self._by_folder.values()) if config.path}

    def config_for(self, path: Path | None) -> Config:
        """The configuration for a document."""
        return self._nearest(path.parent) if path and self.root and self.root in path.parents else self.top

    def selection_for(self, path: Path | None) -> Selection:
        """Which rules count for a document, overrides included."""
        config = self.config_for(path)
        selection = config.selection
        if path is None or config.path is None:
            return selection
        place = _relative(path, config.path.parent)
        for override in config.overrides:
            if place and _spec(override.paths).match_file(place):
                selection = selection.and_then(override.selection)
        return selection

    def _nearest(self, folder: Path) -> Config:
        unread: list[Path] = []
        known = self._by_folder.get(folder)
        while known is None:
            unread.append(folder)
            is_top = folder == self.root or self.root is None
            known = self._read_in(folder) or (Config() if is_top else self._by_folder.get(folder.parent))
            folder = folder.parent
        self._by_folder.update(dict.fromkeys(unread, known))
        return known

    def _read_in(self, folder: Path) -> Config | None:
        for name in CONFIG_NAMES:
            path = folder / name
            if is_file(path):
                config = _read(path)
                if config is not None:
                    return config
        return None


def _read(path: Path) -> Config | None:
    try:
        return read_config(path, read_source(path))
    except Unreadable as error:
        finding = Finding(invalid_config.RULE, Span(0, 0), error.arguments, error.reason.value)
        return replace(Config(path), findings=(finding,))


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if folder in path.parents else ""


@lru_cache(maxsize=64)
def _spec(patterns: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 (12 ms that only overrides pay)

    return GitIgnoreSpec.from_lines(patterns)
