"""Which fixes are applied together, and how a new text is told as edits."""

import pytest

from persona_ls.features.actions import changes, safe_edits
from persona_ls.rules.base import Finding, Fix
from persona_ls.rules.registry import rules
from persona_ls.text import Edit, Span, apply_edits


def finding(*edits: tuple[int, int, str], is_safe: bool = True) -> Finding:
    """A finding whose fix replaces what stands between two offsets."""
    fix = Fix("", edits=tuple(Edit(Span(start, end), new) for start, end, new in edits), is_safe=is_safe)
    return Finding(rules()[0], Span(0, 0), fixes=(fix,))


class TestSafeEdits:
    @pytest.mark.parametrize("second", [(2, 6, "b"), (0, 9, "b"), (1, 5, "b"), (4, 5, "b")])
    def test_a_fix_that_overlaps_an_earlier_one_waits(self, second: tuple[int, int, str]) -> None:
        assert safe_edits([finding((1, 5, "a")), finding(second)]) == (Edit(Span(1, 5), "a"),)

    def test_two_fixes_at_one_point_are_not_mixed(self) -> None:
        assert safe_edits([finding((3, 3, "a")), finding((3, 3, "b"))]) == (Edit(Span(3, 3), "a"),)

    def test_a_fix_is_applied_whole_or_not_at_all(self) -> None:
        assert safe_edits([finding((1, 5, "a")), finding((7, 8, "b"), (4, 6, "c"))]) == (Edit(Span(1, 5), "a"),)

    def test_fixes_that_only_touch_are_applied_together(self) -> None:
        assert len(safe_edits([finding((1, 5, "a")), finding((5, 7, "b"))])) == 2

    def test_one_that_guesses_is_applied_only_when_that_is_wanted(self) -> None:
        guess = finding((1, 2, "a"), is_safe=False)
        assert safe_edits([guess]) == ()
        assert len(safe_edits([guess], unsafe=True)) == 1


class TestChanges:
    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            ("a\nb\nc\n", "a\nB\nc\n", [("b", "B")]),
            ("a\nb\n", "a\nb\n", []),
            ("tags: a, b\n", "tags: [a, b]\n", [("a, b", "[a, b]")]),
            ("a\n", "a\nb\n", [("", "b\n")]),
            ("a\nb\nc\nd\n", "A\nb\nc\nD\n", [("a", "A"), ("d", "D")]),
            ("a\r\nb", "a\r\nb\r\n", [("", "\r\n")]),
        ],
    )
    def test_only_what_differs_is_told(self, before: str, after: str, told: list[tuple[str, str]]) -> None:
        edits = changes(before, after)
        assert [(edit.span.of(before), edit.new) for edit in edits] == told
        assert apply_edits(before, edits) == after
