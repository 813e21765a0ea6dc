"""Extract a selection in a persona's prompt as a variable, declared in the front matter with the selected words as its default.

The prompt renders to the same text as before, until somebody gives the variable another value.
"""

import json
import re
from collections.abc import Iterator
from itertools import count

from persona_ls.features.actions.base import Action, ActionKind, Bench
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.features.scalars import in_yaml
from persona_ls.locales import N_
from persona_ls.names import slug
from persona_ls.persona import Persona
from persona_ls.rules.keys import default_lines
from persona_ls.rules.variables import are_declarations_known, declaration, uses
from persona_ls.syntax.frontmatter_fences import newline_of
from persona_ls.syntax.template import GLOBALS, has_template
from persona_ls.text import Edit, Span

__all__ = ["extract_variable"]

_MOST_WORDS, _LONGEST = 3, 40
# Names that mean something to Jinja2, which would not be variables.
_RESERVED = """
and as caller elif else false for if import in is kwargs loop none not or raw self set super true varargs with
"""
_TAKEN = GLOBALS.union(_RESERVED.split())


def extract_variable(opened: Opened, span: Span, bench: Bench) -> Iterator[Action]:
    """Of the selected words; and of all the places where the prompts say the same."""
    persona = opened.persona
    if persona is None or not persona.dialect.templates or not are_declarations_known(persona):
        return
    words = span.of(persona.source).strip()
    start = persona.source.find(words, span.start)
    span = Span(start, start + len(words))
    if not words or has_template(words) or not _is_text(persona, span):
        return
    name = _name(persona, words)
    arguments = {"words": words if len(words) <= _LONGEST else words[:_LONGEST].rstrip() + "…", "name": name}
    if change := _change(opened, persona, [span], name, bench):
        title = N_("Extract “{words}” as the variable `{name}`")
        yield Action(title, change, ActionKind.EXTRACT, arguments)
    places = _places(persona, words)
    if len(places) > 1 and span in places and (change := _change(opened, persona, places, name, bench)):
        title = N_("Extract “{words}” as the variable `{name}`, in all {count} places")
        yield Action(title, change, ActionKind.EXTRACT, {**arguments, "count": len(places)})


def _is_text(persona: Persona, span: Span) -> bool:
    """Whether ``span`` is text of a prompt, with neither a tag nor a reference in it."""
    if not any(prompt.body.covers(span) for prompt in persona.prompts):
        return False
    tags = [tag for _, template in persona.templates for tag in template.tags]
    code = [*tags, *(reference.span for reference in persona.document.references)]
    return not any(span.start < each.end and each.start < span.end for each in code)


def _places(persona: Persona, words: str) -> list[Span]:
    """Where the prompts say ``words``, as whole words."""
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    found = [
        Span(*match.span()) for prompt in persona.prompts for match in pattern.finditer(persona.source, *prompt.body)
    ]
    return [span for span in found if _is_text(persona, span)]


def _change(opened: Opened, persona: Persona, places: list[Span], name: str, bench: Bench) -> Change | None:
    declared = _declared(opened, persona, name, persona.source[places[0].start : places[0].end], bench)
    if declared is None:
        return None
    edits = [declared, *(Edit(place, f"{{{{ {name} }}}}") for place in places)]
    # In a raw block, or where a tag is broken, it would be text.
    if len(uses(persona.edited(edits)).get(name, ())) != len(places):
        return None
    return Change(edited=(opened.edited(edits),))


def _declared(opened: Opened, persona: Persona, name: str, words: str, bench: Bench) -> Edit | None:
    """The edit that declares the variable; a file without front matter gets one, with what else belongs there."""
    default = _scalar(words)
    if persona.document.front_matter:
        return declaration(persona, name, default)
    key = persona.dialect.key("variables")
    if key is None:
        return None
    newline = newline_of(persona.source)
    lines = default_lines(persona, opened.path, bench.today, ())
    lines += [f"{key.name(persona.locale)}:", f"  {name}: {default}"]
    start = int(persona.source.startswith("\ufeff"))
    return Edit(Span(start, start), newline.join(["---", *lines, "---", "", ""]))


def _scalar(words: str) -> str:
    """``words`` in YAML, on one line; a number stays one, as it prints the same."""
    if re.fullmatch(r"0|[1-9]\d{0,17}", words):
        return words
    if "\n" in words or "\r" in words:
        return json.dumps(words.replace("\r\n", "\n").replace("\r", "\n"), ensure_ascii=False)
    return in_yaml(words)


def _name(persona: Persona, words: str) -> str:
    """A name from the first words, with a number when it is taken."""
    base = "_".join(slug(words).split("-")[:_MOST_WORDS])[:_LONGEST].strip("_")
    if not base.isidentifier():
        fallback = {"en": "value"}.get(persona.locale, "valor")
        base = f"{fallback}_{base}" if f"{fallback}_{base}".isidentifier() and base else fallback
    taken = {*(variable.name for variable in persona.variables), *uses(persona), *_TAKEN}
    return next(name for number in count(1) if (name := base if number == 1 else f"{base}_{number}") not in taken)
