"""Text that goes through the snippet syntax comes out as it was, whatever it holds."""

from hypothesis import given
from hypothesis import strategies as st

from persona_ls.features.insertion import plain_snippet
from snippets import Expanded, expand

TEXTS = st.text(st.sampled_from("$\\{}|,:10aA_ \n") | st.characters(exclude_categories=["Cs"]))


@given(TEXTS)
def test_no_text_has_tab_stops_of_its_own(text: str) -> None:
    assert expand(plain_snippet(text)) == Expanded(text, ())


@given(TEXTS, TEXTS, TEXTS)
def test_the_default_of_a_tab_stop_ends_where_it_should(before: str, default: str, after: str) -> None:
    snippet = f"{plain_snippet(before)}${{1:{plain_snippet(default)}}}{plain_snippet(after)}"
    assert expand(snippet).text == before + default + after
