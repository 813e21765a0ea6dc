"""The card of a reference: who it is, and the very text that it will become."""

from collections.abc import Callable
from pathlib import Path

from persona_ls.features.context import reference_at
from persona_ls.features.length import tokens
from persona_ls.features.opened import Opened
from persona_ls.library.entry import Entry, Layer, Part
from persona_ls.library.snapshot import Library
from persona_ls.locales import N_, Messages
from persona_ls.persona import NO_DEFAULT, Persona, Variable
from persona_ls.render.expand import Renderer, TemplateEngine
from persona_ls.render.problems import Refused
from persona_ls.render.values import Values
from persona_ls.templates import escape_markdown, fill
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Card", "as_written", "card", "entry_card"]

MAX_SHOWN = 6_000
"""Code points of a prompt that a card shows; the rest is one click away."""


@frozen
class Card:
    """Markdown for the hover window, over ``span``."""

    span: Span
    markdown: str


def card(
    opened: Opened,
    offset: int,
    library: Library,
    home: Path | None,
    say: Messages,
    load: Callable[[Entry], Persona | None],
    engine: TemplateEngine,
) -> Card | None:
    """The card of the reference at ``offset``; ``None`` where there is none, or where it means no persona."""
    under = reference_at(opened, offset)
    if under is None:
        return None
    reference = under.reference
    entry = library.resolve(reference.name, home).entry
    if entry is None:
        return None
    # As `render` does it: what the prompt file says itself counts.
    renderer = Renderer(library, load, engine, Values((opened.values,)))
    part = entry.part(reference.part) if reference.part else entry.default_prompt
    scope = {each.name: _shown(each) for each in opened.persona.variables} if opened.persona else None

    def text() -> str:
        return renderer.reference(reference, home, scope)

    return Card(reference.span, _fill(entry, part, text, say, load))


def _shown(variable: Variable) -> object:
    """What a variable of the persona that composes stands for in a card: its default, else its own tag."""
    return f"{{{{ {variable.name} }}}}" if variable.default is NO_DEFAULT else variable.default


def entry_card(
    entry: Entry,
    part: Part | None,
    library: Library,
    say: Messages,
    load: Callable[[Entry], Persona | None],
    engine: TemplateEngine,
) -> str:
    """The card of ``entry`` itself, for the documentation of a completion item."""
    shown = part or entry.default_prompt
    renderer = Renderer(library, load, engine)
    return _fill(entry, shown, lambda: renderer.prompt(entry, shown) if shown else "", say, load)


def _fill(
    entry: Entry, part: Part | None, text: Callable[[], str], say: Messages, load: Callable[[Entry], Persona | None]
) -> str:
    problems: list[str] = []
    words = ""
    try:
        words = text()
    except Refused as refused:
        problems = list(dict.fromkeys(say(each.refusal.value, **each.arguments) for each in refused.problems))
        words = as_written(entry, part, load)
    shown = words if len(words) <= MAX_SHOWN else words[:MAX_SHOWN] + "\n…"
    return _squeezed(
        fill(
            "reference.md.j2",
            title=entry.title or entry.id,
            origin=_origin(entry, say),
            facts=_facts(entry, say),
            heading=part.heading if part else "",
            size=_size(words, say) if words and not problems else "",
            text=shown,
            problems=problems,
            link=f"[{escape_markdown(entry.path.name)}]({entry.path.as_uri()})",
        )
    )


def as_written(entry: Entry, part: Part | None, load: Callable[[Entry], Persona | None]) -> str:
    """The prompt as it is written, when it cannot be rendered."""
    persona = load(entry) if part else None
    if persona is None or part is None:
        return ""
    return next((persona.prompt_text(each) for each in persona.prompts if each.section.heading.span == part.span), "")


def _origin(entry: Entry, say: Messages) -> str:
    return {Layer.USER: say(N_("your library")), Layer.BUNDLED: say(N_("bundled with persona-ls"))}.get(entry.layer, "")


def _facts(entry: Entry, say: Messages) -> list[str]:
    """Specialty and experience, tags, variables; a line for each that there is."""
    lines = [" · ".join(words for words in (entry.specialty, entry.experience) if words)]
    if entry.tags:
        lines.append(" ".join(f"#{tag}" for tag in entry.tags))
    if entry.variables:
        lines.append(say(N_("variables: {names}"), names=", ".join(each.name for each in entry.variables)))
    return [line for line in lines if line]


def _size(words: str, say: Messages) -> str:
    return say(
        N_("{characters} characters, about {tokens} tokens"),
        characters=len(words),
        tokens=tokens(len(words)),
    )


def _squeezed(markdown: str) -> str:
    """The card without the runs of blank lines that absent pieces leave; a fenced prompt keeps its own."""
    head, fence, rest = markdown.partition("\n```")
    tidy = "\n\n".join(block.strip("\n") for block in head.split("\n\n") if block.strip())
    return (tidy + "\n" + fence + rest.rstrip() if fence else tidy).rstrip() + "\n"
