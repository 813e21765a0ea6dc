"""Real processes on a folder that a hostile or unlucky person made: each bad file is told by its name, and everything else works."""

import ctypes
import json
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from checking import write
from lsp_client import SERVER, Client, Refused
from persona_ls import asking
from persona_ls.render.sandbox import Sandbox
from persona_ls.session import Session
from persona_ls.text import Text

GUARD = 60.0
"""Seconds after which a test is given up: many times what it needs."""

LONG = 220_890
"""Characters of the longest line of a real prompt file."""

pytestmark = pytest.mark.timeout(3 * GUARD)


def persona(title: str = "Boa", prompt: str = "Atue como uma Boa.", keys: str = "tags: [a]") -> str:
    return f"---\n{keys}\n---\n\n# Persona: {title}\n\n## Prompt de Ativação\n\n```\n{prompt}\n```\n"


GOOD = persona()

BAD: dict[str, tuple[bytes, str]] = {
    "binary": (b"# Persona: x\n\0\1\2", "is a binary file: it has a NUL byte at 13."),
    "large": (b"# Persona: x\n" + b"a" * 10_485_760, "has 10.0 MiB; files above 4 MiB are not read."),
    "latin": ("# Persona: Ação".encode("latin-1"), "is not UTF-8 text: byte 12 does not belong. Save it as UTF-8."),
    "utf16": (GOOD.encode("utf-16"), "is not UTF-8 text: byte 0 does not belong. Save it as UTF-8."),
}
"""Files that cannot be read, with the end of the sentence about each."""

BROKEN = {
    "deep-flow": persona(keys="tags: " + "[" * 60_000),
    "deep-blocks": persona(keys="\n".join(" " * depth + "a:" for depth in range(300))),
    "aliases": persona(keys="\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 30))])),
    "loop": persona(keys="tags: &t [*t, *t]\nvariáveis: &v\n  x: *v\n  <<: *v"),
    "long-value": persona(keys="descrição: " + "a" * 100_000),
}
"""Personas whose front matter is a bomb: they stay in the library, with a finding."""

FINE = {
    "good": GOOD,
    "crlf": "\ufeff" + GOOD.replace("\n", "\r\n"),
    "line": persona(prompt="Atue como uma Boa. " + "x" * LONG),
    "signs": persona(prompt="Atue como uma Boa. " + "[`*_<{ " * 9_000),
}
"""Personas without an error."""

PERSONAS = sorted([*BROKEN, *FINE, os.fsdecode(b"na\xefve")])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The folder with everything in it."""
    root = tmp_path_factory.mktemp("hostile")
    folder = root / "personas"
    write(folder, {f"{name}.md": text for name, text in {**FINE, **BROKEN}.items()})
    for name, (data, _) in BAD.items():
        (folder / f"{name}.md").write_bytes(data)
    (folder / os.fsdecode(b"na\xefve.md")).write_text(GOOD)
    os.mkfifo(folder / "pipe.md")
    os.mkfifo(root / ".gitignore")
    (folder / "zero.md").symlink_to("/dev/zero")
    (folder / "gone.md").symlink_to("nowhere")
    (folder / "self.md").symlink_to("self.md")
    (folder / "around").symlink_to("..")
    (folder / "out").symlink_to("/etc")
    deep = folder.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "deep.md").write_text(GOOD)
    write(
        root,
        {
            "prompt.md": "@persona:good e @persona:crlf.\n",
            "node_modules/x/personas/x.md": GOOD,
            ".git/personas/y.md": GOOD,
        },
    )
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
    os.chdir(here)
    return root


def run(*words: object, cwd: Path, **options: object) -> subprocess.CompletedProcess[str]:
    """The command, as a shell runs it that has a strict encoding."""
    environment = {**os.environ, "PERSONA_LS_LANG": "en", "PYTHONIOENCODING": "utf-8:strict", **options.pop("env", {})}
    command = [sys.executable, "-m", "persona_ls", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=GUARD, check=False, **options
    )


@pytest.fixture(scope="module")
def checked(hostile) -> subprocess.CompletedProcess[str]:
    return run("check", "--no-bundled", "--output-format", "json", cwd=hostile)


@pytest.fixture(scope="module")
def findings(checked) -> dict[str, list]:
    found: dict[str, list] = {}
    for each in json.loads(checked.stdout):
        found.setdefault(Path(each["path"]).stem, []).append(each)
    return found


class TestCheck:
    def test_it_ends_as_with_any_finding_and_says_so(self, checked):
        assert checked.returncode == 1
        assert "Traceback" not in checked.stderr

    @pytest.mark.parametrize("name", BAD)
    def test_a_file_that_cannot_be_read_is_told_by_its_name(self, findings, hostile, name):
        (finding,) = findings[name]

        assert finding["rule"] == "unreadable-file"
        assert finding["message"] == f"{hostile}/personas/{name}.md {BAD[name][1]}"

    @pytest.mark.parametrize("name", BROKEN)
    def test_front_matter_that_is_a_bomb_is_an_error_at_its_place(self, findings, name):
        errors = [each for each in findings[name] if each["rule"] == "invalid-yaml"]

        assert errors
        assert all(each["line"] > 1 for each in errors)

    @pytest.mark.parametrize("name", FINE)
    def test_what_is_only_unusual_is_no_error(self, findings, name):
        assert [each for each in findings[name] if each["severity"] == "error"] == []

    def test_a_folder_that_is_too_deep_is_told(self, checked, hostile):
        assert f"persona-ls: {hostile} was not read to its end: it has too many files or folders.\n" in checked.stderr

    def test_a_name_that_is_not_utf_8_is_told_escaped(self, checked, findings):
        assert findings[os.fsdecode(b"na\xefve")]

    def test_nothing_else_is_looked_at(self, findings):
        assert sorted(findings.keys() - BAD.keys() - {"prompt"}) == sorted([*PERSONAS])

    @pytest.mark.parametrize("form", ["text", "sarif", "github"])
    def test_every_report_can_be_printed(self, hostile, form):
        result = run(
            "check", "--no-bundled", "--output-format", form, cwd=hostile, env={"PYTHONIOENCODING": "ascii:strict"}
        )

        assert result.returncode == 1
        assert "large" in result.stdout

    def test_a_path_that_is_not_there_is_wrong_usage(self, hostile):
        result = run("check", "personas/nothing", "gone-too", cwd=hostile)

        assert result.returncode == 2
        assert result.stderr.splitlines() == [
            f"persona-ls: there is no file or folder {hostile}/personas/nothing.",
            f"persona-ls: there is no file or folder {hostile}/gone-too.",
        ]

    def test_what_is_no_file_is_not_opened_even_when_it_is_named(self, hostile):
        names = ["pipe", "zero", "socket"]

        result = run("check", *(f"personas/{name}.md" for name in names), "--no-bundled", cwd=hostile)

        assert result.returncode == 1
        for name in names:
            words = "is no regular file (a pipe or a device); it was not opened."
            assert f"{hostile}/personas/{name}.md {words}" in result.stdout

    def test_a_prompt_of_one_long_line_is_checked(self, tmp_path):
        write(tmp_path, {"personas/a.md": GOOD, "prompt.md": "@persona:a " * (LONG // 11)})

        result = run("check", "prompt.md", "--no-bundled", cwd=tmp_path)

        assert (result.returncode, result.stdout) == (0, "")

    def test_an_empty_folder_has_nothing_to_mend(self, tmp_path):
        result = run("check", "--no-bundled", cwd=tmp_path)

        assert (result.returncode, result.stdout) == (0, "")


class TestForbidden:
    """A file without permissions stops root too, when it has given up the power to pass over them."""

    @pytest.fixture
    def locked(self, tmp_path) -> Path:
        write(tmp_path, {"personas/a.md": GOOD, "personas/b.md": GOOD, "personas/c/d.md": GOOD})
        (tmp_path / "personas/b.md").chmod(0)
        (tmp_path / "personas/c").chmod(0)
        yield tmp_path
        (tmp_path / "personas/c").chmod(0o700)

    def test_a_file_and_a_folder_without_permission_are_told_and_the_rest_is_checked(self, locked):
        mine = {"preexec_fn": _without_override} if os.geteuid() == 0 else {}
        probe = subprocess.run(["cat", locked / "personas/b.md"], capture_output=True, check=False, **mine)
        if probe.returncode == 0:
            pytest.skip("this system lets root read everything")

        result = run("check", "--no-bundled", cwd=locked, **mine)

        assert result.returncode == 1
        assert f"unreadable-file: {locked}/personas/b.md may not be read: Permission denied." in result.stdout
        assert f"persona-ls: The folder {locked}/personas/c could not be read: Permission denied.\n" in result.stderr
        assert "personas/a.md:" in result.stdout


def _without_override() -> None:
    """Drop CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH for what is executed next."""
    drop = 24  # PR_CAPBSET_DROP
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(drop, capability, 0, 0, 0)


class TestOtherVerbs:
    def test_list_shows_what_can_be_read(self, hostile):
        result = run("list", "--no-bundled", cwd=hostile)

        assert result.returncode == 0
        assert {line.split()[0] for line in result.stdout.splitlines()[1:]} >= {*BROKEN, *FINE}

    def test_render_makes_the_prompt_from_what_can_be_read(self, hostile):
        result = run("render", "prompt.md", "--no-bundled", cwd=hostile)

        assert (result.returncode, result.stdout) == (0, "Atue como uma Boa. e Atue como uma Boa..\n")

    @pytest.mark.parametrize("name", ["large", "pipe", "gone"])
    def test_render_of_what_cannot_be_read_names_it(self, hostile, name):
        result = run("render", f"personas/{name}.md", "--no-bundled", cwd=hostile)

        assert (result.returncode, result.stdout) == (2, "")
        assert f"{hostile}/personas/{name}.md" in result.stderr


class TestServer:
    @pytest.fixture(scope="class")
    @classmethod
    def client(cls, hostile):
        with Client.in_process((*SERVER, "--log-level", "warning")) as client:
            client.start(hostile)
            yield client

    def test_the_library_holds_all_that_can_be_read(self, client, hostile):
        uri = client.open(hostile / "nova.md", "@persona:")

        assert {each.removeprefix("@persona:") for each in client.labels(uri)} >= {*BROKEN, *FINE}

    @pytest.mark.parametrize("name", ["line", "signs"])
    def test_a_line_of_any_length_is_checked_completed_and_explained(self, client, hostile, name):
        text = FINE[name].replace("```\nAtue", "```\n@persona:good Atue")
        uri = client.open(hostile / f"personas/{name}.md", text)
        client.edit(uri, text.index("good"), text.index("good") + 4, "goo")

        _until_told(client, uri, "unknown-persona")
        at = client.text(uri).index("@persona:goo") + len("@persona:goo")
        assert "@persona:good" in client.labels(uri, at)
        assert client.hover(uri, at - 1) is None
        assert client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        client.close(uri)

    def test_a_prompt_of_one_long_line_is_checked_completed_and_explained(self, client, hostile):
        text = "@persona:good " * (LONG // 14) + "@persona:li"
        uri = client.open(hostile / "long.md", text)

        assert "@persona:line" in client.labels(uri)
        assert "Atue como uma Boa." in _markdown(client.hover(uri, len(text) // 14 * 14 - 5))
        _until_told(client, uri, "unknown-persona")
        client.close(uri)

    @pytest.mark.parametrize("name", BROKEN)
    def test_a_bomb_that_is_open_is_told_and_completed_like_any_other(self, client, hostile, name):
        uri = client.open(hostile / f"personas/{name}.md", BROKEN[name] + "\n@persona:go")

        _until_told(client, uri, "invalid-yaml")
        assert "@persona:good" in client.labels(uri)

    @pytest.mark.parametrize(
        "uri", ["untitled:Untitled-1", "vscode-remote://ssh/x/a.md", "file:///nowhere/%FF.md", "nonsense"]
    )
    def test_a_document_that_lies_nowhere_is_served(self, client, uri):
        client.open(uri, "@persona:good @persona:goood @persona:go")

        _until_told(client, uri, "unknown-persona")
        assert "@persona:good" in client.labels(uri)
        assert "Atue como uma Boa." in _markdown(client.hover(uri, 3))

    def test_halves_of_a_character_pass_through(self, client, hostile):
        """JSON may hold lone surrogates; what is written about them is JSON again."""
        uri = client.open(hostile / "half.md", "\ud83d \udfff @persona:x\udc00\n@persona:good @persona:go")

        _until_told(client, uri, "unknown-persona")
        assert "Atue como uma Boa." in _markdown(client.hover(uri, client.text(uri).index("good")))
        change = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 2}}, "text": "\ud83d"}
        document = {"uri": uri, "version": 2}
        client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        assert "@persona:good" in client.labels(uri)

    def test_an_open_document_shows_what_a_broken_file_cannot(self, client, hostile):
        """The editor has read the file in its own way: what is on the disk does not matter."""
        uri = client.open(hostile / "personas/latin.md", GOOD)
        other = client.open(hostile / "other.md", "@persona:latin")

        assert "Atue como uma Boa." in _markdown(client.hover(other, 3))
        client.close(uri)

    def test_nonsense_is_refused_and_the_next_question_is_answered(self, client, hostile):
        uri = client.open(hostile / "probe.md", "@persona:good")
        for params in (None, [], {"textDocument": 5}, {"textDocument": {"uri": uri}, "position": "x"}):
            with pytest.raises(Refused):
                client.request("textDocument/hover", params)

        assert (
            client.request(
                "textDocument/hover",
                {"textDocument": {"uri": "file:///not/open.md"}, "position": {"line": 0, "character": 0}},
            )
            is None
        )
        assert "Atue como uma Boa." in _markdown(client.hover(uri, 3))

    def test_files_that_come_and_go_while_they_are_told_of_are_survived(self, client, hostile):
        path = hostile / "personas/brief.md"
        for kind in (1, 2, 3, 2, 1):
            path.write_text(GOOD) if kind == 1 else path.unlink(missing_ok=True)
            changes = [
                {"uri": each.as_uri(), "type": kind}
                for each in (path, hostile / "personas/pipe.md", hostile / "personas")
            ]
            client.notify("workspace/didChangeWatchedFiles", {"changes": changes})

        uri = client.open(hostile / "brief.md", "@persona:brief")
        client.until(lambda: client.hover(uri, 3) is not None)

    def test_workspace_symbols_are_those_of_the_library(self, client):
        symbols = client.request("workspace/symbol", {"query": "Boa"})

        assert len(symbols) >= len(PERSONAS)


class TestFolders:
    @pytest.mark.parametrize("folders", [[], ["empty", "missing", "file"]], ids=["none", "strange"])
    def test_a_workspace_with_nothing_in_it_is_served(self, tmp_path, folders):
        (tmp_path / "empty").mkdir()
        (tmp_path / "file").write_text("")
        with Client.in_process() as client:
            client.start(*(tmp_path / name for name in folders), bundled=True)
            uri = client.open("untitled:Untitled-1", "@persona:backe")

            assert "@persona:backend" in client.labels(uri)

    def test_of_a_home_folder_only_libraries_are_read_and_that_is_told_once(self, tmp_path):
        home = tmp_path / "home"
        write(home, {"personas/mine.md": GOOD, ".agent/personas/agent.md": GOOD, "src/personas/other.md": GOOD})
        write(home, {f"src/{n}/{m}/persona.md": GOOD for n in range(20) for m in range(20)})
        os.mkfifo(home / "src/pipe.persona.md")
        log = tmp_path / "log"
        command = ["sh", "-c", f'exec "$@" 2>{log}', "sh", *SERVER]
        with Client.in_process(command, HOME=str(home), XDG_CONFIG_HOME=str(home / ".config")) as client:
            client.start(home)
            uri = client.open(home / "prompt.md", "@persona:")
            labels = {each.removeprefix("@persona:") for each in client.labels(uri)}
            client.save(uri)
            client.turn()

        told = log.read_text()
        assert labels == {"mine", "agent"} | {each for each in labels if " " in each}
        assert told.count("is very wide: only its folders personas and .agent/personas are read.") == 1
        assert str(home) in told

    def test_check_of_a_home_folder_says_what_it_leaves_out(self, tmp_path):
        write(tmp_path, {"personas/mine.md": GOOD, "src/prompt.md": "@persona:nobody"})

        result = run("check", "--no-bundled", cwd=tmp_path, env={"HOME": str(tmp_path)})

        assert "prompt.md" not in result.stdout
        assert (
            f"persona-ls: {tmp_path} is very wide: only its folders personas and .agent/personas are read.\n"
            in result.stderr
        )

    def test_what_cannot_be_read_is_logged_once_by_name(self, tmp_path):
        write(tmp_path, {"personas/a.md": GOOD})
        for name, (data, _) in BAD.items():
            (tmp_path / f"personas/{name}.md").write_bytes(data)
        log = tmp_path / "log"
        with Client.in_process(["sh", "-c", f'exec "$@" 2>{log}', "sh", *SERVER]) as client:
            client.start(tmp_path)
            uri = client.open(tmp_path / "prompt.md", "@persona:a")
            client.save(uri)
            client.turn()

        names = Counter(re.findall(r"personas/(\w+)\.md", log.read_text()))
        assert names == dict.fromkeys(BAD, 1)


MALICE = (
    "<img src=x onerror=alert(1)>",
    "[x](command:foo)",
    "![](http://x.invalid/a.png)",
    "<http://x.invalid>",
    "x</summary><script>alert(1)</script>",
    "`code` [a]: http://x.invalid",
    "\\[x](command:y) \\\\![](http://x.invalid)",
    "\\[x\\]\\(command:y\\)",
    "&lt;img src=x&gt; &#91;x](command:z)",
    "1. x | y\n---",
    "```\n[x](command:foo)",
)


class TestHover:
    """What a stranger wrote is shown as it is: the card's own link to the file is the only thing in it that does anything."""

    @pytest.fixture(scope="class")
    @classmethod
    def engine(cls):
        with Sandbox() as engine:
            yield engine

    @pytest.mark.parametrize("words", MALICE)
    @pytest.mark.parametrize(
        "prompt", ["p", "{words}", "```\n{words}\n```\n{words}", "{{% if %}} {words}", "{{{{ x }}}} {words}"]
    )
    def test_the_card_of_a_persona_is_inert(self, tmp_path, engine, words, prompt):
        line = " ".join(words.split())
        quoted = json.dumps(line)
        path = tmp_path / "personas" / f"{line.replace('/', '')}.md"
        source = (
            f"---\nid: eu\ntags: [{quoted}]\nvariáveis:\n  {quoted}: 1\n---\n\n# Persona: {line}\n\n**Especialidade**: {line}  \n"
            f"**Nível de Experiência**: {line}  \n\n## Prompt de Ativação ({line})\n\n`````\n{prompt.format(words=words)}\n`````\n"
        )
        session = Session([tmp_path], bundled=False, user=False)
        session._engine = engine
        session.open("persona", path, Text(source))
        session.open("prompt", tmp_path / "prompt.md", Text("@persona:eu"))

        card = asking.hover(session, session.get("prompt"), 3)

        tokens = _tokens(card.markdown)
        kinds = [token.type for token in tokens]
        shown = "".join(token.content for token in tokens if token.type == "text")
        assert shown.removesuffix(path.name).count(line) == 6  # title, specialty, level, tag, variable, heading
        assert not {"html_inline", "html_block", "image", "hr", "list_item_open", "heading_open", "table_open"} & {
            *kinds
        }
        assert [token.attrs["href"] for token in tokens if token.type == "link_open"] == [path.as_uri()]
        assert kinds.count("fence") == 1
        assert prompt.format(words=words).replace("{{ x }}", "").strip() in next(
            token.content for token in tokens if token.type == "fence"
        )


def _tokens(markdown: str) -> list[Token]:
    """What a viewer makes of it that shows HTML and follows every link."""
    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    parser.validateLink = lambda _: True
    parser.normalizeLink = str
    found = []
    for token in parser.parse(markdown):
        found += [token, *(token.children or ())]
    return found


def _markdown(hover: dict | None) -> str:
    assert hover is not None
    contents = hover["contents"]
    return contents["value"] if isinstance(contents, dict) else str(contents)


def _until_told(client: Client, uri: str, rule: str) -> None:
    """Wait until a finding of the rule is shown for a document."""
    client.until(lambda: rule in [each["code"] for each in client.findings(uri) or ()])
