"""More than two spellings of a tag; what is said of two is in `tests/rules/tag-spelling.md`."""

from checking import found_in


def test_each_other_spelling_is_offered_the_most_frequent_first(tmp_path):
    """In quotes only where the file has them already."""
    tags = ["résumé", "résumé", "résumé", "Résumé", "Résumé", '"resume"']
    sources = {f"personas/{at}.md": f"---\ntags: [{tag}]\n---\n\n# Persona: P{at}\n" for at, tag in enumerate(tags)}

    found = found_in(tmp_path, sources).findings

    hints = {name: each for name, rest in found.items() for each in rest if each.rule.name == "tag-spelling"}
    assert set(hints) == {"personas/3.md", "personas/4.md", "personas/5.md"}
    assert [fix.edits[0].new for fix in hints["personas/3.md"].fixes] == ["résumé", "resume"]
    assert [fix.edits[0].new for fix in hints["personas/5.md"].fixes] == ["'résumé'", "'Résumé'"]
    assert not any(fix.is_safe for hint in hints.values() for fix in hint.fixes)
