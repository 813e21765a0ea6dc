"""A persona gets another name, with a real server: in the workspace, on the disk, and back again."""

from pathlib import Path
from typing import Any

from lsp_client import CAPABLE, Client, write_files

LIBRARY = """
%! personas/desenvolvimento/backend.md
---
tags: [apis, backend]
apelidos: [servidor]
variáveis: {stack: Django}
---

# Persona: Desenvolvedor Backend

## Prompt de Ativação (Básico)

```
Atue como um Desenvolvedor Backend de {{ stack }}.
```

%! personas/rapid.md
---
tags: [backend]
---

# Persona: Rápido

## Prompt de Ativação (Básico)

```
Atue como um Rápido. @persona:desenvolvimento/backend(stack="Flask")
```

%! AGENTS.md
Pergunte a `@persona:backend`, não a @persona:rapid, ou a @persona:servidor.
"""
EDITS: dict[str, Any] = {"documentChanges": True, "resourceOperations": ["create", "rename"]}
CAPABILITIES: dict[str, Any] = {**CAPABLE, "workspace": {**CAPABLE["workspace"], "workspaceEdit": EDITS}}


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.md")}


def test_every_kind_of_name_changes_and_changes_back(tmp_path: Path) -> None:
    root = write_files(tmp_path / "workspace", LIBRARY)
    before = contents(root)
    with Client.in_process() as client:
        client.start(root, capabilities=CAPABILITIES)

        def rename(path: str, words: str, new: str) -> None:
            """Open a file, rename what stands there, and close it: the next step finds all on the disk."""
            text = (root / path).read_text(encoding="utf-8")
            uri = client.open(root / path, text)
            client.apply(
                client.request("textDocument/rename", {**client.place(uri, text.index(words)), "newName": new})
            )
            for open_uri, buffer in list(client.buffers.items()):
                Path(open_uri.removeprefix("file://")).write_text(buffer.text, encoding="utf-8")
                client.save(open_uri)
                client.close(open_uri)

        persona = "personas/desenvolvimento/backend.md"
        rename("AGENTS.md", "backend`", "api")
        assert persona not in contents(root)
        persona = "personas/desenvolvimento/api.md"
        rename(persona, "Desenvolvedor Backend", "Engenheiro de APIs")
        rename(persona, "servidor", "server")
        rename("personas/rapid.md", "stack=", "pilha")
        rename("personas/rapid.md", "backend]", "servidores")
        after = {name: text.decode() for name, text in contents(root).items()}
        assert after["AGENTS.md"] == "Pergunte a `@persona:api`, não a @persona:rapid, ou a @persona:server.\n"
        assert 'desenvolvimento/api(pilha="Flask")' in after["personas/rapid.md"]
        assert "tags: [servidores]" in after["personas/rapid.md"]
        assert "Atue como um Engenheiro de APIs de {{ pilha }}." in after[persona]

        rename("personas/rapid.md", "servidores", "backend")
        rename("personas/rapid.md", "pilha=", "stack")
        rename(persona, "server]", "servidor")
        rename(persona, "Engenheiro de APIs", "Desenvolvedor Backend")
        rename("AGENTS.md", "api`", "backend")
        assert client.stop() == 0
    assert contents(root) == before
