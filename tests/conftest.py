"""What holds for all tests: nothing is written to the folders of the person who runs them."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The server leaves the facts of its last start behind, and what it read: here, and not where the person's own editor left them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setenv("PERSONA_LS_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
