"""What strangers write, in somebody's hover window: shown as it is written, and nothing else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from persona_ls.templates import escape_markdown

_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(markdown: str) -> str:
    """The text of a paragraph; with its markup, if there is any."""
    tokens = _RENDERER.parse(markdown)
    kinds = [each.type for each in tokens]
    if kinds != ["paragraph_open", "inline", "paragraph_close"]:
        return f"{kinds}"
    children = tokens[1].children or []
    odd = [each.type for each in children if each.type not in ("text", "text_special")]
    return f"{odd}" if odd else "".join(each.content for each in children)


@given(st.text(alphabet='ab1 \\`*_{}[]<>()#+-=.!|~&$;:/"é\n', min_size=1, max_size=20))
@example("![x](https://example.org/x.png)")
@example("<img src=x onerror=alert(1)>")
@example("[now](command:workbench.action.quit)")
@example("&lt;b&gt;")
@example("~~~")
@example("1. one")
@example("Setext\n===")
def test_any_words_are_shown_as_they_are_on_one_line(words: str):
    line = " ".join(words.split())
    if line:
        assert shown(escape_markdown(words)) == line


@pytest.mark.parametrize(
    "words", ["Desenvolvedor (Básico)", "US$ 100 milhões!", "snake_case e {chaves}", "C# + F#", "A & B | C"]
)
def test_ordinary_words_get_no_backslash(words: str):
    """Emacs shows each."""
    assert escape_markdown(words) == words
