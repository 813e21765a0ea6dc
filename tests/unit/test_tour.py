"""Every answer on the page about references is what the program gives today.

``UPDATE_DOCUMENTS=1`` writes the answers into the page instead, for you to read in the diff.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from lsp_client import CAPABLE, Client
from tour import Block, Tour, blocks, filled

PAGE = Path(__file__).parents[2] / "docs" / "references.md"
ASKED = [block for block in blocks(PAGE.read_text(encoding="utf-8")) if block.is_asked]

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[Block, str]:
    """What each block should say, found on one walk through the page."""
    page = PAGE.read_text(encoding="utf-8")
    root = tmp_path_factory.mktemp("tour")
    with pytest.MonkeyPatch.context() as patch, Client.in_thread() as client:
        patch.chdir(root)
        patch.setenv("PERSONA_LS_LANG", "en")
        patch.setenv("XDG_CONFIG_HOME", str(root / ".nothing"))
        patch.delenv("FORCE_COLOR", raising=False)
        committed(root, page)
        client.start(root, capabilities=CAPABILITIES, bundled=True)
        found = Tour(root, client).walk(page)
    if os.environ.get("UPDATE_DOCUMENTS"):
        PAGE.write_text(filled(page, found), encoding="utf-8")
    return found


@pytest.mark.parametrize("number", range(len(ASKED)), ids=[block.title for block in ASKED])
def test_the_page_says_what_the_program_does(answers: dict[Block, str], number: int) -> None:
    assert answers[ASKED[number]] == ASKED[number].body


def test_the_page_asks_the_command_and_the_editor() -> None:
    """A page whose blocks are not found would pass."""
    assert sum(block.language == "console" for block in ASKED) > 5
    assert sum(block.language == "editor" for block in ASKED) > 5


CAPABILITIES = {
    **CAPABLE,
    "workspace": {
        **CAPABLE["workspace"],
        "workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename"]},
    },
}


def committed(root: Path, page: str) -> None:
    """The folder as a repository whose only commit has the files as the page first shows them."""
    first: dict[str, str] = {}
    for block in blocks(page):
        if block.file:
            first.setdefault(block.file, block.body)
    for name, text in first.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"]
    for words in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message=the five files"]):
        subprocess.run([*git, *words], cwd=root, check=True)
