"""Each rule does what its test document shows; `documents` tells how to read one."""

import os
import re
from pathlib import Path

import pytest

from checking import Found, edited, found_after, found_in, repairs_in, retold, write
from documents import Case, read_cases, replace_case
from persona_ls.cli import main
from persona_ls.config.tree import CONFIG_NAMES
from persona_ls.features.actions import safe_edits
from persona_ls.rules.base import Rule, Scope
from persona_ls.rules.registry import rules
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.yaml_problems import Cause
from persona_ls.text import Text

HERE = Path(__file__).parent
CASES = [case for document in sorted(HERE.rglob("*.md")) for case in read_cases(document)]
UPDATES = bool(os.environ.get("UPDATE_DOCUMENTS"))


def parameter(case: Case) -> object:
    """The case as a parameter; one that is known to fail has to, so that its line goes when the bug does."""
    marks = [pytest.mark.xfail(strict=True, reason=case.known_failure)] if case.known_failure else []
    return pytest.param(case, id=f"{case.document.stem}: {case.title}", marks=marks)


expected = pytest.mark.parametrize("case", [parameter(case) for case in CASES])
sound_cases = pytest.mark.parametrize("case", [parameter(case) for case in CASES if not case.known_failure])
all_rules = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)


def found(case: Case, tmp_path: Path) -> Found:
    return found_in(tmp_path / "before", {file.path: file.source for file in case.files})


class TestCases:
    @expected
    def test_what_is_found_is_what_is_marked(self, case, tmp_path):
        before = found(case, tmp_path)
        repaired = [
            found_after(case, file, fix, before, tmp_path / f"after-{number}")
            for number, (file, _, fix) in enumerate(repairs_in(case, before))
        ]

        told = retold(case, before, repaired)

        if UPDATES and told != case.text and not case.known_failure:
            replace_case(case, told)
        else:
            assert told == case.text

    @sound_cases
    def test_a_fix_ends_its_finding(self, case, tmp_path):
        before = found(case, tmp_path)
        for number, (file, finding, fix) in enumerate(repairs_in(case, before)):
            after = found_after(case, file, fix, before, tmp_path / f"after-{number}")
            assert after.counts[finding.rule.name] < before.counts[finding.rule.name], fix.title

    @sound_cases
    def test_safe_fixes_applied_twice_are_safe_fixes_applied_once(self, case, tmp_path):
        before = {file.path: file.source for file in case.files}
        once = mended(before, tmp_path / "once")
        twice = mended(once, tmp_path / "twice")

        assert twice == once

    @sound_cases
    def test_check_fix_writes_them_and_not_one_byte_more(self, case, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
        sources = {file.path: file.source for file in case.files if Path(file.path).name not in CONFIG_NAMES}
        root = write(tmp_path / "disk", sources)

        main(["check", "--fix", "--no-bundled", "--library", str(root), str(root)])

        written = {name: (root / name).read_bytes().decode() for name in sources}
        assert written == mended(sources, tmp_path / "memory")
        assert sorted(path for path in root.rglob("*") if path.is_file()) == sorted(root / name for name in sources)


def mended(sources: dict[str, str], root: Path) -> dict[str, str]:
    """The files after all safe fixes, applied in rounds as `check --fix` does."""
    for number in range(10):
        found = found_in(root / str(number), sources)
        edits = {name: safe_edits(findings) for name, findings in found.findings.items()}
        if not any(edits.values()):
            return sources
        sources = {name: edited(source, edits[name]) for name, source in sources.items()}
    raise AssertionError("safe fixes find no end")


class TestDocuments:
    @all_rules
    def test_every_rule_has_a_document(self, rule):
        """With a case in which it is broken."""
        assert any(case.rule == rule.name and f" {rule.name}: " in case.text for case in CASES)

    def test_every_document_is_that_of_a_rule(self):
        assert {case.rule for case in CASES} == {rule.name for rule in rules()}

    def test_every_cause_of_broken_front_matter_has_a_case(self):
        sources = [file.source for case in CASES if case.rule == "invalid-yaml" for file in case.files]
        blocks = [block for source in sources if (block := MarkdownDocument(Text(source)).front_matter)]

        # The document of the last one would be longer than all the others together.
        assert {problem.cause for block in blocks for problem in block.problems} == set(Cause) - {Cause.TOO_LARGE}

    def test_front_matter_that_is_too_long_to_be_read_is_told_on_its_first_line(self, tmp_path):
        source = f"---\ndescrição: {'longa ' * 12_000}\n---\n\n# Persona: Escriba\n"
        (finding,) = [
            each
            for each in found_in(tmp_path, {"personas/a.md": source}).findings["personas/a.md"]
            if each.rule.name == "invalid-yaml"
        ]

        assert "longer than 64 KiB" in finding.template
        assert finding.span.of(source) == source.splitlines()[1].rstrip()

    @sound_cases
    def test_every_mark_speaks_portuguese_too(self, case):
        assert len(re.findall(r"^[ \t]*[\^|∎┘]+ \w+ [a-z-]+: .*\n[ \t]*· pt-BR: ", case.text, re.MULTILINE)) == len(
            re.findall(r"^[ \t]*[\^|∎┘]+ \w+ [a-z-]+: ", case.text, re.MULTILINE)
        )

    @all_rules
    def test_a_rule_without_a_fix_says_why(self, rule):
        """And one with a fix has it in its document."""
        fixed = re.compile(rf" {rule.name}: .*(?:\n[ \t]*· .*)*\n[ \t]*· fix ")
        has_fix = any(fixed.search(case.text) for case in CASES)

        assert has_fix is not rule.fix.startswith("None:")


PROMPT = "\n## Prompt de Ativação (Básico)\n\n"
BACKEND = f"""\
---
variáveis:
  plataforma:
  usuarios: 1
---

# Persona: Backend
{PROMPT}```
Atue como um Backend que conhece {{{{ plataforma }}}}.
```

## Prompt de Ativação (Avançado)

```
Atue como um Backend.
```
"""
WORLD = {
    "personas/backend.md": BACKEND,
    "personas/levantamento-de-requisitos.md": f"# Persona: Entrevistadora\n{PROMPT}```\nPergunte por [descreva o projeto].\n```\n",
    "personas/revisora.md": "---\ntags: [documentação]\n---\n\n# Persona: Revisora\n",
    "personas/dados/analista.md": "---\ntags: [documentação]\n---\n\n# Persona: Analista de Dados\n",
    "personas/negocios/analista.md": "# Persona: Analista de Negócios\n",
}
"""The library that the examples on the pages of the rules speak of."""
PLACES = {
    "deprecated-key": "plan.agent.md",
    "description-too-long": "skills/notes/SKILL.md",
    "invalid-config": "persona-ls.toml",
}
EXCERPTS = ("missing-section", "missing-prompt")
"""The good examples of these would fill a page: they lack less than the bad ones."""


class TestPages:
    @all_rules
    def test_every_rule_tells_its_whole_story(self, rule):
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
        assert all([rule.message, rule.what, rule.why, rule.bad, rule.good, rule.fix])
        assert rule.bad != rule.good

    @all_rules
    def test_the_bad_example_breaks_the_rule_and_the_good_one_does_not(self, rule, tmp_path):
        bad, good = (
            [
                (finding.level, dict(finding.arguments))
                for own in [example_files(rule, text)]
                for name, findings in found_in(tmp_path / kind, WORLD | own).findings.items()
                for finding in findings
                if finding.rule.name == rule.name and name in own
            ]
            for kind, text in (("bad", rule.bad), ("good", rule.good))
        )

        assert bad
        assert good != bad if rule.name in EXCERPTS else good == []


def example_files(rule: Rule, text: str) -> dict[str, str]:
    """An example in a place where it can stand; some are lists of files."""
    lines = text.splitlines()
    if all(line.endswith(".md") for line in lines):
        return dict.fromkeys(lines, "# Persona: Analista\n")
    if rule.name == "id-mismatch":
        return {lines[0]: "\n".join(lines[2:])}
    place = "personas/redatora-tecnica.md" if rule.scope is Scope.PERSONA else "prompts/exemplo.md"
    text = re.sub(r"<more than [\d,]+ characters>", "x" * 1025, text)
    if "## " not in text:  # a fence stands for the prompt that it would be
        text = re.sub(r"^```$", f"{PROMPT}```", text, count=1, flags=re.MULTILINE)
    return {PLACES.get(rule.name, place): text}
