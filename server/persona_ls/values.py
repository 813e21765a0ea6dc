"""Immutable values: what `dataclasses` makes of ``@dataclass(frozen=True, slots=True)``, made in a tenth of its time.

A command that lives for a fifth of a second spent a third of it in `dataclasses`, which writes and compiles six functions for each class.
Here only ``__init__`` is compiled, when the first value is made; all else that a value can do is written once, below, and works on the
tuple of its fields.
"""

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Final, TypeVar, dataclass_transform, overload

__all__ = ["field", "frozen", "members", "replace"]

_Value = TypeVar("_Value")
_REQUIRED: Final = object()


class _Field:
    """How a field differs from a plain one."""

    __slots__ = ("compare", "factory", "hash")

    def __init__(self, factory: Callable[[], Any] | None, *, compare: bool, hash_: bool) -> None:
        self.factory, self.compare, self.hash = factory, compare, compare and hash_


def field(*, default_factory: Callable[[], Any] | None = None, compare: bool = True, hash: bool = True) -> Any:  # noqa: A002 (as `dataclasses` calls it)
    """A field whose default is made anew for each value, or that does not count when values are compared, or hashed."""
    return _Field(default_factory, compare=compare, hash_=hash)


@overload
def frozen(cls: type[_Value]) -> type[_Value]: ...


@overload
def frozen(*, slots: bool) -> Callable[[type[_Value]], type[_Value]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_Value] | None = None, *, slots: bool = True) -> Any:
    """A class of values with the annotated fields; one without ``slots`` can have a `cached_property`."""
    return _made(cls, slots=slots) if cls else lambda decorated: _made(decorated, slots=slots)


def replace(known: _Value, **changes: object) -> _Value:
    """``known`` with other values in some of its fields."""
    return type(known)(**members(known) | changes)


def members(known: Any) -> dict[str, Any]:
    """The fields of a value by their names; what JSON makes of one."""
    return {name: getattr(known, name) for name in known.__match_args__}


def _made(cls: type, *, slots: bool) -> type:
    inherited: dict[str, Any] = getattr(cls, "_fields", {})
    own = {name: cls.__dict__.get(name, _REQUIRED) for name in cls.__annotations__}
    fields = inherited | own
    body = {name: each for name, each in cls.__dict__.items() if name not in {*own, "__dict__", "__weakref__"}}
    if slots:
        body["__slots__"] = [name for name in own if name not in inherited]
    body |= {
        "_fields": fields,
        "__match_args__": tuple(fields),
        "__eq__": _eq_by(
            _getter(name for name, each in fields.items() if not isinstance(each, _Field) or each.compare)
        ),
        "__hash__": _hash_by(
            _getter(name for name, each in fields.items() if not isinstance(each, _Field) or each.hash)
        ),
    }
    return type(cls)(cls.__name__, cls.__bases__, _METHODS | body)


def _getter(names: Iterable[str]) -> Callable[[Any], Any]:
    wanted = tuple(names)
    return attrgetter(*wanted) if wanted else lambda _: ()


def _eq_by(key: Callable[[Any], Any]) -> Any:
    def eq(self: object, other: object) -> Any:
        return key(self) == key(other) if type(self) is type(other) else NotImplemented

    return eq


def _hash_by(key: Callable[[Any], Any]) -> Any:
    return lambda self: hash(key(self))


def _first_init(self: Any, *given: Any, **named: Any) -> None:
    """Stands in until the first value of the class is made."""
    cls = type(self)
    cls.__init__ = _init_of(cls)
    cls.__init__(self, *given, **named)


def _init_of(cls: Any) -> Any:
    """``__init__`` as one would write it, but that it passes by ``__setattr__``, which refuses."""
    known: dict[str, Any] = {"REQUIRED": _REQUIRED}
    parameters, lines = ["self"], ["own = self.__dict__"] if "__slots__" not in cls.__dict__ else []
    for name, default in cls._fields.items():
        words = name
        if isinstance(default, _Field) and default.factory:
            known[f"new_{name}"] = default.factory
            words = f"new_{name}() if {name} is REQUIRED else {name}"
            parameters.append(f"{name}=REQUIRED")
        elif default is _REQUIRED or isinstance(default, _Field):
            parameters.append(name)
        else:
            known[f"default_{name}"] = default
            parameters.append(f"{name}=default_{name}")
        slot: Any = getattr(cls, name, None)
        if hasattr(slot, "__set__"):
            known[f"set_{name}"] = slot.__set__
            lines.append(f"set_{name}(self, {words})")
        else:
            lines.append(f"own[{name!r}] = {words}")
    exec(f"def __init__({', '.join(parameters)}):\n " + "\n ".join(lines or ["pass"]), known)  # noqa: S102 (names of fields, written in this package)
    return known["__init__"]


def _repr(self: Any) -> str:
    return f"{type(self).__qualname__}({', '.join(f'{name}={each!r}' for name, each in members(self).items())})"


def _refuse(self: object, name: str, *_: object) -> None:
    raise AttributeError(f"{name!r} of {type(self).__name__} cannot be changed: it is a value")


def _reduce(self: Any) -> tuple[Any, ...]:
    return type(self), tuple(members(self).values())


_METHODS: dict[str, Any] = {
    "__init__": _first_init,
    "__repr__": _repr,
    "__setattr__": _refuse,
    "__delattr__": _refuse,
    "__reduce__": _reduce,
}
