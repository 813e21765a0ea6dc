"""What a panel of an editor shows beside the text: the library as a list, and a prompt as it will be, with a form for its variables.

A preview is made like the card of a reference, with two things more. Values that a person tries in the form count before everything
else; and the pieces that come from composed personas are told apart, by marks that are put round them while rendering and taken out again.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from persona_ls.features.context import reference_at
from persona_ls.features.fields import Tried, ValueKind, fields_of
from persona_ls.features.hover import as_written
from persona_ls.features.opened import Opened
from persona_ls.features.pieces import Frames, Piece
from persona_ls.library.entry import Entry, Part
from persona_ls.library.search import search
from persona_ls.library.snapshot import Library
from persona_ls.persona import NO_DEFAULT, Persona
from persona_ls.render.document import render_document
from persona_ls.render.expand import Renderer, TemplateEngine
from persona_ls.render.problems import Problem, Refused
from persona_ls.render.values import Values, own_values
from persona_ls.syntax.literals import Literal, LiteralKind
from persona_ls.syntax.reference import Argument, Reference
from persona_ls.text import Span
from persona_ls.values import frozen, replace

__all__ = ["Kitchen", "Listed", "Preview", "listing", "preview_at", "preview_of"]


@frozen
class Listed:
    """A persona of the library and the shortest name by which a reference reaches it."""

    entry: Entry
    name: str


def listing(library: Library, home: Path | None, locale: str) -> tuple[Listed, ...]:
    """Every persona that a document of ``home`` can refer to, in the order of completion."""
    return tuple(Listed(each.entry, library.spelling(each.entry, home)) for each in search(library, "", home, locale))


@frozen
class Preview:
    """What a panel shows. Without ``entry`` it is a whole prompt file; ``pieces`` are as written where ``is_rendered`` is false."""

    pieces: tuple[Piece, ...]
    is_rendered: bool
    fields: tuple[Tried, ...]
    problems: tuple[Problem, ...]
    entry: Entry | None = None
    part: Part | None = None
    span: Span | None = None
    """The reference in the document."""


@frozen
class Kitchen:
    """What it takes to render: a snapshot, where it is looked from, and who reads and renders."""

    library: Library
    home: Path | None
    load: Callable[[Entry], Persona | None]
    engine: TemplateEngine


def preview_at(opened: Opened, offset: int | None, given: Mapping[str, object], kitchen: Kitchen) -> Preview | None:
    """What stands at ``offset``: a reference; else the persona whose file it is; else the whole file, if there is anything to render.

    Without an offset it is the whole file. ``given`` are the values that a person tries.
    """
    under = reference_at(opened, offset) if offset is not None else None
    if under:
        return _reference(opened, under.reference, given, kitchen)
    own = kitchen.library.at(opened.path) if opened.path and opened.persona else None
    if own and opened.persona and offset is not None:
        section = opened.persona.section_at(offset)
        part = own.part(section.part) if section and section.is_prompt else None
        return preview_of(own, part, given, kitchen)
    return _document(opened, given, kitchen) if opened.references else None


def preview_of(entry: Entry, part: Part | None, given: Mapping[str, object], kitchen: Kitchen) -> Preview:
    """One prompt or section of a persona; without ``part`` the one that a plain reference means."""
    part = part or entry.default_prompt
    if part is None:
        return Preview((), is_rendered=False, fields=(), problems=(), entry=entry)
    fields = fields_of(entry.variables, part.variables, [given])
    made = _rendered(
        lambda renderer: renderer.prompt(entry, part, given), kitchen, Values((_extra(given, fields),)), depth=0
    )
    return _preview(made, fields, given, entry, part, lambda: as_written(entry, part, kitchen.load))


def _reference(opened: Opened, reference: Reference, given: Mapping[str, object], kitchen: Kitchen) -> Preview:
    entry = kitchen.library.resolve(reference.name, kitchen.home).entry
    part = (entry.part(reference.part) if reference.part else entry.default_prompt) if entry else None
    defaults = opened.persona.variables if opened.persona else ()
    scope = {each.name: each.default for each in defaults if each.default is not NO_DEFAULT}
    arguments = {
        each.name: scope.get(str(each.value.value), NO_DEFAULT)
        if each.value.kind is LiteralKind.NAME
        else each.value.value
        for each in reference.arguments
        if each.value.kind is not LiteralKind.BROKEN
    }
    own = own_values(opened.document.front_matter) if opened.persona is None else {}
    fields = fields_of(entry.variables, part.variables if part else (), [given, arguments, own]) if entry else ()
    tried = _with_values(reference, {name: given[name] for name in given if any(each.name == name for each in fields)})
    made = _rendered(
        lambda renderer: renderer.reference(tried, kitchen.home, scope if opened.persona else None),
        kitchen,
        Values((_extra(given, fields), own)),
        depth=1,
    )
    words = as_written(entry, part, kitchen.load) if entry else ""
    return replace(_preview(made, fields, given, entry, part, lambda: words), span=reference.span)


def _document(opened: Opened, given: Mapping[str, object], kitchen: Kitchen) -> Preview:
    own = own_values(opened.document.front_matter)
    asked: dict[str, Tried] = {}
    for reference in opened.references:
        entry = kitchen.library.resolve(reference.name, kitchen.home).entry
        taken = {argument.name for argument in reference.arguments}
        for each in fields_of(entry.variables, (), [given, own]) if entry else ():
            if each.name not in taken:
                asked.setdefault(each.name, each)
    made = _rendered(
        lambda renderer: render_document(opened.document, opened.references, kitchen.home, renderer),
        kitchen,
        Values((given, own)),
        depth=0,
    )
    source = opened.document.source[opened.document.body_start :]
    return _preview(made, tuple(asked.values()), given, None, None, lambda: source)


def _extra(given: Mapping[str, object], fields: tuple[Tried, ...]) -> dict[str, object]:
    """Values for variables of composed personas: the form asks for them when nothing else gives them one."""
    own = {each.name for each in fields}
    return {name: value for name, value in given.items() if name not in own}


def _with_values(reference: Reference, values: Mapping[str, object]) -> Reference:
    """The reference as if its arguments gave these values."""
    kept = [each for each in reference.arguments if each.name not in values]
    tried = [
        Argument(name, reference.name_span, Literal(LiteralKind.VALUE, reference.name_span, value))
        for name, value in values.items()
    ]
    return replace(reference, arguments=(*kept, *tried))


@frozen
class _Made:
    pieces: tuple[Piece, ...] = ()
    problems: tuple[Problem, ...] = ()


def _rendered(render: Callable[[Renderer], str], kitchen: Kitchen, values: Values, *, depth: int) -> _Made:
    """The text in pieces; frames up to ``depth`` are round the whole of it."""
    frames = Frames()
    try:
        text = render(Renderer(kitchen.library, kitchen.load, kitchen.engine, values, frames.frame))
    except Refused as refused:
        return _Made(problems=refused.problems)
    return _Made(frames.pieces(text, depth))


def _preview(
    made: _Made,
    fields: tuple[Tried, ...],
    given: Mapping[str, object],
    entry: Entry | None,
    part: Part | None,
    written: Callable[[], str],
) -> Preview:
    missing = [each.name for problem in made.problems for each in problem.missing]
    more = [name for name in dict.fromkeys([*given, *missing]) if not any(each.name == name for each in fields)]
    fields += tuple(Tried(name, ValueKind.TEXT, given.get(name, NO_DEFAULT), is_required=True) for name in more)
    if not made.problems:
        return Preview(made.pieces, is_rendered=True, fields=fields, problems=(), entry=entry, part=part)
    words = written()
    return Preview((Piece(words),) if words else (), False, fields, made.problems, entry, part)
