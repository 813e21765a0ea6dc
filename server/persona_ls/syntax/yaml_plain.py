"""The YAML that nearly all front matter is written in, read by three patterns.

One key per line with a few words, a number, a date, words in quotes, or a list or mapping of these in brackets; and keys below a key,
indented. For these the parser is not needed, which takes six times as long and 15 ms to import. Whatever is only a little more than that
is left to `persona_ls.syntax.yaml_reader`, with which this agrees.
"""

import re
from collections.abc import Iterator

from persona_ls.syntax.yaml_nodes import Entry, Mapping, Scalar, Sequence, Style, Tag, Value
from persona_ls.syntax.yaml_reader import MAX_SIZE
from persona_ls.text import Span

__all__ = ["read_plain"]

# Words begin with a letter, or a number and a letter, and hold nothing that YAML could take for more than text; a comma ends an item.
_START = r"(?:[0-9]{1,9}\ )?[^\W\d_]"
_WORD = rf"{_START}[\w.()/+-]*+(?:\ [\w.()/+-]++)*+"
_TEXT = rf"""{_START}[\w.()/+,;!?'"–—…-]*+(?:\ [\w.()/+,;!?'"–—…-]++)*+"""
_NUMBER = r"(?:0|[1-9][0-9]{0,14})(?![\w.-])"
_MONTH_AND_DAY = r"(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_DATE = rf"(?!0000)[0-9]{{4}}-{_MONTH_AND_DAY}(?![\w.-])"
_QUOTED = r"""(?:"[\ !#-\[\]-~\w–—…]*+"|'[\ -&(-~\w–—…]*+')"""
_KEY = r"[^\W\d_][\w-]{0,99}"
_END = r"\ *(?:\r\n|\n|\r|\Z)"

_SCALAR = rf"(?P<word>{_WORD})|(?P<date>{_DATE})|(?P<number>{_NUMBER})|(?P<quoted>{_QUOTED})"
_LINE = re.compile(
    rf"(?P<indent>\ {{0,8}})(?P<key>{_KEY}):(?:"
    rf"\ +(?:{_SCALAR.replace(_WORD, _TEXT)}|(?P<list>\[[^\r\n]*\])|(?P<mapping>\{{[^\r\n]*\}})){_END}"
    rf"|{_END}(?=(?P=indent)\ +[^\W\d_]))"
)
_ITEM = re.compile(_SCALAR)
_ENTRY = re.compile(rf"(?P<key>{_KEY}):\ +(?:{_SCALAR}|(?P<list>\[[^\[\]\r\n]*\]))")
_COMMA = re.compile(r",\ *")
_SPELT = {
    spelling: tag
    for tag, words in ((Tag.BOOL, ("true", "false", "yes", "no", "on", "off")), (Tag.NULL, ("null",)))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}
_TAGS = {"number": Tag.INT, "date": Tag.DATE}


def read_plain(text: str, start: int) -> tuple[Entry, ...] | None:
    """The entries of ``text``, which begins at ``start`` in the source; ``None`` where it takes a parser to tell."""
    if len(text) > MAX_SIZE:
        return None
    lines = _Lines(text, start)
    try:
        entries = lines.entries("")
    except _MoreThanPlain:
        return None
    return entries if lines.at == len(text) else None


class _MoreThanPlain(Exception):  # noqa: N818 (it says what it is)
    """There is something between brackets that it takes a parser to read."""


class _Lines:
    """The lines from ``at`` on; all is plain if they can be read to the last one."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.at = 0

    def entries(self, indent: str) -> tuple[Entry, ...]:
        """The entries of the lines with this indent, and what is below them, up to a line that is none."""
        entries = []
        while (line := _LINE.match(self.text, self.at)) and line["indent"] == indent:
            self.at = line.end()
            entries.append(self._entry(line, self._nested() if line.lastgroup == "key" else self._value(line)))
        return tuple(entries)

    def _nested(self) -> Mapping:
        first = self.at
        while self.text[first] == " ":
            first += 1
        entries = self.entries(self.text[self.at : first])
        return Mapping(
            Span(self.start + first, entries[-1].span.end if entries else self.start + first), entries, flow=False
        )

    def _entry(self, match: re.Match[str], value: Value) -> Entry:
        key = self._scalar(match, "key")
        return Entry(key, value, Span(key.span.start, value.span.end))

    def _value(self, match: re.Match[str]) -> Value:
        kind = match.lastgroup or ""
        if kind == "list":
            items = tuple(self._scalar(each, each.lastgroup or "") for each in self._inside(match.span(kind), _ITEM))
            return Sequence(self._span(match, kind), items, flow=True)
        if kind == "mapping":
            pairs = self._inside(match.span(kind), _ENTRY)
            return Mapping(
                self._span(match, kind), tuple(self._entry(each, self._value(each)) for each in pairs), flow=True
            )
        return self._scalar(match, kind)

    def _inside(self, brackets: tuple[int, int], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """What stands between brackets, apart by commas, each of it as ``pattern`` has it."""
        at, end = brackets[0] + 1, brackets[1] - 1
        while found := pattern.match(self.text, at, end):
            yield found
            at = found.end()
            if at == end:
                return
            comma = _COMMA.match(self.text, at, end)
            if comma is None:
                break
            at = comma.end()
        raise _MoreThanPlain

    def _scalar(self, match: re.Match[str], kind: str) -> Scalar:
        words, span = match[kind], self._span(match, kind)
        if kind == "quoted":
            return Scalar(span, words[1:-1], Tag.STR, Style(words[0]))
        return Scalar(span, words, _TAGS.get(kind) or _SPELT.get(words, Tag.STR))

    def _span(self, match: re.Match[str], kind: str) -> Span:
        start, end = match.span(kind)
        return Span(self.start + start, self.start + end)
