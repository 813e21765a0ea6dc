"""Patterns of values: Python's own answers, in bounded work."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_ls.formats.pattern import MAX_VALUE, Pattern, PatternError, pattern_of

PATTERNS = (
    "[a-z0-9-]+",
    "[a-z0-9]+(?:-[a-z0-9]+)*",
    "(a|b)*abb",
    "a{2,4}b?",
    "a{3}",
    "x|yz|",
    r"\d{4}-\d\d",
    r"[^\s_]+",
    r"\w+(\.\w+)*",
    "^a.*b$",
    "(a*)*",
    "(?:a|aa)+",
    "a+?b*?",
    r"[\]-]+",
)


@pytest.mark.parametrize("source", PATTERNS)
@given(words=st.text(alphabet="abxyz019-_. \n]é", max_size=12))
def test_it_takes_what_python_takes(source: str, words: str):
    assert Pattern(source).fits(words) == (re.fullmatch(source, words) is not None)


@pytest.mark.parametrize("source", ["(a+)+$", "(a|aa)*$", "(a*)*b", "(?:a?){40}a{40}"])
def test_what_keeps_python_busy_for_years_is_answered(source: str):
    assert not Pattern(source).fits("a" * (MAX_VALUE - 1) + "!")


@pytest.mark.parametrize(
    "source", [r"(a)\1", "(?=a)a", "(?<!a)b", "(?i)a", "(?i:a)", r"\bword", "[", "a{1000}", "(((a{9}){9}){9}){9}"]
)
def test_what_cannot_be_bounded_is_refused(source: str):
    with pytest.raises(PatternError):
        Pattern(source)


def test_a_value_of_a_page_fits_nothing():
    assert not Pattern("a*").fits("a" * (MAX_VALUE + 1))


def test_a_pattern_is_built_once():
    assert pattern_of("[a-z]+") is pattern_of("[a-z]+")
