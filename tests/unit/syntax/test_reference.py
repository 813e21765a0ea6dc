"""What a reference is (format.md §2): where it begins, where it ends, and what it says. Whether its place is live is `test_markdown`'s."""

import unicodedata

import pytest

from persona_ls.syntax.literals import LiteralKind
from persona_ls.syntax.reference import Reference, can_follow, is_name, references


def found(source: str) -> list[str]:
    """The references of ``source``, as they are written."""
    return [each.span.of(source) for each in references(source)]


def only(source: str) -> Reference:
    (reference,) = references(source)
    return reference


class TestWhereItEnds:
    @pytest.mark.parametrize(
        ("source", "written"),
        [
            ("Ask @persona:backend.", "@persona:backend"),
            ("Ask @persona:backend, then go on.", "@persona:backend"),
            ("(see @persona:backend)", "@persona:backend"),
            ("@persona:backend: the first", "@persona:backend"),
            ("@persona:backend?!", "@persona:backend"),
            ("_@persona:backend_", "@persona:backend"),
            ("**@persona:backend**", "@persona:backend"),
            ("@persona:backend-", "@persona:backend"),
            ("@persona:backend/ and more", "@persona:backend"),
            ("@persona:node.js.", "@persona:node.js"),
            ("@persona:data-science_2", "@persona:data-science_2"),
            ("@persona:a--b", "@persona:a--b"),
            ("@persona:desenvolvimento/web/backend", "@persona:desenvolvimento/web/backend"),
            ("@persona:a//b", "@persona:a"),
            ("@persona:c++", "@persona:c"),
            ("@persona:segurança", "@persona:segurança"),
            ("@persona:名前。", "@persona:名前"),
            ("@persona:हिन्दी!", "@persona:हिन्दी"),
            ("@persona:7", "@persona:7"),
            ("@persona:backend#basico.", "@persona:backend#basico"),
            ("@persona:backend#", "@persona:backend"),
            ("@persona:backend#a/b", "@persona:backend#a"),
            ("@persona:backend#-x", "@persona:backend"),
        ],
    )
    def test_the_punctuation_of_a_sentence_is_not_part_of_a_name(self, source, written):
        assert found(source) == [written]

    def test_a_decomposed_accent_is_part_of_its_letter(self):
        decomposed = unicodedata.normalize("NFD", "@persona:segurança#avançado!")

        assert found(decomposed) == [decomposed[:-1]]

    @pytest.mark.parametrize(
        "source", ["@persona:", "@persona: x", "@persona:-x", "@persona:_x", "@persona:/x", "@Persona:x"]
    )
    def test_without_a_name_there_is_no_reference(self, source):
        assert found(source) == []

    def test_each_one_on_a_line_is_found(self):
        assert found("@persona:a,@persona:b and @persona:c") == ["@persona:a", "@persona:b", "@persona:c"]


class TestWhereItBegins:
    @pytest.mark.parametrize(
        "before", ["", " ", "\n", "(", "[", '"', "«", "—", "*", "**", ":", ",", "|", "`", "_", "__", "(_", "*__", "😀"]
    )
    def test_it_may_follow(self, before):
        assert found(f"{before}@persona:x") == ["@persona:x"]

    @pytest.mark.parametrize(
        "before", ["a", "7", "ç", "c\u0327", "名", "@", "/", "\\", ".", "snake_", "snake__", "ç_", "c\u0327_", "\\_"]
    )
    def test_it_is_no_reference_behind(self, before):
        """Letters, digits and their accents, an address, a path, an escape; an underscore inside a word opens no emphasis."""
        assert found(f"{before}@persona:x") == []

    def test_two_in_one_word_are_one(self):
        assert found("@persona:x_@persona:y") == ["@persona:x"]

    def test_a_sigil_may_be_asked_about_before_anything_follows_it(self):
        assert can_follow("_@", 1)
        assert not can_follow("snake_@", 6)


class TestWhatItSays:
    def test_name_part_and_arguments_have_their_spans(self):
        source = 'Ask @persona:dev/backend#avancado(usuarios=500, stack="Django, 4") now.'
        reference = only(source)

        assert (reference.name, reference.part) == ("dev/backend", "avancado")
        assert reference.name_span.of(source) == "dev/backend"
        assert reference.part_span.of(source) == "avancado"
        assert reference.arguments_span.of(source) == '(usuarios=500, stack="Django, 4")'
        assert [(each.name, each.value.value, each.span.of(source)) for each in reference.arguments] == [
            ("usuarios", 500, "usuarios=500"),
            ("stack", "Django, 4", 'stack="Django, 4"'),
        ]
        assert reference.is_closed

    @pytest.mark.parametrize("behind", ["(see below)", "(x)", "(a == b)", "(1=2)", " (a=1)", "(\na=1)", "("])
    def test_a_parenthesis_before_other_words_is_prose(self, behind):
        assert found(f"@persona:x{behind}") == ["@persona:x"]

    @pytest.mark.parametrize("behind", ["()", "( )", "(a=1)", "( a = 1 )"])
    def test_a_parenthesis_opens_arguments_before_a_keyword_or_its_closing(self, behind):
        assert found(f"@persona:x{behind} (y=2)") == [f"@persona:x{behind}"]

    @pytest.mark.parametrize(
        ("words", "value"),
        [
            ("500", 500),
            ("-1", -1),
            ("2.5", 2.5),
            ("1e3", 1000.0),
            ("true", True),
            ("False", False),
            ("none", None),
            ('"a \\"b\\" )"', 'a "b" )'),
            ("'ação 😀'", "ação 😀"),
            ('["a", 1, [true]]', ["a", 1, [True]]),
            ("(1, 2)", [1, 2]),
            ("(1,)", [1]),
            ("((1))", 1),
            ("()", []),
            ('{"a": 1}', {"a": 1}),
        ],
    )
    def test_an_argument_is_a_literal_of_jinja(self, words, value):
        (argument,) = only(f"@persona:x(a = {words} )").arguments

        assert (argument.value.kind, argument.value.value) == (LiteralKind.VALUE, value)

    def test_an_argument_may_be_a_variable(self):
        (argument,) = only("@persona:x(a=b)").arguments

        assert (argument.value.kind, argument.value.value) == (LiteralKind.NAME, "b")

    @pytest.mark.parametrize(
        ("words", "broken"),
        [("a=", ""), ("a=1 2", "1 2"), ("a=b.c", "b.c"), ("a=[b]", "[b]"), ("a=$x", "$x"), ("a=1 +", "1 +")],
    )
    def test_a_slip_costs_its_own_argument_alone(self, words, broken):
        source = f"@persona:x({words}, z=3)"
        first, second = only(source).arguments

        assert (first.value.kind, first.value.span.of(source)) == (LiteralKind.BROKEN, broken)
        assert (second.name, second.value.value) == ("z", 3)

    def test_arguments_end_with_their_line(self):
        reference = only("@persona:x(a=1,\nb=2)")

        assert not reference.is_closed
        assert [each.name for each in reference.arguments] == ["a"]


@pytest.mark.parametrize(
    ("words", "can"),
    [
        ("backend", True),
        ("a/b", True),
        ("ação", True),
        ("c++", False),
        ("a b", False),
        ("-a", False),
        ("a-", False),
        ("", False),
        ("a//b", False),
    ],
)
def test_a_name_can_be_spelt_in_a_reference_or_not(words, can):
    assert is_name(words) is can
