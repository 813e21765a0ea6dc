"""Templates are written as a person sees them: carets under a line show where a problem or a name is, and the words behind say what."""

import re
import subprocess
import sys

import pytest

from persona_ls.syntax.template import (
    GLOBALS,
    MAX_SOURCE,
    Cause,
    Name,
    Template,
    has_template,
    known_filters,
    known_tests,
    parse_template,
)
from persona_ls.text import Span, Text

NOTE = re.compile(r" *\^+ [\w| .-]+")


def source_of(document: str) -> str:
    """The document without its carets."""
    return "\n".join(line for line in document.split("\n") if not NOTE.fullmatch(line))


def drawn(source: str, notes: list[tuple[Span, str]]) -> str:
    """``source`` with each note under the line of its span."""
    text = Text(source)
    lines = []
    for line in range(text.line_count):
        start, end = text.line_span(line)
        lines.append(source[start:end])
        lines += [
            " " * (span.start - start) + "^" * (min(span.end, end) - span.start) + f" {words}"
            for span, words in notes
            if start <= span.start <= end
        ]
    return "\n".join(lines)


def problems_drawn(document: str) -> str:
    source = source_of(document)
    return drawn(source, [(problem.span, problem.cause.value) for problem in parse_template(source).problems])


def names_drawn(document: str) -> str:
    """Undeclared names, those that may be absent with "optional"."""
    source = source_of(document)
    template = parse_template(source)
    assert template.problems == ()
    return drawn(
        source,
        [
            (use.span, "given" if use.name in template.required else "optional")
            for use in template.variables
            if use.span.of(source) == use.name
        ],
    )


PROBLEMS = {
    "an expression that stops too early has its problem where it stops": """
{{ stack + }}
           ^^ unexpected-end
{{ }}
   ^^ unexpected-end
{{ usuarios | }} e {{ usuarios. }}
              ^^ unexpected-end
                                ^^ unexpected-end
{% for s in %}{{ s }}{% endfor %}
            ^^ unexpected-end
{% if %}{% endif %}
      ^^ unexpected-end
""",
    "a word too many has its problem on that word": """
Olá {{ nome completo }}, bem-vindo.
            ^^^^^^^^ expected-token
""",
    "a word that is missing has its problem on what stands in its place": """
{% for stack of stacks %}{{ stack }}{% endfor %}
             ^^ expected-token
""",
    "a tag without a word has its problem on what it starts with": """
{% 5 %}
   ^ expected-token
""",
    "a character that Jinja2 does not know has its problem": """
{{ preço $ }} e {{ a * * b }}
         ^ unexpected-token
                       ^ unexpected-token
""",
    "an unclosed expression points at its braces and hides nothing behind them": """
Custa {{ valor em reais.
      ^^ unclosed-tag
Fale com {{ nome completo }}.
                 ^^^^^^^^ expected-token
""",
    "an unclosed expression at the end points at its braces": """
Custa {{ valor
      ^^ unclosed-tag
São 100 % ou R$ 5 "aspas""",
    "an expression that holds the start of another one is unclosed": """
Custa {{ valor, R$ 100. Fale com {{ nome completo }}.
      ^^ unclosed-tag
                                         ^^^^^^^^ expected-token
""",
    "an unclosed statement is one problem, not one more for its block": """
{% if senior %}Sênior{% endif
                     ^^ unclosed-tag
""",
    "a statement that cannot be read is one problem, not one more for its block": """
{% if preço $ %} {% endfor %}
            ^ unexpected-token
""",
    "an unclosed comment points at its start": """
{# nota
^^ unclosed-tag
""",
    "an unclosed raw block points at its tag": """
{% raw %} {{ x }}
^^^^^^^^^ unclosed-tag
""",
    "an unclosed string points at its quote": """
{{ "stack }}
   ^ unclosed-string
""",
    "an unclosed bracket has its problem where the tag ends": """
{{ (a }} e {{ f(a, [b) }}
      ^^ unexpected-end
                     ^ unexpected-token
{% if (a %}sim{% endif %}
         ^^ unexpected-end
""",
    "an unclosed block points at its opening tag": """
{% if senior %}
^^^^^^^^^^^^^^^ unclosed-block
Texto sem fim.
{% for s in stacks %}{{ s }}{% endfor %}
""",
    "of blocks that are closed crosswise the inner one is unclosed, and that is all": """
{% for s in stacks %}{% if s %}{{ s }}{% endfor %}{% endif %}
                     ^^^^^^^^^^ unclosed-block
""",
    "an else that belongs to an outer block closes none of the inner ones": """
{% if a %}{% with b = 1 %}{% else %}{% endif %}
          ^^^^^^^^^^^^^^^^ unclosed-block
""",
    "the end of a block that never began is stray": """
Fim. {% endif %} {% else %}
        ^^^^^ stray-tag
""",
    "a second else is stray": """
{% if a %}1{% else %}2{% else %}3{% endif %}
                         ^^^^ stray-tag
""",
    "an unknown tag is one problem, with or without its end": """
{% trans %}texto{% endtrans %} {% iff a %}{% else %}{% endif %}
   ^^^^^ unknown-tag
                                  ^^^ unknown-tag
""",
    "a prompt cannot load another template": """
{% include "rodape.md" %}{% from "a" import b %}{% import "a" as c %}{% extends "a" %}
   ^^^^^^^ other-template
                            ^^^^ other-template
                                                   ^^^^^^ other-template
                                                                        ^^^^^^^ other-template
""",
    "what only Jinja2 can explain is on its token": """
{{ "\\x" }}
   ^^^^ other
{% for 1 in a %}{% endfor %}
       ^ other
""",
    "a word that is no identifier is unexpected": """
{{ x² }}
   ^^ unexpected-token
""",
    "whitespace control does not move a problem": """
Lista:

   {%- if a b -%}
            ^ expected-token

 {%- endif +%} x {{- c d -}} fim
                       ^ expected-token
""",
}


@pytest.mark.parametrize("document", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_each_problem_is_on_the_exact_characters(document: str) -> None:
    assert problems_drawn(document) == document


NAMES = {
    "every use of a name that the template does not declare": """
{{ stack }} em {{ stack }} para {{ usuarios + 1 }}
   ^^^^^ given
                  ^^^^^ given
                                   ^^^^^^^^ given
""",
    "attributes, keywords, filters and tests are no names": """
{{ time.nome | replace(old="a", new=b) is sameas c }}
   ^^^^ given
                                    ^ given
                                                 ^ given
""",
    "a set name is declared from there on": """
{{ a }}{% set a = a + 1 %}{{ a }}
   ^ given
                  ^ given
""",
    "a name that some branch sets is the template's own behind the branches": """
{% if a %}{% set x = 1 %}{% elif b %}{{ x }}{% else %}{% set x = 2 %}{% endif %}{{ x }}
      ^ given
                                 ^ given
                                        ^ given
{% if a %}{% set y = 1 %}{% endif %}{{ y }}
      ^ given
""",
    "a loop declares its target and loop, inside": """
{% for k, v in pares if v %}{{ k }}{{ v }}{{ loop.index }}{% else %}{{ k }}{% endfor %}{{ loop }}
               ^^^^^ given
                                                                       ^ given
                                                                                          ^^^^ given
""",
    "a macro declares its name, its arguments and what belongs to a call": """
{% macro f(a, b=a + c) %}{{ a }}{{ b }}{{ d }}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{{ f(1) }}{{ a }}
                    ^ given
                                          ^ given
                                                                                                                ^ given
""",
    "a macro sees what is set behind it": """
{% macro f() %}{{ later }}{% endmacro %}{% set later = 1 %}{{ f() }}
""",
    "a call block declares its arguments": """
{% macro f() %}{{ caller(1) }}{% endmacro %}{% call(x) f() %}{{ x }}{{ y }}{% endcall %}
                                                                       ^ given
""",
    "a with block declares its names for its body only": """
{% with a = b, c = a %}{{ a }}{{ c }}{% endwith %}
            ^ given
                   ^ given
""",
    "a set block declares its name": """
{% set x | replace(old=a, new="") %}{{ b }}{% endset %}{{ x }}
                       ^ given
                                       ^ given
""",
    "a filter block and autoescape are scopes": """
{% filter indent(n) %}{% set x = 1 %}{{ x }}{% endfilter %}{% autoescape e %}{{ x }}{% endautoescape %}
                 ^ given
                                                                         ^ given
                                                                                ^ given
""",
    "a block sees what the template sets, not what a loop around it does": """
{% set a = 1 %}{% for b in a %}{% block c %}{{ a }}{{ b }}{{ super() }}{% endblock %}{% endfor %}{{ self.c() }}
                                                      ^ given
""",
    "an attribute of a namespace is a use of the namespace": """
{% set ns = namespace(n=0) %}{% set ns.n = 1 %}{% set other.n = 1 %}
                                                      ^^^^^ given
""",
    "what Jinja2 provides is never asked for, but lipsum is not provided": """
{{ range(3) }}{{ dict(a=1) }}{{ cycler(1) }}{{ joiner() }}{{ lipsum() }}{{ true and none }}
                                                             ^^^^^^ given
""",
    "a name that is only used where its absence is provided for may be absent": """
{{ a | default("x") }} {{ b | d("x") }} {{ c if c is defined else "x" }}
   ^ optional
                          ^ optional
                                           ^ optional
                                                ^ optional
{% if d is defined and d > 1 %}{{ d }}{% elif e is not undefined %}{{ e }}{% endif %}
      ^ optional
                       ^ optional
                                  ^ optional
                                              ^ optional
                                                                      ^ optional
""",
    "one other use makes it required": """
{{ a | default("x") }} {{ a }} {{ b.c | default("x") }} {{ d | upper | default("x") }}
   ^ given
                          ^ given
                                  ^ given
                                                           ^ given
""",
    "text of a raw block is text": """
{% raw %}{{ a }}{% endraw %}{# {{ b }} #}{{ c }}
                                            ^ given
""",
}


@pytest.mark.parametrize("document", NAMES.values(), ids=NAMES.keys())
def test_variables_are_the_names_that_the_context_must_give(document: str) -> None:
    assert names_drawn(document) == document


def test_what_is_beside_a_broken_tag_is_still_read() -> None:
    source = "{{ a }} {{ b c }} {% if d %}{{ e }} {% for x in f g %}{{ x }}{% endfor %} {{ h | upper }}"

    template = parse_template(source)

    assert [use.name for use in template.variables] == ["a", "e", "h"]
    assert [use.name for use in template.filters] == ["upper"]
    assert [problem.cause for problem in template.problems] == [
        Cause.EXPECTED_TOKEN,
        Cause.UNCLOSED_BLOCK,
        Cause.EXPECTED_TOKEN,
    ]


def test_filters_and_tests_stand_where_their_names_do() -> None:
    source = "{{ a | upper|join(b | trim) }}{{ c is not divisibleby 3 }}{% if d is defined %}{% endif %}{% filter e . f %}{% endfilter %}"

    template = parse_template(source)

    assert [(use.name, use.span.of(source)) for use in template.filters] == [
        ("upper", "upper"),
        ("join", "join"),
        ("trim", "trim"),
        ("e.f", "e . f"),
    ]
    assert [use.span.of(source) for use in template.tests] == ["divisibleby", "defined"]


def test_tags_run_from_delimiter_to_delimiter() -> None:
    source = "a {{ b }}  {%- if c -%}  {# d -#} {% raw -%} {{ e }} {%- endraw %}{%+ endif %}\n"

    assert [tag.of(source) for tag in parse_template(source).tags] == [
        "{{ b }}",
        "{%- if c -%}",
        "{# d -#}",
        "{% raw -%}",
        "{%- endraw %}",
        "{%+ endif %}",
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_spans_are_those_of_the_text_whatever_its_line_ends(line_end: str) -> None:
    source = line_end.join(["", "{{ a }}", "", "{{ b", "| upper }} {{ c d }}", ""])

    template = parse_template(source)

    assert [use.span.of(source) for use in template.variables] == ["a", "b"]
    assert [use.span.of(source) for use in template.filters] == ["upper"]
    assert [problem.span.of(source) for problem in template.problems] == ["d"]
    assert template.tags[1].of(source) == f"{{{{ b{line_end}| upper }}}}"


def test_spans_are_moved_by_the_offset() -> None:
    assert parse_template("{{ a | upper }}", offset=100) == Template(
        variables=(Name("a", Span(103, 104)),),
        required=frozenset({"a"}),
        filters=(Name("upper", Span(107, 112)),),
        tags=(Span(100, 115),),
    )


@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("{{ a b }}", {"found": "b", "expected": "}}"}),
        ("{% if a b %}{% endif %}", {"found": "b", "expected": "%}"}),
        ("{% for a %}{% endfor %}", {"found": "%}", "expected": "in"}),
        ("{{ (a }}", {"found": "}}", "expected": ")"}),
        ("{{ a | 5 }}", {"found": "5", "expected": "name"}),
        ("{{ a", {"expected": "}}"}),
        ("{% if a %}", {"tag": "if", "expected": "endif"}),
        ("{% endif %}", {"tag": "endif"}),
        ("{% fi %}", {"tag": "fi"}),
        ("{{ '\\x' }}", {"message": "truncated \\xXX escape"}),
    ],
)
def test_a_problem_carries_the_facts_for_its_message(source: str, arguments: dict[str, str]) -> None:
    (problem,) = parse_template(source).problems

    assert arguments.items() <= problem.arguments.items()


@pytest.mark.parametrize(
    "source",
    [
        "{{ " + "(" * 41 + "1" + ")" * 41 + " }}{{ a }}",
        "{{ " + "not " * 3000 + "b }}{{ a }}",
        "{% if true %}" * 1000 + "{{ b }}" + "{% endif %}" * 1000 + "{{ a }}",
    ],
    ids=["brackets", "operators", "blocks"],
)
def test_what_is_nested_too_deeply_is_told_once_and_the_rest_is_read(source: str) -> None:
    template = parse_template(source)

    assert [problem.cause for problem in template.problems] == [Cause.TOO_DEEP]
    assert template.variables[-1].name == "a"


def test_a_template_beyond_the_size_limit_is_not_read() -> None:
    source = " " * MAX_SOURCE + "{{ a }}"

    template = parse_template(source)

    assert [(problem.cause, problem.span.of(source)) for problem in template.problems] == [(Cause.TOO_LARGE, "{{")]
    assert template.variables == ()


def test_a_long_text_without_tags_has_no_size_limit() -> None:
    assert parse_template("x" * (MAX_SOURCE + 1)) == Template()


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' * 10**9 }}",
        "{{ 'a' | center(10**9) }}",
        "{{ [1] * 10**9 }}",
        "{% autoescape 'a' * 10**9 %}{% endautoescape %}",
        "{{ " + "9" * 4000 + " ** " + "9" * 4000 + " }}",
    ],
)
def test_a_bomb_is_only_looked_at(source: str) -> None:
    assert parse_template(source).problems == ()


@pytest.mark.parametrize("source", ["{{", "{%", "{#", "a {{ b }}"])
def test_the_start_of_a_tag_makes_a_template(source: str) -> None:
    assert has_template(source)


@pytest.mark.parametrize("source", ["", "R$ 100 {milhões} }} %} #}", "{ {", "- [ ] ${x}"])
def test_a_text_without_the_start_of_a_tag_is_no_template(source: str) -> None:
    assert not has_template(source)
    assert parse_template(source) == Template()


def test_the_filters_and_tests_are_those_of_jinja2() -> None:
    assert {"upper", "default", "join", "tojson"} <= known_filters()
    assert {"defined", "divisibleby", "in"} <= known_tests()
    assert "==" not in known_tests()
    assert "lipsum" not in GLOBALS


def test_a_text_without_tags_is_read_without_jinja2() -> None:
    program = "import sys; from persona_ls.syntax.template import parse_template; parse_template('R$ 1'); print('jinja2' in sys.modules)"

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "False"
