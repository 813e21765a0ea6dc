"""The generated pages of ``docs/`` say what the program says today."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def docs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_script", ROOT / "scripts" / "docs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def generated(docs: ModuleType) -> dict[str, str]:
    return docs.pages()


def test_committed_pages_are_what_make_docs_writes(docs: ModuleType, generated: dict[str, str]) -> None:
    committed = {name: read(docs.DOCS / name) for name in generated}
    outdated = sorted(name for name in generated if committed[name] != generated[name])
    assert outdated == [], "run `make docs`"


def test_no_page_tells_of_a_rule_that_is_gone(docs: ModuleType, generated: dict[str, str]) -> None:
    there = {f"{folder}/{path.name}" for folder in docs.FOLDERS.values() for path in (docs.DOCS / folder).iterdir()}
    assert sorted(there - set(generated)) == [], "run `make docs`"


def test_every_link_between_pages_leads_somewhere(docs: ModuleType) -> None:
    pages = [*docs.DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    broken = [f"{page.relative_to(ROOT)}: {target}" for page in pages for target in links(page) if not target.exists()]
    assert broken == []


def read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def links(page: Path) -> list[Path]:
    """The files that a page links to, relative to itself."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    inline = [child for token in tokens for child in token.children or ()]
    targets = [
        str(each.attrs.get("href") or each.attrs.get("src")) for each in inline if {"href", "src"} & set(each.attrs)
    ]
    return [
        page.parent / target.partition("#")[0]
        for target in targets
        if "://" not in target and not target.startswith(("#", "mailto:"))
    ]
