"""Agent files of other tools: found by their place, referable like a persona, verbatim, and never blamed for what is legal there."""

import textwrap
from pathlib import Path

import pytest

from checking import edited, found_in
from persona_ls.features.actions import safe_edits
from persona_ls.library.entry import Entry
from persona_ls.render.document import render_document
from persona_ls.render.expand import Renderer
from persona_ls.rules.base import Severity
from persona_ls.session import Session
from persona_ls.text import Text

TEAM = """\
[dialects.note]
where = ["jots/**/*.md", "*.note.md"]
id = "name"
unknown_keys = "ignored"

[[dialects.note.keys]]
name = "name"
type = "name"
pattern = "[a-z0-9-]+"

[[dialects.note.keys]]
name = "state"
type = "enum"
values = ["open", "done"]
required = true

[[dialects.note.keys]]
name = "tools"
type = "words"
"""
PLACES = {
    "claude-agent": ".claude/agents/{}.md",
    "copilot-agent": "agents/{}.agent.md",
    "skill": "skills/{}/SKILL.md",
    "note": "jots/{}.md",
}
REQUIRED = {
    "claude-agent": "name: {}\ndescription: Reviews code\n",
    "copilot-agent": "description: Reviews code\n",
    "skill": "name: {}\ndescription: Reviews code\n",
    "note": "name: {}\nstate: open\n",
}
every_dialect = pytest.mark.parametrize("name", PLACES)


def agent(name: str, *more: str, stem: str = "reviewer", body: str = "Review the change.\n") -> tuple[str, str]:
    """The path and the text of a small file of a dialect, with more lines in its front matter."""
    lines = "".join(f"{each}\n" for each in more)
    return PLACES[name].format(stem), f"---\n{REQUIRED[name].format(stem)}{lines}---\n\n{body}"


def library(root: Path, sources: dict[str, str]) -> Session:
    return found_in(root, {"persona-ls.toml": TEAM, **sources}).session


def only(session: Session) -> Entry:
    (entry,) = session.library
    return entry


def said(root: Path, path: str, source: str) -> list[str]:
    """The rules that have something to say of a file, and what they mark."""
    found = found_in(root, {"persona-ls.toml": TEAM, path: source})
    assert found.findings["persona-ls.toml"] == ()
    return [f"{each.rule.name}: {each.span.of(source)}" for each in found.findings[path]]


def rendered(session: Session, source: str) -> str:
    opened = session.look_at(session.store.roots[0].path / "prompt.md", Text(source))
    renderer = Renderer(session.library, session.store.persona, engine=NoEngine())
    return render_document(opened.document, opened.document.references, session.store.roots[0].path, renderer)


class NoEngine:
    """What would render a template: nothing here may need it."""

    def render(self, source, variables):
        raise AssertionError(f"taken for a template: {source}")


class TestFound:
    @pytest.mark.parametrize(
        ("path", "dialect", "known_as"),
        [
            (".claude/agents/reviewer.md", "claude-agent", "called"),
            ("sub/.claude/agents/team/reviewer.md", "claude-agent", "called"),
            ("reviewer.agent.md", "copilot-agent", "reviewer"),
            (".github/agents/Plan.It.agent.md", "copilot-agent", "Plan.It"),
            (".github/chatmodes/plan.chatmode.md", "copilot-agent", "plan"),
            ("personas/reviewer.agent.md", "copilot-agent", "reviewer"),
            (".claude/skills/notes/SKILL.md", "skill", "notes"),
            ("notes/SKILL.md", "skill", "notes"),
            ("jots/a/b/c.md", "note", "called"),
            ("personas/x.note.md", "note", "called"),
        ],
    )
    def test_a_file_is_known_by_its_place(self, tmp_path, path, dialect, known_as):
        entry = only(library(tmp_path, {path: "---\nname: called\n---\n\nBody.\n"}))

        assert (entry.dialect, entry.id) == (dialect, known_as)

    @pytest.mark.parametrize(
        "path",
        [
            "agents/reviewer.md",
            ".claude/commands/reviewer.md",
            ".claude/agents/README.md",
            ".claude/agents/reviewer.txt",
            "notes/skill-md.md",
            "notes/SKILL/a.md",
            "jotters/a.md",
        ],
    )
    def test_another_place_makes_no_agent(self, tmp_path, path):
        assert list(library(tmp_path, {path: "---\nname: called\ndescription: x\n---\n\nBody.\n"}).library) == []

    @pytest.mark.parametrize(
        ("root", "path"),
        [(".claude", "agents/reviewer.md"), (".claude/agents", "reviewer.md"), ("skills/notes", "SKILL.md")],
    )
    def test_the_workspace_may_be_the_very_folder_of_agents(self, tmp_path, root, path):
        assert only(library(tmp_path / root, {path: "---\nname: notes\ndescription: x\n---\n"})).id == "notes"

    def test_a_team_may_change_what_a_dialect_takes(self, tmp_path):
        """Its own dialects are asked first."""
        source = '[dialects.reviewer]\nwhere = [".claude/agents/review*.md"]\nid = "stem"\n'
        sources = {"persona-ls.toml": source, ".claude/agents/review-all.md": "", ".claude/agents/plan.md": ""}

        assert {(entry.id, entry.dialect) for entry in found_in(tmp_path, sources).session.library} == {
            ("review-all", "reviewer"),
            ("plan", "claude-agent"),
        }

    def test_without_a_name_the_stem_is_the_id_without_what_says_the_dialect(self, tmp_path):
        session = library(tmp_path, {"a.note.md": "---\nstate: open\n---\n", ".claude/agents/b.md": "Review.\n"})

        assert {entry.id for entry in session.library} == {"a", "b"}

    def test_an_agent_calls_itself_by_its_name_or_its_heading(self, tmp_path):
        named = "---\nname: Plan It\ndescription: >\n  Plans a change\n  before it is made\n---\n\n# Planner\n"
        session = library(tmp_path, {"plan.agent.md": named, "ask.agent.md": "---\ndescription: x\n---\n\n# Asker\n"})

        assert {(entry.id, entry.title, entry.description) for entry in session.library} == {
            ("plan", "Plan It", "Plans a change before it is made"),
            ("ask", "Asker", "x"),
        }


BODY = """\
You review code for {{ team }}.

{% if strict %}Be strict.{% endif %} [describe the change] $ARGUMENTS

# One heading

# Another one

```python
print("{{ x }}", "@persona:nobody")
```

- [ ] Read it all  \n\
\tand a tab\
"""


class TestReferable:
    @every_dialect
    def test_its_body_is_its_prompt_byte_for_byte(self, name, tmp_path):
        session = library(tmp_path, dict([agent(name, body=BODY)]))

        assert rendered(session, "@persona:reviewer") == BODY
        assert rendered(session, "@persona:reviewer#prompt") == BODY
        assert rendered(session, "Before `@persona:reviewer` behind\n") == f"Before {BODY} behind\n"

    @every_dialect
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_blank_lines_around_it_are_not_part_of_it(self, name, newline, tmp_path):
        path, source = agent(name, body="\n\n    Indented.\n\nLast.  \n\n")
        session = library(tmp_path, {path: source.replace("\n", newline)})

        assert rendered(session, "@persona:reviewer") == f"    Indented.{newline}{newline}Last."

    @every_dialect
    def test_nothing_is_read_into_its_body(self, name, tmp_path):
        """Braces are code there, brackets are words, and headings are its author's business."""
        assert said(tmp_path, *agent(name, body=BODY)) == []

    @every_dialect
    def test_a_reference_to_it_is_right_and_one_beside_it_is_not(self, name, tmp_path):
        path, source = agent(name)
        assert said(tmp_path, "prompt.md", "@persona:reviewer\n") == ["unknown-persona: reviewer"]

        found = found_in(tmp_path, {"persona-ls.toml": TEAM, path: source, "prompt.md": "@persona:reviewer\n"})
        assert found.findings["prompt.md"] == ()


class TestLegal:
    @every_dialect
    @pytest.mark.parametrize(
        "line",
        [
            "tools: Read, Grep, Bash",
            "tools: Read",
            "tools: [Read, 'Bash(git log:*)']",
            "tools:\n  - Read\n  - Bash",
            "tools:",
            "x: 1",
            "hooks: {before: [a, {b: c}]}",
            "'a key': no",
        ],
    )
    def test_tools_as_words_or_list_and_keys_of_others_are_legal(self, name, line, tmp_path):
        assert said(tmp_path, *agent(name, line)) == []

    @pytest.mark.parametrize(
        ("path", "front_matter"),
        [
            (".claude/agents/electorn-pro.md", "name: electron-pro\ndescription: 3\nmodel: opus\ncolor: blue"),
            (".claude/agents/a.md", "name: b\ndescription: |\n  Long.\n\n  <example>user: hi</example>\nskills: [a, b]"),
            ("Plan It.agent.md", "name: 'Plan: it!'\ndescription: Plans\nmodel: ['GPT-5 (copilot)', auto]"),
            ("a.chatmode.md", "description: Asks\ntools: ['codebase', 'github/*']\nhandoffs:\n  - {label: Go, agent: b}"),
            ("skills/notes/SKILL.md", f"name: notes\ndescription: {'x' * 1024}\nmetadata: {{a: 1}}\nallowed-tools: Bash(git:*)"),
            ("jots/Any Name.md", "name: other\nstate: DONE"),
        ],
    )  # fmt: skip
    def test_names_may_differ_from_the_stem_and_values_be_what_the_tool_takes(self, path, front_matter, tmp_path):
        assert said(tmp_path, path, f"---\n{front_matter}\n---\n\nBody.\n") == []


class TestWrong:
    @pytest.mark.parametrize(
        ("path", "front_matter", "told"),
        [
            (".claude/agents/a.md", "name: Code Reviewer\ndescription: x", ["invalid-value: Code Reviewer"]),
            (".claude/agents/a.md", "name: [a]\ndescription: x", ["invalid-value: [a]"]),
            (".claude/agents/a.md", "name: a\ndescription: x\ntools: {Read: true}", ["invalid-value: {Read: true}"]),
            (".claude/agents/a.md", "name: a", ["missing-key: ---"]),
            (".claude/agents/a.md", "name: a\ndescription:", ["invalid-value: description:"]),
            ("a.agent.md", "name: A", ["missing-key: ---"]),
            ("a.agent.md", "description: x\nmode: ask", ["deprecated-key: mode"]),
            ("skills/notes/SKILL.md", "name: jots\ndescription: x", ["id-mismatch: jots"]),
            ("skills/notes/SKILL.md", f"name: notes\ndescription: {'x' * 1024}yz", ["description-too-long: yz"]),
            ("jots/a.md", "name: A b\nstate: open", ["invalid-value: A b"]),
            ("jots/a.md", "state: closed", ["invalid-value: closed"]),
            ("jots/a.md", "name: a", ["missing-key: ---"]),
            ("jots/a.md", "state: open\nstate: done", ["duplicate-key: state"]),
        ],
    )
    def test_what_its_tool_would_not_take_is_told_on_the_value(self, path, front_matter, told, tmp_path):
        assert said(tmp_path, path, f"---\n{front_matter}\n---\n\nBody.\n") == told

    def test_a_team_may_want_no_other_keys(self, tmp_path):
        """A key that nobody knows is a hint then, and a slip of one that is missing a warning."""
        config = TEAM.replace('unknown_keys = "ignored"\n', "")
        source = "---\nname: a\nstat: open\nx: 1\n---\n\nBody.\n"
        found = found_in(tmp_path, {"persona-ls.toml": config, "jots/a.md": source}).findings["jots/a.md"]

        assert [(each.rule.name, each.level, each.span.of(source)) for each in found] == [
            ("unknown-key", Severity.WARNING, "stat"),
            ("unknown-key", Severity.HINT, "x"),
        ]

    @every_dialect
    @pytest.mark.parametrize(
        ("line", "value"),
        [
            ("tools: *", "*"),
            ("note: Use it when: always", "Use it when: always"),
            ("hint: [a] | [b]", "[a] | [b]"),
            ("globs: **/*.py", "**/*.py"),
        ],
    )
    def test_broken_yaml_is_found_and_mended_and_the_agent_stays(self, name, line, value, tmp_path):
        path, source = agent(name, line)
        before = found_in(tmp_path / "before", {"persona-ls.toml": TEAM, path: source})
        (finding,) = before.findings[path]
        assert finding.rule.name == "invalid-yaml"
        assert only(before.session).id == "reviewer"

        mended = edited(source, safe_edits(before.findings[path]))
        after = found_in(tmp_path / "after", {"persona-ls.toml": TEAM, path: mended})
        opened = after.session.look_at(tmp_path / "after" / path, Text(mended))
        entry = opened.document.front_matter.entry({line.partition(":")[0]})
        assert after.findings[path] == ()
        assert entry.value.value == value
        assert only(after.session).id == "reviewer"


def test_mistakes_of_a_dialect_are_told_in_the_file_that_says_it(tmp_path):
    """And the rest of the dialect counts: the file is still found, without the key that contradicts itself."""
    config = textwrap.dedent("""\
        [dialects.note]
        where = ["jots/*.md"]
        keys = [{ name = "state", type = "enum" }, { name = "size", required = true }]
    """)
    found = found_in(tmp_path, {"persona-ls.toml": config, "jots/a.md": "---\nstate: any\n---\n\nBody.\n"})

    assert [each.span.of(config) for each in found.findings["persona-ls.toml"]] == ['"enum"']
    assert [each.rule.name for each in found.findings["jots/a.md"]] == ["missing-key", "unknown-key"]


def test_the_fix_of_a_missing_key_writes_one_to_complete(tmp_path):
    path, source = "jots/a.md", "---\nname: a\n---\n\nBody.\n"
    (finding,) = found_in(tmp_path, {"persona-ls.toml": TEAM, path: source}).findings[path]

    assert edited(source, finding.fixes[0].edits) == "---\nname: a\nstate: open\n---\n\nBody.\n"
