"""``make demo``: what a person sees in an editor, from the real server, in the terminal.

The server is started over stdio, as an editor starts it, on the library that comes with persona-ls. Every list, card, finding and fix
below is its answer of this moment, with the time that the request took. A file given as argument is shown instead; it is only read.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from demo_client import DemoError, Document, Editor
from demo_screen import Popup, Source, card, diff, duration, finding, heading, new_console, offer, snippet
from persona_ls.cli import language
from persona_ls.library.homes import project_root
from persona_ls.locales import Language
from persona_ls.text import Encoding

__all__ = ["BROKEN", "DEMO", "PROMPT", "Tour", "main"]

DEMO = Path(__file__).resolve().parent.parent / "demo"
PROMPT = DEMO / "prompt.md"
BROKEN = DEMO / "personas-quebradas" / "revisora-de-textos.md"
SIGIL = "@persona:"
SNIPPET = 15
"""The protocol's kind of completion items that insert text with tab stops."""
MOST_FIXES = 50

Item = dict[str, Any]
"""A completion item, a finding or an action, as it came over the wire."""


def main(arguments: list[str]) -> int:
    """Show everything; 1 and the reason where something did not come."""
    try:
        file = wanted_file(arguments[0], language()) if arguments else None
        with Editor(project_root(file) if file else DEMO, language()) as editor:
            tour = Tour(new_console(), language(), editor)
            tour.welcome()
            if file:
                tour.show_file(Document(editor, file))
            else:
                tour.show_samples()
    except DemoError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    return 0


def wanted_file(word: str, tongue: Language) -> Path:
    """The file to show.

    Raises:
        DemoError: it is not there, or no text.
    """
    path = Path(word).expanduser().absolute()
    if not path.is_file():
        raise DemoError(in_language(tongue, f"there is no file {word}.", f"o arquivo {word} não existe."))
    try:
        path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DemoError(f"{word}: {error}") from None
    return path


def in_language(tongue: Language, english: str, portuguese: str) -> str:
    return portuguese if tongue is Language.PORTUGUESE else english


@dataclass
class Tour:
    """A walk through the features: where it is drawn, in which language, with which server."""

    console: Console
    language: Language
    editor: Editor
    steps: int = 0

    def say(self, english: str, portuguese: str, *arguments: object) -> str:
        """The sentence in the person's language."""
        return in_language(self.language, english, portuguese).format(*arguments)

    def step(self, title: str, note: str) -> None:
        """Begin the next step."""
        self.steps += 1
        self.console.print(heading(self.steps, title, note))

    def welcome(self) -> None:
        """Who answers, and how long its start took."""
        started, read = self.editor.welcome, self.editor.wait_for_library()
        server = " ".join(started.result["serverInfo"].values())
        words = self.say(
            "{0} · started in {1} · {2}, read in {3}",
            "{0} · iniciado em {1} · {2}, lidas em {3}",
            *(server, duration(started.seconds), read.result, duration(read.seconds)),
        )
        self.console.print(words, style="bright_black")

    def show_samples(self) -> None:
        """The whole way on the files of ``demo/``: type, read, insert, mend."""
        prompt = Document(self.editor, PROMPT)
        items = self.type_reference(prompt)
        need(self.cards(prompt, 1), "no card came for the first reference of the prompt")
        self.insertion(items)
        broken = Document(self.editor, BROKEN)
        found = self.findings(broken, self.say("You open a broken persona", "Você abre uma persona com defeitos"))
        need(found, f"nothing was found wrong in {BROKEN.name}")
        left = self.mend(broken, found)
        need(not left, f"after the fixes, findings are left: {left}")

    def show_file(self, document: Document) -> None:
        """What completion offers at the first ``@persona:`` of a file, its references, and what is wrong in it."""
        first = document.text.source.find(SIGIL)
        if first >= 0:
            answer = document.ask("completion", position=document.place(first + len(SIGIL)))
            if answer.result:
                line = document.text.line_at(first)
                title = self.say("Completion in line {0}", "Sugestões na linha {0}", line + 1)
                self.suggestions(document, answer.result["items"], first, title, duration(answer.seconds))
        shown = self.cards(document)
        found = self.findings(document, self.say("What the editor underlines", "O que o editor sublinha"))
        self.mend(document, found)
        need(
            shown or found,
            self.say(
                "the file refers to no persona: write @persona: in it, and a name from `persona-ls list`.",
                "o arquivo não cita nenhuma persona: escreva nele @persona: e um nome de `persona-ls list`.",
            ),
        )

    def type_reference(self, prompt: Document) -> list[Item]:
        """Type ``@persona:ba`` at the end, asking after each letter as editors do, and draw the last list."""
        prompt.append(self.say("\nReview it as ", "\nRevise como "))
        start, times = len(prompt.text), []
        for letter in f"{SIGIL}ba":
            prompt.append(letter)
            answer = prompt.ask("completion", position=prompt.place(len(prompt.text)))
            times.append(answer.seconds)
        items: list[Item] = (answer.result or {}).get("items", [])
        need(items, "completion came without items")
        last, slowest = duration(times[-1]), duration(max(times))
        note = self.say("{0}, slowest letter {1}", "{0}, letra mais lenta {1}", last, slowest)
        title = self.say("You type {0}", "Você digita {0}", f"{SIGIL}ba")
        self.suggestions(prompt, items, start, title, note)
        return items

    def suggestions(self, document: Document, items: list[Item], start: int, title: str, note: str) -> None:
        """The list under the line in which the word begins at ``start``."""
        self.step(title, note)
        line, column = document.text.position(start, Encoding.UTF32)
        self.console.print(Source(document.text, max(0, line - 2), line), Popup(items, column))

    def cards(self, document: Document, most: int | None = None) -> int:
        """The card of each reference, once; returns how many there are."""
        shown: set[str] = set()
        for match in re.finditer(re.escape(SIGIL), document.text.source):
            answer = document.ask("hover", position=document.place(match.end()))
            if answer.result is None or len(shown) == most:
                continue
            span = document.span(answer.result["range"])
            words = span.of(document.text.source)
            if words not in shown:
                shown.add(words)
                self.step(
                    self.say("You point at a reference", "Você aponta para uma referência"), duration(answer.seconds)
                )
                line = document.text.line_at(span.start)
                self.console.print(Source(document.text, line, line, (span, 3)))
                self.console.print(card(answer.result["contents"]["value"]))
        return len(shown)

    def insertion(self, items: list[Item]) -> None:
        """The text of the first item with tab stops."""
        texts = [(each["label"], each["textEdit"]["newText"]) for each in items if each["kind"] == SNIPPET]
        chosen = next(((label, text) for label, text in texts if "${" in text), None)
        need(chosen, "no item of the list inserts a prompt with tab stops")
        assert chosen
        title = self.say("You accept “{0}”, and Tab fills it in", "Você aceita “{0}” e preenche com Tab", chosen[0])
        self.step(title, self.say("came with the list", "veio com a lista"))
        self.console.print(snippet(chosen[1]))

    def findings(self, document: Document, title: str) -> list[Item]:
        """Each finding of a document, under its characters, and what can be done about it."""
        found, seconds = document.findings()
        if found:
            self.step(title, duration(seconds))
        for at, each in enumerate(found):
            fixes, cost = document.fixes(each)
            line = each["range"]["start"]["line"]
            mark = document.span(each["range"]), each["severity"]
            self.console.print(*[""] * min(at, 1), Source(document.text, line, line, mark), finding(each), sep="\n")
            self.console.print(
                *(offer(fix["title"], duration(cost)) for fix in fixes), sep="\n", end="\n" * bool(fixes)
            )
        return found

    def mend(self, document: Document, found: list[Item]) -> int:
        """Apply the fixes that an editor prefers, one after the other; returns how many findings are left."""
        before, applied, seconds = document.text.source, 0, 0.0
        while applied < MOST_FIXES and (fix := preferred(document, found)):
            document.apply(fix)
            applied += 1
            found, seconds = document.findings()
        if applied:
            note = self.say("{0} left, {1}", "restam {0}, {1}", len(found), duration(seconds))
            self.step(self.say("You accept the fixes", "Você aceita as correções"), note)
            self.console.print(diff(before, document.text.source))
        return len(found)


def preferred(document: Document, found: list[Item]) -> Item | None:
    """The first action that an editor applies without a question."""
    actions = (action for each in found for action in document.fixes(each)[0])
    return next((action for action in actions if action.get("isPreferred")), None)


def need(condition: object, reason: str) -> None:
    """Stop with the reason where something did not come."""
    if not condition:
        raise DemoError(reason)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
