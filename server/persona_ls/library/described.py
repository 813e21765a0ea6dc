"""What a persona says of itself, as the library keeps it: its id, title and parts, and what each prompt asks for."""

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from sys import intern

from persona_ls.formats import Dialect, IdFrom
from persona_ls.library.details import Details, Part
from persona_ls.names import fold
from persona_ls.persona import NO_DEFAULT, Persona, Prompt
from persona_ls.syntax.placeholder import placeholders
from persona_ls.syntax.template import Template
from persona_ls.text import Span, Spans

__all__ = ["details_in", "digest", "id_in", "prompt_of", "stem_of", "title_in"]


def details_in(persona: Persona, declared: Span | None) -> Details:
    """Everything but what it is found by; ``declared`` is where it says its id."""
    specialty = persona.field("specialty")
    return Details(
        declared_id=declared,
        title_span=_title_span(persona),
        description=" ".join(persona.word("description").split()) or specialty,
        specialty=specialty,
        experience=intern(persona.field("experience")),
        parts=_parts(persona),
        variables=persona.variables,
    )


def prompt_of(persona: Persona, part: Part) -> Prompt | None:
    """The prompt of ``persona`` that ``part`` describes."""
    return next((prompt for prompt in persona.prompts if prompt.section.heading.span == part.span), None)


def stem_of(path: Path, dialect: Dialect | None = None) -> str:
    """The name of a file without the suffix that says its dialect: ``revisor`` of ``revisor.agent.md``."""
    names = [pattern.rpartition("/")[2] for pattern in (dialect.where if dialect else ())]
    suffixes = [_SUFFIX, *(name[1:].casefold() for name in names if name.startswith("*.") and "*" not in name[1:])]
    for suffix in sorted(suffixes, key=len, reverse=True):
        if path.name.casefold().endswith(suffix) and len(path.name) > len(suffix):
            return path.name[: -len(suffix)]
    return path.stem


_SUFFIX = ".persona.md"


def id_in(persona: Persona, path: Path) -> tuple[str, Span | None]:
    """The id, and where the file declares it."""
    source = persona.dialect.id_from
    if source is IdFrom.FOLDER:
        return path.parent.name, None
    role = {IdFrom.KEY: "id", IdFrom.NAME: "name"}.get(source, "")
    entry = persona.entry(role) if role else None
    declared = persona.word(role) if role else ""
    return (declared, entry.value.span) if declared and entry else (stem_of(path, persona.dialect), None)


def title_in(persona: Persona) -> str:
    """The H1; an agent file calls itself by its key."""
    display = persona.word("name") if persona.dialect.verbatim else ""
    return display or (persona.title.text if persona.title else "")


def _title_span(persona: Persona) -> Span:
    name = persona.entry("name") if persona.dialect.verbatim else None
    if name:
        return name.value.span
    start = persona.document.body_start
    return persona.title.heading.span if persona.title else Span(start, start)


def _parts(persona: Persona) -> tuple[Part, ...]:
    prompts = {prompt.section.heading.span: prompt for prompt in persona.prompts}
    templates = {prompt.section.heading.span: template for prompt, template in persona.templates}
    parts: dict[str, Part] = {}
    for section in persona.sections:
        names = _part_names(section.part, section.section.part_names if section.section else ())
        if names[0] in parts:
            continue  # of two headings with one name, a reference means the first
        place = section.heading.span
        prompt = prompts.get(place)
        body = prompt.body if prompt else section.body
        parts[names[0]] = Part(
            intern(section.part),
            names,
            intern(section.heading.text),
            place,
            section.is_prompt,
            *(_demands(persona, prompt, templates.get(place)) if prompt else ((), (), ())),
            body.end - body.start,
        )
    return tuple(parts.values())


@lru_cache(maxsize=4096)
def _part_names(part: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """The same for all personas with such a heading, and so the same object."""
    return tuple(dict.fromkeys((fold(part), *others)))


def _demands(
    persona: Persona, prompt: Prompt, template: Template | None
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What a prompt asks of a reference and of a person: its variables, its needs, its placeholders."""
    used = tuple(dict.fromkeys(name.name for name in template.variables)) if template else ()
    required = template.required if template else ()
    needs = (
        variable.name
        for variable in (persona.variables if used else ())
        if variable.name in used
        and (variable.required or (variable.default is NO_DEFAULT and variable.name in required))
    )
    return used, tuple(needs), _placeholders(persona, prompt, template)


def _placeholders(persona: Persona, prompt: Prompt, template: Template | None) -> tuple[str, ...]:
    """The placeholders of a prompt; a list inside a template tag or an argument only looks like one."""
    start = prompt.body.start
    found = () if persona.dialect.verbatim else tuple(placeholders(prompt.body.of(persona.source)))
    if not found:
        return ()
    code = Spans([*(template.tags if template else ()), *(reference.span for reference in persona.references)])
    spans = [Span(each.start + start, each.end + start) for each in found]
    return tuple(span.of(persona.source) for span in spans if not code.cover(span))


def digest(body: str) -> bytes:
    """Eight bytes that are the same for the same words; none when there are no words."""
    words = " ".join(filter(None, map(str.strip, body.splitlines())))
    if "  " in words or not words.isprintable():  # a blank that is no space is not printable, either
        words = " ".join(words.split())
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest() if words else b""
