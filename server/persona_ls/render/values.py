"""Which value a variable has (format.md §2, "Rendering")."""

from collections.abc import Mapping

from persona_ls.formats import persona_dialect
from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.syntax.frontmatter import FrontMatter, to_data
from persona_ls.syntax.frontmatter import Mapping as YamlMapping
from persona_ls.values import frozen

__all__ = ["Values", "own_values", "parse_assignment"]


@frozen
class Values:
    """Values from outside the references, strongest first: ``--set``, ``--values``, the prompt file's own front matter."""

    layers: tuple[Mapping[str, object], ...] = ()

    def scope(self, arguments: Mapping[str, object], variables: tuple[Variable, ...]) -> dict[str, object]:
        """The values of one persona's variables; what has none is absent."""
        names = dict.fromkeys([*(variable.name for variable in variables), *arguments])
        for layer in self.layers:
            names.update(dict.fromkeys(layer))
        defaults = {
            each.name: each.default for each in variables if each.default is not NO_DEFAULT and not each.required
        }
        sources = (arguments, *self.layers, defaults)
        return {
            name: next(source[name] for source in sources if name in source)
            for name in names
            if any(name in s for s in sources)
        }


def own_values(front_matter: FrontMatter | None) -> dict[str, object]:
    """The values that a prompt file itself gives, under ``variables:`` or ``variáveis:``."""
    for entry in front_matter.entries if front_matter else ():
        named = persona_dialect().key_named(entry.key.value)
        if named and named[0].type == "variables" and isinstance(entry.value, YamlMapping):
            return {each.key.value: to_data(each.value) for each in entry.value.entries}
    return {}


def parse_assignment(words: str) -> tuple[str, object]:
    """``"usuarios=500"`` → ``("usuarios", 500)``; what is no literal is taken as the text that it is.

    Raises:
        ValueError: there is no ``=`` or no name before it.
    """
    from persona_ls.syntax.literals import LiteralKind, parse_literal  # noqa: PLC0415 (only `--set` needs it)

    name, equals, value = words.partition("=")
    name = name.strip()
    if not equals or not name.isidentifier():
        raise ValueError(words)
    literal = parse_literal(value, 0, len(value))
    whole = value[literal.span.end :].strip() == ""
    return name, literal.value if literal.kind is LiteralKind.VALUE and whole else value
