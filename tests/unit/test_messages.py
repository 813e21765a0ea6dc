"""Every sentence of the product has its Portuguese, and `make messages` keeps the two together."""

import gettext
import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from persona_ls.rules.base import Severity
from persona_ls.rules.registry import rules

ROOT = Path(__file__).parents[2]

ALIKE = {"{title} · ~{tokens} tokens", "tags", "persona: {kind}", "{count} persona"}
"""The only messages that read the same in both languages."""

MARKED = """
TITLE = N_("In a " "constant")
print(f"# {say(N_('Inside an f-string'))}")
self.say("At the door")
say.plural("{count} door", "{count} doors", 2)
say(message)
"not marked"
"""


def script(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem + "_script", ROOT / path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    return script("scripts/messages.py")


@pytest.fixture(scope="module")
def marked(messages: ModuleType) -> dict[object, list[str]]:
    return messages.marked(messages.PACKAGE)


@pytest.fixture(scope="module")
def catalog(messages: ModuleType) -> Catalog:
    return messages.read(messages.CATALOG.read_bytes())


def forms(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """A message, or its singular and plural."""
    return (words,) if isinstance(words, str) else tuple(words)


def translations(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """What each message, by its singular, is in Portuguese."""
    return {forms(each.id)[0]: forms(each.string) for each in catalog if each.id}


def placeholders(words: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", words))


class TestCatalog:
    def test_it_has_what_the_code_marks_and_nothing_else(self, catalog, marked):
        assert set(translations(catalog)) == {forms(each)[0] for each in marked}, "run `make messages`"

    def test_everything_in_it_is_translated(self, catalog):
        assert [words for words, given in translations(catalog).items() if not all(given)] == []

    def test_nothing_in_it_waits_for_a_second_look(self, catalog):
        assert [each.id for each in catalog if each.id and each.fuzzy] == []

    def test_a_translation_has_the_placeholders_of_its_message(self, catalog):
        other = {
            words: given
            for words, given in translations(catalog).items()
            if any(placeholders(each) != placeholders(words) for each in given)
        }
        assert other == {}

    def test_a_translation_is_not_the_english(self, catalog):
        assert {words for words, given in translations(catalog).items() if words in given} == ALIKE

    def test_a_translation_ends_like_its_message(self, catalog):
        """A sentence stays a sentence, and the title of a fix a title."""
        ends = (".", ":", "?")
        other = {
            words: given
            for words, given in translations(catalog).items()
            if any(each.endswith(ends) != words.endswith(ends) for each in given)
        }
        assert other == {}

    @pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
    def test_a_rule_tells_its_whole_story_in_portuguese(self, catalog, rule):
        told = translations(catalog)
        assert [
            words for words in (rule.message, rule.what, rule.why, rule.fix) if not all(told.get(words, [""]))
        ] == []

    @pytest.mark.parametrize("severity", Severity)
    def test_a_severity_has_a_portuguese_word(self, catalog, severity):
        assert translations(catalog).get(severity.value)

    def test_its_header_names_no_day_and_no_person(self, messages):
        head = messages.CATALOG.read_text(encoding="utf-8").partition("\n\n")[0]
        assert [line.partition(":")[0].strip('"') for line in head.splitlines()[3:]] == [
            "MIME-Version",
            "Content-Type",
            "Content-Transfer-Encoding",
            "Language",
            "Plural-Forms",
        ]

    def test_compiled_it_counts_as_portuguese_does(self, tmp_path, messages):
        """One is singular, and so is none."""
        folder = tmp_path / "pt_BR" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        shutil.copy(messages.CATALOG, folder)

        script("hatch_build.py").compile_catalogs(tmp_path)

        say = gettext.translation("persona_ls", tmp_path, ["pt_BR"]).ngettext
        assert [say("{count} error", "{count} errors", count) for count in (0, 1, 2)] == [
            "{count} erro",
            "{count} erro",
            "{count} erros",
        ]

    @pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a clone")
    def test_the_compiled_file_is_not_committed(self):
        listed = subprocess.run(["git", "ls-files", "*.mo"], cwd=ROOT, check=True, capture_output=True, text=True)
        assert listed.stdout == ""


class TestMakeMessages:
    def test_it_has_nothing_left_to_do(self, messages, capsys):
        assert messages.main(["--check"]) == 0, capsys.readouterr().out

    def test_it_finds_every_way_to_mark_a_sentence(self, tmp_path, messages):
        (tmp_path / "room").mkdir()
        (tmp_path / "room" / "door.py").write_text(MARKED)

        assert messages.marked(tmp_path) == {
            "In a constant": ["room/door.py"],
            "Inside an f-string": ["room/door.py"],
            "At the door": ["room/door.py"],
            ("{count} door", "{count} doors"): ["room/door.py"],
        }

    def test_it_refuses_a_sentence_that_is_made_at_run_time(self, tmp_path, messages):
        (tmp_path / "door.py").write_text("x = 1\nN_(f'There are {x}')\n")

        with pytest.raises(SystemExit, match=r"door\.py:2"):
            messages.marked(tmp_path)

    def test_it_keeps_translations_takes_new_sentences_and_drops_old_ones(self, messages):
        def step(old: bytes, *sentences: object) -> bytes:
            return messages.brought_in_step(messages.read(old), {each: ["door.py"] for each in sentences})

        first = step(b"", "Old", "Kept", ("{count} door", "{count} doors"))
        translated = first.replace(b'msgid "Kept"\nmsgstr ""', b'msgid "Kept"\nmsgstr "Fica"')
        second = messages.read(step(translated, "New", "Kept", ("{count} door", "{count} doors")))

        assert translations(second) == {"New": ("",), "Kept": ("Fica",), "{count} door": ("", "")}

    def test_the_same_sentences_make_the_same_bytes(self, messages, marked, catalog):
        assert messages.brought_in_step(catalog, marked) == messages.CATALOG.read_bytes()
