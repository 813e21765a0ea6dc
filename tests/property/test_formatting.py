"""Formatting, whatever stands in the file: it settles at once, and changes nothing that means anything."""

from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from persona_ls.features.formatting import formatted, formatting_edits
from persona_ls.persona import Persona
from persona_ls.text import Span, apply_edits
from world import World, persona_of

REPOSITORY = Path(__file__).parents[2]
PERSONAS = sorted([*(REPOSITORY / "personas").rglob("*.md"), *(REPOSITORY / "tests/fixtures/founding").rglob("*.md")])

LINES = [
    "# Persona: X", "## Características", "##  Características ##", "## Prompt de Ativação (Básico)", "##", "#### fundo",
    "* a", "+ b", "-   c", "- ", "-", "1. x", "  d", "    e", "\tz", "  - filho", "* SQL: Avançado", "-\tcom tabulação",
    "```", "````", "~~~", "```py", "  ```", "- ```", "texto  ", "texto", "linha\\", "barra   ", "\u00a0",
    "**Perfil**: x", "**Especialidade**: y  ", "**Inventado**: z   ", "", "", "", "  ", "\t",
    "T\n===", "U\n---", "---", "***", "> q", "> # dentro", "> * item", "<!-- c", "-->", "<!-- tudo -->", "<div>", "</div>",
    "[a]: b", "| a | b |", "|---|---|", "@persona:x", "- [ ] tarefa", "{{ x }}", "{% raw %}",
]  # fmt: skip
FRONT_MATTER = [
    "",
    "---\ntags: [a,  b]   \n---\n",
    "---\ntags: [a]\n---\n\n\n",
    "\ufeff",
    "---\n",
    "\n\n---\ntags: [a]\n---\n",
]

bodies = st.lists(st.sampled_from(LINES), max_size=10).map("\n".join)
texts = st.builds(
    lambda head, body, end, newline: (head + body + end).replace("\n", newline),
    st.sampled_from(FRONT_MATTER),
    bodies,
    st.sampled_from(["", "\n", "\n\n", "  \n"]),
    st.sampled_from(["\n", "\n", "\n", "\r\n"]),
)


unhurried = settings(deadline=None, max_examples=300)


def kept(persona: Persona) -> dict[str, object]:
    """What formatting has to leave as it is."""
    source, outline = persona.source, persona.document.outline
    return {
        "front matter": persona.document.front_matter and persona.document.front_matter.span.of(source),
        "fences": [fence.content.of(source) for fence in outline.fences if fence.closing],
        "headings": [(each.level, each.text.split()) for each in outline.headings],
        "prompts": [(prompt.part, persona.prompt_text(prompt)) for prompt in persona.prompts],
        "fields": [(field.name, field.value) for field in persona.fields],
        "items": [item.text_span.of(source).split() for item in outline.items],
        "words": [word for word in source.replace("\ufeff", "").split() if word not in MARKERS],
    }


MARKERS = {"*", "+", "-", "##", "###", "===", "---", "#", "\ufeff"}


@unhurried
@given(texts)
@example("# Persona: X\n* a\n  b\n+ c\n")
def test_a_formatted_text_stays_as_it_is(source: str) -> None:
    once = formatted(persona_of(source))
    assert formatted(persona_of(once)) == once


@unhurried
@given(texts)
def test_words_prompts_headings_and_front_matter_stay(source: str) -> None:
    before = persona_of(source)
    assert kept(persona_of(formatted(before))) == kept(before)


@unhurried
@given(texts)
def test_line_ends_stay_those_of_the_file(source: str) -> None:
    after = formatted(persona_of(source))
    if "\r\n" in source:
        assert after.count("\n") == after.count("\r\n")
    else:
        assert "\r" not in after


@unhurried
@given(texts)
def test_findings_stay_the_same(source: str) -> None:
    world = World()
    assume(world.look(source).persona)
    assert sorted(world.rules(formatted(persona_of(source)))) == sorted(world.rules(source))


@unhurried
@given(texts, st.data())
def test_formatting_a_range_touches_nothing_else(source: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    persona = persona_of(source)
    edits = formatting_edits(persona, Span(start, end))
    assert all(start <= edit.span.start and edit.span.end <= end for edit in edits)
    after = apply_edits(source, edits)
    assert after.startswith(source[:start])
    assert after.endswith(source[end:])
    assert set(edits) <= set(formatting_edits(persona))


@pytest.mark.parametrize("path", PERSONAS, ids=lambda path: path.stem)
def test_a_persona_in_good_order_stays_as_it_is(path: Path) -> None:
    source = path.read_bytes().decode()
    assert formatted(persona_of(source)) == source
