"""References that nobody would write: completion, signature help and actions have an answer at each of their characters."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from persona_ls import asking
from persona_ls.features.signature import signature
from persona_ls.locales import Language
from persona_ls.syntax.open_arguments import open_argument
from persona_ls.syntax.reference import references
from persona_ls.text import Span, Text, apply_edits
from world import ROOT, World

WORLD = World(
    """
%! personas/backend.md
---
variáveis: {usuários: 500, stack: {opções: [Django, "a, (b"]}, "não é nome": 1}
---

# Persona: Backend

## Prompt de Ativação (Básico)

```
Atue como um Backend para {{ usuários }} com {{ stack }}.
```
""",
    Language.ENGLISH,
)

WORDS = ["@persona:backend", "@persona:ninguem", "#basico", "usuários", "stack", "us", "500", "true"]
PIECES = st.sampled_from([*WORDS, *"()(),='\"\\[]{}` \n🎉\u0301", "\r\n", "> ", "- ", "{{", "%}", "```\n"])
MANGLED = st.lists(PIECES, max_size=16).map("".join)


@settings(max_examples=200, deadline=None)
@given(MANGLED, st.booleans())
@example("@persona:backend(((", False)
@example('@persona:backend(stack="', False)
@example("@persona:backend(usuários=500,stack='a, (b')", True)
def test_there_is_an_answer_at_every_offset(words: str, in_persona: bool) -> None:
    source = f"# Persona: X\n\n## Prompt de Ativação (Básico)\n\n{words}" if in_persona else words
    opened = WORLD.look(source, "personas/x.md" if in_persona else "x.md")
    library, say = WORLD.session.library, WORLD.session.say
    for at in range(len(source) - len(words), len(source) + 1):
        found = asking.complete(WORLD.session, opened, at)
        if found:
            assert found.span.start <= at <= found.span.end
            assert found.before == Span(found.span.start, at)
            assert "\n" not in found.before.of(source)
        made = signature(opened, at, library, ROOT, say)
        if made:
            assert made.active is None or 0 <= made.active < len(made.parameters)
            assert all(each.span.of(made.label) for each in made.parameters)


@settings(max_examples=200, deadline=None)
@given(MANGLED, st.integers(0, 60), st.integers(0, 60))
def test_what_an_action_changes_can_be_applied(words: str, one: int, other: int) -> None:
    opened = WORLD.look(words, "x.md")
    span = Span(*sorted((min(one, len(words)), min(other, len(words)))))
    for action in asking.actions(WORLD.session, opened, span):
        for each in action.change.edited if action.change else ():
            assert apply_edits(words, each.edits) != words


VALUES = st.sampled_from(
    ["1", "-2.5e3", "true", "none", "''", '"a, (b"', "'it\\'s'", '"\\""', "[1, [2, ')']]", "{'a': ','}", "x"]
)
ARGUMENTS = st.lists(st.tuples(st.sampled_from(["a", "b", "ção"]), VALUES), min_size=1, max_size=4)


@given(ARGUMENTS, st.sampled_from([",", ", ", " , "]), st.data())
def test_a_list_that_is_being_written_is_read_as_the_whole_one_is(
    arguments: list[tuple[str, str]], comma: str, data: st.DataObject
) -> None:
    """Wherever the cursor is: it is in the argument that the reader of whole references finds there."""
    source = f"@persona:x({comma.join('='.join(each) for each in arguments)}) e (mais)"
    (reference,) = references(source)
    assert reference.is_closed
    argument = data.draw(st.sampled_from(reference.arguments))
    at = data.draw(st.integers(argument.value.span.start, argument.value.span.end))
    found = open_argument(source, source.index("(") + 1, at, len(source))
    assert found
    assert (found.name, found.is_value, found.span.start) == (argument.name, True, argument.value.span.start)
    assert found.given == {each.name for each in reference.arguments if each is not argument}
    end = source.index(") e (") + 1
    assert open_argument(source, source.index("(") + 1, data.draw(st.integers(end, len(source))), len(source)) is None


def test_the_library_is_there() -> None:
    """Else none of the above would mean anything."""
    assert WORLD.offered("@persona:backend(|")
    assert Text("") == WORLD.look("", "x.md").text
