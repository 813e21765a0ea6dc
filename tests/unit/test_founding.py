"""Personas as the founding library writes them parse into exactly what they say, and nothing is wrong with them.

The fixture has the structure of the real file in words of its own, so that these tests mean something where the library is not at hand.
"""

import re
from pathlib import Path

import pytest

from persona_ls.library.entry import Layer
from persona_ls.persona import Persona
from persona_ls.session import Opened, Session
from persona_ls.text import Span, Text

ROOT = Path(__file__).parents[2]
FIXTURE = ROOT / "tests" / "fixtures" / "founding"
SHARED = ROOT.parent / "shared"
INTERVIEWER = FIXTURE / "personas" / "entrevistadores" / "mitigacao-de-riscos.md"

shared = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="the founding library is not beside the repository"),
]
BACKENDS = [
    pytest.param(FIXTURE / "personas" / "desenvolvimento" / "desenvolvedor-backend.md", id="fixture"),
    pytest.param(SHARED / "seed" / "desenvolvedor-backend.md", id="seed", marks=shared),
]

STANDARD = [
    "characteristics", "skills", "approach", "tone", "focus", "contexts", "prompt-basic", "prompt-advanced", "metrics",
]  # fmt: skip


def looked_at(path: Path) -> tuple[Session, Opened]:
    """A file in a workspace that is its own folder."""
    session = Session([path.parent], bundled=False, user=False)
    session.index()
    return session, session.look_at(path, Text(path.read_bytes().decode()))


@pytest.fixture
def persona(path: Path) -> Persona:
    persona = looked_at(path)[1].persona
    assert persona is not None
    return persona


def written(persona: Persona, pattern: str) -> Span:
    """Where the group of ``pattern`` stands in the file."""
    match = re.search(pattern, persona.source, re.MULTILINE)
    assert match is not None
    return Span(*match.span(1))


@pytest.mark.parametrize("path", BACKENDS)
class TestBackend:
    def test_it_is_a_standard_persona_by_its_sections(self, persona):
        assert (persona.kind.role, persona.locale) == ("standard", "pt-BR")
        assert (persona.title.text, persona.title.has_prefix, len(persona.titles)) == ("Desenvolvedor Backend", True, 1)

    def test_it_has_three_keys(self, persona):
        assert [(key.role, entry.key.value) for key, entry in persona.keys] == [
            ("tags", "tags"),
            ("difficulty", "dificuldade"),
            ("updated", "atualizado"),
        ]
        assert len(persona.entries) == 3

    def test_it_has_three_fields(self, persona):
        assert [field.field.role for field in persona.fields] == ["specialty", "experience", "profile"]
        assert persona.field("experience") == "Sênior"

    def test_it_has_nine_sections_in_order(self, persona):
        assert [part.section.role for part in persona.sections] == STANDARD

    def test_it_has_six_skills_each_with_its_level(self, persona):
        levels = [skill.level.role for skill in persona.skills]

        assert len(levels) == 6
        assert set(levels) <= {"advanced", "intermediate-to-advanced", "intermediate"}

    def test_it_has_two_prompts_byte_for_byte(self, persona):
        fences = re.findall(r"^```\n(.*?)\n```$", persona.source, re.MULTILINE | re.DOTALL)

        assert [prompt.part for prompt in persona.prompts] == ["basico", "avancado"]
        assert [persona.prompt_text(prompt) for prompt in persona.prompts] == fences

    def test_a_key_a_field_and_a_level_stand_where_they_are_written(self, persona):
        difficulty = persona.entry("difficulty").value
        specialty, level = persona.fields[0], persona.skills[-1].level_span

        assert difficulty.span == written(persona, r"^dificuldade: (\S+)$")
        assert specialty.value_span == written(persona, r"^\*\*Especialidade\*\*: (.*?)  $")
        assert level == written(persona, r"^- [^\n]*: ([^\n:]*)\n\n## Abordagem")

    def test_nothing_is_wrong_with_it_and_the_library_lists_it(self, path):
        session, opened = looked_at(path)
        (entry,) = session.library

        assert (entry.id, entry.path, entry.layer) == ("desenvolvedor-backend", path, Layer.WORKSPACE)
        assert [part.name for part in entry.prompts] == ["basico", "avancado"]
        assert session.findings(opened) == ()


class TestInterviewer:
    @pytest.fixture
    def path(self) -> Path:
        return INTERVIEWER

    def test_it_is_told_by_its_sections_and_has_one_prompt_with_places_to_fill(self, persona):
        assert persona.kind.role == "interviewer"
        assert [field.field.role for field in persona.fields] == ["specialty", "profile"]
        assert [part.section.role for part in persona.sections] == list(persona.kind.sections)
        assert [prompt.part for prompt in persona.prompts] == ["prompt"]

    def test_nothing_is_wrong_with_it_and_the_library_lists_it(self, path):
        session, opened = looked_at(path)

        assert [entry.id for entry in session.library] == ["mitigacao-de-riscos"]
        assert session.findings(opened) == ()


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the founding library is not beside the repository")
def test_all_61_of_the_founding_library_are_indexed_without_error_or_warning():
    session = Session([SHARED / "library-pt"], bundled=False, user=False)
    session.index()
    found = {
        (entry.path.name, finding.rule.name)
        for entry in session.library
        for finding in session.findings(session.look_at(entry.path, Text(entry.path.read_bytes().decode())))
        if finding.level.fails
    }

    assert len(session.library) == 61
    assert found == set()
