"""Each rule does what its test document shows; `documents` tells how to read one."""

import os
from pathlib import Path

import pytest
from checking import Found, edited, found_after, found_in, marked_findings, repairs_in, retold
from documents import Case, read_cases, replace_case

from persona_ls.features.actions import safe_edits
from persona_ls.rules.base import Scope
from persona_ls.rules.registry import rules
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.yaml_problems import Cause
from persona_ls.text import Text

HERE = Path(__file__).parent
CASES = [case for document in sorted(HERE.rglob("*.md")) for case in read_cases(document)]
UPDATES = bool(os.environ.get("UPDATE_DOCUMENTS"))

all_cases = pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.document.stem}: {case.title}")
all_rules = pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)


def found(case: Case, tmp_path: Path) -> Found:
    return found_in(tmp_path / "before", {file.path: file.source for file in case.files})


class TestCases:
    @all_cases
    def test_what_is_found_is_what_is_marked(self, case, tmp_path):
        before = found(case, tmp_path)
        repaired = [
            found_after(case, file, fix, before, tmp_path / f"after-{number}")
            for number, (file, _, fix) in enumerate(repairs_in(case, before))
        ]

        told = retold(case, before, repaired)

        if UPDATES and told != case.text:
            replace_case(case, told)
        else:
            assert told == case.text

    @all_cases
    def test_a_fix_ends_its_finding(self, case, tmp_path):
        before = found(case, tmp_path)
        for number, (file, finding, fix) in enumerate(repairs_in(case, before)):
            after = found_after(case, file, fix, before, tmp_path / f"after-{number}")
            assert after.counts[finding.rule.name] < before.counts[finding.rule.name], fix.title

    @all_cases
    def test_safe_fixes_applied_twice_are_safe_fixes_applied_once(self, case, tmp_path):
        before = {file.path: file.source for file in case.files}
        once = mended(before, tmp_path / "once")
        twice = mended(once, tmp_path / "twice")

        assert twice == once


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

        assert {problem.cause for block in blocks for problem in block.problems} == set(Cause)

    @all_rules
    def test_a_rule_without_a_fix_says_why(self, rule):
        """And one with a fix has it in its document."""
        has_fix = any("· fix " in case.text for case in CASES if case.rule == rule.name)

        assert has_fix is not rule.fix.startswith("None:")
