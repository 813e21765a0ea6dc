"""Sentences for what is wrong with a template; the cases that a person can read are in `tests/rules/template-syntax.md`."""

from checking import found_in
from persona_ls.rules.template_syntax import MESSAGES
from persona_ls.syntax.template import MAX_SOURCE, Cause


def test_every_cause_has_a_sentence():
    assert set(MESSAGES) == set(Cause)


def test_a_prompt_that_is_too_long_to_be_read_is_told_on_its_first_tag(tmp_path):
    body = "{{ tone }} and so on\n" * (MAX_SOURCE // 20)
    source = f"# Persona: Scribe\n\n## Activation Prompt (Basic)\n\n```\nAct. {body}```\n"
    found = found_in(tmp_path, {"personas/scribe.md": source}).findings["personas/scribe.md"]

    (finding,) = [each for each in found if each.rule.name == "template-syntax"]

    assert source[: finding.span.end].endswith("Act. {{")
    assert finding.arguments["limit"] == str(MAX_SOURCE)
    assert finding.template == MESSAGES[Cause.TOO_LARGE]
