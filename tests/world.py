"""A library in memory, and questions at the ``|`` of a text: for tests of what the features answer, without a disk and without a server."""

from datetime import date
from pathlib import Path

from lsp_client import cut
from persona_ls import asking
from persona_ls.features.folding import folding
from persona_ls.features.hover import Card
from persona_ls.features.items import Item, ItemList, Setting
from persona_ls.locales import Language
from persona_ls.persona import Persona
from persona_ls.session import Opened, Session
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text
from snippets import expand

__all__ = ["ROOT", "TODAY", "World", "folds", "persona_of"]

TODAY = date(2026, 11, 30)
ROOT = Path("/nowhere/livros")


def persona_of(source: str) -> Persona:
    """``source`` read as a persona."""
    return Persona(MarkdownDocument(Text(source)))


class World:
    """A workspace with the files of a text in which ``%! name`` heads each of them."""

    def __init__(self, files: str = "", language: Language = Language.PORTUGUESE) -> None:
        self.session = Session([ROOT], language=language, bundled=False, user=False, today=lambda: TODAY)
        for piece in files.split("%! ")[1:]:
            name, _, source = piece.partition("\n")
            path = ROOT / name.strip()
            self.session.open(str(path), path, Text(source))

    def look(self, source: str, name: str = "personas/dev/nova.md") -> Opened:
        """A document of the workspace."""
        return self.session.look_at(ROOT / name, Text(source))

    def setting(self) -> Setting:
        """What completion knows of this world."""
        session = self.session
        return Setting(session.library, ROOT, session.say, session.insertion, TODAY)

    # -- completion --

    def offered(self, marked: str, name: str = "personas/dev/nova.md") -> ItemList | None:
        """What completion offers at the ``|``."""
        source, at = cut(marked)
        return asking.complete(self.session, self.look(source, name), at)

    def labels(self, marked: str, name: str = "personas/dev/nova.md") -> list[str]:
        """The labels of what is offered, in the order in which they are shown."""
        found = self.offered(marked, name)
        return [item.label for item in sorted(found.items, key=lambda item: item.rank)] if found else []

    def item(self, marked: str, label: str, name: str = "personas/dev/nova.md") -> Item:
        """One of the items that are offered."""
        found = self.offered(marked, name)
        assert found
        return next(item for item in found.items if item.label == label)

    def taken(self, marked: str, label: str, name: str = "personas/dev/nova.md", *, snippets: bool = True) -> str:
        """The text after an item was taken, in an editor with or without snippets that replaces the whole token."""
        source, _ = cut(marked)
        found, item = self.offered(marked, name), self.item(marked, label, name)
        assert found
        new = expand(item.snippet).text if snippets and item.snippet else item.new or item.label
        return source[: found.span.start] + new + source[found.span.end :]

    # -- the rest --

    def hover(self, marked: str, name: str = "personas/dev/nova.md") -> Card | None:
        """The card at the ``|``."""
        source, at = cut(marked)
        return asking.hover(self.session, self.look(source, name), at)

    def rules(self, source: str, name: str = "personas/dev/nova.md") -> list[str]:
        """The rules that a document breaks, in the order of the text."""
        return [finding.rule.name for finding in self.session.findings(self.look(source, name))]


def folds(source: str) -> list[tuple[str, str]]:
    """The first and the last line of each fold."""
    lines = source.split("\n")
    return [(lines[fold.first], lines[fold.last]) for fold in folding(persona_of(source))]
