"""Replace a reference by its text, here and now: what the prompt file would become of it stands in the file.

That takes rendering, so it is done when the action is chosen. What can be told without, such as a name that nobody has, is told at once.
"""

import re
from collections.abc import Iterator

from persona_ls.features.actions.base import Action, ActionKind, Bench, Reason, reference_touched, refused
from persona_ls.features.actions.literal import as_template, as_text
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.locales import N_
from persona_ls.render.document import replacement
from persona_ls.render.expand import Renderer
from persona_ls.render.layout import newline_of
from persona_ls.render.problems import Problem, Refusal, Refused
from persona_ls.render.values import Values, own_values
from persona_ls.rules.referring import own_variables, part_of
from persona_ls.syntax.literals import LiteralKind
from persona_ls.syntax.outline import Fence
from persona_ls.syntax.reference import Reference
from persona_ls.text import Edit, Span

__all__ = ["expand"]

_CYCLE = "composition-cycle"


def expand(opened: Opened, span: Span, bench: Bench) -> Iterator[Action]:
    """Of the reference at ``span``; disabled with the reason where it cannot be rendered."""
    reference = reference_touched(opened, span)
    if reference is None:
        return
    title, arguments = N_("Replace `{name}` by its text"), {"name": reference.name}
    if reason := _obstacle(opened, reference, bench):
        yield Action(title, None, ActionKind.INLINE, arguments, disabled=reason)
        return
    yield Action(
        title,
        None,
        ActionKind.INLINE,
        arguments,
        name="expand",
        work=lambda: Change(edited=(opened.edited(_edits(opened, reference, bench)),)),
    )


def _obstacle(opened: Opened, reference: Reference, bench: Bench) -> Reason | None:
    """Why the text cannot be made, as far as that is known without making it."""
    own = {each.name for each in own_variables(opened.persona, reference)}
    for argument in reference.arguments:
        if argument.value.kind is LiteralKind.NAME and argument.value.value in own:
            return Reason(_UNKNOWN_YET, {"argument": argument.name, "variable": argument.value.value})
    for finding in bench.findings:
        if (
            finding.rule.name == _CYCLE
            and finding.span.start < reference.span.end
            and reference.span.start < finding.span.end
        ):
            return Reason(finding.template, finding.arguments)
    try:
        entry, _ = _renderer(opened, bench).meant(reference, bench.home)
    except Refused as error:
        return refused(error)
    part = part_of(entry, reference)
    given = {*_values(opened), *(argument.name for argument in reference.arguments)}
    missing = [f"`{name}`" for name in (part.needs if part else ()) if name not in given]
    if missing:
        wanted = {"name": entry.id, "variables": ", ".join(missing)}
        return refused(Refused(Problem(Refusal.MISSING_VALUES, reference.span, wanted)))
    return None


def _values(opened: Opened) -> dict[str, object]:
    """What a prompt file itself gives to the variables of those whom it refers to."""
    return {} if opened.persona else own_values(opened.document.front_matter)


def _renderer(opened: Opened, bench: Bench) -> Renderer:
    return Renderer(bench.library, bench.load, bench.engine(), Values((_values(opened),)))


def _edits(opened: Opened, reference: Reference, bench: Bench) -> list[Edit]:
    source = opened.document.source
    text = as_text(_renderer(opened, bench).reference(reference, bench.home))
    is_template = opened.persona is not None and opened.persona.dialect.templates
    if is_template and own_prompt(opened, reference.span):
        text = as_template(text)
    edit = replacement(opened.document, reference, text, newline_of(source))
    return [edit, *_longer_fence(opened.document.outline.fence_at(reference.span.start), source, text)]


def own_prompt(opened: Opened, span: Span) -> bool:
    """Whether ``span`` lies in a prompt of the persona that the document is."""
    return opened.persona is not None and any(prompt.body.covers(span) for prompt in opened.persona.prompts)


def _longer_fence(fence: Fence | None, source: str, text: str) -> list[Edit]:
    """The fence around, longer than any that ``text`` brings along, which would close it."""
    if fence is None or fence.closing is None:
        return []
    marker = fence.marker.of(source)
    runs = re.findall(rf"(?m)^[ >]*({re.escape(marker[0])}{{{len(marker)},}})", text)
    if not runs:
        return []
    new = marker[0] * (max(map(len, runs)) + 1)
    return [Edit(fence.marker, new), Edit(fence.closing, new)]


_UNKNOWN_YET = N_("`{argument}` takes the value of `{variable}`, which is known only when this persona is used.")
