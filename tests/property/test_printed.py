"""What is rendered without Jinja2 is what Jinja2 renders, to the byte; what is left to it is left for a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, UndefinedError

from persona_ls.render.printed import printed
from persona_ls.syntax.template import GLOBALS

JINJA = Environment(keep_trailing_newline=True, undefined=StrictUndefined, autoescape=False)
NAMES = ("stack", "é", "e\u0301", "ﬁ", "_", "a1", "dict", "range", "self", "loop", "not", "None", "none")
VALUES = st.one_of(
    st.text("aé{}%#\n\r \u2028🦜", max_size=6),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.none(),
    st.floats(),
    st.lists(st.integers(), max_size=2),
)
BLANKS = st.sampled_from(["", " ", "  ", "\t", "\n", "-"])
DEFAULTS = st.sampled_from(
    [
        "",
        "|default('x')",
        ' | d("")',
        "| default('a') ",
        '|d("é 🦜")',
        "|upper",
        "|default(1)",
        "|d('a', true)",
        ".upper()",
    ]
)
TAGS = st.builds(
    lambda name, before, default, after, close: f"{{{{{before}{name}{default}{after}{close}",
    st.sampled_from(NAMES), BLANKS, DEFAULTS, BLANKS, st.sampled_from(["}}", "}}", "}}", "}}}", "}", "%}"]),
)  # fmt: skip
SOURCES = st.lists(st.one_of(TAGS, st.text("a é{}%#\n\r'\"|\u2028", max_size=5)), max_size=5).map("".join)


@given(SOURCES, st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_what_is_printed_is_what_jinja_prints(source: str, variables: dict[str, object]) -> None:
    text = printed(source, variables)
    if text is not None:
        assert text == JINJA.from_string(source).render(variables)


@given(SOURCES, st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_what_jinja_refuses_is_left_to_it(source: str, variables: dict[str, object]) -> None:
    try:
        JINJA.from_string(source).render(variables)
    except (TemplateSyntaxError, UndefinedError, TypeError):
        assert printed(source, variables) is None


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ stack }}", "Django"),
        ("a\n{{stack}}, {{  stack  }}.\n", "a\nDjango, Django.\n"),
        ("{{ stack | default('x') }}{{ other|d(\"y\") }}{{ other | default('') }}{{ other | d(\"\") }}", "Djangoy"),
        ("{{ count }} {{ yes }} {{ nothing }}", "3 True None"),
        ("}} %} {stack} {{ stack }}}", "}} %} {stack} Django}"),
    ],
)
def test_most_prompts_need_no_sandbox(source: str, text: str) -> None:
    assert printed(source, {"stack": "Django", "count": 3, "yes": True, "nothing": None}) == text


@pytest.mark.parametrize(
    "source",
    [
        "{{ stack | upper }}", "{{ stack.upper() }}", "{{- stack }}", "{{ stack }}{# a #}", "{% raw %}{{ stack }}{% endraw %}",
        "{{ stack }}\r\n", "{{ 'stack' }}", "{{ other }}", "{{ long }}", "{{ number }}", "{{ list }}",
        "{{ ﬁ }}", *(f"{{{{ {name} }}}}" for name in sorted(GLOBALS)),
    ],
)  # fmt: skip
def test_the_rest_is_the_sandboxs(source: str) -> None:
    values = {
        "stack": "Django",
        "long": "a" * (1 << 20) + "a",
        "number": 1.5,
        "list": [1],
        "ﬁ": "x",
        **dict.fromkeys(GLOBALS, "x"),
    }
    assert printed(source, values) is None
