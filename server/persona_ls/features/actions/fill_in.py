"""Fill in the variables of a reference: all that its part uses, with first values to change."""

from collections.abc import Iterator

from persona_ls.features.actions.base import Action, ActionKind, Bench, reference_touched
from persona_ls.features.arguments import takable
from persona_ls.features.change import Change
from persona_ls.features.opened import Opened
from persona_ls.locales import N_
from persona_ls.rules.referring import own_variables, part_of, with_arguments
from persona_ls.text import Span

__all__ = ["fill_in"]


def fill_in(opened: Opened, span: Span, bench: Bench) -> Iterator[Action]:
    """Those that are not given yet."""
    reference = reference_touched(opened, span)
    entry = bench.library.resolve(reference.name, bench.home).entry if reference else None
    part = part_of(entry, reference) if entry and reference and reference.is_closed else None
    if reference is None or entry is None or part is None:
        return
    given = {argument.name for argument in reference.arguments}
    left = [each for each in takable(entry, part) if each.name in part.variables and each.name not in given]
    if not left:
        return
    title = N_("Fill in the other variables of `{name}`") if given else N_("Fill in the variables of `{name}`")
    edit = with_arguments(reference, left, own_variables(opened.persona, reference))
    change = Change(edited=(opened.edited([edit]),))
    yield Action(title, change, ActionKind.REWRITE, {"name": reference.name})
