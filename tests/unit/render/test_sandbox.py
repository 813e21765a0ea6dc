"""Strangers' templates against the sandbox: each bomb ends in an error that says why, and the next prompt is rendered as if nothing was."""

import os
import select
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.defaults import DEFAULT_NAMESPACE

from persona_ls.render import errors
from persona_ls.render.sandbox import (
    OutOfMemory,
    RenderError,
    Sandbox,
    SandboxUnavailable,
    TemplateBroken,
    TemplateFailed,
    TooLarge,
    TooSlow,
    UndefinedVariables,
)
from persona_ls.syntax.template import GLOBALS, MAX_SOURCE, Cause, known_filters

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="looks into /proc and waits for processes that are not its own"
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Sandbox]:
    """One sandbox for all tests that only render; what one of them breaks, the next one would notice."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as sandbox:
        yield sandbox


class TestText:
    @pytest.mark.parametrize("source", ["", "R$ 100 {milhões}\r\n}} %} ", "- [ ] **x**  \r", "\ud800 \x00 🦜\n\n"])
    def test_a_prompt_without_tags_is_passed_on_and_starts_no_process(self, sandbox: Sandbox, source: str) -> None:
        assert sandbox.render(source, {}) == source
        assert (sandbox.starts, sandbox.pid) == (0, None)

    @pytest.mark.parametrize(
        "around",
        [
            "\n",
            "a\n\n",
            "\r\n",
            "a\r\nb\nc\rd\r\n",
            "$1 ${x} } }} { %} #}",
            "ção 🦜 \u2028\u2029\x0b\x0c\x85\x1f",
            "\ud800",
            "  \t ",
        ],
        ids=ascii,
    )
    def test_what_stands_around_tags_comes_out_byte_for_byte(self, shared: Sandbox, around: str) -> None:
        assert shared.render(f"{around}{{{{ x }}}}{around}", {"x": around}) == around * 3

    def test_line_ends_survive_where_no_blank_is_free_to_stand_for_them(self, shared: Sandbox) -> None:
        value = "\u205f\u1680\u2000\u2001"

        assert shared.render("a\r\n{{ x }}\r\n", {"x": value}) == f"a\r\n{value}\r\n"

    def test_whitespace_control_takes_line_ends_of_either_kind(self, shared: Sandbox) -> None:
        assert shared.render("a \r\n{%- if true -%}\r\n\r\n b\r\n{% endif %}\r\n", {}) == "ab\r\n\r\n"

    def test_values_are_not_read_as_templates(self, shared: Sandbox) -> None:
        assert shared.render("{{ x }}", {"x": "{{ y }}{% if %}"}) == "{{ y }}{% if %}"

    def test_nothing_is_escaped(self, shared: Sandbox) -> None:
        assert shared.render("{{ x }}", {"x": "<a href='b'>&amp;"}) == "<a href='b'>&amp;"

    @pytest.mark.parametrize("value", ["é", 1, 2.5, True, None, ["a", 1], {"a": {"b": [None]}}], ids=repr)
    def test_values_are_those_of_json(self, shared: Sandbox, value: object) -> None:
        assert shared.render("{{ x }}", {"x": value}) == str(value)

    def test_any_other_value_is_passed_as_its_text(self, shared: Sandbox) -> None:
        assert shared.render("{{ x }}", {"x": Path("a/b")}) == str(Path("a/b"))


SAMPLES = {
    "abs": "{{ -1 | abs }}",
    "attr": "{{ xs | attr('count') is defined }}",
    "batch": "{{ xs | batch(2, 'z') | list }}",
    "capitalize": "{{ s | capitalize }}",
    "center": "{{ s | center(20) }}|",
    "count": "{{ xs | count }}",
    "d": "{{ none | d('x', true) }}",
    "default": "{{ nada | default('x') }}",
    "dictsort": "{{ m | dictsort }}",
    "e": "{{ '<a>' | e }}",
    "escape": "{{ '<a>' | escape }}",
    "filesizeformat": "{{ 123456 | filesizeformat }}",
    "first": "{{ xs | first }}",
    "float": "{{ '1.5' | float }}",
    "forceescape": "{{ '<a>' | forceescape }}",
    "format": "{{ '%s: %5.1f%%' | format(s, 99.5) }}",
    "groupby": "{{ [m] | groupby('a') | list }}",
    "indent": "{{ 'a\\nb' | indent(2, first=true) }}",
    "int": "{{ '42' | int }}",
    "items": "{{ m | items | list }}",
    "join": "{{ xs | join(', ') }}{{ [m] | join(attribute='a') }}",
    "last": "{{ xs | last }}",
    "length": "{{ xs | length }}",
    "list": "{{ 'abc' | list }}",
    "lower": "{{ 'AÇÃO' | lower }}",
    "map": "{{ xs | map('upper') | join }}{{ xs | map('replace', 'a', 'b') | list }}",
    "max": "{{ xs | max }}",
    "min": "{{ xs | min }}",
    "pprint": "{{ m | pprint }}",
    "random": "{{ [s] | random }}",
    "reject": "{{ [1, 2] | reject('odd') | list }}",
    "rejectattr": "{{ [m] | rejectattr('a') | list }}",
    "replace": "{{ s | replace('o', '0', 1) }}",
    "reverse": "{{ xs | reverse | list }}",
    "round": "{{ 2.567 | round(1, 'ceil') }}",
    "safe": "{{ '<a>' | safe }}",
    "select": "{{ [1, 2] | select('odd') | list }}",
    "selectattr": "{{ [m] | selectattr('a', 'eq', 1) | list }}",
    "slice": "{{ xs | slice(2) | list }}",
    "sort": "{{ xs | sort(reverse=true) }}",
    "string": "{{ 5 | string }}",
    "striptags": "{{ '<b>a</b> &lt; b' | striptags }}",
    "sum": "{{ [1, 2] | sum }}",
    "title": "{{ s | title }}",
    "tojson": "{{ m | tojson(indent=2) }}",
    "trim": "{{ ' a ' | trim }}",
    "truncate": "{{ s | truncate(5) }}",
    "unique": "{{ xs | unique | list }}",
    "upper": "{{ s | upper }}",
    "urlencode": "{{ s | urlencode }}",
    "urlize": "{{ 'veja https://example.org' | urlize }}",
    "wordcount": "{{ s | wordcount }}",
    "wordwrap": "{{ s | wordwrap(5, wrapstring='|') }}",
    "xmlattr": "{{ m | xmlattr }}",
}

OTHERS = [
    "{{ s.upper() }}{{ s.split(' ') }}{{ ', '.join(xs) }}{{ s.replace('o', '0') }}{{ s['title']() }}",
    "{{ 'a' * 3 ~ 'b' + 'c' }}{{ 2 ** 10 }}{{ 7 % 4 }}{{ '%s e %d' % ('a', 5) }}{{ [1] + [2] }}{{ [0] * 3 }}{{ 7 // 2 }}{{ -1 }}",
    "{% for x in range(3) %}{{ loop.index }}{{ x }}{% else %}{% endfor %}",
    "{% macro f(a) %}<{{ a }}{{ caller() }}>{% endmacro %}{% call f(1) %}b{% endcall %}",
    "{% set x %}a{{ s }}{% endset %}{{ x ~ x }}{% set ns = namespace(n=0) %}{% set ns.n = ns.n + 1 %}{{ ns.n }}",
    "{% filter upper %}{{ s }}{% endfilter %}{% block b %}{{ s }}{% endblock %}{{ self.b() }}",
    "{{ m.a }}{{ m['a'] }}{{ m.items() | list }}{{ m.get('z', 1) }}{{ xs[0] }}{{ xs[-1:] }}",
    "{{ dict(a=1) }}{% set c = cycler(1, 2) %}{{ c.next() }}{{ c.next() }}{% set j = joiner() %}{{ j() }}{{ j() }}",
    "{% autoescape true %}{{ '<a>' ~ s }}{{ ['<', 'b'] | join('&') }}{% endautoescape %}{% raw %}{{ x }}{% endraw %}",
]


class TestLanguage:
    """Limits aside, templates mean what they mean in Jinja2."""

    @pytest.mark.parametrize("source", [*SAMPLES.values(), *OTHERS])
    def test_templates_render_as_in_jinja2(self, shared: Sandbox, source: str) -> None:
        variables = {"s": "olá mundo bom", "xs": ["b", "a", "b"], "m": {"a": 1, "é": "x"}}

        assert shared.render(source, variables) == Environment().from_string(source).render(variables)

    def test_every_filter_has_a_sample_here(self) -> None:
        assert set(SAMPLES) == known_filters()

    @pytest.mark.parametrize("name", sorted(GLOBALS | set(DEFAULT_NAMESPACE)))
    def test_what_templates_find_without_being_given_it_is_what_parsing_believes(
        self, shared: Sandbox, name: str
    ) -> None:
        assert shared.render(f"{{{{ {name} is defined }}}}", {}) == str(name in GLOBALS)


class TestProblems:
    def test_all_missing_variables_are_told_at_once_in_the_order_of_their_use(self, sandbox: Sandbox) -> None:
        with pytest.raises(UndefinedVariables) as raised:
            sandbox.render("{{ c }}{% if a %}{{ b }}{{ c }}{% endif %}{{ d }}", {"d": 1})

        assert raised.value.names == ("c", "a", "b")
        assert sandbox.starts == 0

    def test_a_variable_may_be_absent_where_the_template_says_what_then(self, shared: Sandbox) -> None:
        source = "{{ a | default('x') }}{% if b is defined %}{{ b }}{% endif %}{{ c if c is defined else 'z' }}"

        assert shared.render(source, {}) == "xz"

    def test_a_variable_that_turns_out_missing_is_told_by_name(self, shared: Sandbox) -> None:
        with pytest.raises(UndefinedVariables) as raised:
            shared.render("{% if a is undefined %}{{ a }}{% endif %}", {})

        assert raised.value.names == ("a",)

    def test_a_missing_attribute_is_no_missing_variable(self, shared: Sandbox) -> None:
        with pytest.raises(TemplateFailed, match="has no attribute 'b'"):
            shared.render("{{ a.b }}", {"a": {}})

    def test_a_broken_template_is_told_with_its_line_and_its_problem(self, sandbox: Sandbox) -> None:
        with pytest.raises(TemplateBroken) as raised:
            sandbox.render("a\r\nb {{ c d }}", {})

        assert raised.value.line == 1
        assert raised.value.problem
        assert raised.value.problem.cause is Cause.EXPECTED_TOKEN
        assert sandbox.starts == 0

    def test_a_filter_that_does_not_exist_is_told_with_its_line(self, shared: Sandbox) -> None:
        with pytest.raises(TemplateBroken, match="No filter named 'maiuscula'") as raised:
            shared.render("a\r\n\r\n{{ a | maiuscula }}", {"a": ""})

        assert raised.value.line == 2

    @pytest.mark.parametrize(
        "source", ["{% include 'a' %}", "{% import 'a' as b %}", "{% from 'a' import b %}", "{% extends 'a' %}"]
    )
    def test_no_other_template_is_loaded(self, shared: Sandbox, source: str) -> None:
        with pytest.raises(TemplateBroken) as raised:
            shared.render(source, {})

        assert raised.value.problem
        assert raised.value.problem.cause is Cause.OTHER_TEMPLATE

    def test_the_tree_of_errors_is_drawn_in_full(self) -> None:
        assert [name for name in errors.__all__ if name not in str(errors.__doc__)] == []
        assert all(issubclass(getattr(errors, name), RenderError) for name in errors.__all__)


ESCAPES = [
    "{{ ''.__class__.__mro__ }}",
    "{{ ''['__class__'] }}",
    "{{ '' | attr('__class__') }}",
    "{{ [''] | map('attr', '__class__') | join }}",
    "{{ [''] | map(attribute='__class__') | join }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ ''.replace.__globals__ }}",
    "{{ '{0.__class__}'.format('') }}",
    "{{ ('{0.__class__}' | attr('format'))('') }}",
    "{{ '{a.__class__}'.format_map({'a': ''}) }}",
    "{% for x in [1] %}{{ loop.__class__ }}{% endfor %}",
    "{{ xs.append(1) }}",
    "{{ range.__self__ }}",
]

# Refused before they go off, on any system: the child lives on.
FORESEEN = {
    "repeated text": "{{ 'a' * 10**9 }}",
    "repeated text, the other way round": "{{ 10**9 * 'a' }}",
    "repeated list": "{{ [1] * 10**9 }}",
    "center": "{{ 'a' | center(10**9) }}",
    "center method": "{{ 'a'.center(10**9) }}",
    "ljust": "{{ 'a'.ljust(10**9) }}",
    "zfill": "{{ 'a'.zfill(10**9) }}",
    "expandtabs": "{{ '\\t'.expandtabs(10**9) }}",
    "bytes": "{{ (1).to_bytes(10**9, 'big') }}",
    "encode": "{{ 'a'.encode().ljust(10**9) }}",
    "translate": "{{ 'aaa'.translate({97: 'b' * 1000000}) }}",
    "format filter": "{{ '%1000000000d' | format(1) }}",
    "format filter with a name": "{{ '%(n)01000000000d' | format(n=1) }}",
    "format filter with a star": "{{ '%*d' | format(10**9, 1) }}",
    "format filter with a precision": "{{ '100%% %.1000000000f' | format(1) }}",
    "format operator": "{{ '%1000000000d' % 1 }}",
    "format method": "{{ '{:>1000000000}'.format('a') }}",
    "indent": "{{ 'a' | indent(10**9, true) }}",
    "indent many lines": "{{ ('a\\n' * 500000) | indent(1000) }}",
    "replace": "{{ 'a' | replace('', 'b' * 1000000) | replace('b', 'c' * 1000000) }}",
    "replace method": "{{ 'a'.replace('', 'b' * 1000000).replace('b', 'c' * 1000000) }}",
    "join": "{{ (['a' * 100000] * 100000) | join }}",
    "join with long glue": "{{ range(1000) | join('a' * 100000) }}",
    "join method": "{{ ('a' * 100000).join([''] * 1000) }}",
    "batch": "{{ [1] | batch(10**9, 'x') | list }}",
    "slice": "{{ [1] | slice(10**9) | list }}",
    "round": "{{ 2.5 | round(10**9, 'ceil') }}",
    "tojson": "{{ [[[1]]] | tojson(indent=10**9) }}",
    "wordwrap": "{{ ('a ' * 10000) | wordwrap(1, wrapstring='b' * 100000) }}",
    "power": "{{ 9 ** (9 ** 9) }}",
    "power by squaring": "{% set ns = namespace(n=9) %}{% for i in range(1000) %}{% set ns.n = ns.n * ns.n %}{% endfor %}",
    "range": "{{ range(10**9) | list }}",
    "long output": "{% set x = 'a' * 1000000 %}{% for i in range(1000) %}{{ x }}{% endfor %}",
    "doubling by ~": "{% set ns = namespace(s='aa') %}{% for i in range(999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
    "doubling by +": "{% set ns = namespace(s='aa') %}{% for i in range(999) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    "doubling a list": "{% set ns = namespace(s=[1]) %}{% for i in range(999) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
    "doubling by set blocks": "{% set ns = namespace(s='aa') %}{% for i in range(999) %}"
    "{% set x %}{{ ns.s }}{{ ns.s }}{% endset %}{% set ns.s = x %}{% endfor %}",
    "doubling by quoting": "{% set ns = namespace(s='\"') %}{% for i in range(999) %}{% set ns.s = ns.s | tojson | string %}{% endfor %}",
    "endless recursion": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "recursive loop": "{% for x in [[1]] recursive %}{{ loop([x, x]) }}{% endfor %}",
    "deep brackets": "{{ " + "(" * 10_000 + "1" + ")" * 10_000 + " }}",
    "deep blocks": "{% if true %}" * 1000 + "{% endif %}" * 1000,
    "lipsum": "{{ lipsum(n=10**6) }}",
    "a long template": "{{ 1 }}" * MAX_SOURCE,
    "autoescape": "{% autoescape 'a' * 10**9 %}{% endautoescape %}",
}

# Ended by the deadline or by a limit of the operating system.
UNFORESEEN = {
    "lists inside lists": "{{ [[[[['a' * 1000] * 1000] * 1000] * 1000] * 1000] * 1000 }}",
    "nested loops": "{% for a in range(1000) %}" * 4 + "{% endfor %}" * 4,
    "doubling by nesting": "{% set ns = namespace(s=['a' * 99]) %}{% for i in range(40) %}"
    "{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
    "branching recursion": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(50) }}",
    "a long chain of filters": "{{ 'a'" + "| upper" * 8000 + " }}",
    "a long sum": "{{ 1" + "+1" * 30_000 + " }}",
    "comparing long lists": "{% set a = [0] * 99999 %}{{ ([a + [1]] * 99999).count(a + [2]) }}",
}


class TestHostility:
    @pytest.mark.parametrize("source", FORESEEN.values(), ids=FORESEEN.keys())
    def test_a_bomb_that_can_be_foreseen_is_refused(self, shared: Sandbox, source: str) -> None:
        shared.render("{{ 1 }}", {})
        child = shared.pid

        with pytest.raises((UndefinedVariables, TemplateBroken, TemplateFailed, TooLarge)):
            shared.render(source, {})

        assert shared.render("{{ x }}", {"x": "ainda"}) == "ainda"
        assert shared.pid == child

    @pytest.mark.parametrize("source", UNFORESEEN.values(), ids=UNFORESEEN.keys())
    def test_any_other_bomb_is_stopped_and_the_next_prompt_renders(self, shared: Sandbox, source: str) -> None:
        with pytest.raises((TemplateFailed, TooSlow, OutOfMemory)):
            shared.render(source, {})

        assert shared.render("{{ x }}", {"x": "ainda"}) == "ainda"

    @pytest.mark.parametrize("source", ESCAPES)
    def test_the_inside_of_python_is_out_of_reach(self, shared: Sandbox, source: str) -> None:
        with pytest.raises(TemplateFailed, match=r"unsafe|has no attribute"):
            shared.render(source, {"xs": []})

    def test_what_takes_too_long_is_ended_with_its_process(self, sandbox: Sandbox) -> None:
        with pytest.raises(TooSlow):
            sandbox.render(UNFORESEEN["nested loops"], {})

        assert sandbox.pid is None
        assert sandbox.render("{{ 1 }}", {}) == "1"
        assert sandbox.starts == 2

    @linux_only
    def test_what_no_check_foresees_hits_the_memory_limit_and_ends_the_process(self) -> None:
        with Sandbox(deadline=60) as sandbox:
            with pytest.raises(OutOfMemory):
                sandbox.render("{% set a = ['a' * 1000] * 1000 %}{{ [a] * 1000 }}", {})

            assert sandbox.pid is None
            assert sandbox.render("{{ 1 }}", {}) == "1"

    def test_a_result_is_limited_in_size(self, shared: Sandbox) -> None:
        assert len(shared.render("{{ x * 1024 }}", {"x": "é" * 1024})) == 1 << 20
        with pytest.raises(TooLarge):
            shared.render("{{ x * 1024 }}.", {"x": "é" * 1024})

    @pytest.mark.parametrize("value", ["a" * (4 << 20), [[]] * (4 << 20)], ids=["text", "list"])
    def test_values_are_limited_in_size(self, sandbox: Sandbox, value: object) -> None:
        with pytest.raises(TooLarge):
            sandbox.render("{{ x }}", {"x": value})

        assert sandbox.starts == 0

    def test_values_without_end_are_too_large(self, sandbox: Sandbox) -> None:
        endless: list[object] = []
        endless.append(endless)

        with pytest.raises(TooLarge):
            sandbox.render("{{ x }}", {"x": endless})

    @linux_only
    def test_the_child_has_nothing_and_may_get_little(self, shared: Sandbox) -> None:
        shared.render("{{ 1 }}", {})
        process = Path(f"/proc/{shared.pid}")
        limits = {line[:25].strip(): line[26:].split()[:2] for line in (process / "limits").read_text().splitlines()}

        assert (process / "environ").read_bytes() == b""
        assert limits["Max address space"] == [str(384 << 20)] * 2
        assert limits["Max file size"] == limits["Max core file size"] == limits["Max processes"] == ["0", "0"]
        assert limits["Max open files"] == ["3", "3"]
        assert int(limits["Max cpu time"][0]) < 10


class TestProcess:
    def test_one_child_serves_all_prompts(self, sandbox: Sandbox) -> None:
        assert [sandbox.render("{{ x + 1 }}", {"x": x}) for x in range(3)] == ["1", "2", "3"]
        assert sandbox.starts == 1

    def test_any_thread_may_render(self, sandbox: Sandbox) -> None:
        with ThreadPoolExecutor(8) as threads:
            rendered = list(threads.map(lambda x: sandbox.render("{{ x * 1000 }}", {"x": f"{x} "}), range(40)))

        assert rendered == [f"{x} " * 1000 for x in range(40)]
        assert sandbox.starts == 1

    def test_closing_ends_the_child_and_rendering_starts_another(self, sandbox: Sandbox) -> None:
        sandbox.render("{{ 1 }}", {})
        sandbox.close()
        sandbox.close()

        assert sandbox.pid is None
        assert sandbox.render("{{ 2 }}", {}) == "2"
        assert sandbox.starts == 2

    @linux_only
    def test_a_child_that_was_killed_while_idle_is_replaced(self, sandbox: Sandbox) -> None:
        sandbox.render("{{ 1 }}", {})
        assert sandbox.pid
        os.kill(sandbox.pid, signal.SIGKILL)
        wait_for_end(sandbox.pid)

        assert sandbox.render("{{ 2 }}", {}) == "2"

    @linux_only
    def test_a_child_that_is_killed_at_work_is_an_error_of_that_prompt(self) -> None:
        with Sandbox(deadline=60) as sandbox:
            sandbox.render("{{ 1 }}", {})
            child = sandbox.pid
            assert child
            killer = threading.Thread(target=lambda: (wait_until_busy(child), os.kill(child, signal.SIGKILL)))
            killer.start()
            with pytest.raises(TemplateFailed):
                sandbox.render(UNFORESEEN["nested loops"], {})
            killer.join()

            assert sandbox.render("{{ 2 }}", {}) == "2"

    @pytest.mark.parametrize("program", ["", "/nowhere/python", "/bin/false"])
    def test_without_a_python_to_start_there_is_no_sandbox(
        self, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, program: str
    ) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "executable", program)
            with pytest.raises(SandboxUnavailable):
                sandbox.render("{{ 1 }}", {})

        assert sandbox.render("{{ 1 }}", {}) == "1"

    @linux_only
    @pytest.mark.parametrize("at_work", [False, True], ids=["idle", "at work"])
    def test_the_child_ends_when_its_parent_is_killed(self, at_work: bool) -> None:
        program = f"""
            from persona_ls.render.sandbox import Sandbox
            sandbox = Sandbox(deadline=600)
            sandbox.render("{{{{ 1 }}}}", {{}})
            print(sandbox.pid, flush=True)
            if {at_work}:
                sandbox.render({UNFORESEEN["nested loops"]!r}, {{}})
            input()
        """
        parent = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        with parent:
            assert parent.stdout
            child = int(parent.stdout.readline())
            descriptor = os.pidfd_open(child)
            if at_work:
                wait_until_busy(child)
            parent.kill()

            assert select.select([descriptor], [], [], 20)[0], "the child lives on"
            os.close(descriptor)


def wait_for_end(pid: int) -> None:
    descriptor = os.pidfd_open(pid)
    assert select.select([descriptor], [], [], 20)[0]
    os.close(descriptor)


def wait_until_busy(pid: int) -> None:
    """Wait until a process has used some tenths of a second more of the processor."""
    start = processor_ticks(pid)
    while processor_ticks(pid) < start + 20:
        pass


def processor_ticks(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])
