"""Whatever surrounds a name: all of its places change, nothing else does, and the way back leads to the same bytes."""

import unicodedata
from contextlib import suppress
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marked import Desk
from persona_ls.features.change import Change
from persona_ls.features.rename import Refusal
from world import persona_of

# Each piece stands in a paragraph of its own; `{}` is where the name has to change.
LIVE = (
    "@persona:{}", "@persona:dev/{}", "Ask `@persona:{}`.", "@persona:{}#basico and @persona:{}.", "_@persona:{}_",
    "(@persona:{})", '@persona:{}(stack="{{}}")', "@persona:{}, @persona:dev/{}#avancado(", "- [ ] @persona:{}",
    "```text\n@persona:{}\n```", "🎉 é @persona:{}",
)  # fmt: skip
DEAD = (
    "{}", "@persona:rapid {}s", "@persona:{}-x", "@persona:my/{}2", "x@persona:{}", "\\@persona:{}", "[t](@persona:{})",
    "<!-- @persona:{} -->", "```python\n@persona:{}\n```", "Code:\n\n    @persona:{}", "@personas:{}", "@persona:{}/x",
    "@persona:x{}", "@@persona:{}", "@persona: {}", "@persona:x#{}", "@persona:other/{}",
)  # fmt: skip
UNHURRIED = settings(deadline=None)
NAMES = ("api", "edição", "مطور", "a.b-c", "名前")
PERSONA = "---\n{key}tags: [a, {name}]\n---\n\n# Persona: {name}\n\n## Prompt de Ativação (Básico)\n\n```\nAtue como {name}.\n```\n"

pieces = st.lists(st.sampled_from(LIVE) | st.sampled_from(DEAD), max_size=8)
newlines = st.sampled_from(["\n", "\r\n"])
keys = st.sampled_from(["", "id: {name}\n", "id: '{name}' # so\n", 'id:   "{name}"\n'])


def document(chosen: list[str], name: str, old: str, newline: str) -> str:
    """The pieces with ``name`` wherever a reference says it, and ``old`` in all that only looks like one."""
    filled = (piece.format(*[name if piece in LIVE else old] * 3) for piece in ["@persona:{}", *chosen])
    return "\n\n".join(filled).replace("\n", newline) + newline


def library(name: str, key: str, notes: str, newline: str) -> Desk:
    path = f"personas/dev/{name if not key else 'file'}.md"
    persona = PERSONA.format(key=key.format(name=name), name="X").replace("\n", newline)
    return Desk(f"%! {path}\n{persona}%! notes.md\n{notes[:9]}|{notes[9:]}")


def reopened(desk: Desk, change: Change) -> Desk:
    """The workspace after a change, with the cursor where it was."""
    files = desk.after(change)
    notes = files.pop("notes.md")
    return Desk("".join(f"%! {name}\n{text}" for name, text in files.items()) + f"%! notes.md\n{notes[:9]}|{notes[9:]}")


@UNHURRIED
@given(st.sampled_from(NAMES), st.sampled_from(["new", "nova-edição", "اسم"]), keys, pieces, newlines)
def test_every_reference_changes_and_nothing_else(
    old: str, new: str, key: str, chosen: list[str], newline: str
) -> None:
    desk = library(old, key, document(chosen, old, old, newline), newline)
    after = desk.after(desk.rename(new))
    assert after["notes.md"] == document(chosen, new, old, newline)
    (path,) = set(after) - {"notes.md"}
    assert path == f"personas/dev/{'file' if key else new}.md"
    before = desk.files()[f"personas/dev/{'file' if key else old}.md"]
    assert after[path] == (before.replace(f"{old}", new) if key else before)


@UNHURRIED
@given(st.sampled_from(NAMES), st.sampled_from(["new", "nova-edição", "اسم"]), keys, pieces, newlines)
def test_there_and_back_is_the_identity(old: str, new: str, key: str, chosen: list[str], newline: str) -> None:
    desk = library(old, key, document(chosen, old, old, newline), newline)
    there = reopened(desk, desk.rename(new))
    assert there.after(there.rename(old)) == desk.files()


@UNHURRIED
@given(st.sampled_from(["edição", "ação", "ångström"]), pieces)
def test_composed_and_decomposed_spellings_are_one_name(name: str, chosen: list[str]) -> None:
    apart = unicodedata.normalize("NFD", name)
    for file, notes in ((name, apart), (apart, name)):
        desk = library(file, "", document(chosen, notes, "other", "\n"), "\n")
        assert desk.after(desk.rename("new"))["notes.md"] == document(chosen, "new", "other", "\n")


USES = (
    "{{{{ {} }}}}", "{{{{{}|upper}}}}", "{{% if {} is defined %}}x{{% endif %}}", "{{% set y = {} %}}{{{{ y }}}}",
    "{{% for i in {} %}}{{{{ i }}}}{{% endfor %}}", '{{{{ {}["a"] ~ {}.b }}}}',
)  # fmt: skip
OTHERS = (
    "{}", "{{{{ x{} }}}}", "{{{{ y.{} }}}}", '{{{{ "{}" }}}}', "{{# {} #}}", "{{{{ {}2 }}}}",
    "{{% for {} in y %}}{{{{ {} }}}}{{% endfor %}}", "{{% set ns = namespace({}=1) %}}{{{{ ns.{} }}}}",
)  # fmt: skip


def prompt(chosen: list[str], name: str, old: str, newline: str, argument: str) -> str:
    lines = [piece.format(*[name if piece in USES else old] * 2) for piece in chosen]
    text = f"---\nvariáveis:\n  {name}: 1\n---\n\n# Persona: X\n\n## Prompt de Ativação\n\n```\n" + "\n".join(lines)
    return (text + f"\n@persona:y(z={name}, {argument}=1)\n```\n").replace("\n", newline)


@UNHURRIED
@given(st.sampled_from(["stack", "ação", "_x1"]), st.lists(st.sampled_from(USES + OTHERS), max_size=6), newlines)
def test_a_variable_changes_wherever_the_prompt_takes_it_from_outside(
    old: str, chosen: list[str], newline: str
) -> None:
    source = prompt(chosen, old, old, newline, old)
    at = source.index(f"{old}: 1")
    desk = Desk(f"%! personas/x.md\n{source[:at]}|{source[at:]}%! n.md\n@persona:x({old}=2, x{old}=3)\n")
    after = desk.after(desk.rename("alvo"))
    assert after["personas/x.md"] == prompt(chosen, "alvo", old, newline, old)
    assert after["n.md"] == f"@persona:x(alvo=2, x{old}=3)\n"


LISTS = ("[a, {}, b]", "[{}]", "{}", '["{}", a]', "['{}']", "\n  - a\n  - {}\n  - 'b'", '\n- "{}" # so')
tags = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12)


@UNHURRIED
@given(st.sampled_from(LISTS), tags, newlines)
def test_a_tag_becomes_whatever_is_typed_and_its_neighbours_stay(style: str, new: str, newline: str) -> None:
    before = f"---\ntags: {style.format('dados')}\natualizado: 2025-01-01\n---\n\n# Persona: X\n".replace("\n", newline)
    desk = Desk(f"%! personas/x.md\n{before}".replace("dados", "da|dos", 1))
    old = [word.value.strip() for word in persona_of(before).words("tags")]
    try:
        after = desk.after(desk.rename(new))["personas/x.md"]
    except Refusal:
        assert not new.strip() or not new.strip().isprintable()
        return
    wanted = unicodedata.normalize("NFC", new.strip())
    renamed = persona_of(after)
    assert renamed.document.front_matter
    assert renamed.document.front_matter.loads
    found = [word.value.strip() for word in renamed.words("tags")]
    assert found == list(dict.fromkeys(wanted if tag == "dados" else tag for tag in old)) or (
        wanted in old and sorted(found) == sorted(set(old) - {"dados"})
    )
    assert after.endswith(before[before.index("atualizado") :])


@UNHURRIED
@given(st.text("abx12-._/@: \u00e9\u0301م", max_size=6))
def test_any_name_is_taken_or_refused(new: str) -> None:
    desk = Desk("%! personas/api.md\n---\ntags: [a]\n---\n\n# Persona: X\n%! n.md\n@persona:a|pi @persona:api\n")
    try:
        after = desk.after(desk.rename(new))
    except Refusal:
        return
    (path,) = set(after) - {"n.md"}
    name = PurePosixPath(path).stem
    assert after["n.md"] == f"@persona:{name} @persona:{name}\n"
    again = Desk(f"%! {path}\n# Persona: X\n%! n.md\n{after['n.md']}".replace("@persona:", "@persona:|", 1))
    assert again.session.library.resolve(name, None).entry
    assert [each.name for each in again.opened.references] == [name, name]


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_reference_cut_in_the_middle_never_breaks(cut: int) -> None:
    source = '@persona:dev/api#basico(stack="x", y=['[:cut]
    desk = Desk(f"%! n.md\n|{source}\n%! personas/dev/api.md\n# Persona: X\n")
    for offset in range(len(source) + 2):
        desk.offset = offset
        with suppress(Refusal):
            desk.rename("new")
