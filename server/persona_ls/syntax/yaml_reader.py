"""YAML to values with spans, without ever trusting the text.

PyYAML's own composer would do, but for three things: its C half recurses, so that 3 KB of nested lists end the process; it
loses the places of aliases; and it leaves it to the construction to fail on an impossible date or a key that is a mapping.
So this composer takes the parser's *events*, which come one by one, keeps its own stack, and notes what a strict loader
would refuse. Only ``mark.index`` of the parser's marks is used: their lines count NEL and U+2028, the protocol's do not.

Stricter than PyYAML on purpose: tags other than those of `Tag`, lists and mappings (``!!binary``, ``!!set``) are refused,
and so is a value that contains itself.
"""

import re
from collections.abc import Callable
from collections.abc import Mapping as Names
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from persona_ls.syntax.yaml_nodes import Entry, Mapping, Scalar, Sequence, Style, Tag, Value, construct
from persona_ls.syntax.yaml_problems import Cause
from persona_ls.text import Span
from persona_ls.values import replace

if TYPE_CHECKING:
    import yaml

__all__ = ["MAX_DEPTH", "MAX_SIZE", "Offence", "Reading", "forbidden", "read"]

MAX_SIZE = 65_536
"""Code points of a front matter; also the number of values that its aliases may stand for."""
MAX_DEPTH = 64

_BOM = "\ufeff"
_TAGS = {f"tag:yaml.org,2002:{tag}": tag for tag in Tag}
_STYLES: dict[str | None, Style] = {None: Style.PLAIN} | {style.value: style for style in Style}
_MERGE = "tag:yaml.org,2002:merge"
_VALUE = "tag:yaml.org,2002:value"
_COLLECTIONS = {"tag:yaml.org,2002:seq": False, "tag:yaml.org,2002:map": True}
# A plain scalar can look like one of these and still have no value: 2025-02-31, 0b_.
_DECEPTIVE = (Tag.DATE, Tag.INT, Tag.FLOAT)

_Anchors = Names[str, tuple[Value, int]]
# The stubs let events do without marks; those of a parser have them.
_Event = Any


class Offence(NamedTuple):
    """A place where a strict loader refuses the text. The cause is `Cause.UNKNOWN` unless reading alone can tell it."""

    cause: Cause
    span: Span


class Reading(NamedTuple):
    """What was read: no root for an empty text and for one that does not parse, the anchors with the number of values in each."""

    root: Value | None = None
    offences: tuple[Offence, ...] = ()
    anchors: _Anchors = MappingProxyType({})

    @property
    def is_sound(self) -> bool:
        """Whether the values are what the author wrote; an impossible date does not change that."""
        return all(offence.cause is Cause.IMPOSSIBLE_DATE for offence in self.offences)

    @property
    def is_excessive(self) -> bool:
        """Whether a limit stopped the reading; nothing can be mended then."""
        return any(offence.cause in (Cause.TOO_DEEP, Cause.TOO_LARGE) for offence in self.offences)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries of a mapping; none of anything else."""
        return self.root.entries if isinstance(self.root, Mapping) else ()


def read(text: str, locate: Callable[[int], int] = int, anchors: _Anchors | None = None) -> Reading:
    """The one YAML document in ``text``.

    Args:
        text: any text.
        locate: the offset in the source of an offset in ``text``.
        anchors: what aliases may refer to besides the anchors of ``text``.
    """
    if text.startswith(_BOM):  # which only one of PyYAML's two loaders counts; both skip a line break
        text = "\n" + text[1:]
    if len(text) > MAX_SIZE:
        return Reading(offences=(Offence(Cause.TOO_LARGE, Span(locate(0), locate(len(text)))),))
    composer = _Composer(text, locate, dict(anchors or {}))
    composer.compose()
    return Reading(composer.root, tuple(composer.offences), composer.anchors)


def forbidden(text: str) -> re.Match[str] | None:
    """The first character of ``text`` that YAML does not allow, not even in quotes."""
    from yaml.reader import Reader  # noqa: PLC0415 - see compose

    return Reader.NON_PRINTABLE.search(text)


class _Collection:
    """A list or mapping that is still open; the children of a mapping are keys and values by turns."""

    def __init__(self, event: _Event, is_mapping: bool) -> None:
        self.event = event
        self.is_mapping = is_mapping
        self.children: list[Value] = []
        self.size = 1

    @property
    def wants_key(self) -> bool:
        return self.is_mapping and len(self.children) % 2 == 0


class _Refused(Exception):  # noqa: N818 - ends the reading of one text, never leaves this module
    def __init__(self, cause: Cause, span: Span) -> None:
        super().__init__(cause)
        self.offence = Offence(cause, span)


class _Composer:
    def __init__(self, text: str, locate: Callable[[int], int], anchors: dict[str, tuple[Value, int]]) -> None:
        self.text = text
        self.locate = locate
        self.anchors = anchors
        self.own_anchors: set[str] = set()
        self.open: list[_Collection] = []
        self.loader: Any = None
        self.root: Value | None = None
        self.offences: list[Offence] = []

    def compose(self) -> None:
        import yaml  # noqa: PLC0415 - costs 10 ms, which a start without files need not pay

        take = {
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
            yaml.DocumentStartEvent: self._document,
        }
        try:
            self.loader = _loader_class()(self.text)
            next_event, end = self.loader.get_event, yaml.StreamEndEvent
            while (kind := type(event := next_event())) is not end:
                if handle := take.get(kind):
                    handle(event)
        except _Refused as refused:
            self._give_up(refused.offence)
        except (yaml.YAMLError, ValueError) as error:
            at = self.locate(self._error_index(error))
            self._give_up(Offence(Cause.UNKNOWN, Span(at, at)))

    def _give_up(self, offence: Offence) -> None:
        self.root = None
        self.offences.append(offence)

    def _error_index(self, error: Exception) -> int:
        mark = getattr(error, "problem_mark", None)
        if mark is None:  # a character; the C loader gives its place in bytes, or none
            character = forbidden(self.text)
            return character.start() if character else len(self.text)
        return min(int(mark.index), len(self.text))

    def _span(self, event: _Event) -> Span:
        return Span(self.locate(event.start_mark.index), self.locate(event.end_mark.index))

    def _offend(self, span: Span, cause: Cause = Cause.UNKNOWN) -> None:
        self.offences.append(Offence(cause, span))

    def _document(self, event: _Event) -> None:
        if self.root is not None:
            raise _Refused(Cause.UNKNOWN, self._span(event))

    def _scalar(self, event: _Event) -> None:
        name = event.tag
        if name is None or name == "!":
            name = self.loader.resolve(_scalar_node(), event.value, event.implicit)
        tag = _TAGS.get(name)
        scalar = Scalar(self._scalar_span(event), event.value, tag or Tag.STR, _STYLES[event.style])
        if tag is None:
            if name not in (_MERGE, _VALUE) or not (self.open and self.open[-1].wants_key):
                self._offend(scalar.span)
        elif (tag in _DECEPTIVE or event.tag) and not _has_value(scalar):
            self._offend(scalar.span, Cause.IMPOSSIBLE_DATE if tag is Tag.DATE else Cause.UNKNOWN)
        self._add(scalar, event.anchor, 1)

    def _scalar_span(self, event: _Event) -> Span:
        """The span; that of a block scalar without the line breaks behind it."""
        if event.style not in ("|", ">"):
            return self._span(event)
        start = event.start_mark.index
        return Span(self.locate(start), self.locate(start + len(self.text[start : event.end_mark.index].rstrip())))

    def _alias(self, event: _Event) -> None:
        span = self._span(event)
        if event.anchor not in self.anchors:  # nor is an anchor known inside its own value
            self._offend(span)
            return self._add(Scalar(span, "*" + event.anchor), None, 1)
        value, size = self.anchors[event.anchor]
        if size + sum(collection.size for collection in self.open) > MAX_SIZE:
            raise _Refused(Cause.TOO_LARGE, span)
        value = value._replace(span=span) if isinstance(value, Scalar) else replace(value, span=span)
        return self._add(value, None, size)

    def _start(self, event: _Event) -> None:
        is_mapping = type(event).__name__ == "MappingStartEvent"
        if event.tag not in (None, "!") and _COLLECTIONS.get(event.tag) is not is_mapping:
            self._offend(self._span(event))
        if len(self.open) == MAX_DEPTH:
            raise _Refused(Cause.TOO_DEEP, self._span(event))
        self.open.append(_Collection(event, is_mapping))

    def _end(self, event: _Event) -> None:
        closed = self.open.pop()
        span = self._collection_span(closed, event)
        flow = bool(closed.event.flow_style)
        children = closed.children
        value = (
            Mapping(span, self._entries(children), flow) if closed.is_mapping else Sequence(span, tuple(children), flow)
        )
        self._add(value, closed.event.anchor, closed.size)

    def _collection_span(self, closed: _Collection, event: _Event) -> Span:
        """From bracket to bracket, else from the first to the last child: the parser lets a block end where the next token begins."""
        start, end = self.locate(closed.event.start_mark.index), event.end_mark.index
        if self.text[event.start_mark.index : end] in ("]", "}"):
            return Span(start, self.locate(end))
        return Span(start, max(start, closed.children[-1].span.end) if closed.children else start)

    def _entries(self, children: list[Value]) -> tuple[Entry, ...]:
        entries = []
        for key, value in zip(children[::2], children[1::2], strict=True):
            if not isinstance(key, Scalar):
                self._offend(key.span)
                continue
            if key.value == "<<" and key.style is Style.PLAIN and not _can_merge(value):
                self._offend(value.span)
            entries.append(Entry(key, value, Span(key.span.start, max(key.span.end, value.span.end))))
        return tuple(entries)

    def _add(self, value: Value, anchor: str | None, size: int) -> None:
        if anchor:
            if anchor in self.own_anchors:
                self._offend(value.span)
            self.own_anchors.add(anchor)
            self.anchors[anchor] = (value, size)
        if self.open:
            self.open[-1].children.append(value)
            self.open[-1].size += size
        else:
            self.root = value


@cache
def _loader_class() -> "type[yaml.CSafeLoader | yaml.SafeLoader]":
    """The loader on libyaml, ten times as fast, where PyYAML was built with it."""
    import yaml  # noqa: PLC0415 - see compose

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _scalar_node() -> "type[yaml.ScalarNode]":
    import yaml  # noqa: PLC0415 - see compose

    return yaml.ScalarNode


def _has_value(scalar: Scalar) -> bool:
    try:
        construct(scalar)
    except ValueError:
        return False
    return True


def _can_merge(value: Value) -> bool:
    parts = value.items if isinstance(value, Sequence) else (value,)
    return all(isinstance(part, Mapping) for part in parts)
