"""What can be wrong with front matter, told by its cause.

A YAML parser says where it gave up ("mapping values are not allowed here"), which is seldom where the author went wrong.
A `Cause` says what the author did, and a `Problem` holds the characters that did it. Sentences are made of them at the doors,
in the person's language.
"""

from collections.abc import Mapping
from enum import StrEnum, auto

from persona_ls.text import Edit, Span
from persona_ls.values import field, frozen

__all__ = ["Cause", "Problem"]


class Cause(StrEnum):
    """Why front matter does not load. The comments name the arguments of the `Problem`, besides ``key`` where there is one."""

    # The fences
    MISSING_CLOSING_FENCE = auto()
    WRONG_CLOSING_FENCE = auto()  # found: the line that stands for ---
    # The whole
    NOT_A_MAPPING = auto()
    TOO_LARGE = auto()
    TOO_DEEP = auto()
    # The start of a value
    ALIAS = auto()  # **/*.py
    BOLD = auto()  # **Note** well
    TEMPLATE = auto()  # {{ name }}
    RESERVED_CHARACTER = auto()  # @me, `code`, 50% is fine but %50 is not; character
    # Its inside
    COLON = auto()  # Note: a: b
    TEXT_AFTER_BRACKET = auto()  # [a] | [b]; bracket: the closing one
    UNCLOSED_BRACKET = auto()  # [a, b; bracket: the one that is missing
    TEXT_AFTER_QUOTE = auto()  # 'it's'; quote
    UNCLOSED_QUOTE = auto()  # "a; quote
    BAD_ESCAPE = auto()  # "C:\path"; escape
    BAD_CHARACTER = auto()  # a control character; code: U+0008
    IMPOSSIBLE_DATE = auto()  # 2025-02-31; value
    # The lines of an entry
    TAB = auto()
    UNINDENTED_TEXT = auto()  # text of a value that goes on at the margin
    KEYLIKE_TEXT = auto()  # text of a value that goes on with "user: …"
    INDENTED_KEY = auto()
    KEY_WITHOUT_COLON = auto()
    COLON_WITHOUT_SPACE = auto()  # level:high
    UNKNOWN = auto()


@frozen
class Problem:
    """One cause at one place.

    ``span`` covers the characters to blame; ``arguments`` are facts for the sentence, such as ``{"key": "tags"}``. After the fixes of all
    problems of a file its front matter loads and means what was written; ``fix`` is empty where that cannot be promised.
    """

    cause: Cause
    span: Span
    arguments: Mapping[str, str] = field(default_factory=dict, hash=False)
    fix: tuple[Edit, ...] = ()
