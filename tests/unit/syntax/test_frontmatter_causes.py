"""Broken front matter, cause by cause: the characters to blame, and the file after the fix.

In these documents ``^^^ cause key=value`` under a line marks what is blamed in it. A document is read without its marks, the problems found
are marked in it, and that has to give the document again.
"""

import re

import pytest

from persona_ls.syntax.frontmatter import parse_front_matter, to_data
from persona_ls.syntax.yaml_problems import Problem
from persona_ls.text import Text, apply_edits

_MARK = re.compile(r"(?m)^ *\^+ .*\n")


def unmarked(document: str) -> str:
    return _MARK.sub("", document)


def marked(source: str, problems: tuple[Problem, ...]) -> str:
    """``source`` with each of ``problems`` marked under its line."""
    text = Text(source)
    lines = source.splitlines(keepends=True)
    for problem in reversed(problems):
        line = text.line_at(problem.span.start)
        column = problem.span.start - text.line_starts[line]
        facts = [f"{name}={value}" for name, value in problem.arguments.items() if name != "key"]
        width = problem.span.end - problem.span.start
        lines.insert(line + 1, " ".join([" " * column + "^" * width, problem.cause, *facts]) + "\n")
    return "".join(lines)


def diagnosed(document: str) -> str:
    """The document as this product marks it."""
    source = unmarked(document)
    found = parse_front_matter(source)
    assert found is not None
    return marked(source, found.problems)


def mended(document: str) -> str:
    """The document after all fixes."""
    source = unmarked(document)
    found = parse_front_matter(source)
    assert found is not None
    return apply_edits(source, [edit for problem in found.problems for edit in problem.fix])


def lines_between_fences(document: str) -> str:
    return document.split("---\n")[1]


BROKEN = {
    "a value that starts with an asterisk is an alias to YAML": """\
---
globs: **/*.py
       ^^ alias
tools: *
       ^ alias
more:
  - *.md  # a comment
    ^ alias
flow: [*.ts, **/*.{js,jsx}, plain]
       ^ alias
             ^^ alias
---
globs: '**/*.py'
tools: '*'
more:
  - '*.md'  # a comment
flow: ['*.ts', '**/*.{js,jsx}', plain]
""",
    "text after a list in brackets": """\
---
argument-hint: [file] | [folder]
                      ^^^^^^^^^^ text_after_bracket bracket=]
other: [x] [y]
           ^^^ text_after_bracket bracket=]
link: [text](https://example.org)  # a comment
            ^^^^^^^^^^^^^^^^^^^^^ text_after_bracket bracket=]
glob: {src,test}/**
                ^^^ text_after_bracket bracket=}
---
argument-hint: '[file] | [folder]'
other: '[x] [y]'
link: '[text](https://example.org)'  # a comment
glob: '{src,test}/**'
""",
    "a colon in plain text": """\
---
description: Use this: always, don't ask
                     ^ colon
note: ends with one:
                   ^ colon
wrapped: First: a line
              ^ colon
  and a second one
vars:
  name: {description: a: b}
                       ^ colon
---
description: "Use this: always, don't ask"
note: 'ends with one:'
wrapped: 'First: a line
  and a second one'
vars:
  name: {description: 'a: b'}
""",
    "bold text": """\
---
description: **Expert** in C
             ^^ bold
---
description: '**Expert** in C'
""",
    "characters that no plain value starts with": """\
---
author: @ana
        ^ reserved_character character=@
code: `make`
      ^ reserved_character character=`
share: %50
       ^ reserved_character character=%
and: & co
     ^ reserved_character character=&
mark: !important
      ^ reserved_character character=!
quote: > on the same line
       ^ reserved_character character=>
item: - dash
      ^ reserved_character character=-
equals: =
        ^ reserved_character character==
---
author: '@ana'
code: '`make`'
share: '%50'
and: '& co'
mark: '!important'
quote: '> on the same line'
item: '- dash'
equals: '='
""",
    "a template": """\
---
name: {{ persona }}
      ^^^^^^^^^^^^^ template
title: {{ a }} and {{ b }}
       ^^^^^^^^^^^^^^^^^^^ template
loop: {% for x in y %}
      ^^^^^^^^^^^^^^^^ template
list: [{{ a }}, b]
       ^^^^^^^ template
---
name: '{{ persona }}'
title: '{{ a }} and {{ b }}'
loop: '{% for x in y %}'
list: ['{{ a }}', b]
""",
    "text at the margin that belongs to the value above": """\
---
description: Use this agent when…
<example>
^^^^^^^^^ unindented_text
Context: a user asks
user: "Review it"
</example>
model: sonnet
---
description: |-
  Use this agent when…
  <example>
  Context: a user asks
  user: "Review it"
  </example>
model: sonnet
""",
    "a block of text at the margin": """\
---
description: |
First line, not indented
^^^^^^^^^^^^^^^^^^^^^^^^ unindented_text

and a second one
---
description: |
  First line, not indented

  and a second one
""",
    "text that goes on with what looks like keys": """\
---
description: Use this agent when
  user: "Review it"
  ^^^^^ keylike_text
  assistant: "Sure"
model: sonnet
---
description: |-
  Use this agent when
  user: "Review it"
  assistant: "Sure"
model: sonnet
""",
    "a key that lost its colon": """\
---
tags: [a, b]
dificuldade avançado
^^^^^^^^^^^ key_without_colon
atualizado: 2025-04-23
---
tags: [a, b]
dificuldade: avançado
atualizado: 2025-04-23
""",
    "a colon that lost its space": """\
---
tags: [a, b]
dificuldade:avançado
           ^ colon_without_space
atualizado: 2025-04-23
---
tags: [a, b]
dificuldade: avançado
atualizado: 2025-04-23
""",
    "a single line whose colon lost its space": """\
---
dificuldade:avançado
           ^ colon_without_space
---
dificuldade: avançado
""",
    "a key that is indented though nothing can hold it": """\
---
tags: [a, b]
  dificuldade: avançado
^^ indented_key
  atualizado: 2025-04-23
---
tags: [a, b]
dificuldade: avançado
atualizado: 2025-04-23
""",
    "a first key that is indented": """\
---
 tags: [a, b]
^ indented_key
dificuldade: avançado
---
tags: [a, b]
dificuldade: avançado
""",
    "tabs that indent": """\
---
tags:
\t- a
^ tab
\t- b
vars:
\tname:
^ tab
\t\tdefault: x
---
tags:
  - a
  - b
vars:
  name:
    default: x
""",
    "a quote that is not closed": """\
---
title: "Backend
       ^ unclosed_quote quote="
tags: [a]
name: 'x  # a comment
      ^ unclosed_quote quote='
---
title: "Backend"
tags: [a]
name: 'x'  # a comment
""",
    "text after quotes": """\
---
first: 'it's good'
           ^^^^^^^ text_after_quote quote='
second: "a" and "b"
            ^^^^^^^ text_after_quote quote="
third: "say "hi" to me"
             ^^^^^^^^^^ text_after_quote quote="
fourth: 'it's
            ^ text_after_quote quote='
---
first: "it's good"
second: '"a" and "b"'
third: 'say "hi" to me'
fourth: "it's"
""",
    "a backslash that escapes nothing": """\
---
path: "C:\\Documents\\new \\\\ \\x41"
         ^^ bad_escape escape=\\D
---
path: "C:\\\\Documents\\new \\\\ \\x41"
""",
    "a bracket that is not closed": """\
---
tags: [a, b
      ^ unclosed_bracket bracket=]
dificuldade: avançado
vars: {name: {default: x}
      ^ unclosed_bracket bracket=}
long: [c,
      ^ unclosed_bracket bracket=]
  d  # a comment
---
tags: [a, b]
dificuldade: avançado
vars: {name: {default: x}}
long: [c,
  d]  # a comment
""",
    "a closing fence that is a longer rule": """\
---
tags: [a]
-----
^^^^^ wrong_closing_fence found=-----
---
tags: [a]
""",
    "a closing fence that an editor made a dash": """\
---
tags: [a]
—
^ wrong_closing_fence found=—
---
tags: [a]
""",
    "a closing fence that is indented": """\
---
tags: [a]
  ---
  ^^^ wrong_closing_fence found=---
---
tags: [a]
""",
    "a closing fence of dots": """\
---
tags: [a]
...
^^^ wrong_closing_fence found=...
---
tags: [a]
""",
}


class TestCauses:
    @pytest.mark.parametrize("documents", BROKEN.values(), ids=BROKEN)
    def test_the_characters_to_blame_are_marked_and_the_fix_repairs_the_file(self, documents: str):
        before, _, after = documents.rpartition("---\n")
        before = before if "closing_fence" in before else before + "---\n"

        assert diagnosed(before) == before
        assert lines_between_fences(mended(before)) == after
        repaired = parse_front_matter(mended(before))
        assert repaired is not None
        assert repaired.loads

    def test_a_missing_closing_fence_is_blamed_on_the_opening_one(self):
        document = """\
---
^^^ missing_closing_fence
tags: [a]
tools: *
       ^ alias

# Persona: T
"""
        assert diagnosed(document) == document
        assert mended(document) == "---\ntags: [a]\ntools: '*'\n---\n\n# Persona: T\n"

    def test_the_end_of_the_file_can_close_front_matter(self):
        assert mended("---\ntools: *") == "---\ntools: '*'\n---\n"

    def test_an_impossible_date_has_no_fix_since_no_other_date_is_known(self):
        document = """\
---
atualizado: 2025-02-31
            ^^^^^^^^^^ impossible_date value=2025-02-31
---
"""
        assert diagnosed(document) == document
        assert mended(document) == unmarked(document)

    @pytest.mark.parametrize("content", ["- a list\n- of items\n", "a line of prose\n", "42\n", "|\n  text\n"])
    def test_content_without_keys_is_blamed_on_its_first_line(self, content: str):
        found = parse_front_matter(f"---\n\n{content}---\n")
        assert found is not None

        assert [problem.cause for problem in found.problems] == ["not_a_mapping"]
        assert found.problems[0].span == (5, 5 + content.index("\n"))
        assert found.entries == ()

    def test_a_control_character_is_written_as_an_escape(self):
        source = "---\nname: a\x08b 'c'\n---\n"
        found = parse_front_matter(source)
        assert found is not None

        assert [(problem.cause, problem.span.of(source), problem.arguments["code"]) for problem in found.problems] == [
            ("bad_character", "\x08", "U+0008")
        ]
        assert mended(source) == "---\nname: \"a\\x08b 'c'\"\n---\n"

    def test_a_lone_surrogate_cannot_be_written_in_yaml_at_all(self):
        found = parse_front_matter("---\nname: a\ud800\n---\n")
        assert found is not None

        assert [(problem.cause, problem.arguments["code"], problem.fix) for problem in found.problems] == [
            ("bad_character", "U+D800", ())
        ]
        assert to_data(found.entries[0].value) == "a\ud800"

    def test_what_nobody_foresaw_is_blamed_on_its_line_and_keeps_the_other_keys(self):
        document = """\
---
tags: [a]
vars:
  - x
  y: z
  ^^^^ unknown
dificuldade: avançado
---
"""
        assert diagnosed(document) == document
        found = parse_front_matter(unmarked(document))
        assert found is not None
        assert {entry.key.value: to_data(entry.value) for entry in found.entries} == {
            "tags": ["a"],
            "vars": "- x\n  y: z",
            "dificuldade": "avançado",
        }

    def test_a_problem_names_its_key(self):
        found = parse_front_matter('---\n"my key": *\nvars:\n  x: @y\nlevel high\n---\n')
        assert found is not None

        assert [problem.arguments["key"] for problem in found.problems] == ["my key", "vars", "level"]


class TestWhatIsRightIsNotBlamed:
    """These look like the mistakes above."""

    @pytest.mark.parametrize(
        "content",
        [
            "a: 10:30",
            "a: https://example.org",
            "a: b # c: d",
            "a: b#c",
            "a: -b",
            "a: ?b",
            "a: :b",
            "a: it's",
            "a: 50%",
            "a: b*",
            "a: x@y.z",
            "a: 'x: y'",
            "a: [b, c]  # d",
            "a: {b: c}",
            "a:\tb",
            "a: [b,\n\tc]",
            "a: b\n  c\n  d",
            "a: |\n  b: c\n\n  - d",
            "a: 'b\nc: d'",
            "a: &x b\nc: *x",
            "'a b': c",
            "a: ! b",
            "? a\n: b",
        ],
    )
    def test_it_loads(self, content: str):
        found = parse_front_matter(f"---\n{content}\n---\n")
        assert found is not None

        assert found.problems == ()
        assert found.loads
