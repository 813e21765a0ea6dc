"""python-frontmatter with our handler: what it reads, and what it writes."""

import datetime as dt
import subprocess
import sys

import frontmatter
import pytest

from persona_ls.syntax.frontmatter_handler import PersonaHandler

PERSONA = """\
---
tags: [desenvolvimento, backend]
dificuldade: intermediário
atualizado: 2025-04-23
---

# Persona: Desenvolvedor Backend
"""


def loads(text: str) -> frontmatter.Post:
    return frontmatter.loads(text, handler=PersonaHandler())


class TestReading:
    def test_a_persona_is_read_as_the_stock_handler_reads_it(self):
        ours, stock = loads(PERSONA), frontmatter.loads(PERSONA)

        assert ours.metadata == stock.metadata
        assert ours.content == stock.content

    def test_a_text_without_front_matter_is_all_content(self):
        post = loads("# Title")

        assert post.metadata == {}
        assert post.content == "# Title"

    def test_front_matter_is_detected_by_the_rules_of_this_product(self):
        assert PersonaHandler().detect(PERSONA)
        assert PersonaHandler().detect("---\ntags: [a]\n")
        assert not PersonaHandler().detect("-----\ntags: [a]\n-----\n")

    def test_broken_front_matter_gives_what_can_be_recovered(self):
        post = loads("---\nglobs: **/*.py\ndescription: a: b\nday: 2025-02-31\n---\nbody\n")

        assert post.metadata == {"globs": "**/*.py", "description": "a: b", "day": "2025-02-31"}
        assert post.content == "body"

    def test_the_last_of_repeated_keys_counts(self):
        assert loads("---\na: 1\na: 2\n---\n").metadata == {"a": 2}

    def test_a_block_of_text_keeps_its_last_lines(self):
        source = "---\na: |+\n  b\n\n---\n"

        assert loads(source).metadata == frontmatter.loads(source).metadata == {"a": "b\n\n"}

    def test_nested_brackets_do_not_end_the_process(self):
        code = """
import frontmatter
from persona_ls.syntax.frontmatter_handler import PersonaHandler
post = frontmatter.loads("---\\na:\\n  " + "- " * 30000 + "\\nb: c\\n---\\n", handler=PersonaHandler())
assert post["b"] == "c"
"""
        assert subprocess.run([sys.executable, "-c", code]).returncode == 0


class TestWriting:
    def test_a_persona_is_written_as_it_was_read(self):
        assert frontmatter.dumps(loads(PERSONA)) == PERSONA.rstrip("\n")

    @pytest.mark.parametrize(
        ("data", "written"),
        [
            ({"z": 1, "a": 2}, "z: 1\na: 2"),
            ({"tags": ["a", "b"]}, "tags: [a, b]"),
            ({"tags": []}, "tags: []"),
            ({"tags": ["a, b", "c: d", "no"]}, "tags: ['a, b', 'c: d', 'no']"),
            ({"day": dt.date(2025, 4, 23)}, "day: 2025-04-23"),
            ({"day": "2025-04-23"}, "day: '2025-04-23'"),
            ({"emoji": "olá 😀"}, "emoji: olá 😀"),
            ({"long": "palavra " * 100 + "fim"}, "long: " + "palavra " * 100 + "fim"),
            ({"vars": {"x": {"options": ["a", "b"]}}}, "vars:\n  x:\n    options: [a, b]"),
            ({"list": [{"a": 1}, {"b": 2}]}, "list:\n- a: 1\n- b: 2"),
            ({"text": "one\ntwo: 2"}, "text: |-\n  one\n  two: 2"),
            ({"colon": "a: b", "star": "*"}, "colon: 'a: b'\nstar: '*'"),
            ({"none": None, "yes": True}, "none: null\n'yes': true"),
            ({}, ""),
        ],
    )
    def test_data_is_written_as_people_write_it(self, data: dict[str, object], written: str):
        assert PersonaHandler().export(data) == written
        assert PersonaHandler().load(written) == data

    def test_a_list_used_twice_is_written_twice(self):
        shared = ["a"]

        assert PersonaHandler().export({"x": shared, "y": shared}) == "x: [a]\ny: [a]"

    def test_options_of_yaml_can_be_given(self):
        assert PersonaHandler().export({"b": 1, "a": 2}, sort_keys=True) == "a: 2\nb: 1"
