"""What the server leaves behind of its last start, for ``persona-ls doctor``: which editor, and how they talk.

One small file in the person's state folder, replaced as a whole. It never holds a word of a document.
"""

import asyncio
import json
import logging
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_ls import __version__
from persona_ls.values import frozen, members
from persona_ls.whole import write_whole

if TYPE_CHECKING:
    from persona_ls.lsp.server import PersonaServer

__all__ = ["LastStart", "last_start", "remember_start", "state_file"]

log = logging.getLogger(__name__)

_MAX_FOLDERS = 20
_MAX_WORD = 200
_MAX_BYTES = 64 * 1024


@frozen
class LastStart:
    """The facts of one start; ``at`` is a moment in ISO 8601, ``folders`` are paths."""

    at: str
    version: str
    python: str
    client: str
    encoding: str
    locale: str
    folders: tuple[str, ...]
    watches_files: bool
    pulls_diagnostics: bool


def state_file() -> Path:
    """Where the facts are kept; the file need not exist."""
    from platformdirs import user_state_path  # noqa: PLC0415 (nothing waits for this module but the doctor)

    return user_state_path("persona-ls", appauthor=False) / "last-start.json"


async def remember_start(server: "PersonaServer") -> None:
    """Write the facts of this start, on a thread of its own; a folder that cannot be written to is nobody's trouble."""
    facts = _facts(server)
    try:
        await asyncio.to_thread(_write, facts)
    except OSError as error:
        log.info("the facts of this start were not kept: %s", error)


def last_start() -> LastStart | None:
    """What the last start left; ``None`` when there was none, or its file is not ours."""
    try:
        with state_file().open("rb") as file:
            facts: Any = json.loads(file.read(_MAX_BYTES))
        return LastStart(**(facts | {"folders": tuple(map(str, facts["folders"]))}))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _facts(server: "PersonaServer") -> LastStart:
    client, params = server.params.client_info, server.params
    folders = [str(root.path) for root in server.session.store.roots if root.path in server.session.trees]
    return LastStart(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=__version__,
        python=platform.python_version(),
        client=" ".join(filter(None, (client.name, client.version)))[:_MAX_WORD] if client else "",
        encoding=str(server.documents.encoding),
        locale=(params.locale or "")[:_MAX_WORD],
        folders=tuple(folder[:_MAX_WORD] for folder in folders[:_MAX_FOLDERS]),
        watches_files=server.client.watches_files,
        pulls_diagnostics=server.client.pulls_diagnostics,
    )


def _write(facts: LastStart) -> None:
    path = state_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Of two editors that start at once the later counts, and neither file is half of each.
    write_whole(path, [json.dumps(members(facts)).encode()], 0o600)
