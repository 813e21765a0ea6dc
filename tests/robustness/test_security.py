"""A library from a stranger shows what it holds and does nothing else; `docs/security.md` says which test holds which promise."""

import ast
import json
import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

import persona_ls
from lsp_client import SERVER, Client
from persona_ls import asking
from persona_ls.library.files import MAX_BYTES
from persona_ls.session import Session
from persona_ls.text import Text
from robustness.peer import home_of

ROOT = Path(__file__).parents[2]
GUARD = 120.0
SECRET = "the-secret-outside"

PERSONA = "# Persona: {name}\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n"

READS = {
    "include": "{% include '../../secret.md' %}",
    "import": "{% import '../../secret.md' as x %}{{ x }}",
    "from": "{% from '/etc/passwd' import x %}",
    "extends": "{% extends '/etc/passwd' %}",
    "computed": "{% include ['..', '..', 'secret.md'] | join('/') %}",
    "open": "{{ open('../../secret.md').read() }}",
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "self": "{{ self._TemplateReference__context.environment.loader }}",
    "attr": "{{ '' | attr('\\x5f_class_\\x5f') }}",
    "map": "{{ [''] | map(attribute='__class__') | join }}",
    "request": "{{ lipsum.__globals__['__builtins__']['__import__']('os').system('touch pwned') }}",
    "undefined": "{{ nobody.__init__.__globals__ }}",
    "namespace": "{% set ns = namespace() %}{{ ns.__class__.__base__ }}",
    "format": "{{ '{0.__class__.__init__.__globals__}'.format(cycler) }}",
    "loop": "{% for x in [1] %}{{ loop.__class__.__init__.__globals__ }}{% endfor %}",
    "generator": "{{ (x for x in [1]).gi_frame }}",
    "macro": "{% macro m() %}{% endmacro %}{{ m.__code__ }}{{ m._environment }}",
    "context": "{{ get_context() }}",
    "do": "{% do x.append(1) %}",
}
"""Prompts that want a file, or the inside of Python."""

NAMES = (
    "../secret", "../../secret", "..", "/etc/passwd", "personas/../../secret", "....//secret", "%2e%2e/secret", "secret", "file:///etc/passwd",
    "~/secret", "$HOME/secret", "link", "folder/secret", "C:\\secret", "\\\\host\\share",
)  # fmt: skip
"""What a reference may try to name."""

MALICE = "![x](http://x.invalid/a.png) <img src=x onerror=alert(1)> [run](command:workbench.action.terminal.new) <script>alert(1)</script>"


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that somebody has downloaded, beside a file of its owner's."""
    root = tmp_path_factory.mktemp("stranger")
    (root / "secret.md").write_text(PERSONA.format(name="Secreta", prompt=SECRET))
    folder = root / "library"
    files = {f"personas/{name}.md": PERSONA.format(name=name, prompt=prompt) for name, prompt in READS.items()}
    files["personas/id.md"] = "---\nid: ../../secret\napelidos: [/etc/passwd, ../secret]\n---\n" + PERSONA.format(
        name="Id", prompt="x"
    )
    files["personas/mal.md"] = f"---\ntags: ['{MALICE}']\ndescrição: '{MALICE}'\n---\n" + PERSONA.format(
        name=MALICE, prompt=MALICE
    )
    files["prompt.md"] = "\n\n".join(f"@persona:{name}" for name in (*READS, *NAMES, "mal", "id"))
    for name in READS:
        files[f"prompt-{name}.md"] = f"@persona:{name}"
    files["front.md"] = "---\nvariables: {x: !!python/object/apply:os.system ['touch pwned']}\n---\n@persona:mal"
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / "personas/link.md").symlink_to(root / "secret.md")
    (folder / "personas/folder").symlink_to(root)
    return folder


@pytest.fixture(scope="module")
def noted(stranger: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process did that put all of it to use."""
    place = tmp_path_factory.mktemp("home")
    result = subprocess.run(
        [sys.executable, Path(__file__).with_name("watched.py"), stranger],
        capture_output=True,
        check=False,
        env=home_of(place),
        timeout=GUARD,
    )
    assert result.returncode == 0, result.stderr.decode()
    return {**json.loads(result.stdout), "cache": str(place / "cache")}


@pytest.mark.timeout(2 * GUARD)
class TestAStrangersLibrary:
    def test_nothing_goes_over_the_network_and_no_program_is_run(self, noted: dict[str, Any]) -> None:
        assert noted["forbidden"] == []

    def test_the_only_process_is_the_one_that_renders(self, noted: dict[str, Any]) -> None:
        assert noted["started"]
        for command in noted["started"]:
            assert command[1:3] == ["-I", "-S"]
            assert "persona_ls.render.worker" in command[4]

    def test_no_file_is_written_removed_or_renamed(self, noted: dict[str, Any], stranger: Path) -> None:
        """But in the cache of the person who looks: what was read, for the next start."""
        cache = noted["cache"]
        written = [path for path, mode, flags in noted["opened"] if set(mode) & set("wax+") or flags & 0o3]
        assert [path for path in written if path != "/dev/null" and not path.startswith(cache)] == []
        assert [change for change in noted["changed"] if cache not in change[1]] == []
        assert not list(stranger.parent.rglob("pwned"))

    def test_no_file_outside_of_the_library_is_opened(self, noted: dict[str, Any], stranger: Path) -> None:
        """But those that the program itself is made of, and its cache."""
        own = (
            Path(persona_ls.__file__).parents[2],
            Path(sys.prefix),
            Path(sys.base_prefix),
            Path(sysconfig.get_path("stdlib")),
        )
        system = ("/dev/null", "/dev/urandom", "/proc/self", "/usr/share/zoneinfo", "/usr/share/locale")
        allowed = (*map(str, own), str(stranger), noted["cache"], *system)
        strange = [path for path, *_ in noted["opened"] if Path(path).is_absolute() and not path.startswith(allowed)]
        assert [path for path in strange if Path(path).exists()] == []
        assert not [path for path, *_ in noted["opened"] if "secret" in path or "passwd" in path]

    def test_what_lies_outside_of_the_library_is_never_shown(self, noted: dict[str, Any]) -> None:
        assert SECRET not in noted["shown"]
        assert "root:" not in noted["shown"]
        assert "<class" not in noted["shown"]
        assert "<function" not in noted["shown"]

    @pytest.mark.parametrize("name", READS)
    def test_a_prompt_that_wants_a_file_or_the_inside_of_python_is_refused_with_its_name(
        self, stranger: Path, name: str
    ) -> None:
        session = Session([stranger], bundled=False, user=False)
        session.index()
        session.open("prompt", stranger / "new.md", Text(f"@persona:{name}"))
        try:
            card = asking.hover(session, session.get("prompt"), 10)
        finally:
            session.shut_down()

        assert card is not None
        assert "⚠" in card.markdown
        assert f"`{name}\\`" in card.markdown

    @pytest.mark.parametrize("name", NAMES)
    def test_a_name_is_no_path(self, stranger: Path, name: str) -> None:
        session = Session([stranger], bundled=False, user=False)
        session.index()
        assert session.library.resolve(name, stranger).entry is None
        made = session.new_persona(stranger, name, "en")
        assert made is None or made.path.is_relative_to(stranger / "personas")

    def test_an_id_that_no_reference_can_spell_makes_no_file(self, stranger: Path) -> None:
        """`../../secret` as an `id:` is told, and is never joined to a folder."""
        session = Session([stranger], bundled=False, user=False)
        session.index()
        found = [path for path in (entry.path for entry in session.library) if not path.is_relative_to(stranger)]
        assert found == []
        opened = session.look_at(stranger / "personas/id.md", Text((stranger / "personas/id.md").read_text()))
        assert "invalid-id" in [finding.rule.name for finding in session.findings(opened)]


@pytest.mark.timeout(2 * GUARD)
class TestWhatTheEditorIsSent:
    """In every answer and every notification: no link that runs a command, no address that is loaded, but as words."""

    def test_no_text_that_is_shown_as_markdown_has_a_link_of_the_stranger_s(
        self, stranger: Path, tmp_path: Path
    ) -> None:
        with Client.in_process(SERVER, **home_of(tmp_path)) as client:
            client.start(stranger)
            uri = client.open(stranger / "prompt.md", (stranger / "prompt.md").read_text())
            persona = client.open(stranger / "personas/mal.md", (stranger / "personas/mal.md").read_text())
            answers = [client.hover(uri, client.text(uri).index("@persona:mal") + 10)]
            answers += [client.hover(persona, at) for at in range(0, len(client.text(persona)), 7)]
            offered = client.complete(uri, client.text(uri).index("@persona:mal") + 10)["items"]
            answers += [client.request("completionItem/resolve", each) for each in offered]
            client.until(lambda: client.findings(persona))
            commands = _commands([answers, client.findings(persona), client.findings(uri), client.told])

        shown = "\n".join(_markdown(answers))
        assert "alert" in shown, "the card shows the words of the persona"
        assert commands == set()
        outside_fences = re.sub(r"(?ms)^(`{3,}).*?^\1", "", shown)
        for active in ("](http", "](command", "![x]", "<img", "<script"):
            assert active not in _unescaped(outside_fences), active


def _unescaped(markdown: str) -> str:
    """The text without what is escaped: of `\\[x](command:y)` only `x](command:y)` is left, which opens no link."""
    return re.sub(r"\\.", "", markdown)


def _markdown(answer: Any) -> list[str]:
    """Every text that an editor shows as Markdown."""
    if isinstance(answer, dict):
        own = [answer["value"]] if answer.get("kind") == "markdown" else []
        return own + [each for value in answer.values() for each in _markdown(value)]
    return [each for value in answer for each in _markdown(value)] if isinstance(answer, list) else []


def _commands(answer: Any) -> set[str]:
    """Every command that an editor is asked to offer."""
    if isinstance(answer, dict):
        own = {str(answer["command"])} if answer.get("command") else set()
        return own.union(*map(_commands, answer.values())) if answer else own
    return set().union(*map(_commands, answer)) if isinstance(answer, list) and answer else set()


YAML_BOMBS = {
    "laughs": "\n".join(["a: &a0 [x, x]", *(f"b{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]),
    "merges": "\n".join(
        ["m0: &m0 {a: 1}", *(f"m{n}: &m{n}\n  <<: [{', '.join([f'*m{n - 1}'] * 9)}]" for n in range(1, 60))]
    ),
    "itself": "tags: &t [*t, *t]\nvariáveis: &v {x: *v, <<: *v}",
    "brackets": "tags: " + "[" * 100_000,
    "braces": "variáveis: " + "{a: " * 20_000,
    "blocks": "\n".join(" " * depth + "- a:" for depth in range(400)),
    "dashes": "- " * 50_000,
    "questions": "? " * 20_000,
    "tags": "a: " + "!!map " * 20_000,
    "anchors": "a: " + "&x " * 20_000,
    "quotes": 'a: "' + "\\\n" * 50_000,
    "number": "a: " + "9" * 100_000,
    "float": "a: 1e" + "9" * 10_000,
    "time": "atualizado: 99999999999999-99-99",
    "sexagesimal": "a: " + ":".join(["59"] * 5000),
    "keys": "\n".join(f"k{n}: {n}" for n in range(20_000)),
    "line": "descrição: " + "a" * 3_000_000,
    "lines": "descrição: |\n" + "  a\n" * 100_000,
    "python": "a: !!python/object/apply:os.system ['touch pwned']",
    "documents": "a: 1\n--- b\n" * 10_000,
    "plain": "a: " + "b: " * 20_000,
    "stars": "a: " + "*" * 50_000,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", YAML_BOMBS)
def test_front_matter_of_any_kind_is_read_in_a_process_that_survives_it(tmp_path: Path, name: str) -> None:
    """Whole, or as far as it goes: the document behind it is there, and its findings are told."""
    source = f"---\n{YAML_BOMBS[name]}\n---\n" + PERSONA.format(name="Uma", prompt="Atue.")
    assert len(source) < MAX_BYTES
    session = Session([tmp_path], bundled=False, user=False)

    session.open("x", tmp_path / "personas/uma.md", Text(source))
    opened = session.get("x")
    findings = session.findings(opened)

    assert session.library.at(tmp_path / "personas/uma.md") is not None
    assert all(len(session.say(each.template, **each.arguments)) < 2000 for each in findings)
    assert not (tmp_path / "pwned").exists()


def test_every_promise_names_a_test_that_exists() -> None:
    """`docs/security.md` writes them as `tests/…/test_x.py::Class::test_y`, without the names of parameters."""
    page = (ROOT / "docs/security.md").read_text()
    named = re.findall(r"`(tests/[\w/.]+\.py)((?:::\w+)*)`", page)
    missing = [f"{file}{names}" for file, names in named if not _has(ROOT / file, names.split("::")[1:])]

    assert len(named) > 20
    assert missing == []


def _has(file: Path, names: list[str]) -> bool:
    if not file.is_file():
        return False
    body: list[ast.stmt] = ast.parse(file.read_text()).body
    for name in names:
        found = [each for each in body if getattr(each, "name", None) == name]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True
