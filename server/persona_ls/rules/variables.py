"""What the rules on the variables of prompts share: where they are used, and how one is declared."""

from persona_ls.persona import Persona, Variable
from persona_ls.rules.keys import readable
from persona_ls.syntax.frontmatter import Mapping, Scalar
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.syntax.misplaced import find_misplaced
from persona_ls.text import Edit, Span

__all__ = ["are_declarations_known", "declaration", "is_option", "uses"]


def are_declarations_known(persona: Persona) -> bool:
    """Whether what is not declared can be told: not while the front matter, or the key of the variables, cannot be read."""
    front_matter, entry = persona.document.front_matter, persona.entry("variables")
    if front_matter is None:
        return find_misplaced(persona.source) is None
    if not readable(front_matter) and not front_matter.loads:
        return False
    return entry is None or isinstance(entry.value, Mapping) or _is_blank(persona, entry.value.span)


def uses(persona: Persona) -> dict[str, list[Span]]:
    """Each name that the prompts take from outside, with all its places in the order of the text."""
    found: dict[str, list[Span]] = {}
    for _, template in persona.templates:
        for name in template.variables:
            found.setdefault(name.name, []).append(name.span)
    return found


def is_option(value: object, variable: Variable) -> bool:
    """Whether ``value`` is one of the options of ``variable``, as Jinja2 compares; ``1`` is not ``true``."""
    return any(value == option and isinstance(value, bool) == isinstance(option, bool) for option in variable.options)


def declaration(persona: Persona, name: str, default: str = '""') -> Edit | None:
    """The edit that declares ``name`` with ``default``, a YAML scalar; nothing where the front matter is not one to write into."""
    front_matter, entry = persona.document.front_matter, persona.entry("variables")
    key = persona.dialect.key("variables")
    if front_matter is None or key is None or not (front_matter.loads and front_matter.closed):
        return None
    newline = newline_of(persona.source)
    if entry is None:
        if front_matter.content.of(persona.source).lstrip().startswith("{"):
            return None
        at = front_matter.content.end
        return Edit(Span(at, at), f"{key.name(persona.locale)}:{newline}  {name}: {default}{newline}")
    value = entry.value
    if isinstance(value, Mapping):
        return _added(persona, value, f"{name}: {default}", newline)
    if isinstance(value, Scalar) and _is_blank(persona, value.span):
        at = _line_end(persona, entry.key.span.end)
        return Edit(Span(at, at), f"{newline}  {name}: {default}")
    return None


def _added(persona: Persona, value: Mapping, words: str, newline: str) -> Edit:
    """``words`` behind the last variable, in the style of the others."""
    if value.flow:
        at = value.entries[-1].span.end if value.entries else value.span.start + 1
        return Edit(Span(at, at), f", {words}" if value.entries else words)
    first, last = value.entries[0].span, value.entries[-1].span
    indent = first.start - persona.text.line_starts[persona.text.line_at(first.start)]
    at = _line_end(persona, last.start + len(last.of(persona.source).rstrip()))
    return Edit(Span(at, at), f"{newline}{' ' * indent}{words}")


def _is_blank(persona: Persona, span: Span) -> bool:
    return not span.of(persona.source).strip()


def _line_end(persona: Persona, offset: int) -> int:
    return persona.text.line_span(persona.text.line_at(offset)).end
