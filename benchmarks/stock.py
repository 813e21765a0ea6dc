"""The server that one writes with pygls in an afternoon: read everything with python-frontmatter, keep it, search it by hand.

It is the yardstick for the start (nothing is imported before ``initialize`` but what pygls needs), and for what care is worth.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.lsp.server import LanguageServer

REFERENCE = re.compile(r"@persona:([\w-]*)")
Place = types.HoverParams | types.DefinitionParams | types.ReferenceParams
server = LanguageServer("stock", "1")
personas: dict[str, tuple[Path, str, str]] = {}
"""File, title and text of each persona, by its id."""
texts: dict[Path, str] = {}


@server.feature(types.INITIALIZED)
def initialized(ls: LanguageServer, _: types.InitializedParams) -> None:
    import frontmatter  # noqa: PLC0415 (off the start)

    for path in sorted(Path(unquote(urlsplit(ls.workspace.root_uri).path)).rglob("*.md")):
        texts[path] = text = path.read_text(encoding="utf-8")
        try:
            body = frontmatter.loads(text).content
        except Exception:  # noqa: BLE001 (any of YAML's)
            body = text
        if title := re.search(r"^# Persona: (.*)", body, re.MULTILINE):
            personas[path.stem] = path, title[1], text


@server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["@", ":", "-"]))
def completion(ls: LanguageServer, params: types.CompletionParams) -> list[types.CompletionItem]:
    line = ls.workspace.get_text_document(params.text_document.uri).lines[params.position.line]
    if not re.search(r"@[\w:-]*$", line[: params.position.character]):
        return []
    return [types.CompletionItem(f"@persona:{name}", detail=title) for name, (_, title, _) in personas.items()]


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(ls: LanguageServer, params: types.HoverParams) -> types.Hover | None:
    found = _persona_at(ls, params)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, found[2])) if found else None


@server.feature(types.TEXT_DOCUMENT_DEFINITION)
def definition(ls: LanguageServer, params: types.DefinitionParams) -> types.Location | None:
    found = _persona_at(ls, params)
    return types.Location(found[0].as_uri(), _range(0, 0, 0)) if found else None


@server.feature(types.TEXT_DOCUMENT_REFERENCES)
def references(ls: LanguageServer, params: types.ReferenceParams) -> list[types.Location]:
    name = _name_at(ls, params)
    return [
        types.Location(path.as_uri(), _range(number, found.start(), found.end()))
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines())
        for found in REFERENCE.finditer(line)
        if found[1] == name
    ]


@server.feature(types.WORKSPACE_SYMBOL)
def symbols(_: LanguageServer, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
    return [
        types.WorkspaceSymbol(types.Location(path.as_uri(), _range(0, 0, 0)), title, types.SymbolKind.Class)
        for path, title, _ in personas.values()
        if params.query.lower() in title.lower()
    ]


def _name_at(ls: LanguageServer, params: Place) -> str | None:
    line = ls.workspace.get_text_document(params.text_document.uri).lines[params.position.line]
    spans = (found for found in REFERENCE.finditer(line) if found.start() <= params.position.character <= found.end())
    return next((found[1] for found in spans), None)


def _persona_at(ls: LanguageServer, params: Place) -> tuple[Path, str, str] | None:
    return personas.get(_name_at(ls, params) or "")


def _range(line: int, start: int, end: int) -> types.Range:
    return types.Range(types.Position(line, start), types.Position(line, end))


if __name__ == "__main__":
    server.start_io()
