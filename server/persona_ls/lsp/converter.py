"""Turns JSON into lsprotocol's classes and back, as tolerant as editors are various.

The stock converter ends a session over one unknown enumeration value, and a code action over another
extension's broken diagnostic (pygls#438, pygls#326). Here unknown values of enumerations stay what they are,
positions are clamped into the range of the protocol, and an unreadable diagnostic in a code action's context
is left out. What is wrong in its *type* is refused, so that a request with a number for a URI gets its
"invalid params" and no handler sees it.

The other direction needs no generated code: one object becomes one dict, and the JSON encoder asks for the
next (`as_dict`). That and building the converter only when the first message after ``initialize`` needs it is
a tenth of the start.
"""

import enum
from collections.abc import Callable
from functools import cache
from threading import RLock
from typing import Any, TypeVar

import attrs
import cattrs
from lsprotocol import converters, types

__all__ = ["TolerantConverter", "as_dict", "camel_case"]

T = TypeVar("T")

_LARGEST = 2**31 - 1


class TolerantConverter(cattrs.Converter):
    """A converter of lsprotocol's types that furnishes itself when it is first used to structure something."""

    def __init__(self) -> None:
        super().__init__(detailed_validation=False)
        self._is_furnished = False
        self._furnishing = RLock()

    def structure(self, obj: Any, cl: type[T]) -> T:
        """``obj`` as a ``cl``.

        Raises:
            Exception: ``obj`` does not have that shape; cattrs has no narrower class for it.
        """
        if not self._is_furnished:
            self.furnish()
        return super().structure(obj, cl)

    def furnish(self) -> None:
        """Learn the types, from any thread: who comes meanwhile waits."""
        with self._furnishing:
            if not self._is_furnished:
                converters.get_converter(self)
                _register_tolerance(self)
                self._is_furnished = True

    def unstructure(self, obj: Any, unstructure_as: Any = None) -> Any:  # noqa: ARG002 - pygls passes a type that says nothing new
        """``obj`` as JSON values, wholly."""
        if attrs.has(type(obj)):
            return {name: self.unstructure(value) for name, value in as_dict(obj).items()}
        if isinstance(obj, enum.Enum):
            return obj.value
        if isinstance(obj, list | tuple):
            return [self.unstructure(item) for item in obj]
        if isinstance(obj, dict):
            return {name: self.unstructure(value) for name, value in obj.items()}
        return obj


def as_dict(message: Any) -> dict[str, Any]:
    """The members of one lsprotocol object by their names in JSON, without those at their default.

    Values are left as they are.

    Raises:
        ValueError: ``message`` is no such object.
    """
    return {
        name: value
        for attribute, name, default in _plan(message.__class__)
        if (value := getattr(message, attribute)) is not default
    }


def camel_case(name: str) -> str:
    """The name in JSON of a Python attribute: ``text_document`` is ``textDocument``."""
    first, *rest = name.removesuffix("_").split("_")
    return first + "".join(part.title() for part in rest)


@cache
def _plan(cls: type) -> list[tuple[str, str, object]]:
    """Attribute, name in JSON, and the value that is left out, for each member of ``cls``.

    ``is_special_property`` knows the few whose default has to be written, like the kind of a ``CreateFile``.
    """
    return [
        (field.name, camel_case(field.name), _KEEP if types.is_special_property(cls, field.name) else field.default)
        for field in attrs.fields(cls)
    ]


_KEEP = object()


def _register_tolerance(converter: cattrs.Converter) -> None:
    """Hooks per class: a hook by predicate would lose against the ones that cattrs has for str and int enumerations."""
    for kind in vars(types).values():
        if isinstance(kind, type) and issubclass(kind, enum.Enum) and kind is not enum.Enum:
            converter.register_structure_hook(kind, _enum_value)
    for plain in (bool, int, float, str):
        converter.register_structure_hook(plain, _plain_value)
    # lsprotocol lets anything pass for these; a token that is an object is no key of anything.
    converter.register_structure_hook(int | str, _number_or_text)
    converter.register_structure_hook(int | str | None, _number_or_text_or_nothing)

    def hook(cls: Any) -> Callable[[Callable[[Any, Any], Any]], None]:
        return lambda function: converter.register_structure_hook(cls, function)

    @hook(types.CodeActionContext)
    def _(raw: Any, _cls: Any) -> types.CodeActionContext:
        return types.CodeActionContext(
            diagnostics=_diagnostics(converter, raw["diagnostics"]),
            only=[kind for kind in raw.get("only") or () if isinstance(kind, str)] or None,
            trigger_kind=raw.get("triggerKind"),
        )

    @hook(types.VersionedTextDocumentIdentifier)
    def _(raw: Any, _cls: Any) -> types.OptionalVersionedTextDocumentIdentifier:
        version = raw.get("version")
        return types.OptionalVersionedTextDocumentIdentifier(
            uri=_plain_value(raw["uri"], str), version=None if version is None else _plain_value(version, int)
        )

    @hook(types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument)
    def _(raw: Any, _cls: Any) -> types.TextDocumentContentChangeEvent:
        text = _plain_value(raw["text"], str)
        if raw.get("range") is None:
            return types.TextDocumentContentChangeWholeDocument(text=text)
        return types.TextDocumentContentChangePartial(range=converter.structure(raw["range"], types.Range), text=text)

    converter.register_structure_hook(types.Position, _position)


def _enum_value(value: Any, cls: Any) -> Any:
    """The member of ``cls``, or the value itself when a newer client knows more of them than we do."""
    try:
        return cls(value)
    except ValueError:
        return _plain_value(value, str if issubclass(cls, str) else int)


def _plain_value(value: Any, cls: Any) -> Any:
    """``value`` if it is of that type; ``3.0`` is a whole number, but True is none and ``3`` is no text."""
    if type(value) is cls:
        return value
    if cls in (int, float) and type(value) in (int, float) and cls(value) == value:
        return cls(value)
    raise TypeError(f"wanted {cls.__name__}, found {type(value).__name__}")


def _number_or_text(value: Any, _cls: Any) -> Any:
    return _plain_value(value, str if isinstance(value, str) else int)


def _number_or_text_or_nothing(value: Any, cls: Any) -> Any:
    return None if value is None else _number_or_text(value, cls)


def _position(raw: Any, _cls: Any) -> types.Position:
    return types.Position(line=_clamped(raw["line"]), character=_clamped(raw["character"]))


def _clamped(value: Any) -> int:
    """A position counts from 0 and fits into 31 bits; clients send -1, and larger numbers for "the end"."""
    return max(0, min(int(_plain_value(value, int)), _LARGEST))


def _diagnostics(converter: cattrs.Converter, raw: Any) -> list[types.Diagnostic]:
    """The readable ones. They come from other servers too, and some of those write nulls for lines."""
    readable = []
    for item in raw:
        try:
            readable.append(converter.structure(item, types.Diagnostic))
        except Exception:  # noqa: BLE001, S112 - cattrs and validators raise what they like
            continue
    return readable
