"""Test documents can be trusted: no two spans look alike, and a case is read as it was written."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from documents import Case, File, Mark, read_cases, replace_case

TEXTS = (
    st.text(st.sampled_from("ab \t\né😀漢#`␈"), max_size=12)
    .map("{}\n".format)
    .filter(
        lambda text: "````" not in text  # a case with such a file stands in a longer fence than the one written here
    )
)
FLAGS = st.sampled_from(["", "with CRLF", "with no final newline", "with BOM", "with CRLF and no final newline"])
MESSAGE = "error some-rule: what is wrong"


@st.composite
def marked_files(draw):
    """A file and two spans of it that are not the same."""
    file = File("a.md", draw(FLAGS), draw(TEXTS))
    source = file.source
    # Inside of a line break, and before a byte order mark, is no place of its own.
    places = [
        at for at in range(len(source) + 1) if source[at : at + 1] != "\ufeff" and source[at - 1 : at + 1] != "\r\n"
    ]
    spans = st.tuples(st.sampled_from(places), st.sampled_from(places)).map(sorted).map(tuple)
    one, other = draw(spans), draw(spans)
    return file, one, other


def case(text: str, flags: str = "", title: str = "A sentence") -> str:
    return f"## {title}\n\n`a.md` {flags}:\n\n````markdown\n{text}````\n\n"


@given(marked_files())
def test_two_spans_never_look_alike(drawn):
    file, one, other = drawn

    assert (file.marked([Mark(one, MESSAGE)]) == file.marked([Mark(other, MESSAGE)])) is (one == other)


@given(marked_files())
def test_a_case_is_read_without_its_marks_and_told_with_them(drawn):
    file, one, other = drawn
    marks = [Mark(one, MESSAGE, ("fix 1, safe: Mend it",)), Mark(other, "hint other-rule: what else")]
    read = Case(Path("some-rule.md"), "some-rule", "A sentence", case(file.marked(marks), file.flags))

    assert [each.source for each in read.files] == [file.source]
    assert read.told(lambda _: marks, ()) == read.text


def test_only_the_case_itself_is_rewritten(tmp_path):
    document = tmp_path / "some-rule.md"
    document.write_text("# some-rule\n\n" + case("a\n") + case("b\n", title="Another"), encoding="utf-8")
    first, second = read_cases(document)

    replace_case(second, second.told(lambda _: [Mark((0, 1), MESSAGE)], ()))

    assert read_cases(document)[0] == first
    assert read_cases(document)[1].text == case(f"b\n^ {MESSAGE}\n", title="Another")
