"""Checking and mending, whatever stands in the file."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from checking import edited
from persona_ls.features.actions import changes, safe_edits
from world import World

FRONT_MATTER = [
    "---", "---", "---", "----", "--- ", "tags: [a, b]", "tags: a, b", "tags: [a, a]", "tags: [Ação, acao]", "tags: *x",
    "tags:", "  - a", "tags: [a", "dificuldade: fácil", "dificuldade: básico", "difficulty: basic", "dificuldad: básico",
    "atualizado: 2026-13-40", "atualizado: 2027-01-01", "updated: 01/02/2026", "id: a b", "id: nova", "descrição: x: y",
    "descrição: |", "  texto", "variáveis:", "  prazo: 3", "  tom: {padrão: x, opções: [y, z]}", "  : {", "globs: **/*",
    "argument-hint: [a] | [b]", "mode: x", "# persona-ls: ignore[invalid-value]", "{a: b}", "a:\tb", "", "  ",
]  # fmt: skip
BODY = [
    "# Persona: X", "# X", "Persona: X\n===", "**Especialidade**: a  ", "**Perfil**: b", "**Perfil:** c", "**Inventado**: d",
    "## Características", "## caracteristicas", "## Caracteristica", "## Characteristics", "## Competências Técnicas",
    "## Tom de Comunicação", "## Tipos de Perguntas", "## Prompt de Ativação (Básico)", "## Prompt de Ativação (Médio)",
    "## Prompt de Ativação", "## Métricas de Sucesso", "- a", "- SQL: Avançado", "- SQL: avancado", "- SQL: Ótimo", "* b",
    "```", "```", "```", "````", "~~~", "```py", "Atue como um X.", "Atue como um Y [descreva].", "@persona:outra",
    "@persona:nova", "@persona:outra#basico", "@persona:outra#nada(a=1)", '@persona:outra(prazo="x"', "@persona:ninguem",
    "{{ prazo }}", "{{ tom | uper }}", "{{ a.b", "{% if x %}", "{% endif %}", "{# c", "{{ 'é' is nada }}",
    "<!-- persona-ls: ignore[missing-field] -->", "<!-- persona-ls: ignore-file[missing-section] -->", "<!-- x", "-->",
    "> q", "    código", "🎉", "", "", "", "---",
]  # fmt: skip
OTHER = """
%! personas/outra.md
---
variáveis: {prazo: 3}
---
# Persona: Outra

## Prompt de Ativação (Básico)

```
Atue como uma Outra. @persona:nova {{ prazo }}
```
"""

texts = st.builds(
    lambda head, body, end, newline, start: start + ("\n".join([*head, *body]) + end).replace("\n", newline),
    st.lists(st.sampled_from(FRONT_MATTER), max_size=8),
    st.lists(st.sampled_from(BODY), max_size=14),
    st.sampled_from(["\n", "", "\n\n"]),
    st.sampled_from(["\n", "\n", "\r\n", "\r"]),
    st.sampled_from(["", "", "", "---\n", "\ufeff", "\n"]),
)
names = st.sampled_from(
    ["personas/nova.md", "notas.md", ".claude/agents/nova.md", "x/SKILL.md", "nova.agent.md", "nova.persona.md"]
)
unhurried = settings(deadline=None, max_examples=200)


@contextmanager
def no_complaint() -> Iterator[None]:
    """A rule that raises is logged and left out: here nothing may be logged."""
    records: list[logging.LogRecord] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = records.append  # type: ignore[method-assign]
    logger = logging.getLogger("persona_ls")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
    assert not records, records[0].getMessage() + str(records[0].exc_info)


@unhurried
@given(texts, names)
def test_no_rule_raises(source: str, name: str) -> None:
    world = World(OTHER)
    with no_complaint():
        findings = world.session.findings(world.look(source, name))
    assert all(0 <= finding.span.start <= finding.span.end <= len(source) for finding in findings)
    for finding in findings:
        assert world.session.say(finding.template, **finding.arguments)


@unhurried
@given(st.text(max_size=200), names)
def test_no_rule_raises_on_any_text(source: str, name: str) -> None:
    world = World(OTHER)
    with no_complaint():
        world.session.findings(world.look(source, name))


@unhurried
@given(texts, names)
def test_mending_twice_is_mending_once(source: str, name: str) -> None:
    world = World(OTHER)
    once, _ = world.session.mended(world.look(source, name))
    twice, count = world.session.mended(world.look(once.document.source, name))
    assert (twice.document.source, count) == (once.document.source, 0)


@unhurried
@given(texts, names)
def test_after_a_safe_fix_its_finding_is_gone(source: str, name: str) -> None:
    """Its rule has fewer findings, or at least none at that place: a fence that is closed may lay another one bare."""
    world = World(OTHER)
    before = world.session.findings(world.look(source, name))
    for finding in before:
        for fix in finding.fixes:
            if fix.is_safe and fix.edits:
                after = world.session.findings(world.look(edited(source, fix.edits), name))
                left = [each.span.start for each in after if each.rule is finding.rule]
                start = finding.span.start
                moved = sum(len(edit.new) - len(edit.span.of(source)) for edit in fix.edits if edit.span.end <= start)
                is_less = len(left) < sum(each.rule is finding.rule for each in before)
                assert is_less or start + moved not in left, finding.rule.name


@unhurried
@given(texts, names)
def test_the_editors_changes_make_what_the_command_writes(source: str, name: str) -> None:
    world = World(OTHER)
    opened = world.look(source, name)
    after, _ = world.session.mended(opened)
    assert edited(source, changes(source, after.document.source)) == after.document.source
    for unsafe in (False, True):
        edits = safe_edits(world.session.findings(opened), unsafe=unsafe)
        assert edited(source, edits) is not None, "the edits of one round never overlap"
