"""The client's half of VS Code's Markdown server, which reads no file and parses nothing itself: it asks its client for both.

VS Code answers in its extension host, with markdown-it. Here the answers are as cheap as they can be made, a scan of lines, so that what is
measured is the server.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

__all__ = ["OPTIONS", "SETTINGS", "reply_for"]

OPTIONS = {"markdownFileExtensions": ["md"]}
SETTINGS = json.loads(
    """{"markdown": {
        "server": {"log": "off"},
        "preferredMdPathExtensionStyle": "auto",
        "occurrencesHighlight": {"enabled": false},
        "suggest": {"paths": {"enabled": true, "includeWorkspaceHeaderCompletions": "never"}},
        "validate": {
            "enabled": true, "ignoredLinks": [],
            "referenceLinks": {"enabled": "warning"}, "fragmentLinks": {"enabled": "warning"},
            "fileLinks": {"enabled": "warning", "markdownFragmentLinks": "inherit"},
            "unusedLinkDefinitions": {"enabled": "hint"}, "duplicateLinkDefinitions": {"enabled": "warning"}
        }
    }}"""
)
"""VS Code's defaults, with validation switched on."""


def reply_for(root: Path, texts: dict[str, str]) -> Any:
    """The function that answers the server's requests; ``texts`` are the open documents by URI."""

    def reply(method: str, params: Any) -> Any:
        match method:
            case "markdown/findMarkdownFilesInWorkspace":
                return [path.as_uri() for path in root.rglob("*.md")]
            case "markdown/fs/readFile":
                return list(_path(params["uri"]).read_bytes())
            case "markdown/fs/readDirectory":
                folder = _path(params["uri"])
                return [(each.name, {"isDirectory": each.is_dir()}) for each in folder.iterdir()]
            case "markdown/fs/stat":
                path = _path(params["uri"])
                return {"isDirectory": path.is_dir()} if path.exists() else None
            case "markdown/parse":
                return _tokens(
                    texts.get(params["uri"]) or params.get("text") or _path(params["uri"]).read_text("utf-8")
                )
            case "workspace/configuration":
                return [SETTINGS.get(each.get("section")) for each in params["items"]]
        return None

    return reply


def _path(uri: str) -> Path:
    return Path(unquote(urlsplit(uri).path))


def _tokens(text: str) -> list[dict[str, Any]]:
    """Headings and fences, in the form of markdown-it: the server looks at nothing else."""
    found: list[dict[str, Any]] = []
    fence = None
    for number, line in enumerate(text.split("\n")):
        if line.startswith("```"):
            if fence is not None:
                found.append(
                    {"type": "fence", "markup": "```", "content": "", "map": [fence, number + 1], "children": None}
                )
            fence = number if fence is None else None
        elif fence is None and line.startswith("#") and (marks := line.partition(" ")[0]).strip("#") == "":
            words = {"type": "text", "markup": "", "content": line[len(marks) + 1 :], "map": None, "children": None}
            place = [number, number + 1]
            found += [
                {"type": "heading_open", "markup": marks, "content": "", "map": place, "children": None},
                {"type": "inline", "markup": "", "content": words["content"], "map": place, "children": [words]},
                {"type": "heading_close", "markup": marks, "content": "", "map": None, "children": None},
            ]
    return found
