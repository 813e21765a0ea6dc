"""The form of a preview: which variables a prompt has, what kind of value each takes, and which one it has now."""

from collections.abc import Iterable, Mapping
from enum import Enum

from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.values import frozen

__all__ = ["Tried", "ValueKind", "fields_of"]


class ValueKind(Enum):
    """What a person fills in."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    LIST = "list"


@frozen
class Tried:
    """A variable in the form; ``value`` is what it has now, `NO_DEFAULT` when it has none."""

    name: str
    kind: ValueKind
    value: object
    default: object = NO_DEFAULT
    description: str = ""
    options: tuple[object, ...] = ()
    is_required: bool = False


def fields_of(
    declared: Iterable[Variable], used: Iterable[str], layers: Iterable[Mapping[str, object]]
) -> tuple[Tried, ...]:
    """The declared variables and what a template takes without a declaration, with their values: the first layer that has one."""
    known = {each.name: each for each in declared}
    fields = []
    for name in dict.fromkeys([*known, *used]):
        variable = known.get(name)
        default = NO_DEFAULT if variable is None or variable.required else variable.default
        value = next((layer[name] for layer in layers if layer.get(name, NO_DEFAULT) is not NO_DEFAULT), default)
        options = variable.options if variable else ()
        fields.append(
            Tried(
                name,
                _kind_of(options, default),
                value,
                default,
                variable.description if variable else "",
                options,
                default is NO_DEFAULT,
            )
        )
    return tuple(fields)


def _kind_of(options: tuple[object, ...], default: object) -> ValueKind:
    if options:
        return ValueKind.CHOICE
    if isinstance(default, bool):
        return ValueKind.BOOLEAN
    if isinstance(default, int | float):
        return ValueKind.NUMBER
    return ValueKind.LIST if isinstance(default, list | tuple) else ValueKind.TEXT
