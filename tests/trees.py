"""Trees of files such as teams have them: personas and prompts, some sound, some broken in one way each."""

from collections.abc import Callable
from pathlib import Path

__all__ = ["write_tree"]

_PERSONA = """---
tags: [grupo-{n}, equipe]
dificuldade: básico
atualizado: 2026-01-01
---

# Persona: Pessoa {n}

**Especialidade**: O assunto {n}··
**Perfil**: Atenta 🎉

## Características

- Conhece o assunto {n}

## Abordagem de Entrevista

- Pergunta por {n} exemplos

## Tom de Comunicação

- Sóbrio

## Tipos de Perguntas

- “Por que {n}?”

## Contextos Ideais de Uso

- Reuniões

## Prompt de Ativação

```
Atue como uma Pessoa {n}. Fale com calma.
```

## Resultados Esperados

- {n} respostas
""".replace("·", " ")

_AGENT = "---\nname: {name}\ndescription: {description}\n---\n\nYou are agent {{{{ n }}}} number {n}.\n"

Make = Callable[[int], tuple[str, str | bytes]]


def _persona(*changes: tuple[str, str], newline: str = "\n", bom: str = "") -> Make:
    def made(n: int) -> tuple[str, str]:
        source = _PERSONA.format(n=n)
        for old, new in changes:
            assert old.format(n=n) in source
            source = source.replace(old.format(n=n), new.format(n=n))
        return f"personas/grupo-{n % 7}/pessoa-{n}.md", bom + source.replace("\n", newline)

    return made


def _note(words: str) -> Make:
    return lambda n: (f"docs/{n % 5}/nota-{n}.md", f"# Nota {n}\n\n{words.format(n=n)}\n")


_KINDS: tuple[tuple[Make, tuple[str, ...]], ...] = (
    (_persona(), ()),
    (_persona(newline="\r\n"), ()),
    (_persona(bom="\ufeff"), ()),
    (_persona(("tags: [grupo-{n}, equipe]", "tags: grupo-{n}, equipe")), ("invalid-value",)),
    (
        _persona(("tags: [grupo-{n}, equipe]", "tags: grupo-{n}, equipe"), newline="\r\n", bom="\ufeff"),
        ("invalid-value",),
    ),
    (_persona(("tags: [grupo-{n}, equipe]", "tags: *grupo")), ("invalid-yaml",)),
    (_persona(("dificuldade: básico\n", "")), ("missing-key",)),
    (_persona(("## Tom de Comunicação\n\n- Sóbrio\n\n", "")), ("missing-section",)),
    (_persona(("com calma", "com {{{{ quem }}}}")), ("undeclared-variable",)),
    (_persona(("com calma", "com {{{{ quem")), ("template-syntax",)),
    (_persona(("- {n} respostas", "")), ("empty-section",)),
    (_persona(("com calma", "com @persona:pessoa-0")), ()),
    (_persona(("com calma", "com @persona:pessoa-{n}")), ("composition-cycle",)),
    (_persona(("---\n\n# Persona", "----------\n\n# Persona")), ("invalid-yaml",)),
    (_note("Fale com @persona:pessoa-0 e `@persona:pessoa-0#prompt`."), ()),
    (_note("Fale com @persona:ninguem-{n}."), ("unknown-persona",)),
    (_note("Fale com @persona:pessoa-0#nada."), ("unknown-part",)),
    (_note("Um texto qualquer {{{{ n }}}}: a@b, $1."), ()),
    (
        lambda n: (f".claude/agents/agente-{n}.md", _AGENT.format(n=n, name=f"agente-{n}", description="Helps")),
        (),
    ),
    (
        lambda n: (f".claude/agents/agente-{n}.md", _AGENT.format(n=n, name=f"agente-{n}", description="Use: when")),
        ("invalid-yaml",),
    ),
    (lambda n: (f"skills/s-{n}/SKILL.md", _AGENT.format(n=n, name=f"t-{n}", description="Does")), ("id-mismatch",)),
    (lambda n: (f"personas/sobre-{n}/README.md", f"# Leia {n}\n"), ()),
    (lambda n: (f"docs/{n % 5}/velho-{n}.md", "ação".encode("latin-1")), ("unreadable-file",)),
    (lambda n: (f"fora/personas/pessoa-{n}.md", "---\ntags: *x\n---\n# Persona: Fora\n"), ()),
)


def write_tree(root: Path, count: int) -> dict[str, tuple[str, ...]]:
    """Write ``count`` files below ``root``: which rules each of them breaks, by its path.

    Those in ``fora`` are left out by ``.gitignore``, and in ``docs/4`` a configuration silences ``unknown-part``.
    """
    expected: dict[str, tuple[str, ...]] = {}
    _write(root / ".gitignore", "fora/\n")
    _write(root / "persona-ls.toml", "")
    _write(root / "docs/4/persona-ls.toml", 'ignore = ["unknown-part"]\n')
    for n in range(count):
        make, rules = _KINDS[n % len(_KINDS)]
        name, source = make(n)
        _write(root / name, source)
        silenced = {"unknown-part"} if name.startswith("docs/4/") else set()
        expected[name] = tuple(rule for rule in rules if rule not in silenced)
    return expected


def _write(path: Path, source: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.encode() if isinstance(source, str) else source)
