"""What a comment silences: the rules that it names, on the line that it is for."""

import textwrap

import pytest

from checking import found_in
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.suppression import Suppression, suppressions
from persona_ls.text import Text


def dedented(words: str) -> str:
    return textwrap.dedent(words).removeprefix("\n")


def comments(source: str) -> tuple[Suppression, ...]:
    return suppressions(MarkdownDocument(Text(source)))


def covered(source: str) -> list[str]:
    """What each comment of a document is for."""
    source = dedented(source)
    return [each.lines.of(source) for each in comments(source)]


class TestInTheBody:
    def test_a_comment_is_for_the_next_line(self):
        assert covered("""
            <!-- persona-ls: ignore[unknown-persona] -->
            Ask @persona:nobody.
            Ask @persona:nobody again.
        """) == ["Ask @persona:nobody."]

    def test_blank_lines_between_do_not_count(self):
        """Linters of Markdown want one between a comment and a heading."""
        assert covered("""
            <!-- persona-ls: ignore[unknown-section] -->

            ## Anything
        """) == ["## Anything"]

    def test_comments_may_be_stacked(self):
        assert covered("""
            <!-- persona-ls: ignore[unknown-section] -->
            <!-- persona-ls: ignore[empty-section] -->
            ## Anything
        """) == ["## Anything", "## Anything"]

    def test_it_may_stand_behind_words(self):
        assert covered("Words. <!-- persona-ls: ignore[unknown-persona] -->\n@persona:nobody") == ["@persona:nobody"]

    def test_at_the_end_there_is_nothing_to_cover(self):
        assert covered("<!-- persona-ls: ignore[unknown-persona] -->\n") == [""]

    def test_rules_are_between_the_brackets_and_the_reason_is_behind_them(self):
        source = "<!--persona-ls:ignore[ unknown-persona,unknown-part , ] it [really] is so-->\n"
        (comment,) = comments(source)

        assert [name for name, _ in comment.rules] == ["unknown-persona", "unknown-part"]
        assert [span.of(source) for _, span in comment.rules] == ["unknown-persona", "unknown-part"]
        assert comment.span.of(source) == source.rstrip()

    @pytest.mark.parametrize("words", ["ignore", "ignore because", "ignore[]"])
    def test_without_a_rule_it_names_none(self, words):
        (comment,) = comments(f"<!-- persona-ls: {words} -->\n")
        assert comment.rules == ()

    @pytest.mark.parametrize(
        "source",
        [
            "`<!-- persona-ls: ignore[unknown-persona] -->`\n",
            "    <!-- persona-ls: ignore[unknown-persona] -->\n",
            "```html\n<!-- persona-ls: ignore[unknown-persona] -->\n```\n",
            "<!-- persona-ls: disable[unknown-persona] -->\n",
            "<!-- ignore[unknown-persona] -->\n",
            "<!-- persona-ls: ignore[unknown-persona]\n-->\n",
        ],
        ids=["code span", "indented code", "fence of a language", "another word", "no name", "two lines"],
    )
    def test_what_only_looks_like_a_comment_silences_nothing(self, source):
        assert comments(source) == ()

    @pytest.mark.parametrize("language", ["", "text", "prompt", "markdown"])
    def test_in_a_prompt_it_is_one(self, language):
        """Where references are read there is something to silence, and rendering takes the comment out."""
        source = f"```{language}\n<!-- persona-ls: ignore[unknown-persona] -->\nAsk @persona:nobody.\n```\n"

        assert covered(source) == ["Ask @persona:nobody."]


class TestForTheFile:
    @pytest.mark.parametrize("before", ["", "---\ntags: [a]\n---\n", "---\ntags: [a]\n---\n\n", "\n\n"])
    def test_directly_behind_the_front_matter_it_is_for_everything(self, before):
        source = f"{before}<!-- persona-ls: ignore-file[missing-section] -->\n\n# Persona: A\n"
        (comment,) = comments(source)

        assert comment.is_file
        assert comment.lines.of(source) == source

    def test_other_comments_of_ours_may_stand_before_it(self):
        first, second = comments(
            "<!-- persona-ls: ignore-file[missing-section] -->\n<!-- persona-ls: ignore-file[missing-field] -->\n# A\n"
        )
        assert first.lines == second.lines

    def test_further_down_it_covers_nothing(self):
        assert covered("# Persona: A\n\n<!-- persona-ls: ignore-file[missing-section] -->\n") == [""]


class TestInFrontMatter:
    def test_a_comment_at_the_end_of_a_line_is_for_that_line(self):
        assert covered("""
            ---
            tags: x  # persona-ls: ignore[invalid-value] for now
            other: 1
            ---
        """) == ["tags: x  # persona-ls: ignore[invalid-value] for now"]

    def test_a_comment_of_its_own_is_for_the_next_line(self):
        assert covered("""
            ---
            # persona-ls: ignore[invalid-value]
            # persona-ls: ignore[unknown-key]

            tags: x
            ---
        """) == ["tags: x", "tags: x"]

    def test_between_the_items_of_a_list_too(self):
        assert covered("""
            ---
            tags:
              - a
              # persona-ls: ignore[duplicate-tag]
              - a
            ---
        """) == ["  - a"]

    @pytest.mark.parametrize(
        "value",
        [
            '"a # persona-ls: ignore[invalid-value]"',
            "'a # persona-ls: ignore[invalid-value]'",
            "a# persona-ls: ignore[invalid-value]",
            "|\n  # persona-ls: ignore[invalid-value]\n  b",
            "[x, 'a # persona-ls: ignore[invalid-value]']",
            "{x: 'a # persona-ls: ignore[invalid-value]'}",
        ],
    )
    def test_a_hash_inside_of_a_text_is_no_comment(self, value):
        assert covered(f"---\nkey: {value}\n---\n") == []

    def test_in_broken_front_matter_it_works(self):
        assert covered("""
            ---
            tools: *  # persona-ls: ignore[invalid-yaml]
            ---
        """) == ["tools: *  # persona-ls: ignore[invalid-yaml]"]

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
    def test_whatever_the_lines_end_in(self, newline):
        source = (
            "---\n# persona-ls: ignore[unknown-key]\nx: 1\n---\n\n<!-- persona-ls: ignore[title-format] -->\n# 😀 B\n"
        )

        assert covered(source.replace("\n", newline)) == ["x: 1", "# 😀 B"]


class TestEffect:
    """What the engine says of a file with comments in it."""

    def said(self, tmp_path, source, config=""):
        sources = {"note.md": dedented(source), "persona-ls.toml": config}
        return [each.rule.name for each in found_in(tmp_path, sources).findings["note.md"]]

    def test_a_finding_is_silenced_by_its_rule_alone(self, tmp_path):
        assert self.said(
            tmp_path,
            """
            <!-- persona-ls: ignore[unknown-persona] an example -->
            Ask @persona:nobody.

            Ask @persona:nobody.
            """,
        ) == ["unknown-persona"]

    def test_a_comment_for_another_rule_is_told_and_silences_nothing(self, tmp_path):
        assert self.said(
            tmp_path,
            """
            <!-- persona-ls: ignore[unknown-part] -->
            Ask @persona:nobody.
            """,
        ) == ["unused-suppression", "unknown-persona"]

    def test_a_comment_for_a_rule_that_is_off_may_be_needed_again(self, tmp_path):
        source = """
            <!-- persona-ls: ignore[unknown-persona] -->
            Ask @persona:nobody.
        """
        for config in ('ignore = ["unknown-persona"]', 'select = ["unused-suppression"]', 'ignore = ["all"]'):
            assert self.said(tmp_path, source, config) == []

    def test_while_the_library_is_being_read_nothing_is_unused(self, tmp_path):
        """Nobody is unknown then, so the comment has nothing to do yet."""
        session = found_in(tmp_path, {"note.md": ""}).session
        source = "<!-- persona-ls: ignore[unknown-persona] -->\nAsk @persona:nobody.\n"
        session.store.library = session.library.with_changes({}, is_complete=False)

        assert session.findings(session.look_at(tmp_path / "note.md", Text(source))) == ()

    def test_in_the_prompt_of_a_persona_a_line_is_silenced(self, tmp_path):
        prompt = "<!-- persona-ls: ignore[unknown-persona] -->\nAsk @persona:nobody.\n"
        source = f"# Persona: A\n\n## Activation Prompt (Basic)\n\n```\n{prompt}```\n"
        rules = {"personas/a.md": source, "personas/b.md": source.replace("<!--", "<!-- x")}
        found = found_in(tmp_path, rules).findings

        assert "unknown-persona" not in [each.rule.name for each in found["personas/a.md"]]
        assert "unknown-persona" in [each.rule.name for each in found["personas/b.md"]]
