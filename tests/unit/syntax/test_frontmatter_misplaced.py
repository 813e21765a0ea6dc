"""Front matter in the wrong place is found and moved; Markdown that looks like it is left alone."""

import pytest

from persona_ls.syntax.frontmatter import parse_front_matter, to_data
from persona_ls.syntax.misplaced import Misplacement, find_misplaced
from persona_ls.text import apply_edits

FRONT_MATTER = "---\ntags: [a, b]\natualizado: 2025-04-23\n---\n"

# Each document, the words to blame, and the document after the move.
MISPLACED = {
    "after blank lines": (
        Misplacement.AFTER_BLANK_LINES,
        f"\n \n{FRONT_MATTER}\n# Persona: T\n",
        "---",
        f"{FRONT_MATTER}\n# Persona: T\n",
    ),
    "indented": (
        Misplacement.INDENTED,
        "\n  ---\n  tags: [a, b]\n  atualizado: 2025-04-23\n  ---\n\n# Persona: T\n",
        "  ---",
        f"{FRONT_MATTER}\n# Persona: T\n",
    ),
    "indented with a tab": (
        Misplacement.INDENTED,
        "\t---\n\ttags: [a, b]\n\tatualizado: 2025-04-23\n\t---\n\n# Persona: T\n",
        "\t---",
        f"{FRONT_MATTER}\n# Persona: T\n",
    ),
    "fences indented, keys not": (
        Misplacement.INDENTED,
        " ---\ntags: [a, b]\natualizado: 2025-04-23\n ---\n",
        " ---",
        FRONT_MATTER,
    ),
    "after a licence": (
        Misplacement.AFTER_COMMENT,
        f"<!--\n---\nLicence: MIT\n---\n-->\n<!-- two -->\n\n{FRONT_MATTER}\n# Persona: T\n",
        "---",
        f"{FRONT_MATTER}<!--\n---\nLicence: MIT\n---\n-->\n<!-- two -->\n\n\n# Persona: T\n",
    ),
    "after a comment, at the end of the file": (
        Misplacement.AFTER_COMMENT,
        f"<!-- one -->\n{FRONT_MATTER[:-1]}",
        "---",
        f"{FRONT_MATTER}<!-- one -->\n",
    ),
    "in a code fence": (
        Misplacement.IN_CODE_FENCE,
        "# Persona: T\n\n```yaml\ntags: [a, b]\natualizado: 2025-04-23\n```\n\n**Perfil**: x  \n",
        "```yaml",
        f"{FRONT_MATTER}\n# Persona: T\n\n**Perfil**: x  \n",
    ),
    "with its fences in a code fence": (
        Misplacement.IN_CODE_FENCE,
        f"# Persona: T\n~~~~ yml\n{FRONT_MATTER}~~~~\nText\n",
        "~~~~ yml",
        f"{FRONT_MATTER}\n# Persona: T\nText\n",
    ),
    "without its opening fence": (
        Misplacement.WITHOUT_OPENING_FENCE,
        f"{FRONT_MATTER[4:]}\n# Persona: T\n",
        "tags: [a, b]",
        f"{FRONT_MATTER}\n# Persona: T\n",
    ),
}


@pytest.mark.parametrize(("cause", "source", "blamed", "after"), MISPLACED.values(), ids=MISPLACED)
class TestMisplaced:
    def test_it_is_found_and_moved(self, cause: Misplacement, source: str, blamed: str, after: str):
        found = find_misplaced(source)
        assert found is not None

        assert found.cause is cause
        assert found.span.of(source) == blamed
        assert "tags" in found.content.of(source)
        assert "---" not in found.content.of(source)
        assert apply_edits(source, found.fix) == after

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    @pytest.mark.parametrize("newline", ["\n", "\r\n"])
    def test_the_move_keeps_line_ends_and_a_byte_order_mark(
        self, cause: Misplacement, source: str, blamed: str, after: str, newline: str, mark: str
    ):
        source = mark + source.replace("\n", newline)
        found = find_misplaced(source)
        assert found is not None

        assert apply_edits(source, found.fix) == mark + after.replace("\n", newline)

    def test_what_it_says_is_read_after_the_move(self, cause: Misplacement, source: str, blamed: str, after: str):
        moved = parse_front_matter(after)
        assert moved is not None

        assert moved.loads
        assert to_data(moved.entries[0].value) == ["a", "b"]

    def test_known_names_decide_where_they_are_given(self, cause: Misplacement, source: str, blamed: str, after: str):
        assert find_misplaced(source, known={"tags"}) is not None
        assert find_misplaced(source, known={"title"}) is None


class TestOrdinaryMarkdown:
    @pytest.mark.parametrize(
        "source",
        [
            "",
            "\ufeff",
            "\n\n",
            "# Title\n\nText\n",
            FRONT_MATTER,
            f"\ufeff{FRONT_MATTER}",
            "---\ntools: *\n---\n",
            "Title\n---\n\nText\n",
            "Note: a heading\n---\n\nText\n",
            "tags: [a]\n---\nfollowed by text\n",
            "a: b\n\nc: d\n---\n",
            "\n---\n\nText between breaks.\n\n---\n",
            "\n---\n- a\n- b\n---\n",
            "\n---\n---\n",
            "\n---\ntools: *\n---\n",
            "\n---\na: b\n",
            "     ---\n     a: b\n     ---\n",
            "Text <!-- c -->\n---\na: b\n---\n",
            "<!-- never closed\n---\na: b\n---\n",
            "<!-- c --> ---\na: b\n---\n",
            "# Tool\n\nConfigure it:\n\n```yaml\na: b\n```\n",
            "## Not a title\n\n```yaml\na: b\n```\n",
            "# Title\n\n```python\na: b\n```\n",
            "# Title\n\n```yaml\n- a\n```\n",
            "# Title\n\n```yaml\na: b\n",
            "# Title\n\n```yaml\n```\n",
            "# Title\n",
            "Text\n\n---\na: b\n---\n",
        ],
    )
    def test_it_is_left_alone(self, source: str):
        assert find_misplaced(source) is None
