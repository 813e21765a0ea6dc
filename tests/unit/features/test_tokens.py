"""Semantic tokens, drawn under the text that they colour; ``!`` marks a variable that is not declared."""

import textwrap

import pytest

from persona_ls.features.tokens import TokenType, tokens
from persona_ls.lsp.answers.tokens import difference, encode
from persona_ls.lsp.legend import LEGEND
from persona_ls.session import Opened
from persona_ls.text import Encoding, Span, Text
from world import World

PERSONA = """---
variáveis: {stack: Django}
---
# Persona: Escriba

## Prompt de Ativação (Básico)

```
%s
```
"""


def drawn(opened: Opened, span: Span | None = None) -> str:
    """The lines with tokens, and under each its tokens."""
    text, found = opened.text, tokens(opened, span or Span(0, len(opened.text)))
    shown = []
    for line in range(text.line_count):
        place = text.line_span(line)
        here = [each for each in found if each.span.start < place.end and place.start < each.span.end]
        shown += [place.of(text.source)] if here else []
        for each in here:
            start, end = max(each.span.start, place.start), min(each.span.end, place.end)
            carets = " " * (start - place.start) + "^" * (end - start)
            shown.append(f"{carets} {each.type.value}{'!' if each.is_undeclared else ''}")
    return "\n".join(shown)


def prose(words: str) -> str:
    """The tokens of a prompt file."""
    return drawn(World().look(words, "notas/uso.md"))


def prompt(words: str) -> str:
    """The tokens of a persona whose prompt is ``words`` and declares ``stack``."""
    return drawn(World().look(PERSONA % words))


def is_drawn(wanted: str) -> str:
    return textwrap.dedent(wanted).strip("\n")


class TestReferences:
    def test_a_persona_is_a_class_its_part_a_method_and_arguments_parameters(self) -> None:
        assert prose('Veja @persona:dev/backend#avancado(usuarios=500, stack="Go", seco=true) e siga.') == is_drawn("""
            Veja @persona:dev/backend#avancado(usuarios=500, stack="Go", seco=true) e siga.
                 ^^^^^^^^^^^^^^^^^^^^ class
                                      ^^^^^^^^ method
                                               ^^^^^^^^ parameter
                                                        ^^^ number
                                                             ^^^^^ parameter
                                                                   ^^^^ string
                                                                         ^^^^ parameter
                                                                              ^^^^ keyword
            """)

    def test_headings_and_prose_belong_to_the_editor(self) -> None:
        assert prose("# Título\n\n- [descreva o projeto] {{ a }} **negrito**\n") == ""

    def test_what_is_not_live_has_no_token(self) -> None:
        assert prose("```python\n@persona:x\n```\n\n<!-- @persona:x --> \\@persona:x\n") == ""

    @pytest.mark.parametrize("words", ["@persona:x(a=[1, 2])", "@persona:x(a={1: 2})", "@persona:x(a=outro)"])
    def test_a_value_that_is_a_list_or_names_no_variable_has_none(self, words: str) -> None:
        assert "string" not in prose(words)
        assert "variable" not in prose(words)


class TestTemplates:
    def test_tags_look_as_templates_do(self) -> None:
        assert prompt("{% if stack is defined and not seca %}{{ stack | upper }}{% endif %}") == is_drawn("""
            {% if stack is defined and not seca %}{{ stack | upper }}{% endif %}
               ^^ keyword
                  ^^^^^ variable
                        ^^ keyword
                           ^^^^^^^ function
                                   ^^^ keyword
                                       ^^^ keyword
                                           ^^^^ variable!
                                                     ^^^^^ variable
                                                             ^^^^^ function
                                                                        ^^^^^ keyword
            """)

    def test_words_in_strings_and_behind_dots_are_no_keywords(self) -> None:
        assert prompt("{{ stack.in ~ 'if \\' not' ~ \"or\" }}") == is_drawn(r"""
            {{ stack.in ~ 'if \' not' ~ "or" }}
               ^^^^^ variable
            """)

    def test_a_test_that_is_called_like_a_keyword_is_one_token(self) -> None:
        assert prompt("{{ stack is none }}") == is_drawn("""
            {{ stack is none }}
               ^^^^^ variable
                     ^^ keyword
                        ^^^^ function
            """)

    def test_a_comment_may_have_several_lines(self) -> None:
        assert prompt("a {# um\n  dois #} b") == is_drawn("""
            a {# um
              ^^^^^ comment
              dois #} b
            ^^^^^^^^^ comment
            """)

    def test_a_placeholder_is_told_from_a_list_in_a_tag(self) -> None:
        assert prompt("[descreva o projeto] {{ [stack, stack] }} [texto](link) [ ]") == is_drawn("""
            [descreva o projeto] {{ [stack, stack] }} [texto](link) [ ]
            ^^^^^^^^^^^^^^^^^^^^ macro
                                     ^^^^^ variable
                                            ^^^^^ variable
            """)

    def test_a_variable_may_be_the_value_of_an_argument(self) -> None:
        assert prompt("@persona:dba(x=stack, y=nada)") == is_drawn("""
            @persona:dba(x=stack, y=nada)
            ^^^^^^^^^^^^ class
                         ^ parameter
                           ^^^^^ variable
                                  ^ parameter
                                    ^^^^ variable!
            """)

    def test_no_variable_counts_as_undeclared_while_the_front_matter_cannot_be_read(self) -> None:
        broken = PERSONA.replace("variáveis: {stack: Django}", "variáveis: {stack: [")
        assert "!" not in drawn(World().look(broken % "{{ nada }}"))

    def test_the_prompt_of_an_agent_is_no_template(self) -> None:
        agent = World().look("---\nname: x\ndescription: y\n---\n{{ a }} [descreva o projeto]\n", ".claude/agents/x.md")
        assert drawn(agent) == ""


class TestRanges:
    def test_a_range_has_the_tokens_that_touch_it(self) -> None:
        opened = World().look("@persona:a @persona:b\n@persona:c\n", "notas/uso.md")
        assert drawn(opened, Span(12, 15)) == "@persona:a @persona:b\n           ^^^^^^^^^^ class"
        assert drawn(opened, Span(10, 11)) == ""

    def test_no_two_tokens_overlap_and_none_is_empty(self) -> None:
        opened = World().look(
            PERSONA % "@persona:x(a='{{ stack }}', b={{ 1 }}) {% raw %}{{ a }}{% endraw %} {{ @persona:y }}"
        )
        found = tokens(opened, Span(0, len(opened.text)))
        assert len(found) > 5
        ends = [0, *(each.span.end for each in found)]
        assert all(end <= each.span.start < each.span.end for end, each in zip(ends, found, strict=False))


class TestNumbers:
    def test_every_type_is_in_the_legend(self) -> None:
        assert {each.value for each in TokenType} == set(LEGEND.token_types)

    @pytest.mark.parametrize(
        ("encoding", "column", "length"), [(Encoding.UTF8, 7, 14), (Encoding.UTF16, 4, 12), (Encoding.UTF32, 3, 11)]
    )
    def test_columns_and_lengths_count_in_the_units_of_the_client(
        self, encoding: Encoding, column: int, length: int
    ) -> None:
        opened = World().look("🎉é @persona:𝒶b", "notas/uso.md")
        data = encode(tokens(opened, Span(0, len(opened.text))), opened.text, encoding)
        assert data == [0, column, length, 0, 0]

    def test_a_token_of_several_lines_is_one_for_each(self) -> None:
        opened = World().look((PERSONA % "{# um\n\n três #}").replace("\n", "\r\n"))
        data = encode(tokens(opened, Span(0, len(opened.text))), opened.text, Encoding.UTF16)
        number = LEGEND.token_types.index("comment")
        assert data == [8, 0, 5, number, 0, 2, 0, 8, number, 0]

    @pytest.mark.parametrize(
        ("before", "after"),
        [("", "a"), ("a", ""), ("ab", "ab"), ("abc", "axc"), ("aab", "aaab"), ("ab", "ba"), ("abab", "ab")],
    )
    def test_a_difference_makes_the_new_answer_of_the_old_one(self, before: str, after: str) -> None:
        old, new = ([at and ord(each) // at for each in words for at in range(5)] for words in (before, after))
        result = list(old)
        for edit in difference(old, new):
            assert (edit.start % 5, edit.delete_count % 5) == (0, 0), "whole tokens"
            result[edit.start : edit.start + edit.delete_count] = edit.data or []
        assert result == new

    def test_positions_on_a_line_are_counted_on_from_each_other(self) -> None:
        text = Text("é🎉x\n🎉y\nz")
        for encoding in Encoding:
            offsets = [0, 1, 2, 2, 3, 4, 5, 6, 7, 8]
            assert list(text.positions(offsets, encoding)) == [text.position(each, encoding) for each in offsets]
