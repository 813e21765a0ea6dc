"""How editors ask for completion, filter it and take an item over: what a person gets who types in them.

Each class is one editor as its source says or as it was measured; what is not overridden is the protocol's own way. A person types
letter by letter, may press the key that asks for completion, sees a menu, and takes an item.
"""

import re
from dataclasses import dataclass
from typing import Any

from lsp_client import Client, cut
from snippets import expand

__all__ = ["MODELS", "Editor", "Offer"]

_SNIPPET, _SNIPPET_KIND = 2, 15


@dataclass(frozen=True)
class Offer:
    """An item as the editor understands it. The range is given as offsets at the time of the asking."""

    item: Any
    start: int
    end: int
    replace_end: int
    new: str

    @property
    def label(self) -> str:
        return self.item["label"]

    @property
    def filter_text(self) -> str:
        return self.item.get("filterText") or self.label

    @property
    def is_snippet(self) -> bool:
        return self.item.get("insertTextFormat") == _SNIPPET


class Editor:
    """A window on one document, with the cursor at the ``|`` of the text.

    By the letter of the protocol: it asks at trigger characters, and again at each letter while a list is incomplete.
    """

    indents_snippets = False
    """Whether later lines of a snippet get the blanks that begin the line, whatever the server says."""

    def __init__(self, client: Client, uri: str, marked: str = "|") -> None:
        self.client = client
        text, self.cursor = cut(marked)
        self.uri = client.open(uri, text)
        self.triggers = client.initialized["capabilities"]["completionProvider"]["triggerCharacters"]
        self.requests = 0
        self.is_open = self.is_incomplete = False
        self._offers: list[Offer] = []
        self._asked_at = 0

    @property
    def text(self) -> str:
        return self.client.text(self.uri)

    # -- what a person does --

    def type(self, words: str) -> "Editor":
        for char in words:
            self.client.edit(self.uri, self.cursor, self.cursor, char)
            self.cursor += 1
            if self.is_open and self.closes_on(char):
                self.is_open = False
            if self.asks_again_on(char) if self.is_open else self.opens_on(char):
                self.ask(char)
            self.is_open = self.is_open and bool(self.menu)
        return self

    def ask(self, typed: str = "") -> "Editor":
        """What the completion key does, and what ``typed`` does where the editor asks by itself."""
        answer = self.client.complete(self.uri, self.cursor, typed if typed in self.triggers else None)
        answer = answer or {"items": [], "isIncomplete": False}
        self.requests += 1
        self.is_incomplete = answer["isIncomplete"]
        self._asked_at = self.cursor
        self._offers = [self._offer(item, answer.get("itemDefaults") or {}) for item in answer["items"]]
        self.is_open = bool(self.menu)
        return self

    @property
    def menu(self) -> list[str]:
        """The labels that are shown now."""
        return [each.label for each in self._offers if self.shows(each)]

    def accept(self, label: str) -> str:
        """Take an item of the menu; the text that the document then has."""
        offer = next(each for each in self._offers if each.label == label and self.shows(each))
        start, end = self.replaced(offer)
        new = self.inserted(offer)
        self.client.edit(self.uri, start, end, new)
        self.cursor = start + len(new)
        self.is_open = False
        return self.text

    def accept_first(self) -> str:
        """Take the item that stands first in the menu."""
        shown = [each for each in self._offers if self.shows(each)]
        return self.accept(min(shown, key=lambda each: each.item["sortText"]).label)

    # -- in what editors differ --

    def opens_on(self, char: str) -> bool:
        """Whether a letter makes it ask when no menu is open."""
        return char in self.triggers

    def closes_on(self, char: str) -> bool:
        """Whether a letter closes the open menu."""
        return False

    def asks_again_on(self, char: str) -> bool:
        """Whether a letter makes it ask when a menu is open, rather than filter what it has."""
        return self.is_incomplete or char in self.triggers

    def needle(self, offer: Offer) -> str:
        """The typed text that items are compared with."""
        return self.text[offer.start : self.cursor]

    def shows(self, offer: Offer) -> bool:
        """Whether an item passes the filter."""
        return offer.filter_text.startswith(self.needle(offer))

    def replaced(self, offer: Offer) -> tuple[int, int]:
        """The offsets between which an accepted item is put; what was typed since the asking belongs to them."""
        return offer.start, offer.end + self.cursor - self._asked_at

    def is_expanded(self, offer: Offer) -> bool:
        return offer.is_snippet

    def inserted(self, offer: Offer) -> str:
        if not self.is_expanded(offer):
            return offer.new
        text = expand(offer.new).text
        return text.replace("\n", "\n" + self._margin()) if self.indents_snippets else text

    # -- helpers --

    def word(self) -> str:
        """The letters, digits and underscores before the cursor."""
        return re.search(r"\w*\Z", self.text[: self.cursor])[0]

    def _margin(self) -> str:
        line = self.text[self.text.rfind("\n", 0, self.cursor) + 1 :]
        return re.match(r"[ \t]*", line)[0]

    def _offer(self, item: Any, defaults: Any) -> Offer:
        edit = item.get("textEdit") or {}
        range_ = edit or defaults.get("editRange")
        new = edit.get("newText") or item.get("textEditText") or item.get("insertText") or item["label"]
        if not range_:
            return Offer(item, self.cursor - len(self.word()), self.cursor, self.cursor, new)
        if "range" in range_:
            range_ = range_["range"]
        insert, replace = range_.get("insert", range_), range_.get("replace", range_)
        start, end = self.client.offsets(self.text, insert)
        assert start <= self.cursor <= end, "a range that does not hold the cursor is refused"
        assert "\n" not in self.text[start:end], "a range over several lines is refused"
        return Offer(item, start, end, self.client.offsets(self.text, replace)[1], new)


def is_fuzzy(needle: str, candidate: str) -> bool:
    """Whether the letters of ``needle`` occur in this order, case aside."""
    rest = iter(candidate.casefold())
    return all(char in rest for char in needle.casefold())


class VsCode(Editor):
    """Compares fuzzily what stands from the start of the range to the cursor (`completionModel.ts`); inserts, does not replace."""

    def shows(self, offer: Offer) -> bool:
        return is_fuzzy(self.needle(offer), offer.filter_text)


class Helix(Editor):
    """Compares only the word before the cursor; every other letter closes the menu (`handlers/completion.rs`).

    Takes an item of the kind Snippet for a snippet, whatever its format says (`ui/completion.rs`), and indents snippets itself.
    """

    indents_snippets = True

    def opens_on(self, char: str) -> bool:
        return char in self.triggers or bool(re.search(r"\w\w\Z", self.text[: self.cursor]))

    def closes_on(self, char: str) -> bool:
        return not re.match(r"\w", char)

    def asks_again_on(self, char: str) -> bool:
        return self.is_incomplete

    def shows(self, offer: Offer) -> bool:
        return is_fuzzy(self.word(), offer.filter_text)

    def is_expanded(self, offer: Offer) -> bool:
        return offer.is_snippet or offer.item.get("kind") == _SNIPPET_KIND


class Neovim(Editor):
    """0.11, `vim/lsp/completion.lua`: one start for the list, a prefix as the filter; an open menu then filters by what it would insert.

    Every letter outside of words closes the menu, and asks anew if it is a trigger. Of a text that is no snippet only the first line
    arrives; what stands behind the cursor stays; snippets get the line's indent.
    """

    indents_snippets = True

    def closes_on(self, char: str) -> bool:
        return not re.match(r"\w", char)

    def asks_again_on(self, char: str) -> bool:
        return self.is_incomplete

    def needle(self, offer: Offer) -> str:
        return self.text[min(each.start for each in self._offers) : self.cursor]

    def shows(self, offer: Offer) -> bool:
        needle = self.needle(offer)
        if self.cursor > self._asked_at:
            return self._menu_word(offer).casefold().startswith(needle.casefold())
        return not re.search("[0-9A-Za-z]", needle) or offer.filter_text.startswith(needle)

    def replaced(self, offer: Offer) -> tuple[int, int]:
        return min(each.start for each in self._offers), self.cursor

    def inserted(self, offer: Offer) -> str:
        return super().inserted(offer) if offer.is_snippet else offer.new.split("\n")[0]

    def _menu_word(self, offer: Offer) -> str:
        return offer.label if offer.is_snippet else offer.new.split("\n")[0]


class LspMode(VsCode):
    """8.0 with company: fuzzy from the start of the range; replaces to the end of the token (`lsp-completion-default-behaviour`)."""

    def replaced(self, offer: Offer) -> tuple[int, int]:
        return offer.start, offer.replace_end + self.cursor - self._asked_at


class Eglot(Editor):
    """1.9 with company: compares the label, flexibly, with the symbol at point; the filter text counts for nothing there."""

    indents_snippets = True

    def opens_on(self, char: str) -> bool:
        return True

    def asks_again_on(self, char: str) -> bool:
        return True

    def shows(self, offer: Offer) -> bool:
        return is_fuzzy(self.word(), offer.label)


class CodeMirror(VsCode):
    """lsp-client 6.3: filters by the whole replaced text, also behind the cursor; asks again where that is no word with a sigil."""

    indents_snippets = True

    def opens_on(self, char: str) -> bool:
        return char in self.triggers or bool(re.match("[A-Za-z_]", char))

    def asks_again_on(self, char: str) -> bool:
        return not re.fullmatch(r"@?\w*", self.needle(self._offers[0]))

    def needle(self, offer: Offer) -> str:
        start, end = self.replaced(offer)
        return self.text[start:end]


class WordEditor(Editor):
    """Ignores ranges: an item takes the place of the word before the cursor, and begins with that word or is not shown."""

    def closes_on(self, char: str) -> bool:
        return not re.match(r"\w", char)

    def asks_again_on(self, char: str) -> bool:
        return True

    def needle(self, offer: Offer) -> str:
        return self.word()

    def shows(self, offer: Offer) -> bool:
        return offer.new.startswith(self.word())

    def replaced(self, offer: Offer) -> tuple[int, int]:
        return self.cursor - len(self.word()), self.cursor

    def inserted(self, offer: Offer) -> str:
        return offer.new


class Kate(WordEditor):
    """22.12: knows no filter text and no range; asks at triggers and in words."""

    def opens_on(self, char: str) -> bool:
        return char in self.triggers or bool(re.match(r"\w", char))


class Ale(WordEditor):
    """3.3: asks in words only, never at a sign."""

    def opens_on(self, char: str) -> bool:
        return bool(re.match("[A-Za-z]", char))

    def asks_again_on(self, char: str) -> bool:
        return self.opens_on(char)


class Ycm(Kate):
    """2023: ranks and filters fuzzily by itself."""

    def shows(self, offer: Offer) -> bool:
        return is_fuzzy(self.word(), offer.new)


class OldNeovim(WordEditor):
    """0.7: omni completion, which asks only when told to."""

    def opens_on(self, char: str) -> bool:
        return False


MODELS: dict[str, type[Editor]] = {
    "bare": WordEditor,
    "codemirror-lsp-client-6.3.0": CodeMirror,
    "eglot": Eglot,
    "emacs-eglot": Eglot,
    "emacs-lspmode": LspMode,
    "helix": Helix,
    "kate": Kate,
    "kate-22.12": Kate,
    "neovim-0.11": Neovim,
    "nvim-0.11.4": Neovim,
    "nvim-0.7.2": OldNeovim,
    "vim-ale": Ale,
    "vim-ycm": Ycm,
    "vscode": VsCode,
}
"""The editor of each record of capabilities, by the name of its file."""
