"""A page that shows what the program does, run: ``docs/references.md``.

What is run stands in fenced blocks, in the order of the page:

* below a paragraph that is the name of a file in backticks and a colon, the text of that file, which is written;
* with the language ``console``, lines that begin with ``$ ``, and below each what the command prints on both streams and how it ends when
  that is not with 0;
* with the language ``editor``, a question and below it the answer: ``hover in trip.md: Ask @persona:gu|ide``. The line with the cursor is
  the one of the file, else it is typed below its last one.

All other blocks are left alone. The command runs in this process; ``| grep "words"`` may stand behind it.
"""

import io
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from lsp_client import Client, cut, path_of_uri
from persona_ls.cli import main

__all__ = ["Block", "Tour", "blocks", "filled"]

_BLOCK = re.compile(
    r"(?:^`(?P<file>[^`\n]+)`:\n\n)?^(?P<fence>`{3,})(?P<language>\w*)\n(?P<body>.*?)^(?P=fence)\n",
    re.MULTILINE | re.DOTALL,
)
_QUESTION = re.compile(r"(?P<what>\w+)(?: to (?P<new>\S+))? in (?P<file>\S+): (?P<line>.*)")


@dataclass(frozen=True)
class Block:
    """A fenced block: where its body is on the page, and for a file its name."""

    start: int
    language: str
    body: str
    file: str | None

    @property
    def is_asked(self) -> bool:
        """Whether it holds an answer."""
        return self.file is None and self.language in ("console", "editor")

    @property
    def title(self) -> str:
        return self.body.partition("\n")[0]


def blocks(page: str) -> Iterator[Block]:
    """The blocks of a page, in order."""
    for match in _BLOCK.finditer(page):
        yield Block(match.start("body"), match["language"], match["body"], match["file"])


def filled(page: str, answers: dict[Block, str]) -> str:
    """The page with these answers in its blocks."""
    for block in sorted(answers, key=lambda each: -each.start):
        page = page[: block.start] + answers[block] + page[block.start + len(block.body) :]
    return page


class Tour:
    """Goes through a page in a folder, which is the current one, with an editor beside."""

    def __init__(self, root: Path, client: Client) -> None:
        self.root, self.client = root, client

    def walk(self, page: str) -> dict[Block, str]:
        """What the blocks that hold an answer should say."""
        answers: dict[Block, str] = {}
        for block in blocks(page):
            if block.file:
                self._write(block.file, block.body)
            elif block.language == "console":
                commands = [line for line in block.body.splitlines() if line.startswith("$ ")]
                answers[block] = "".join(f"{line}\n{ran(line[2:])}" for line in commands)
            elif block.language == "editor":
                answers[block] = f"{block.title}\n{self._asked(block.title)}"
        return answers

    def _write(self, name: str, text: str) -> None:
        path = self.root / name
        is_new = not path.exists()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.client.watched((path.as_uri(), 1 if is_new else 2))

    # -- the editor --

    def _asked(self, title: str) -> str:
        question = _QUESTION.fullmatch(title)
        assert question, title
        path = self.root / question["file"]
        source = path.read_text(encoding="utf-8")
        line, column = cut(question["line"]) if "|" in question["line"] else (question["line"], 0)
        typed = source if line in source else f"{source}{line}\n"
        uri = self.client.open(path, typed)
        answer = [*getattr(self, f"_{question['what']}")(uri, typed.index(line) + column, question["new"])]
        if question["what"] != "rename":
            self.client.close(uri)
        return "".join(f"{each}\n" for each in answer)

    def _completion(self, uri: str, at: int, _: None) -> Iterator[str]:
        for item in sorted(
            self.client.complete(uri, at)["items"], key=lambda each: each.get("sortText", each["label"])
        ):
            details = item.get("labelDetails") or {}
            yield "  ".join(filter(None, (item["label"], details.get("description") or item.get("detail")))).rstrip()

    def _hover(self, uri: str, at: int, _: None) -> Iterator[str]:
        card = self.client.hover(uri, at)["contents"]["value"]
        yield from card.replace(self.root.as_uri(), "file:///…").rstrip().split("\n")

    def _signature(self, uri: str, at: int, _: None) -> Iterator[str]:
        help_ = self.client.request("textDocument/signatureHelp", self.client.place(uri, at))
        signature = help_["signatures"][0]
        active = signature["parameters"][help_["activeParameter"]]
        yield signature["label"]
        start = signature["label"].index(active["label"])
        yield f"{' ' * start}{'^' * len(active['label'])} {words_of(active.get('documentation'))}".rstrip()

    def _definition(self, uri: str, at: int, _: None) -> Iterator[str]:
        found = self.client.request("textDocument/definition", self.client.place(uri, at))
        yield from map(self._place, found if isinstance(found, list) else [found])

    def _references(self, uri: str, at: int, _: None) -> Iterator[str]:
        context = {"context": {"includeDeclaration": False}}
        yield from map(
            self._place, self.client.request("textDocument/references", self.client.place(uri, at) | context)
        )

    def _findings(self, uri: str, _: int, __: None) -> Iterator[str]:
        self.client.until(lambda: bool(self.client.findings(uri)))
        for each in self.client.findings(uri) or []:
            start, end = self.client.offsets(self.client.text(uri), each["range"])
            yield f"{self.client.text(uri)[start:end]}: {each['message']}"
            actions = self.client.actions(uri, start, start, [each])
            yield from (f"  {action['title']}" for action in actions if action["kind"] == "quickfix")

    def _rename(self, uri: str, at: int, new: str) -> Iterator[str]:
        before = self._texts()
        edit = self.client.request("textDocument/rename", {**self.client.place(uri, at), "newName": new})
        self.client.apply(edit)
        for opened in list(self.client.buffers):
            path_of_uri(opened).write_text(self.client.text(opened), encoding="utf-8")
            self.client.close(opened)
        after = self._texts()
        yield from (f"{name} is gone" for name in before.keys() - after.keys())
        yield from (f"{name} is new" for name in after.keys() - before.keys())
        for name in sorted(before.keys() & after.keys()):
            lines = [*unified_diff(before[name].split("\n"), after[name].split("\n"), n=0, lineterm="")][2:]
            yield from (f"{name}: {line}" for line in lines if not line.startswith("@@"))

    def _texts(self) -> dict[str, str]:
        files = sorted(self.root.rglob("*.md"))
        return {path.relative_to(self.root).as_posix(): path.read_text(encoding="utf-8") for path in files}

    def _place(self, location: Any) -> str:
        path = path_of_uri(location.get("uri") or location["targetUri"])
        start = (location.get("range") or location["targetSelectionRange"])["start"]
        line = path.read_text(encoding="utf-8").split("\n")[start["line"]]
        name = path.relative_to(self.root).as_posix()
        return f"{name}:{start['line'] + 1}:{start['character'] + 1}: {line}".rstrip()


def ran(command: str) -> str:
    """What a command prints, and its exit code when that is not 0."""
    command, _, sought = command.partition(" | grep ")
    program, *words = shlex.split(command)
    assert program == "persona-ls", command
    both = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with redirect_stdout(both), redirect_stderr(both):
        code = main(words)
    output: str = both.buffer.getvalue().decode()
    if sought:
        return "".join(line for line in output.splitlines(keepends=True) if shlex.split(sought)[0] in line)
    output += "\n" if output and not output.endswith("\n") else ""
    return f"{output}(exit code {code})\n" if code else output


def words_of(documentation: Any) -> str:
    return documentation["value"] if isinstance(documentation, dict) else documentation or ""
