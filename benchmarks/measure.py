"""What a person does in an editor, with a stopwatch: one session on cold caches, one on warm ones.

Every figure is a list of single values in the unit that its name ends in. A figure is left out, with a note, where a server does not
announce the method or its answer is empty: an empty answer is quick, and says nothing.
"""

import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.client import PATIENCE, Answer, Client, GoneError
from benchmarks.document import Document
from benchmarks.floor import commands
from benchmarks.generate import Library
from benchmarks.result import Result
from benchmarks.servers import OURS, Server

__all__ = ["measure"]

SAMPLES, SECONDS, FEWEST = 60, 6.0, 6
"""A figure ends at so many samples, or after so many seconds with a few at least."""
IDLE, SETTLED = 2.0, 60.0
PROBES = 3
"""Personas that have to be offered before a server counts as ready."""
WORKSPACE_LIMIT = 1_000
"""Findings of the whole workspace are asked for up to so many personas: they take a minute for ten thousand."""


def measure(server: Server, library: Library, root: Path, turn: int) -> Result:
    """Both sessions. A server that ends or gets stuck leaves what it did until then, and a note."""
    result = Result(server.name, library.count, turn)
    server.forget(root)
    try:
        for is_warm in (False, True):
            _Session(server, library, root, result).run(is_warm=is_warm)
    except GoneError as error:
        result.notes.append(str(error))
    if server.name == OURS:
        commands(server, library, root, result)
    return result


class _Session:
    """One run of a server, from its start to its end."""

    def __init__(self, server: Server, library: Library, root: Path, result: Result) -> None:
        self.server, self.library, self.root, self.result = server, library, root, result
        self.texts: dict[str, str] = {}
        self.die = random.Random(f"{library.count} {result.turn}")

    def run(self, *, is_warm: bool) -> None:
        """Start, wait until it is ready, and on a warm cache ask everything."""
        server = self.server
        with Client(server.command, self.root, server.environment(), server.reply_for(self.root, self.texts)) as client:
            self.client = client
            self.result.add("start ms", 1000 * client.initialize(server.options))
            client.tell("initialized", {})
            if server.settings:
                client.tell("workspace/didChangeConfiguration", {"settings": server.settings})
            self.prompt = self._open("aberto.md", self.library.references(100) + "\n")
            self._until_ready("warm" if is_warm else "cold")
            if is_warm:
                self._ask_everything()
            else:
                self._settle()

    def _open(self, name: str, text: str) -> Document:
        document = Document(self.client, self.root / Path(self.library.prompt_path(0)).with_name(name), text)
        self.texts[document.uri] = text
        return document

    def _until_ready(self, cache: str) -> None:
        """Until every probe is offered and no announced work is left; between two looks, the pulse."""
        pulses: list[float] = []
        last = len(self.prompt.lines) - 1
        missing = [self.library.name(each).id for each in self.die.sample(self.library.sound(), PROBES)]
        while missing:
            self._change(self.prompt, last, 0, len(self.prompt.lines[last]), self.server.reference + missing[0])
            answer = self._complete(self.prompt, last)
            if missing[0] in str(answer.result) and not self.client.busy:
                del missing[0]
                continue
            if time.perf_counter() - self.client.began > PATIENCE:
                raise GoneError(f"never offered {missing[0]}")
            pulses += self._pulses(min(0.2, max(0.02, 10 * answer.seconds)))
        self.result.add(f"ready {cache} ms", 1000 * (time.perf_counter() - self.client.began))
        if cache == "cold" and pulses:
            self.result.add("longest pulse ms", 1000 * max(pulses))
        self._change(self.prompt, last, 0, len(self.prompt.lines[last]), "")

    def _settle(self) -> None:
        """Until nothing is worked on: nobody closes the editor before what was read is kept."""
        end, before = time.perf_counter() + SETTLED, -1.0
        while (usage := self.client.usage()) and usage.seconds > before and time.perf_counter() < end:
            before = usage.seconds
            self.client.rest(0.5)

    def _pulses(self, seconds: float) -> Iterator[float]:
        """How long a request takes that asks for nothing, again and again, at most until announced work begins or ends."""
        end, was_busy = time.perf_counter() + seconds, bool(self.client.busy)
        while time.perf_counter() < end and bool(self.client.busy) == was_busy:
            yield self.client.ask("benchmark/pulse", {}).seconds
            self.client.rest(0.005)

    def _ask_everything(self) -> None:
        for _ in _samples():
            self.result.add("pulse ms", 1000 * self.client.ask("benchmark/pulse", {}).seconds)
        self._typing()
        self._places("hover", "hoverProvider")
        self._places("definition", "definitionProvider")
        self._places("references", "referencesProvider", context={"includeDeclaration": True})
        self._rename()
        self._symbols()
        self._keystrokes()
        self._workspace()
        self._idle()

    def _typing(self) -> None:
        """The names of personas, character by character."""
        document, last = self.prompt, len(self.prompt.lines) - 1
        for typed in _characters(self.server.reference, self._names()):
            if typed.is_first:
                self._change(document, last, 0, len(document.lines[last]), self.server.reference[:-1])
            began = time.perf_counter()
            self._change(document, last, len(document.lines[last]), len(document.lines[last]), typed.character)
            answer = self._complete(document, last)
            self.result.add("typed completion ms", 1000 * (time.perf_counter() - began))
            self.result.add("typed completion KiB", answer.size / 1024)
        self._change(document, last, 0, len(document.lines[last]), "")

    def _places(self, method: str, capability: str, **more: Any) -> None:
        """One method on the references of the open document. What the first costs stands apart: some servers read everything then."""
        if not self._announces(capability):
            self._skip(method)
            return
        lines = [number for number, line in enumerate(self.prompt.lines) if line.startswith("- ")]
        asked = [
            self._asked(method, line, **more)
            for line, _ in zip(self.die.choices(lines, k=SAMPLES), _samples(), strict=False)
        ]
        if any(answer.result for answer in asked):
            self.result.add(f"first {method} ms", 1000 * asked[0].seconds)
        self._keep(method, asked[1:])

    def _asked(self, method: str, line: int, **more: Any) -> Answer:
        text = self.prompt.lines[line]
        column = text.index(".md") if self.server.links else text.index("@") + len("@persona:") + 3
        return self.prompt.ask(method, line, column, **more)

    def _rename(self) -> None:
        """What would change: of a persona, or for servers of plain Markdown of a heading that others link to."""
        if not self._announces("renameProvider"):
            return self._skip("rename")
        if self.server.links:
            document = self._persona()
            line = document.lines.index("## Tom de Comunicação")
            asked = [document.ask("rename", line, 6, newName="Voz") for _ in _samples()]
        else:
            lines = self.die.choices(range(2, 100), k=SAMPLES)
            asked = [
                self._asked("rename", line, newName="outro-nome") for line, _ in zip(lines, _samples(), strict=False)
            ]
        return self._keep("rename", asked)

    def _symbols(self) -> None:
        if not self._announces("workspaceSymbolProvider"):
            return self._skip("symbols")
        words = [word for title in self._titles() for word in title.split() if len(word) > 3]
        asked = [
            self.client.ask("workspace/symbol", {"query": word}) for word, _ in zip(words, _samples(), strict=False)
        ]
        self.result.add("first symbols ms", 1000 * asked[0].seconds)
        return self._keep("symbols", asked[1:])

    def _keystrokes(self) -> None:
        """A persona is edited; after each character its findings are asked for, as an editor does that pulls them."""
        if not self._announces("diagnosticProvider"):
            return self._skip("diagnostics")
        document = self._persona()
        line = next(number for number, text in enumerate(document.lines) if text.startswith("- "))
        before = self._findings(document)
        wrong = " [x](nao-existe.md) fim." if self.server.links else " @persona:nao-existe fim."
        for character in wrong * 3:
            began = time.perf_counter()
            self._change(document, line, len(document.lines[line]), len(document.lines[line]), character)
            after = self._findings(document)
            self.result.add("diagnostics ms", 1000 * (time.perf_counter() - began))
        if len(after) <= len(before):
            del self.result.figures["diagnostics ms"]
            self.result.notes.append("diagnostics: a wrong reference was not found")
        return None

    def _findings(self, document: Document) -> list[Any]:
        return list(
            (self.client.ask("textDocument/diagnostic", {"textDocument": {"uri": document.uri}}).result or {}).get(
                "items", []
            )
        )

    def _workspace(self) -> None:
        """Findings of all files, and once more when nothing has changed."""
        provider = self.client.capabilities.get("diagnosticProvider")
        if not isinstance(provider, dict) or not provider.get("workspaceDiagnostics"):
            return self._skip("workspace diagnostics")
        if self.library.count > WORKSPACE_LIMIT:
            return self.result.notes.append("workspace diagnostics: not asked for on so many files")
        known: list[dict[str, str]] = []
        for figure in ("workspace diagnostics ms", "workspace diagnostics unchanged ms"):
            answer = self.client.ask("workspace/diagnostic", {"previousResultIds": known})
            self.result.add(figure, 1000 * answer.seconds)
            reports = answer.result["items"]
            known = [{"uri": each["uri"], "value": each["resultId"]} for each in reports if each.get("resultId")]
        return None

    def _idle(self) -> None:
        """What it costs to do nothing, and what is held after all that."""
        self.client.rest(0.5)
        if before := self.client.usage():
            self.client.rest(IDLE)
            after = self.client.usage()
            assert after is not None
            self.result.add("idle % of a core", 100 * (after.seconds - before.seconds) / IDLE)
            self.result.add("memory MiB", after.memory)
            self.result.add("peak memory MiB", after.peak)

    def _persona(self) -> Document:
        """A sound persona, opened."""
        index = self.library.sound()[0]
        path = self.root / self.library.path(index)
        text = self.library.persona(index)
        self.texts[path.as_uri()] = text
        return Document(self.client, path, text)

    def _complete(self, document: Document, line: int) -> Answer:
        return document.ask("completion", line, len(document.lines[line]), context={"triggerKind": 1})

    def _change(self, document: Document, line: int, start: int, end: int, new: str) -> None:
        document.change(line, start, end, new)
        if self.server.settings:  # only the server that reads through us needs to know what is open
            self.texts[document.uri] = "\n".join(document.lines)

    def _names(self) -> Iterator[str]:
        return (self.library.name(self.die.randrange(self.library.count)).id for _ in range(4))

    def _titles(self) -> Iterator[str]:
        return (self.library.name(self.die.randrange(self.library.count)).title for _ in range(SAMPLES))

    def _announces(self, *capabilities: str) -> bool:
        return any(self.client.capabilities.get(each) for each in capabilities)

    def _keep(self, method: str, asked: Iterable[Answer]) -> None:
        """The answers that hold something."""
        full = [answer for answer in asked if answer.result]
        if not full:
            self.result.notes.append(f"{method}: no answer held anything")
        for answer in full:
            self.result.add(f"{method} ms", 1000 * answer.seconds)
            self.result.add(f"{method} KiB", answer.size / 1024)

    def _skip(self, what: str) -> None:
        self.result.notes.append(f"{what}: not announced")


@dataclass(frozen=True, slots=True)
class _Typed:
    character: str
    is_first: bool


def _characters(reference: str, names: Iterable[str]) -> Iterator[_Typed]:
    """What is typed of each name, from the character that opens the list."""
    clock = _samples(200)
    for name in names:
        for number, character in enumerate(reference[-1] + name):
            if next(clock, None) is None:
                return
            yield _Typed(character, number == 0)


def _samples(most: int = SAMPLES) -> Iterator[int]:
    """Numbers until there are enough, or enough time is gone."""
    end = time.perf_counter() + SECONDS
    for number in range(most):
        if number >= FEWEST and time.perf_counter() > end:
            return
        yield number
