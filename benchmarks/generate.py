"""A library of personas such as a large team has, made from a seed: the same seed gives the same bytes.

    python benchmarks/generate.py FOLDER --count 1000 --seed 1

Personas of about 4 KB lie in ``personas/<area>/``, and for every ten of them ``prompts/`` holds a prompt file that refers to some. One
persona in four has variables, one in ten composes others, one in forty is broken, in turn in each of the ways of `DEFECTS`. A persona
composes only such as come before it, so a small library is the beginning of a large one, and there are no cycles.

``--links`` writes the same text for servers of plain Markdown: a reference is a link, and all files lie in one folder, because those
servers suggest the files of one folder at a time.
"""

import argparse
import random
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["DEFECTS", "Library", "Name", "write"]

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
TITLES = len(WORDS["roles"]) * len(WORDS["subjects"]) * len(WORDS["contexts"])
STRIDE = 64_063
"""Coprime to `TITLES`: steps of this size visit every title once, and neighbours have nothing in common."""
COMPOSED, WITH_VARIABLES, INTERVIEWER, BROKEN = 10, 4, 5, 40
"""One persona in so many."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a persona is called."""

    title: str
    """``Arquiteta de Dados no Varejo``"""
    article: str
    area: str
    """The folder: ``dados``."""
    id: str
    """The file's stem: ``arquiteta-de-dados-no-varejo``."""
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """A library that is not written yet: each file is made when it is asked for."""

    count: int
    seed: int = 1
    links: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.count <= TITLES:
            raise ValueError(f"a library has from 1 to {TITLES} personas, not {self.count}")

    def files(self) -> Iterator[tuple[str, str]]:
        """Path below the root and text of each file."""
        for index in range(self.count):
            yield self.path(index), self.persona(index)
        for index in range(self.prompts):
            yield self.prompt_path(index), self.prompt(index)

    @property
    def prompts(self) -> int:
        """How many prompt files there are."""
        return max(1, self.count // 10)

    def sound(self) -> list[int]:
        """Those that nothing is wrong with."""
        return [index for index in range(self.count) if index % BROKEN != BROKEN - 1]

    def name(self, index: int) -> Name:
        """The name of a persona; it does not depend on how many there are."""
        rest, context = divmod((index * STRIDE + self.seed) % TITLES, len(WORDS["contexts"]))
        role, subject = divmod(rest, len(WORDS["subjects"]))
        article, noun = WORDS["roles"][role].split(" ", 1)
        about = list(WORDS["subjects"])[subject]
        area, *tags = WORDS["subjects"][about]
        title = f"{noun} {about} {WORDS['contexts'][context]}"
        return Name(title, article, area, slug(title), tuple(tags))

    def path(self, index: int) -> str:
        name = self.name(index)
        return f"notas/{name.id}.md" if self.links else f"personas/{name.area}/{name.id}.md"

    def prompt_path(self, index: int) -> str:
        return f"notas/pedido-{index:05}.md" if self.links else f"prompts/pedido-{index:05}.md"

    def reference(self, index: int, part: str = "") -> str:
        """How another file refers to a persona."""
        name = self.name(index)
        if self.links:
            return f"[{name.title}]({name.id}.md{f'#{part}' if part else ''})"
        return f"@persona:{name.id}{f'#{part}' if part else ''}"

    def persona(self, index: int) -> str:
        """The text of a persona, with its defect if it has one."""
        text = _Writer(self, index).persona()
        if index % BROKEN == BROKEN - 1:
            defects = list(DEFECTS.values())
            text = defects[index // BROKEN % len(defects)](text)
        return text

    def prompt(self, index: int) -> str:
        """The text of a prompt file."""
        return _Writer(self, -1 - index).prompt()

    def references(self, amount: int) -> str:
        """A prompt file with ``amount`` references, one a line, every other one to a section: what is open in the editor."""
        chance = random.Random(f"{self.seed} open")
        parts = ("", "tom-de-comunicação" if self.links else "tom-de-comunicacao")
        lines = (
            f"- {_sentence(chance)} {self.reference(chance.randrange(self.count), parts[number % 2])}"
            for number in range(amount)
        )
        return "# O que está aberto\n\n" + "\n".join(lines) + "\n"


class _Writer:
    """Writes one file, with a die of its own, so that no file depends on what was written before."""

    def __init__(self, library: Library, index: int) -> None:
        self.library, self.index = library, index
        self.die = random.Random(f"{library.seed} {index}")

    def persona(self) -> str:
        name = self.library.name(self.index)
        asks = self.index % INTERVIEWER == 2
        variables = (
            self.die.sample(list(WORDS["variables"]), 3) if self.index % WITH_VARIABLES == 1 and not asks else []
        )
        sections = self._interviewer(name) if asks else self._standard(name, variables)
        return "\n".join([*self._front_matter(name, variables), *self._head(name), *sections])

    def prompt(self) -> str:
        referred = self.die.sample(range(self.library.count), min(self.library.count, self.die.randint(3, 8)))
        lines = [f"# Pedido {-self.index}", "", self._prose(5), ""]
        for each in referred:
            lines += [f"{_sentence(self.die)} {self.library.reference(each)}", "", self._prose(4), ""]
        return "\n".join([*lines, "## Entrega", "", *self._bullets(6), ""])

    def _front_matter(self, name: Name, variables: list[str]) -> Iterator[str]:
        others = self.die.sample(_all_tags(), 4)
        tags = dict.fromkeys([*name.tags, *others])
        yield "---"
        yield f"tags: [{', '.join(list(tags)[: self.die.randint(4, 6)])}]"
        yield f"dificuldade: {self.die.choice(WORDS['difficulties'])}"
        yield f"atualizado: {self.die.randint(2023, 2025)}-{self.die.randint(1, 12):02}-{self.die.randint(1, 28):02}"
        if variables:
            yield "variáveis:"
        for each in variables:
            meaning, default, *options = WORDS["variables"][each]
            choices = f", opções: [{', '.join(options)}]" if options else ""
            yield f"  {each}: {{descrição: {meaning}, padrão: {default}{choices}}}"
        yield from ("---", "")

    def _head(self, name: Name) -> Iterator[str]:
        yield from (f"# Persona: {name.title}", "")
        yield f"**Especialidade**: {name.tags[0].capitalize()} e {name.tags[1]}, {self.die.choice(WORDS['manners'])}  "
        if self.index % INTERVIEWER != 2:
            yield f"**Nível de Experiência**: {self.die.choice(WORDS['experiences'])}  "
        yield from (f"**Perfil**: {self.die.choice(WORDS['profiles'])}", "")

    def _standard(self, name: Name, variables: list[str]) -> Iterator[str]:
        yield from self._list("Características", 5)
        yield from ("## Competências Técnicas", "")
        yield from (f"- {skill}: {self.die.choice(WORDS['levels'])}" for skill in self.die.sample(WORDS["skills"], 6))
        yield ""
        yield from self._list("Abordagem de Solução de Problemas", 5)
        yield from self._list("Tom de Comunicação", 3)
        yield from self._list("Foco de Análise", 4)
        yield from self._list("Contextos Ideais de Uso", 4)
        yield from self._fence(
            "Prompt de Ativação (Básico)", f"Atue como {name.article} {name.title}. {self._prose(4)}"
        )
        yield from self._fence("Prompt de Ativação (Avançado)", self._advanced(name, variables))
        yield from self._list("Métricas de Sucesso", 4)

    def _interviewer(self, name: Name) -> Iterator[str]:
        yield from self._list("Características", 6)
        yield from self._list("Abordagem de Entrevista", 7)
        yield from self._list("Tom de Comunicação", 5)
        yield from self._list("Tipos de Perguntas", 9)
        yield from self._list("Contextos Ideais de Uso", 6)
        prompt = f"Atue como {name.article} {name.title}. Assunto: [{self.die.choice(WORDS['placeholders'])}]. {self._prose(12)}"
        yield from self._fence("Prompt de Ativação", prompt)
        yield from self._list("Resultados Esperados", 5)

    def _advanced(self, name: Name, variables: list[str]) -> str:
        filled = "".join(f" Considere {WORDS['variables'][each][0]}: {{{{ {each} }}}}." for each in variables)
        text = f"Atue como {name.article} {name.title} com mais de dez anos de prática.{filled} {self._prose(11)}"
        if self.index and self.index % COMPOSED == 0:
            text += f"\n\nAssuma também este olhar:\n\n{self.library.reference(self.die.randrange(self.index))}"
        return text

    def _list(self, heading: str, amount: int) -> Iterator[str]:
        yield from (f"## {heading}", "")
        yield from self._bullets(amount)
        yield ""

    def _bullets(self, amount: int) -> Iterator[str]:
        for verb in self.die.sample(WORDS["verbs"], amount):
            yield f"- {verb} {self.die.choice(WORDS['objects'])} {self.die.choice(WORDS['manners'])}"

    def _fence(self, heading: str, text: str) -> Iterator[str]:
        yield from (f"## {heading}", "", "```", text, "```", "")

    def _prose(self, sentences: int) -> str:
        return " ".join(_sentence(self.die) for _ in range(sentences))


def write(library: Library, folder: Path) -> int:
    """Write the library below ``folder``; how many bytes that were."""
    size = 0
    for name, text in library.files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(text.encode())
    return size


def slug(title: str) -> str:
    """``Gestora de Preços`` as the stem of a file: ``gestora-de-precos``."""
    plain = unicodedata.normalize("NFD", title.lower())
    return "".join(each for each in plain if not unicodedata.combining(each)).replace(" ", "-")


def _sentence(die: random.Random) -> str:
    """One sentence of a prompt, each blank filled anew."""
    pieces = die.choice(WORDS["sentences"]).split("{")
    filled = (die.choice(WORDS[f"{blank}s"]) + rest for blank, rest in (piece.split("}") for piece in pieces[1:]))
    return str(pieces[0] + "".join(filled))


@cache
def _all_tags() -> list[str]:
    return sorted({tag for _, *tags in WORDS["subjects"].values() for tag in tags})


DEFECTS: dict[str, Callable[[str], str]] = {
    "a colon in a plain value": lambda text: text.replace("dificuldade:", "descrição: foco: clareza\ndificuldade:", 1),
    "no end of the front matter": lambda text: text.replace("\n---\n\n#", "\n\n#", 1),
    "no title": lambda text: text.replace("# Persona: ", "", 1),
    "a day that does not exist": lambda text: text.replace("atualizado: 20", "atualizado: 2025-02-30 # 20", 1),
    "an unclosed fence": lambda text: "".join(text.rsplit("```", 1)),
    "an unknown persona": lambda text: text.replace("```\nAtue", "```\n@persona:ninguem\n\nAtue", 1),
    "a section twice": lambda text: text + "\n## Tom de Comunicação\n\n- Outra vez\n",
    "a template that does not parse": lambda text: text.replace("```\nAtue", "```\n{% if %}Atue", 1),
}
"""What is done to the text of a broken persona."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000, help=f"how many personas (1000; at most {TITLES})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--links", action="store_true", help="write links of Markdown, in one folder")
    options = parser.parse_args()
    library = Library(options.count, options.seed, options.links)
    size = write(library, options.folder)
    print(f"{library.count} personas and {library.prompts} prompt files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
