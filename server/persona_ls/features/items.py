"""What completion offers, in the shape that every source of suggestions shares."""

from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path

from persona_ls.features.insertion import Insertion
from persona_ls.library.entry import Entry, Part
from persona_ls.library.snapshot import Library
from persona_ls.locales import Messages
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Item", "ItemKind", "ItemList", "Setting"]


class ItemKind(Enum):
    """What an item is; the door maps it to the protocol's kinds."""

    PERSONA = "persona"
    PART = "part"
    PROMPT = "prompt"
    ARGUMENT = "argument"
    KEY = "key"
    VALUE = "value"
    TAG = "tag"
    FIELD = "field"
    SECTION = "section"
    VARIABLE = "variable"
    FILTER = "filter"
    FILE = "file"


@frozen
class Item:
    """One suggestion. ``rank`` counts from 0.

    ``new`` is inserted where it is not the label itself, ``snippet`` instead of that where the client has snippets. ``entry`` and ``part``
    are what a card can be made of later; ``doc`` is documentation that is at hand.
    """

    kind: ItemKind
    label: str
    detail: str = ""
    rank: int = 0
    new: str = ""
    snippet: str = ""
    filter_text: str = ""
    entry: Entry | None = None
    part: Part | None = None
    doc: str = ""


@frozen
class ItemList:
    """Items that all replace one span.

    ``before`` reaches from its start to the cursor, ``span`` to the end of the token; ``is_incomplete`` asks the client to ask again after
    the next letter.
    """

    before: Span
    span: Span
    items: tuple[Item, ...]
    is_incomplete: bool = False


@frozen
class Setting:
    """What completion knows of the world around the document."""

    library: Library
    home: Path | None
    say: Messages
    insertion: Callable[[Entry, Part], Insertion | None]
    """A prompt to insert; `None` when it cannot be rendered."""
    today: date
    path: Path | None = None
    is_library_file: bool = False
    """Whether the path alone makes the document a persona: then an empty one gets a scaffold."""
