"""The rule `section-order`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from persona_ls.locales import N_
from persona_ls.persona import Persona, SectionPart
from persona_ls.rules.base import Context, Finding, Fix, Related, Rule, Severity
from persona_ls.text import Edit, Span

__all__ = ["RULE"]


def check(context: Context) -> Iterator[Finding]:
    """On the first heading that has to move, when as few as possible move."""
    persona = context.persona
    ranked = _ranked(persona) if persona else []
    kept = _longest_rising([rank for rank, _ in ranked])
    moving = next(((rank, part) for rank, part in ranked if rank not in kept), None)
    if persona is None or moving is None:
        return
    rank, part = moving
    before = max((each for each in kept if each < rank), default=None)
    neighbour = dict(ranked)[min(kept) if before is None else before].heading
    arguments = {"heading": part.heading.text, "other": neighbour.text}
    message, place = (_BEFORE, N_("It belongs before this section.")) if before is None else (_BEHIND, _BEHIND_THIS)
    related = Related(None, neighbour.span, place)
    yield Finding(RULE, part.heading.span, arguments, message, _fixes(persona), (related,))


def _ranked(persona: Persona) -> list[tuple[int, SectionPart]]:
    """The sections that the file's kind has, each with its place in the order of the kind; of a repeated one the first."""
    order = persona.kind.sections
    found: dict[int, SectionPart] = {}
    for part in persona.sections:
        if part.section and part.section.role in order:
            found.setdefault(order.index(part.section.role), part)
    return list(found.items())


def _longest_rising(ranks: Sequence[int]) -> set[int]:
    """The longest run of ranks that rise from left to right: all others stand out of order."""
    if all(left < right for left, right in pairwise(ranks)):
        return set(ranks)
    runs: list[list[int]] = []
    for rank in ranks:
        lower = [run for run in runs if run[-1] < rank]
        runs.append([*_longest(lower), rank])
    return set(_longest(runs))


def _longest(runs: list[list[int]]) -> list[int]:
    return runs[max(range(len(runs)), key=lambda at: len(runs[at]))] if runs else []


def _fixes(persona: Persona) -> tuple[Fix, ...]:
    """Whole sections put in order, each byte for byte; what stands between them stays. Only in a file that holds nothing else."""
    ranked = _ranked(persona)
    blocks = [_block(persona, part) for _, part in ranked]
    if len(ranked) != len(persona.sections) or None in blocks or not _are_adjacent(persona, blocks):
        return ()
    wanted = [block for _, block in sorted(zip((rank for rank, _ in ranked), blocks, strict=True))]
    edits = tuple(
        Edit(old, new.of(persona.source)) for old, new in zip(blocks, wanted, strict=True) if old and new and old != new
    )
    return (Fix(N_("Put the sections in order"), {}, edits),)


def _block(persona: Persona, part: SectionPart) -> Span | None:
    """A section from its heading to the end of its last line; nothing where moving it could change what it is."""
    source, heading = persona.source, part.heading
    begins_line = persona.text.line_span(persona.text.line_at(heading.span.start)).start == heading.span.start
    # A comment above the heading belongs to it, not to the section before.
    if not begins_line or heading.underline or source[: heading.span.start].rstrip().endswith("-->"):
        return None
    end = part.body.end if part.body.of(source).strip() else heading.span.end
    return Span(heading.span.start, persona.text.line_span(persona.text.line_at(end)).end)


def _are_adjacent(persona: Persona, blocks: Sequence[Span | None]) -> bool:
    """Whether only blank lines lie between the sections and behind the last, and no fence runs from one into the next."""
    ends = [*(block.start for block in blocks[1:] if block), len(persona.source)]
    gaps = [Span(block.end, end) for block, end in zip(blocks, ends, strict=True) if block]
    closed = all(fence.closing for fence in persona.document.outline.fences)
    return closed and not any(gap.of(persona.source).strip() for gap in gaps)


_BEFORE = N_("`{heading}` is out of order: it belongs before `{other}`.")
_BEHIND_THIS = N_("It belongs after this section.")
_BEHIND = N_("`{heading}` is out of order: it belongs after `{other}`.")

RULE = Rule(
    name="section-order",
    severity=Severity.WARNING,
    message=_BEHIND,
    what=N_(
        "The sections do not stand in the order of the kind of persona. One finding, on the first that has to move."
    ),
    why=N_("People who know the order find their way in any persona, and two personas can be laid side by side."),
    bad="## Tom de Comunicação\n\n- Claro\n\n## Características\n\n- Escreve para quem tem pressa\n",
    good="## Características\n\n- Escreve para quem tem pressa\n\n## Tom de Comunicação\n\n- Claro\n",
    check=check,
    fix=N_("Moves whole sections, byte for byte; none when the file holds other headings or a comment above one."),
)
