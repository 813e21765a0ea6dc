"""Who refers to whom: the references of a file, and from a persona to its users."""

from persona_ls.library.mentions import mentions_of
from persona_ls.library.snapshot import Library
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Text
from world import ROOT, World, persona_of

PERSONA = """\
# Persona: Scribe

## Characteristics

- As in `@persona:copyist#advanced`

## Activation Prompt (Basic)

Words before the block, with @persona:nobody in them.

```
Act as a Scribe. @persona:editor [name the day]
```

## Activation Prompt (Advanced)

```
Act as a Scribe. {{ [tone, words] }} @persona:editor(days=["Monday", "Friday"])
```
"""

EDITOR = """\
---
aliases: [chief]
---

# Persona: Editor

## Activation Prompt (Basic)

```
Act as an Editor.
```
"""


def users(library: Library, name: str) -> dict[str, list[str]]:
    """The references that mean the persona of a file, by file."""
    entry = library.at(ROOT / name)
    assert entry
    return {
        referrer.path.name: [mention.reference.name for mention in mentions]
        for referrer, mentions in library.uses(entry)
    }


class TestMentions:
    def test_a_reference_belongs_to_the_part_whose_text_it_becomes(self):
        persona = persona_of(PERSONA)
        found = [
            (each.part, each.reference.name, each.reference.part) for each in mentions_of(persona.document, persona)
        ]
        assert found == [
            ("characteristics", "copyist", "advanced"),
            ("", "nobody", None),
            ("basic", "editor", None),
            ("advanced", "editor", None),
        ]

    def test_a_document_that_is_no_persona_has_no_parts(self):
        found = mentions_of(MarkdownDocument(Text("Ask @persona:editor and\n\n    @persona:code\n")), None)
        assert [(each.part, each.reference.name) for each in found] == [("", "editor")]


class TestUses:
    def test_every_file_that_refers_to_a_persona_is_known_by_whatever_name_it_does(self):
        world = World(
            f"%! personas/dev/editor.md\n{EDITOR}%! personas/scribe.md\n{PERSONA}%! notes.md\n@persona:dev/editor @persona:chief\n"
        )
        assert users(world.session.library, "personas/dev/editor.md") == {
            "notes.md": ["dev/editor", "chief"],
            "scribe.md": ["editor", "editor"],
        }

    def test_a_name_that_means_another_persona_is_no_use(self):
        files = (
            f"%! personas/dev/editor.md\n{EDITOR}%! personas/law/editor.md\n{EDITOR}%! notes.md\n@persona:law/editor\n"
        )
        assert users(World(files).session.library, "personas/dev/editor.md") == {}

    def test_a_name_that_could_mean_two_is_a_use_of_neither(self):
        files = f"%! personas/dev/editor.md\n{EDITOR}%! personas/law/editor.md\n{EDITOR}%! notes.md\n@persona:editor\n"
        assert users(World(files).session.library, "personas/law/editor.md") == {}
