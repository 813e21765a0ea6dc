"""One file under the eyes of ``persona-ls doctor``: what it is and why, and what each reference in it means, or why it means nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

from persona_ls.cli.terminal import shown_path
from persona_ls.formats import persona_dialect
from persona_ls.library.discover import NEVER, is_reachable
from persona_ls.library.files import (
    is_excluded_name,
    is_markdown,
    is_persona_file_name,
    is_prompt_file,
)
from persona_ls.library.scan import is_persona
from persona_ls.locales import N_, Messages
from persona_ls.persona import Persona
from persona_ls.render.problems import Refusal
from persona_ls.session import Opened, Session
from persona_ls.syntax.document import LIVE_LANGUAGES
from persona_ls.syntax.reference import SIGIL, Reference, can_follow, name_end
from persona_ls.text import Encoding
from persona_ls.values import frozen

__all__ = ["Examination", "Occurrence", "examine"]

_SIGIL = re.compile(re.escape(SIGIL), re.IGNORECASE)


@frozen
class Occurrence:
    """A place that has the form of a reference; line and column count from 1. ``persona`` is the file that it means, if it means one."""

    line: int
    column: int
    words: str
    is_live: bool
    meaning: str
    persona: str | None = None


@frozen
class Examination:
    """What was found of a file, in sentences."""

    path: str
    is_persona: bool
    reason: str
    """Which rule of paths or of the text decides it."""
    is_read: bool
    reading: str
    """Whether it counts without being open in an editor, and why not."""
    configuration: str | None
    facts: dict[str, str]
    """Of a persona: dialect, kind, id, …"""
    evidence: tuple[str, ...]
    """What in the text speaks for a persona."""
    references: tuple[Occurrence, ...]


def examine(session: Session, opened: Opened) -> Examination:
    """Everything about a file of the disk."""
    assert opened.path
    say, path = session.say, opened.path
    configuration = session.tree_of(path).config_for(path).path
    unread = _why_unread(session, path)
    return Examination(
        path=shown_path(path),
        is_persona=opened.persona is not None,
        reason=_why(session, opened),
        is_read=unread is None,
        reading=unread or say(N_("It lies in a folder that is read.")),
        configuration=shown_path(configuration) if configuration else None,
        facts=_facts(session, opened.persona, path) if opened.persona else {},
        evidence=tuple(_evidence(opened.persona or Persona(opened.document), say)) if is_markdown(path) else (),
        references=tuple(_occurrences(session, opened)),
    )


def _why(session: Session, opened: Opened) -> str:
    """Which rule makes the file a persona, or none; in the order in which `persona_ls.library.scan` asks them."""
    say, path, persona = session.say, opened.path, opened.persona
    assert path
    in_library = is_persona(path, session.store.root_of(path))
    if persona and persona.dialect.name != persona_dialect().name:
        patterns = ", ".join(persona.dialect.where)
        return say(
            N_("its path is that of the dialect {dialect} ({patterns})"),
            dialect=persona.dialect.name,
            patterns=patterns,
        )
    if not is_markdown(path):
        return say(N_("personas are Markdown: .md or .markdown"))
    if is_excluded_name(path):
        return say(N_("a file of this name (README, index, CHANGELOG, CONTRIBUTING, LICENSE) is never one"))
    if is_persona_file_name(path):
        return say(N_("its name ends in .persona.md"))
    if persona:
        return say(
            N_("it lies in a library folder, and its text has the form of one")
            if in_library
            else N_("its title is `# Persona: …`, and it has a heading of the format")
        )
    return say(
        N_(
            "it lies in a library folder, but nothing in its text has the form of one: no title `# Persona: …`, field, heading or key"
        )
        if in_library
        else N_(
            "it lies in no folder called personas, and its text has not both a title `# Persona: …` and a heading of the format"
        )
    )


def _why_unread(session: Session, path: Path) -> str | None:
    """Why a walk of the folders does not come to the file; ``None`` when it does."""
    say, root = session.say, session.store.root_of(path)
    if not is_prompt_file(path):
        return say(N_("Files of this kind are not looked for: references in it work only while an editor has it open."))
    if root is None:
        return say(N_("It lies in none of the folders that are read."))
    if str(path) in session.store.stamps:
        return None
    if never := next((name for name in path.relative_to(root.path).parts if name in NEVER), None):
        return say(N_("It lies in a folder called {name}, which is never entered."), name=never)
    if is_reachable(root.path, path):
        return say(N_("The setting `exclude` leaves it out."))
    return say(N_("A .gitignore leaves it out, or it lies behind a link that leads out of the folder."))


def _facts(session: Session, persona: Persona, path: Path) -> dict[str, str]:
    entry = session.library.at(path)
    facts = {"dialect": persona.dialect.name, "kind": persona.kind.role, "locale": persona.locale}
    if entry:
        home = session.store.home_of(path)
        facts |= {
            "id": entry.id,
            "reference": f"{SIGIL}{session.library.spelling(entry, home)}",
            "prompts": ", ".join(f"#{part.name}" for part in entry.prompts),
        }
    return {name: value for name, value in facts.items() if value}


def _evidence(persona: Persona, say: Messages) -> Iterator[str]:
    if title := next((each for each in persona.titles if each.has_prefix), None):
        yield say(N_("the title “{title}”"), title=title.text)
    if headings := [part.heading.text for part in persona.sections if part.section or part.is_prompt]:
        yield say.plural("{count} heading of the format", "{count} headings of the format", len(headings))
    if fields := [each.name for each in persona.fields if each.field]:
        yield say.plural("{count} field of the format", "{count} fields of the format", len(fields))
    if persona.keys:
        yield say.plural("{count} key of the format", "{count} keys of the format", len(persona.keys))


def _occurrences(session: Session, opened: Opened) -> Iterator[Occurrence]:
    """Every ``@persona:`` of the text, live or not."""
    live = {reference.span.start: reference for reference in opened.references}
    for match in _SIGIL.finditer(opened.document.source):
        line, column = opened.text.position(match.start(), Encoding.UTF32)
        reference = live.get(match.start())
        if reference:
            words = reference.span.of(opened.document.source)
            yield Occurrence(line + 1, column + 1, words, True, *_meaning(session, opened, reference))
        else:
            source = opened.document.source
            words = source[match.start() : name_end(source, match.end(), len(source))]
            yield Occurrence(line + 1, column + 1, words, False, session.say(_why_dead(opened, match)))


def _meaning(session: Session, opened: Opened, reference: Reference) -> tuple[str, str | None]:
    """What a live reference means, and the file of the persona."""
    say, library = session.say, session.library
    found = library.resolve(reference.name, session.store.home_of(opened.path))
    if found.is_ambiguous:
        names = ", ".join(f"`{each.qualified}`" for each in found.candidates)
        return say(Refusal.AMBIGUOUS.value, name=reference.name, candidates=names), None
    if found.entry is None:
        near = ", ".join(f"`{name}`" for name in library.nearest(reference.name))
        refusal = Refusal.DID_YOU_MEAN if near else Refusal.UNKNOWN_PERSONA
        return say(refusal.value, name=reference.name, near=near), None
    path = shown_path(found.entry.path)
    part = found.entry.part(reference.part) if reference.part else found.entry.default_prompt
    if part:
        return f"{path}#{part.name}", path
    if reference.part is None:
        return say(Refusal.NO_PROMPT.value, name=reference.name), path
    parts = ", ".join(f"`{each.name}`" for each in found.entry.parts)
    return say(Refusal.UNKNOWN_PART.value, name=reference.name, part=reference.part, parts=parts), path


def _why_dead(opened: Opened, match: re.Match[str]) -> str:
    """Why a place with the form of a reference is none."""
    document, at = opened.document, match.start()
    if match[0] != SIGIL:
        return N_("not a reference: `@persona:` is written in lower case")
    if not can_follow(document.source, at):
        return N_("not a reference: right behind a letter, `@`, `/`, `.` or a backslash it is something else")
    if name_end(document.source, match.end(), len(document.source)) == match.end():
        return N_("not a reference: no name follows")
    if at < document.body_start:
        return N_("not read: it stands in the front matter")
    fence = document.outline.fence_at(at)
    if fence and fence.language not in LIVE_LANGUAGES:
        return N_("not read: it stands in a code block of a programming language")
    if document.is_live(at):
        return N_("not read: it stands in a template tag")
    return N_("not read: it stands in indented code, an HTML comment or the target of a link")
