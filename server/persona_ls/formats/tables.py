"""The TOML files beside this module as tables: compiled where the product was installed by its build, else read.

A table that was compiled from another text than that of its file now counts for nothing, so in a checkout the files are what counts.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

__all__ = ["table"]

_FOLDER = Path(__file__).parent
_COMPILED = "tables.json"


def table(name: str) -> dict[str, Any]:
    """The table of ``name.toml``."""
    source = (_FOLDER / f"{name}.toml").read_bytes()
    check, compiled = _compiled().get(name, (None, {}))
    if check == crc32(source):
        return compiled
    import tomllib  # noqa: PLC0415 (4 ms that compiled tables save, and reading all of them 6)

    return tomllib.loads(source.decode())


@cache
def _compiled() -> dict[str, tuple[int, dict[str, Any]]]:
    try:
        return json.loads((_FOLDER / _COMPILED).read_bytes())  # type: ignore[no-any-return]
    except (OSError, ValueError):
        return {}
