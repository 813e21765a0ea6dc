"""What holds for any template, with Jinja2 itself as the judge where it has an opinion."""

import re

import hypothesis.strategies as st
from hypothesis import example, given, settings
from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from persona_ls.syntax.jinja.parse import parse
from persona_ls.syntax.template import Cause, _read_plain, has_template, parse_template

ENVIRONMENT = Environment(keep_trailing_newline=True)
del ENVIRONMENT.globals["lipsum"]

untimed = settings(deadline=None)
judged = settings(deadline=None, max_examples=400)  # Jinja2 has an opinion on few of them

# What persona-ls refuses although Jinja2 reads it; an unclosed comment at the very end is one, too.
OWN_CAUSES = {Cause.OTHER_TEMPLATE, Cause.TOO_DEEP, Cause.TOO_LARGE}
UNCLOSED_AT_END = re.compile(r"\{#[-+]?\Z")

TAGS = [
    "{% if a %}",
    "{% endif %}",
    "{% for b in c %}",
    "{%- endfor -%}",
    "{% raw %}",
    "{% endraw %}",
    "{{ a }}",
    "{{ b.c | upper }}",
    "{% include a %}",
    "{% set b = a %}",
    "{% set b %}",
    "{% endset %}",
    "{% else %}",
    "{% trans %}",
]
WORDS = """
{{ }} {% %} {# #} {%- -%} {{- -}} {%+ +%} if elif else endif for in endfor set endset macro endmacro call endcall filter endfilter with
endwith block endblock scoped required autoescape endautoescape include import from extends as raw trans not and or is defined a b c é loop
none true upper default x² 1 2.5 'x' "y" ' " ( ) [ ] { } | . , : = == + - * / % ~ < ! $ \\ # R$ ção 🦜
"""
BLANKS = [" ", " ", " ", "\n", "\r\n", "\r", "\t", "\u2028", "\x1f", ""]

tags = st.lists(st.sampled_from(TAGS), max_size=6).map("".join)
soup = st.lists(st.sampled_from([*TAGS, *WORDS.split(), *BLANKS]), max_size=40).map("".join)

names = st.sampled_from(["a", "b", "c", "d", "loop"])
expressions = st.recursive(
    st.one_of(names, st.sampled_from(["1", "'x'", "none", "[]"])),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("{} | default({})".format, inner, inner),
        st.builds("({} if {} is defined else {})".format, inner, inner, inner),
        st.builds("f({}, k={})".format, inner, inner),
        st.builds("{}.a[{}]".format, names, inner),
        st.builds("{{{}: {}}}".format, names, inner),
    ),
    max_leaves=3,
)


def branches(test: str, body: str, other_test: str, other_body: str, rest: str) -> str:
    return f"{{% if {test} %}}{body}{{% elif {other_test} %}}{other_body}{{% else %}}{rest}{{% endif %}}"


def loop(name: str, items: str, test: str, body: str, rest: str) -> str:
    return f"{{% for {name} in {items} if {test} %}}{{{{ {name} }}}}{body}{{% else %}}{rest}{{% endfor %}}"


def macro(name: str, default: str, body: str) -> str:
    return f"{{% macro {name}(x, y={default}) %}}{{{{ x }}}}{body}{{% endmacro %}}{{{{ {name}(1) }}}}"


def call(name: str, argument: str, body: str) -> str:
    return f"{{% call({name}) f({argument}) %}}{{{{ {name} }}}}{body}{{% endcall %}}"


def within(name: str, value: str, body: str) -> str:
    return f"{{% with {name} = {value} %}}{{{{ {name} }}}}{body}{{% endwith %}}"


def setting(name: str, body: str) -> str:
    return f"{{% set {name} %}}{body}{{% endset %}}{{{{ {name} }}}}"


bodies = st.recursive(
    st.one_of(
        st.builds("{{{{ {} }}}}\r\n".format, expressions),
        st.builds("{{% set {} = {} %}}".format, names, expressions),
        st.builds("{{% set ns.{} = {} %}}".format, names, expressions),
    ),
    lambda inner: st.one_of(
        st.builds("{} {}".format, inner, inner),
        st.builds(branches, expressions, inner, expressions, inner, inner),
        st.builds(loop, names, expressions, expressions, inner, inner),
        st.builds(macro, names, expressions, inner),
        st.builds(call, names, expressions, inner),
        st.builds(within, names, expressions, inner),
        st.builds(setting, names, inner),
        st.builds("{{% filter default({}) %}}{}{{% endfilter %}}".format, expressions, inner),
        st.builds("{{% autoescape {} %}}{}{{% endautoescape %}}".format, expressions, inner),
    ),
    max_leaves=4,
)
blocks = st.builds("{}{{% block a %}}{}{{% endblock %}}".format, bodies, bodies)
templates = st.one_of(tags, soup, bodies, blocks, st.text())


def read_by_jinja2(source: str) -> nodes.Template | None:
    try:
        return ENVIRONMENT.parse(source)
    except TemplateSyntaxError:
        return None


@untimed
@given(source=templates, offset=st.integers(0, 1000))
def test_all_spans_lie_inside_the_text_and_names_stand_where_they_are_said_to(source: str, offset: int) -> None:
    template = parse_template(source, offset)
    behind = " " * offset + source

    for use in template.variables:
        assert use.span.of(behind) == use.name
    assert template.required <= {use.name for use in template.variables}
    for use in (*template.filters, *template.tests):
        assert re.sub(r"\s", "", use.span.of(behind)) == use.name
    for problem in template.problems:
        assert offset <= problem.span.start < problem.span.end <= len(behind)
    for tag in template.tags:
        assert re.fullmatch(r"\{([{%#]).*[}%#]\}", tag.of(behind), re.DOTALL)


@untimed
@given(source=templates)
def test_everything_is_in_the_order_of_the_text(source: str) -> None:
    template = parse_template(source)

    for uses in (template.variables, template.filters, template.tests, template.problems):
        spans = [use.span for use in uses]
        assert spans == sorted(spans)
    for tag, following in zip(template.tags, template.tags[1:], strict=False):
        assert tag.end <= following.start


@judged
@given(source=templates)
@example("{#")
def test_there_is_a_problem_exactly_where_jinja2_has_one(source: str) -> None:
    problems = [problem for problem in parse_template(source).problems if problem.cause not in OWN_CAUSES]
    plain = source.replace("\r\n", "\n").replace("\r", "\n")

    assert bool(problems) == (read_by_jinja2(source) is None or UNCLOSED_AT_END.search(plain) is not None)


@judged
@given(source=st.one_of(tags, bodies, blocks, soup))
def test_the_undeclared_names_are_those_of_jinja2_save_what_the_template_sets_itself(source: str) -> None:
    tree = read_by_jinja2(source)
    if tree is None:
        return
    try:
        expected = meta.find_undeclared_variables(tree)
    except (AssertionError, TemplateSyntaxError):  # Jinja2 compiles here, and cannot compile all that it parses
        return
    ours = {use.name for use in parse_template(source).variables}

    assert ours <= expected
    assert expected - ours <= own_names(tree)


PLAIN = [
    "{{ a }}", "{{a}}", "{{ b.c }}", "{{ a | upper }}", "{{ a|default('x') }}", '{{ a | d("y") | title }}', "{{ a.b | default('x') }}",
    "{{ é }}", "{{ self.x }}", "{{ range }}", "{{ none }}", "{{ not }}", "{{ a² }}", "{{ a.1 }}", "{{ a | upper | default('') }}",
    "{{ a | x.y }}", "{{ a | d('|b') }}", "{{ e\u0301 }}", "{{- a -}}", "{{\na }}", "{{ a", "{{{ a }}", "}}", "{# c #}", "{% if a %}",
    "{% endif %}", "{{ a.if }}", "{{ a | if }}", "{{ a b }}", "{{ loop }}", "{{ _ }}", "{{ a | d('{{ b }}') }}", "{{ a }}}", "\u0661",
    "{{ a.\u00b7 }}", "{{ a.b.c|f|g }}", "{{ \u212e }}", "{{ 1a }}", "{{  a  }}", "{{\u00a0a }}", "{{ a |\tb }}", "{{ a | d('x')('y') }}",
]  # fmt: skip
plain = st.lists(st.sampled_from(PLAIN[:8]) | st.sampled_from([*PLAIN, " ", "\n", "word", "\r\n"]), max_size=5).map(
    "".join
)


@judged
@given(source=st.one_of(plain, soup, templates), offset=st.integers(0, 9))
def test_names_in_braces_are_read_as_the_parser_reads_them(source: str, offset: int) -> None:
    quick = _read_plain(source, offset)
    assert quick is None or quick == parse(source, offset)


def test_names_in_braces_take_no_parser() -> None:
    assert _read_plain("Use {{ stack | default('Django') }} for {{ client.name }}.", 0) is not None


@untimed
@given(source=st.one_of(st.text(alphabet="{}%#\r\n -"), st.text()))
def test_a_text_without_tags_is_its_own_rendering(source: str) -> None:
    if not has_template(source):
        plain = source.replace("\r\n", "\n").replace("\r", "\n")
        assert ENVIRONMENT.from_string(source).render() == plain


def own_names(tree: nodes.Template) -> set[str]:
    """Names that a branch or the top of a template makes; to Jinja2 they are undeclared, see `persona_ls.syntax.jinja.names`."""
    targets = [each.target for each in tree.find_all((nodes.Assign, nodes.AssignBlock))]
    made = {
        name.name
        for target in targets
        for name in (target, *target.find_all(nodes.Name))
        if isinstance(name, nodes.Name)
    }
    made |= {each.name for each in tree.find_all(nodes.Macro)}
    made |= {each.target for each in tree.find_all(nodes.Import)}
    for each in tree.find_all(nodes.FromImport):
        made |= {name if isinstance(name, str) else name[1] for name in each.names}
    return made
