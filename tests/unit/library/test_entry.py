"""What the library keeps of a persona for those who refer to it."""

from pathlib import Path

import pytest

from persona_ls.library.details import Details, kept_details
from persona_ls.library.entry import Entry, Layer, make_entry
from persona_ls.library.scan import Root, scan_file
from persona_ls.persona import Persona, Variable
from persona_ls.syntax.document import MarkdownDocument
from persona_ls.text import Span, Text

PERSONA = """\
---
variables:
  reader:
  tone: calm
  words: {required: true, default: 250}
  unused:
---

# Persona: Scribe

## Characteristics

- As in `@persona:copyist#advanced`

## Activation Prompt (Basic)

Words before the block, with @persona:nobody in them.

```
Act as a Scribe for {{ reader }}. @persona:editor [name the day]
```

## Activation Prompt (Advanced)

```
Act as a Scribe{% if reader is defined %} for {{ reader }}{% endif %}, {{ tone }}, {{ words }}, {{ other }}.
{{ [tone, words] }} @persona:editor(days=["Monday", "Friday"])
```
"""


def entry(source: str, name: str = "scribe.md") -> Entry:
    path = Path("/library") / name
    return make_entry(Persona(MarkdownDocument(Text(source))), path, path.parent, Layer.WORKSPACE)


class TestParts:
    def test_a_prompt_needs_what_it_cannot_do_without(self):
        assert entry(PERSONA).part("basic").needs == ("reader",)

    def test_a_prompt_needs_what_has_to_be_given_whatever_its_default(self):
        """And not what the template asks for before it uses it, nor what nobody has declared."""
        assert entry(PERSONA).part("advanced").needs == ("words",)

    def test_the_variables_of_a_prompt_are_all_names_that_it_takes_from_outside(self):
        assert set(entry(PERSONA).part("advanced").variables) == {"reader", "tone", "words", "other"}

    def test_a_section_asks_for_nothing(self):
        part = entry(PERSONA).part("characteristics")
        assert (part.variables, part.needs, part.placeholders) == ((), (), ())

    def test_places_to_fill_in_are_those_outside_of_tags_and_arguments(self):
        assert entry(PERSONA).part("basic").placeholders == ("[name the day]",)
        assert entry(PERSONA).part("advanced").placeholders == ()


class TestContent:
    @pytest.mark.parametrize(
        "other",
        [
            PERSONA.replace("tone: calm", "tone: lively"),
            PERSONA.replace("\n", "\r\n"),
            PERSONA.replace("\n\n", "\n\n\n") + "\n\n",
        ],
        ids=["front matter", "line breaks", "blank lines"],
    )
    def test_it_is_the_same_whatever_the_front_matter_and_the_blanks(self, other):
        assert entry(other, "other.md").content == entry(PERSONA).content

    def test_another_word_is_another_content(self):
        assert entry(PERSONA.replace("name the day", "name the hour")).content != entry(PERSONA).content

    def test_a_file_without_a_body_has_none(self):
        assert entry("---\ntags: [writing]\n---\n\n \n").content == b""

    def test_half_a_character_is_content_like_any_other(self):
        assert entry("# Persona: \ud83d\n").content


class TestDetailsThatAreDamaged:
    """The checksum of the cache was right, and what is inside is not: nobody who asks shall notice."""

    @pytest.mark.parametrize("kept", [b"", b"x", b"N", b"(\x01\x00\x00\x00N", b"i\x01\x00\x00\x00"])
    def test_they_are_taken_from_the_file(self, tmp_path, kept):
        path = tmp_path / "personas/escriba.md"
        path.parent.mkdir()
        path.write_text(
            "# Persona: Escriba\n\n**Especialidade**: Letras\n\n## Prompt de Ativação (Básico)\n\nEscreva a @persona:editor.\n",
            encoding="utf-8",
        )
        scanned = scan_file(path, Root(tmp_path))
        assert scanned.entry
        assert scanned.referrer
        entry, referrer = scanned.entry._replace(details=kept), scanned.referrer._replace(kept=kept)

        assert entry.parts == scanned.entry.parts
        assert entry.specialty == "Letras"
        assert entry.default_prompt
        assert [each.reference for each in referrer.mentions] == [each.reference for each in scanned.referrer.mentions]

        path.unlink()
        assert (entry.parts, referrer.mentions) == ((), ())

    def test_that_is_told_once_by_the_name_of_the_file(self, tmp_path, caplog):
        path = tmp_path / "personas/escriba.md"
        path.parent.mkdir()
        path.write_text("# Persona: Escriba\n\n## Prompt de Ativação\n\nLeia @persona:editor.\n", encoding="utf-8")
        scanned = scan_file(path, Root(tmp_path))
        assert scanned.entry
        entry = scanned.entry._replace(details=b"")
        assert [entry.parts, entry.parts] == [scanned.entry.parts] * 2

        (told,) = caplog.messages
        assert str(path) in told


def test_a_value_that_has_no_plain_form_is_held_as_it_is():
    details = Details(variables=(Variable("x", Span(0, 1), Span(0, 3), default=object()),))
    assert kept_details(details) is details
