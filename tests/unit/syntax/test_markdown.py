"""Where a reference is read (format.md §2), and where headings, fences and items are.

In these documents every reference is called by what it is: ``live`` where it is read, ``dead`` where it is none.
"""

import re

import pytest

from persona_ls.syntax.document import MarkdownDocument
from persona_ls.syntax.markdown import outline
from persona_ls.syntax.outline import Outline
from persona_ls.text import Text

LIVES = {
    "words are read": "# @persona:live-a\n\n@persona:live-b\n@persona:live-c\n\n- @persona:live-d\n\n> @persona:live-e\n",
    "code spans are read": "`@persona:live-a` and `` say @persona:live-b ``\n",
    "front matter is not": "---\na: @persona:dead\n---\n@persona:live\n",
    # Fences and indented code
    "fences of prompts are read": "```\n@persona:live-a\n```\n~~~ Text\n@persona:live-b\n~~~\n```md\n@persona:live-c\n```\n",
    "fences of a programming language are not": "```py\n@persona:dead-a\n```\n~~~YAML\n@persona:dead-b\n~~~\n@persona:live\n",
    "the line of an opening fence is not": "``` text @persona:dead\n@persona:live\n```\n",
    "indented code is not": "words\n\n    @persona:dead-a\n\t@persona:dead-b\n\n- item\n\n      @persona:dead-c\n",
    "an indented line of a paragraph is": "words\n    @persona:live\n",
    "a fence ends with its quote": "> ```py\n> @persona:dead\n@persona:live\n",
    # Link targets
    "a destination is not read": "[t](@persona:dead-a) [t](<@persona:dead-b>) ![t](@persona:dead-c)\n",
    "nor is the rest of an address": "[t](notes.md?with=@persona:dead)\n",
    "nor is the title of a link": '[t](notes.md "see @persona:dead")\n',
    "nor are the targets of an image in a link": "[![t](@persona:dead-a)](@persona:dead-b)\n",
    "a destination holds balanced parentheses": "[t](a(b(c))@persona:dead) @persona:live\n",
    "a destination may be on the next line": "> [t](\n> @persona:dead)\n",
    "the text of a link is read": "[@persona:live-a](notes.md) ![@persona:live-b](notes.md)\n",
    "more words make no target": "[t](@persona:live and more)\n",
    "parentheses that stay open make no target": "[t](a(@persona:live)\n",
    "without a bracket there is no link": "](@persona:live-a) t](@persona:live-b)\n",
    "an escaped bracket opens no link": "\\[t](@persona:live)\n",
    "a bracket in code opens no link": "`[t` ](@persona:live)\n",
    "a bracket is closed once": "[a] b](@persona:live)\n",
    "a link holds no link": "[a [b](@persona:dead) c](@persona:live)\n",
    "but an image may": "![a [b](@persona:dead-a) c](@persona:dead-b)\n",
    # Link definitions
    "a definition is not read": "[r]: @persona:dead-a\n[s]: <@persona:dead-b>\n[t]: @persona:dead-c 'a title'\n",
    "nor on the line below its label": "[r]:\n@persona:dead\n",
    "nor in a quote": "> [r]:\n> @persona:dead\n> words @persona:live\n",
    "nor its label": "[@persona:dead]: notes.md\n",
    "nor its title, over lines": "[r]: notes.md\n  'see\n  @persona:dead'\n@persona:live\n",
    "text that is no title makes it a note": "[note]: @persona:live more words\n",
    "footnotes are words": "[^1]: @persona:live is a footnote\n",
    "a definition cannot interrupt a paragraph": "Ask:\n[r]: @persona:live\n",
    "a heading is no definition": "# [r]: @persona:live\n",
    "an underlined heading may follow one": "[r]: @persona:dead\n@persona:live\n===\n",
    # HTML
    "comments are not read": "<!-- @persona:dead-a -->\n\nwords <!-- @persona:dead-b\n@persona:dead-c --> @persona:live\n",
    "words behind a comment are": "<!-- @persona:dead-a --> @persona:live <!-- @persona:dead-b -->\n",
    "tags in a paragraph are not": "a <b title='> @persona:dead-a'>@persona:live</b> <https://x/@persona:dead-b>\n",
    "nor are tags over two lines": "> a <b\n> title='@persona:dead'> @persona:live\n",
    "what only looks like a tag is": "if a <b and @persona:live> c\n",
    "tags of a block over two lines are not": "<div\n  title='@persona:dead'>\n@persona:live\n</div>\n",
    "nor in quotes that hold a bracket": "<div\n  title='a > @persona:dead'>\n",
    "nor scripts and style sheets": "<script>\n'@persona:dead-a'\n</script>\n\n<style>\n@persona:dead-b\n</style>\n@persona:live\n",
    "nor scripts inside a block": "<div>\n<SCRIPT>'@persona:dead'</SCRIPT> @persona:live\n</div>\n",
    "other raw text is": "<pre>\n@persona:live-a\n</pre>\n<textarea>\n@persona:live-b\n</textarea>\n",
    "instructions and declarations are not": "<?php\n@persona:dead-a ?>\n\n<!DOCTYPE @persona:dead-b>\n\n<![CDATA[\n@persona:dead-c ]]>\n",
}  # fmt: skip


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("source", LIVES.values(), ids=LIVES)
def test_where_references_are_read(source, newline):
    source = source.replace("\n", newline)
    written = re.findall(r"@persona:((?:live|dead)[a-z-]*)", source)

    read = [each.name for each in MarkdownDocument(Text(source)).references]

    assert read == [name for name in written if name.startswith("live")]


def outlined(source: str) -> Outline:
    return outline(Text(source))


class TestHeadings:
    def test_the_words_of_a_heading_are_without_its_marks(self):
        source = "#  One two ## \n\n   ## `a` #b\n\nUnder\nlined \n===\n\n#nothing\n\n####### nothing\n"

        assert [(each.level, each.text) for each in outlined(source).headings] == [
            (1, "One two"),
            (2, "`a` #b"),
            (1, "Under\nlined"),
        ]

    def test_the_span_of_a_heading_is_its_line(self):
        source = "a\n\n ## One ##  \nb\n"
        (heading,) = outlined(source).headings

        assert heading.span.of(source) == "## One ##  "
        assert heading.text_span.of(source) == "One"

    def test_the_underline_of_a_definition_is_text(self):
        assert outlined("[r]: a\n===\n").headings == ()

    def test_a_heading_leaves_the_definitions_before_it_alone(self):
        (heading,) = outlined("[r]: a\nb\n---\n").headings

        assert heading.text == "b"


class TestFences:
    def test_a_fence_knows_its_pieces(self):
        source = "- a\n\n  ~~~ Py x\n  code\n   ~~~~  \n"
        (fence,) = outlined(source).fences

        assert fence.marker.of(source) == "~~~"
        assert (fence.info.of(source), fence.language) == ("Py x", "py")
        assert fence.content.of(source) == "  code\n"
        assert fence.closing.of(source) == "~~~~"
        assert fence.span.of(source) == source[source.index("~~~") : source.rindex("~") + 1]

    @pytest.mark.parametrize(
        ("source", "content"),
        [("```\na\n", "a\n"), ("```\na", "a"), ("```", ""), ("> ```\n> a\n\nb\n", "> a\n"), ("````\n```\n", "```\n")],
    )
    def test_an_unclosed_fence_ends_with_what_it_is_in(self, source, content):
        (fence,) = outlined(source).fences

        assert fence.closing is None
        assert fence.content.of(source) == content

    def test_backticks_behind_backticks_open_no_fence(self):
        assert outlined("``` a`b\n").fences == ()

    def test_an_offset_is_in_a_fence_up_to_its_last_character(self):
        source = "> ```\n> a\nb\n"
        found = outlined(source)

        assert found.fence_at(source.index("a")) is found.fences[0]
        assert found.fence_at(source.index("b")) is None


def test_items_know_their_depth_and_their_first_line():
    source = "- a\n  1. b\n     * c: d\n- e\n\nno - item\n"

    assert [(each.marker.of(source), each.depth, each.text_span.of(source)) for each in outlined(source).items] == [
        ("-", 0, "a"),
        ("1.", 1, "b"),
        ("*", 2, "c: d"),
        ("-", 0, "e"),
    ]


def test_only_top_level_lines_of_paragraphs_can_be_fields():
    source = "**A**: b  \n  **C**: d\n\n- **E**: f\n\n> **G**: h\n\n    **I**: j\n"

    assert [line.of(source) for line in outlined(source).lines] == ["**A**: b  ", "**C**: d"]


def test_code_spans_know_what_they_hold():
    source = "a `` b`c `` d ` e\n"
    found = outlined(source).inline

    assert [(each.span.of(source), each.content.of(source)) for each in found.code] == [("`` b`c ``", " b`c ")]
    assert found.code_at(source.index("b`c")) is found.code[0]
    assert found.code_at(source.index("d")) is None


@pytest.mark.parametrize("marker", ["- ", "> ", "1. "])
def test_what_is_nested_deeper_than_anybody_writes_is_text(marker):
    """A line of nothing but markers must not take time that grows with its square."""
    found = outlined(marker * 30_000 + "a\n" * 100)

    assert len(found.items) <= 100
