"""A reference becomes text: part chosen, variables filled, composed personas expanded, cycles reported.

References are found in the source, never in results: each one is rendered on its own, in the scope of its own persona, and stands in the
template of the one around it as a mark that no template looks into. Bounded in depth, in number and in length, so that a library from a
stranger costs moments at most.
"""

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from persona_ls.library.composition import Edge
from persona_ls.library.described import prompt_of
from persona_ls.library.entry import Entry, Part
from persona_ls.library.snapshot import Library
from persona_ls.persona import Persona
from persona_ls.render.errors import OutOfMemory, RenderError, TemplateBroken, TooLarge, TooSlow, UndefinedVariables
from persona_ls.render.layout import ESCAPED, SUPPRESSION, dedented, indented
from persona_ls.render.missing import missing_values, uses_of
from persona_ls.render.problems import Problem, Refusal, Refused
from persona_ls.render.values import Values
from persona_ls.syntax.literals import LiteralKind
from persona_ls.syntax.reference import SIGIL, Reference
from persona_ls.syntax.template import has_template
from persona_ls.text import Edit, Span, apply_edits

__all__ = ["MAX_LENGTH", "Renderer", "TemplateEngine"]

MAX_LENGTH = 1_000_000
"""In code points; a prompt is read by something with a context window."""

_MAX_SECONDS = 15.0
_MAX_DEPTH = 64
_MAX_EXPANSIONS = 5_000
# Private-use characters around a number: no filter changes them, and a source that holds the first gets another pair.
_MARKS = ("\ue000\ue001", "\ue010\ue011", "\ue020\ue021")


class TemplateEngine(Protocol):
    """What renders one template: the sandbox, or a double in tests."""

    def render(self, source: str, variables: Mapping[str, object]) -> str:
        """The rendered text.

        Raises:
            RenderError: see `persona_ls.render.sandbox`.
        """


@dataclass
class Renderer:
    """Renders references against one snapshot. Not reused: it remembers what it rendered."""

    library: Library
    load: Callable[[Entry], Persona | None]
    engine: TemplateEngine
    values: Values = field(default_factory=Values)
    framed: Callable[[Entry, str], str] = lambda _, text: text
    """What stands in the place of a reference for its text: a preview marks where each composed persona begins and ends."""
    _memory: dict[tuple[str, str, str], str | Refused] = field(default_factory=dict)
    _expansions: int = 0
    _met_chain: bool = False
    _seconds: float = 0.0

    def reference(self, reference: Reference, home: Path | None, scope: Mapping[str, object] | None = None) -> str:
        """The text of ``reference``; ``scope`` are the variables that its arguments may name.

        Raises:
            Refused: with every reason, each at the span of ``reference``.
        """
        self._forget_chains()
        return self._reference(reference, home, scope, ())

    def prompt(self, entry: Entry, part: Part, arguments: Mapping[str, object] | None = None) -> str:
        """The text of one part of ``entry``; problems are at the span ``(0, 0)``."""
        self._forget_chains()
        return self._part(entry, part, arguments or {}, Span(0, 0), ())

    def _forget_chains(self) -> None:
        """Whether a part leads back or too far down depends on where one comes from: no other reference shall be told of it."""
        if self._met_chain:
            self._memory = {key: text for key, text in self._memory.items() if isinstance(text, str)}
            self._met_chain = False

    def _reference(
        self, reference: Reference, home: Path | None, scope: Mapping[str, object] | None, chain: tuple["_Link", ...]
    ) -> str:
        entry, part, arguments = self._meant(reference, home, scope, chain[-1].entry if chain else None)
        return self.framed(entry, self._part(entry, part, arguments, reference.span, chain))

    def meant(self, reference: Reference, home: Path | None) -> tuple[Entry, Part]:
        """The persona and the part that ``reference`` means, told without rendering anything.

        Raises:
            Refused: it means none, or its arguments cannot be read.
        """
        return self._meant(reference, home, None, None)[:2]

    def _meant(
        self, reference: Reference, home: Path | None, scope: Mapping[str, object] | None, composer: Entry | None
    ) -> tuple[Entry, Part, dict[str, object]]:
        span = reference.span
        resolution = self.library.resolve(reference.name, home)
        if resolution.is_ambiguous:
            names = ", ".join(f"`{each.qualified}`" for each in resolution.candidates)
            raise Refused(Problem(Refusal.AMBIGUOUS, span, {"name": reference.name, "candidates": names}))
        entry = resolution.entry
        if entry is None:
            near = ", ".join(f"`{name}`" for name in self.library.nearest(reference.name))
            refusal = Refusal.DID_YOU_MEAN if near else Refusal.UNKNOWN_PERSONA
            raise Refused(Problem(refusal, span, {"name": reference.name, "near": near}))
        arguments = self._arguments(reference, scope, composer)
        return entry, _part_of(entry, reference), arguments

    def _arguments(
        self, reference: Reference, scope: Mapping[str, object] | None, composer: Entry | None
    ) -> dict[str, object]:
        """The values of the arguments; ``composer`` is the persona whose variables they may name."""
        if not reference.is_closed:
            raise Refused(Problem(Refusal.UNCLOSED, reference.span, {"name": reference.name}))
        values: dict[str, object] = {}
        missing: dict[str, Span] = {}
        for argument in reference.arguments:
            if argument.value.kind is LiteralKind.VALUE:
                values[argument.name] = argument.value.value
            elif argument.value.kind is LiteralKind.NAME and scope is not None and argument.value.value in scope:
                values[argument.name] = scope[str(argument.value.value)]
            elif argument.value.kind is LiteralKind.NAME and composer is not None:
                missing.setdefault(str(argument.value.value), argument.value.span)
            else:
                raise Refused(Problem(Refusal.BAD_ARGUMENT, reference.span, {"argument": argument.name}))
        if missing and composer:
            persona = self.load(composer)
            if persona is None:
                raise Refused(_unreadable(composer, reference.span))
            raise Refused(missing_values(composer, persona, missing, reference.span))
        return values

    def _part(
        self, entry: Entry, part: Part, arguments: Mapping[str, object], span: Span, chain: tuple["_Link", ...]
    ) -> str:
        link = _Link(entry, part)
        if link in chain:
            self._met_chain = True
            names = " → ".join(f"`{each.entry.id}#{each.part.name}`" for each in (*chain[chain.index(link) :], link))
            raise Refused(Problem(Refusal.CYCLE, span, {"name": entry.id, "chain": names}, entry.path))
        key = (entry.place, part.name, repr(sorted(arguments.items())))
        if key not in self._memory:
            try:
                self._memory[key] = self._expanded(entry, part, arguments, span, (*chain, link))
            except Refused as refused:
                # As long to find out as a text is to make, and a library may ask for it a million times.
                self._memory[key] = refused
        text = self._memory[key]
        if isinstance(text, Refused):
            raise text.at(span)
        return text

    def _expanded(
        self, entry: Entry, part: Part, arguments: Mapping[str, object], span: Span, chain: tuple["_Link", ...]
    ) -> str:
        self._expansions += 1
        if len(chain) > _MAX_DEPTH:
            self._met_chain = True
            if loops := self.library.loops(entry):
                raise Refused(
                    Problem(Refusal.CYCLE, span, {"name": entry.id, "chain": _way_round(loops[0])}, entry.path)
                )
        too_large = Problem(Refusal.TOO_LARGE, span, {"name": entry.id, "limit": MAX_LENGTH}, entry.path)
        if len(chain) > _MAX_DEPTH or self._expansions > _MAX_EXPANSIONS:
            raise Refused(too_large)
        try:
            text = self._render_part(entry, part, arguments, span, chain)
            _grown(0, text)
        except TooLarge:
            raise Refused(too_large) from None
        return text

    def _render_part(
        self, entry: Entry, part: Part, arguments: Mapping[str, object], span: Span, chain: tuple["_Link", ...]
    ) -> str:
        persona = self.load(entry)
        prompt = prompt_of(persona, part) if persona else None
        section = next((each for each in persona.sections if each.heading.span == part.span), None) if persona else None
        if persona is None or section is None:
            raise Refused(_unreadable(entry, span))
        body = prompt.body if prompt else section.body
        scope = self.values.scope(arguments, persona.variables)
        is_template = prompt is not None and persona.dialect.templates and has_template(body.of(persona.source))
        pieces, problems = self._composed(persona, body, entry.root, scope, span, chain)
        if problems and not is_template:
            raise Refused(*problems)
        if not is_template:
            source = _with_pieces(persona.source, body, pieces, None)
            return source if prompt is None or prompt.fence is None else dedented(source, prompt.fence.indent)
        taken = persona.source + json.dumps(scope, ensure_ascii=False, default=str)
        marks = next((pair for pair in _MARKS if pair[0] not in taken), None)
        if marks is None:
            raise Refused(
                Problem(Refusal.FAILED, span, {"name": entry.id, "detail": "U+E000, U+E010, U+E020"}, entry.path)
            )
        source = _with_pieces(persona.source, body, pieces, marks)
        source = dedented(source, prompt.fence.indent if prompt and prompt.fence else 0)
        try:
            rendered = self._template(source, scope, entry, span)
        except UndefinedVariables as error:
            problems.append(missing_values(entry, persona, uses_of(error.names, persona, body), span))
        except Refused as refused:
            problems += refused.problems
        if problems:
            raise Refused(*problems)
        return _marks_replaced(rendered, [text for _, text in pieces], marks)

    def _composed(
        self,
        persona: Persona,
        body: Span,
        home: Path,
        scope: Mapping[str, object],
        span: Span,
        chain: tuple["_Link", ...],
    ) -> tuple[list[tuple[Reference, str]], list[Problem]]:
        """The references inside a body and their texts, empty where there is none; every problem is told at the outermost reference."""
        pieces: list[tuple[Reference, str]] = []
        problems: list[Problem] = []
        for reference in persona.references:
            if body.covers(reference.span):
                try:
                    pieces.append((reference, self._reference(reference, home, scope, chain)))
                except Refused as refused:
                    pieces.append((reference, ""))
                    told = refused.at(span, chain[-1].entry.path).problems
                    problems += (each for each in told if each not in problems)
        return pieces, problems

    def _template(self, source: str, scope: Mapping[str, object], entry: Entry, span: Span) -> str:
        began = time.monotonic()
        try:
            if self._seconds > _MAX_SECONDS:
                raise TooSlow
            return self.engine.render(source, scope)
        except UndefinedVariables:
            raise  # who knows the persona tells where they are declared
        except TemplateBroken as error:
            refusal, arguments = Refusal.TEMPLATE, {"detail": str(error)}
        except (TooLarge, OutOfMemory):
            refusal, arguments = Refusal.TOO_LARGE, {"limit": str(MAX_LENGTH)}
        except TooSlow:
            refusal, arguments = Refusal.TOO_SLOW, {}
        except RenderError as error:
            refusal, arguments = Refusal.FAILED, {"detail": str(error)}
        finally:
            self._seconds += time.monotonic() - began
        raise Refused(Problem(refusal, span, {"name": entry.id, **arguments}, entry.path))


@dataclass(frozen=True)
class _Link:
    """One step of a composition; equal when it is the same part of the same file."""

    entry: Entry = field(compare=False)
    part: Part = field(compare=False)
    key: tuple[Path, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", (self.entry.path, self.part.name))


def _way_round(loop: tuple[Edge, ...]) -> str:
    nodes = [loop[0].source, *(edge.target for edge in loop)]
    names = [f"`{path.stem}#{part}`" for path, part in nodes]
    return " → ".join(names if nodes[-1] == nodes[0] else [*names, "…"])


def _part_of(entry: Entry, reference: Reference) -> Part:
    if reference.part is None:
        part = entry.default_prompt
        if part is None:
            raise Refused(Problem(Refusal.NO_PROMPT, reference.span, {"name": reference.name}))
        return part
    part = entry.part(reference.part)
    if part is None:
        parts = ", ".join(f"`{each.name}`" for each in entry.parts)
        raise Refused(
            Problem(
                Refusal.UNKNOWN_PART, reference.span, {"name": reference.name, "part": reference.part, "parts": parts}
            )
        )
    return part


def _unreadable(entry: Entry, span: Span) -> Problem:
    return Problem(Refusal.UNREADABLE, span, {"name": entry.id, "path": entry.path})


def _with_pieces(source: str, body: Span, pieces: list[tuple[Reference, str]], marks: str | None) -> str:
    """The body with each reference replaced by its text, or by a mark that stands for it.

    Raises:
        TooLarge: the texts together are longer than a text may be.
    """
    edits: list[Edit] = []
    length = 0
    for at, (reference, text) in enumerate(pieces):
        new = f"{marks[0]}{at}{marks[1]}" if marks else indented(source, reference.span.start, text)
        length = _grown(length, new)
        edits.append(Edit(Span(reference.span.start - body.start, reference.span.end - body.start), new))
    return SUPPRESSION.sub("", apply_edits(body.of(source), edits)).replace(ESCAPED, SIGIL)


def _marks_replaced(rendered: str, texts: list[str], marks: str) -> str:
    length = 0

    def text_of(match: re.Match[str]) -> str:
        nonlocal length
        at = int(match[1])
        # A filter may have changed a number: what is no mark of ours stays.
        text = indented(rendered, match.start(), texts[at]) if at < len(texts) else match[0]
        length = _grown(length, text)
        return text

    return re.sub(f"{marks[0]}([0-9]{{1,9}}){marks[1]}", text_of, rendered)


def _grown(length: int, text: str) -> int:
    """``length`` with ``text``, as long as that is no longer than a text may be: it is found out before it is put together."""
    if length + len(text) > MAX_LENGTH:
        raise TooLarge
    return length + len(text)
