"""The front matter of a document, with the place of everything in it.

python-frontmatter reads the same documents but tells no places, strips texts, says nothing of what it cannot read, and can be
brought down by 3 KB of brackets. Documents that this module calls loadable load equally with it;
`persona_ls.syntax.frontmatter_handler` joins the two.
"""

from collections.abc import Container

from persona_ls.syntax.frontmatter_fences import Fences, find_fences, newline_of, without_body
from persona_ls.syntax.yaml_nodes import Entry, Mapping, Scalar, Sequence, Style, Tag, Value, to_data
from persona_ls.syntax.yaml_plain import read_plain
from persona_ls.syntax.yaml_problems import Cause, Problem
from persona_ls.syntax.yaml_reader import Reading, read
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = [
    "Cause",
    "Entry",
    "FrontMatter",
    "Mapping",
    "Problem",
    "Scalar",
    "Sequence",
    "Style",
    "Tag",
    "Value",
    "parse_front_matter",
    "to_data",
]


@frozen
class FrontMatter:
    """The block between two ``---`` at the start of a document.

    ``span`` reaches from the opening fence through the closing one, without its line break; without a closing fence it ends where the lines
    stop looking like front matter. ``content`` lies between the fences, and the body starts at ``body_start``.
    """

    span: Span
    content: Span
    body_start: int
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    closed: bool
    """Whether the closing fence is there, and right."""

    @property
    def loads(self) -> bool:
        """Whether a strict loader finds this front matter and takes it for a mapping, or for none when it is empty."""
        return not self.problems

    def entry(self, names: Container[str]) -> Entry | None:
        """The first entry whose key is in ``names``, which are compared as they are written."""
        return next((entry for entry in self.entries if entry.key.value in names), None)


def parse_front_matter(source: str) -> FrontMatter | None:
    """The front matter at the very start of ``source``, behind an optional byte order mark; nothing where there is none.

    Never raises. What a strict loader refuses has at least one problem, and as many entries as could be recovered.
    """
    fences = find_fences(source)
    if fences is None:
        return None
    plain = read_plain(fences.content.of(source), fences.content.start)
    if plain is not None and fences.problem is None:
        return FrontMatter(fences.span, fences.content, fences.body_start, plain, (), closed=True)
    return _parse(source, fences)


def _parse(source: str, fences: Fences) -> FrontMatter:
    """Front matter that takes a parser of YAML."""
    reading = _read(source, fences.content)
    if not _is_readable(reading) and (shorter := without_body(source, fences)):
        fences, reading = shorter, _read(source, shorter.content)
    entries, problems = _understood(source, fences.content, reading)
    if fences.problem:
        problems = (fences.problem, *problems)
    return FrontMatter(fences.span, fences.content, fences.body_start, entries, problems, closed=fences.problem is None)


def _read(source: str, content: Span) -> Reading:
    return read(content.of(source), content.start.__add__)


def _is_readable(reading: Reading) -> bool:
    return reading.is_sound and (reading.root is None or isinstance(reading.root, Mapping))


def _understood(source: str, content: Span, reading: Reading) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    if _is_readable(reading) and not reading.offences:
        return reading.entries, ()
    # Most files load: they need not wait for the patterns of the mistakes to compile.
    from persona_ls.syntax.yaml_repair import repair  # noqa: PLC0415

    repaired = repair(source, content, newline_of(source))
    return repaired.entries, repaired.problems
