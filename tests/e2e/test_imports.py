"""What a start pays for: the modules that are imported, listed by a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

LIST = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"


def modules_after(code: str) -> set[str]:
    """The packages that a process has imported when ``code`` has run."""
    program = f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\n{LIST}"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


def test_the_server_s_start_imports_no_renderer_no_terminal_and_no_file_matcher() -> None:
    """They come with the first file that needs them."""
    loaded = packages(
        modules_after(
            "import persona_ls.lsp.handlers, persona_ls.lsp.transport; persona_ls.lsp.handlers.build_server()"
        )
    )
    assert {"pygls", "lsprotocol"} <= loaded, "the list is of what was asked for"
    assert not loaded & {"jinja2", "rich", "frontmatter", "pathspec", "hypothesis", "pytest"}


@pytest.mark.parametrize("arguments", [["--version"], ["rule", "--help"]])
def test_a_word_about_ourselves_imports_neither_the_protocol_nor_a_parser(arguments: list[str]) -> None:
    loaded = packages(modules_after(f"from persona_ls.cli import main; main({arguments!r})"))
    assert "persona_ls" in loaded
    assert not loaded & {"yaml", "lsprotocol", "pygls", "jinja2", "rich", "frontmatter", "pathspec", "attrs", "cattrs"}


def test_the_version_takes_no_parser_of_options() -> None:
    loaded = modules_after("from persona_ls.cli import main; main(['--version'])")
    assert "persona_ls.cli" in loaded
    assert not loaded & {"argparse", "gettext", "persona_ls.cli.check"}


def test_the_commands_do_without_the_protocol() -> None:
    loaded = modules_after("from persona_ls.cli import main; main(['list', 'backend'])")
    assert "persona_ls.library.search" in loaded
    assert not packages(loaded) & {"lsprotocol", "pygls", "cattrs", "asyncio"}


INITIALIZE = """from persona_ls.lsp.handlers import build_server
    class Writer:
        sent = b''
        def write(self, data): self.sent += data
        def close(self): pass
    server, writer = build_server(), Writer()
    server.protocol.set_writer(writer)
    server.protocol.handle_message({'jsonrpc': '2.0', 'id': 1, 'method': 'initialize', 'params': {'capabilities': {}}})
    assert b'"hoverProvider":true' in writer.sent"""


def test_initialize_is_answered_before_the_library_is_imported() -> None:
    """The editor waits for the protocol's types and for nothing of ours."""
    loaded = modules_after(INITIALIZE)
    assert "persona_ls.lsp.client" in loaded
    assert not loaded & {
        "persona_ls.session",
        "persona_ls.library.store",
        "persona_ls.lsp.answers",
        "persona_ls.lsp.desk",
    }
    assert not packages(loaded) & {"yaml", "jinja2", "pathspec", "platformdirs"}


SESSION = """from pathlib import Path; from persona_ls.lsp.warming import ready_to_list, ready_to_show
    from persona_ls.lsp.handlers import build_server; from persona_ls.text import Text
    protocol = build_server().protocol
    {ready}
    from persona_ls.session import Session
    session = Session([Path('/nowhere')]); session.index(); before = set(sys.modules)
    opened = session.look_at(None, Text('@persona:backend'))
    from persona_ls import asking
    assert asking.{ask}(session, opened, 12); session.shut_down()
    new = sorted(name for name in set(sys.modules) - before if 'persona_ls' in name or name in ('jinja2', 'cattrs'))
    sys.modules.update({{'new.' + name: sys for name in new}})"""


@pytest.mark.parametrize(
    ("ready", "ask"), [("ready_to_list(protocol)", "complete"), ("ready_to_list(protocol); ready_to_show()", "hover")]
)
def test_what_is_ready_for_the_first_question_need_not_be_imported_by_it(ready: str, ask: str) -> None:
    """Between the answer to ``initialize`` and the first letter, or the first hover, nobody waits; the library is read meanwhile."""
    loaded = modules_after(SESSION.format(ready=ready, ask=ask))
    assert f"persona_ls.features.{'completion' if ask == 'complete' else ask}" in loaded
    assert not {name for name in loaded if name.startswith("new.")}


def test_a_check_imports_nothing_that_only_an_editor_asks_for() -> None:
    """It is called for each commit, and its time is the time of its imports."""
    code = "from persona_ls.cli import main; main(['check', '--no-cache', 'personas/desenvolvimento/backend.md'])"
    loaded = modules_after(code)
    assert "persona_ls.rules.registry" in loaded
    ours = {name.removeprefix("persona_ls.") for name in loaded if name.startswith("persona_ls.")}
    unasked = ("lsp", "render.sandbox", "features.actions", "features.completion", "features.hover", "features.panel")
    assert not {name for name in ours if name.startswith(unasked)}
    assert not packages(loaded) & {
        "lsprotocol",
        "pygls",
        "asyncio",
        "rich",
        "frontmatter",
        "multiprocessing",
        "difflib",
    }


def test_a_check_of_a_file_that_stands_alone_imports_no_reader_and_reads_no_folder(tmp_path: Path) -> None:
    """What nothing in it asks for: YAML, templates, patterns of paths, TOML; and how often Python writes classes."""
    (tmp_path / "notes.md").write_text("# Notes\n\nNobody is referred to.\n", encoding="utf-8")
    code = f"from persona_ls.cli import main; main(['check', '--library', {str(tmp_path)!r}, {str(tmp_path / 'notes.md')!r}])"
    loaded = modules_after(code)
    assert "persona_ls.rules.registry" in loaded
    unasked = {"yaml", "jinja2", "pathspec", "dataclasses", "inspect", "difflib"}
    assert not packages(loaded) & unasked
    assert len([name for name in loaded if name.startswith("persona_ls.")]) < 137
