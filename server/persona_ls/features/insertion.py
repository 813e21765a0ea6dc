"""A prompt as something to insert: plain text, or a snippet with a tab stop at each place to fill in (LSP 3.17, "Snippet Syntax").

A variable that the template only prints (``{{ stack }}``) becomes a tab stop with its default, or a choice of its options. Where a variable
decides something (``{% if %}``, a filter), its default decides: a snippet cannot.
"""

import re
from collections.abc import Callable

from persona_ls.library.described import prompt_of
from persona_ls.library.entry import Entry, Part
from persona_ls.library.snapshot import Library
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.render.expand import Renderer, TemplateEngine
from persona_ls.render.problems import Refused
from persona_ls.syntax.placeholder import placeholders
from persona_ls.text import Edit, Span
from persona_ls.values import frozen

__all__ = ["Insertion", "insertion", "plain_snippet"]

_PRINTED = re.compile(r"\{\{-?[ \t]*([^\W\d]\w*)[ \t]*-?\}\}")
_OPEN, _CLOSE = "\ue100", "\ue101"
_MARK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_CLOSE}")


@frozen
class Insertion:
    """A prompt to insert: with tab stops, and as plain text with the defaults. Lines end in ``\\n``: the editor knows its own line ends."""

    snippet: str
    plain: str


def insertion(
    entry: Entry, part: Part, library: Library, load: Callable[[Entry], Persona | None], engine: TemplateEngine
) -> Insertion | None:
    """The prompt ``part`` of ``entry``; ``None`` when it cannot be rendered with its defaults."""
    values = {each.name: _value(each) for each in entry.variables}
    try:
        plain = marked = Renderer(library, load, engine).prompt(entry, part, values)
        if loads := _marking(entry, part, load):
            marked = Renderer(library, loads, engine).prompt(entry, part, values)
    except Refused:
        return None
    if _MARK.sub(lambda mark: str(values.get(mark[1], mark[0])), marked) != plain:
        # Blanks that a tag would have eaten, a raw block: there a tab stop would make another text.
        marked = plain
    snippet = _snippet(marked, {each.name: each for each in entry.variables})
    return Insertion(_with_line_feeds(snippet), _with_line_feeds(plain))


def plain_snippet(text: str) -> str:
    """``text`` as a snippet without tab stops."""
    return re.sub(r"([$}\\])", r"\\\1", text)


def _marking(
    entry: Entry, part: Part, load: Callable[[Entry], Persona | None]
) -> Callable[[Entry], Persona | None] | None:
    """A loader that gives ``entry`` with marks in the place of the tags that only print a variable; ``None`` if it has no such tag."""
    persona = load(entry)
    edits = _marks(persona, part, {each.name for each in entry.variables}) if persona else []
    if persona is None or not edits:
        return None
    marked = persona.edited(edits)
    return lambda wanted: marked if wanted.place == entry.place else load(wanted)


def _marks(persona: Persona, part: Part, names: set[str]) -> list[Edit]:
    prompt = prompt_of(persona, part) if names else None
    if prompt is None:
        return []
    return [
        Edit(Span(*match.span()), f"{_OPEN}{match[1]}{_CLOSE}")
        for match in _PRINTED.finditer(persona.source, prompt.body.start, prompt.body.end)
        if match[1] in names
    ]


def _snippet(marked: str, variables: dict[str, Variable]) -> str:
    """Marks and placeholders as numbered tab stops, everything else escaped; one variable has one number."""
    numbers: dict[str, int] = {}
    pieces: list[str] = []
    at = 0
    stops = [(Span(*match.span()), match[1], True) for match in _MARK.finditer(marked) if match[1] in variables]
    stops += [(span, words, False) for span in placeholders(marked) if _OPEN not in (words := span.of(marked))]
    for span, name, is_variable in sorted(stops):
        pieces.append(plain_snippet(marked[at : span.start]))
        at = span.end
        first = name not in numbers
        number = numbers.setdefault(name, len(numbers) + 1)
        if not first:
            pieces.append(f"${{{number}}}")
        elif is_variable:
            pieces.append(_stop(number, variables[name]))
        else:
            pieces.append(f"${{{number}:{plain_snippet(name)}}}")
    return "".join([*pieces, plain_snippet(marked[at:]), "$0" if numbers else ""])


def _stop(number: int, variable: Variable) -> str:
    default = _value(variable)
    if variable.options:
        # The first choice is the one that stands there at once.
        options = sorted(variable.options, key=lambda option: option != default)
        return f"${{{number}|{','.join(_choice(option) for option in options)}|}}"
    return f"${{{number}:{plain_snippet(str(default))}}}"


def _value(variable: Variable) -> object:
    """What stands in the place of a variable: its default, else its name."""
    return variable.name if variable.default is NO_DEFAULT or variable.required else variable.default


def _choice(option: object) -> str:
    return re.sub(r"([$}\\,|])", r"\\\1", str(option))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
