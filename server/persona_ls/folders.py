"""Where the product keeps what it can make again."""

import os
from pathlib import Path

__all__ = ["CACHE_VARIABLE", "cache_folder"]

CACHE_VARIABLE = "PERSONA_LS_CACHE_DIR"
"""Names another cache folder; empty for none at all."""


def cache_folder() -> Path | None:
    """The person's cache folder, which need not exist; ``None`` when the environment says that nothing shall be kept."""
    named = os.environ.get(CACHE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    from platformdirs import user_cache_path  # noqa: PLC0415 (not for who names the folder)

    return user_cache_path("persona-ls", appauthor=False)
