"""HTML in Markdown: which pieces of it are not read as words.

In a paragraph CommonMark says what a tag is (6.6). A block of HTML goes to the browser as it stands, so there the browser's rules count:
a tag ends behind its attributes and not with its line, and nobody reads scripts and style sheets.
"""

import re
from collections.abc import Iterator

from persona_ls.text import Span

__all__ = ["AUTOLINK", "HTML_BLOCKS", "TAG", "unread"]

_ATTRIBUTE = (
    r"(?:[ \t\n]++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    r"(?:[ \t\n]*+=[ \t\n]*+(?:[^ \t\n\"'=<>`]++|'[^']*+'|\"[^\"]*+\"))?+)"
)
TAG = rf"(?:<[A-Za-z][A-Za-z0-9-]*+{_ATTRIBUTE}*+[ \t\n]*+/?>|</[A-Za-z][A-Za-z0-9-]*+[ \t\n]*+>)"
"""The pattern of one tag."""
AUTOLINK = r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*+|[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]++@[A-Za-z0-9.-]++)>"
"""The pattern of an address between angle brackets."""

_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|"
    "option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
HTML_BLOCKS = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?=[ \t>]|$)", re.IGNORECASE),
        re.compile(r"</(?:script|pre|style|textarea)>", re.IGNORECASE),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf"</?(?:{_BLOCK_TAGS})(?=[ \t]|/?>|$)", re.IGNORECASE), None),
    (re.compile(rf"{TAG}[ \t]*$"), None),
)
"""The seven kinds of HTML block (CommonMark 4.6): how each begins and, where it does not end at a blank line, how it ends."""

_OPENING = re.compile(r"<!--|<\?|<!\[CDATA\[|<![A-Za-z]|<(?P<name>/?[A-Za-z][^\s/>]*)")
_ENDS = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
_QUOTE_OR_END = re.compile(r">|=\s*([\"'])")
_CODE_END = {name: re.compile(rf"</{name}", re.IGNORECASE) for name in ("script", "style")}


def unread(text: str) -> Iterator[Span]:
    """The comments, tags, scripts and style sheets of ``text``, the lines of one block of HTML."""
    at = 0
    while opening := _OPENING.search(text, at):
        name = opening["name"]
        if name is None:
            at = _behind(text, _ENDS.get(opening[0], ">"), opening.start() + 2)
        else:
            at = _tag_end(text, opening.end())
            if code_end := _CODE_END.get(name.casefold()):
                closing = code_end.search(text, at)
                at = closing.start() if closing else len(text)
        yield Span(opening.start(), at)


def _tag_end(text: str, at: int) -> int:
    """Behind the ``>`` that is in no attribute's quotes; a tag that is never closed takes the whole block with it."""
    while found := _QUOTE_OR_END.search(text, at):
        if found[0] == ">":
            return found.end()
        at = _behind(text, found[1], found.end())
    return len(text)


def _behind(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return found + len(end) if found >= 0 else len(text)
