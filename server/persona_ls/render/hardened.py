"""Jinja2 for the templates of strangers: its own sandbox, and a limit on all that can grow.

Jinja2's sandbox keeps templates away from the inside of Python, but lets one short expression fill the memory. Used by the child process
only.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NoReturn

from jinja2 import BaseLoader, Environment, StrictUndefined, filters, pass_eval_context, runtime
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from persona_ls.render import limits

__all__ = ["Hardened"]


class Hardened(ImmutableSandboxedEnvironment):
    """An environment that renders text byte for byte, knows no other templates, and lets nothing grow."""

    intercepted_binops = frozenset(limits.OPERATORS)
    # Joins what `{% set %}…{% endset %}`, macros and blocks collect.
    concat = staticmethod(limits.limited_join)

    def __init__(self) -> None:
        super().__init__(
            autoescape=False, keep_trailing_newline=True, undefined=StrictUndefined, loader=_NoLoader(), cache_size=0
        )
        del self.globals["lipsum"]
        self.globals["range"] = limits.limited_range
        self.filters = {name: _limited(name, function) for name, function in filters.FILTERS.items()}
        self.filters["join"] = _join
        # `~` has no hook.
        runtime.concat = limits.limited_join  # type: ignore[attr-defined]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """The result of an operator."""
        limits.OPERATORS[operator](left, right)
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have the attribute."""
        is_growing = isinstance(obj, str | int) and attr in limits.FORBIDDEN
        return not is_growing and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The stand-in for a method; Jinja2 asks for one wherever an attribute is read, and has one for ``format`` itself."""
        text = getattr(value, "__self__", None)
        method = limits.METHODS.get(getattr(value, "__name__", "")) if isinstance(text, str) else None
        if method is None:
            return None

        def limited(*args: Any, **kwargs: Any) -> str:
            return method(text, *args, **kwargs)

        return limited


class _NoLoader(BaseLoader):
    def get_source(self, environment: Environment, template: str) -> NoReturn:  # noqa: ARG002 (Jinja2's signature)
        raise SecurityError("a prompt cannot include, import or extend another template")


def _limited(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A filter with its check before and a look at what came out behind."""
    # Some filters get the environment or the like in front of the value.
    start = 1 if hasattr(function, "jinja_pass_arg") else 0
    check = limits.FILTERS.get(name)

    @wraps(function)
    def limited(*args: Any, **kwargs: Any) -> Any:
        if check:
            check(*args[start:], **kwargs)
        result = function(*args, **kwargs)
        if isinstance(result, str):
            limits.allow_text(len(result))
        return result

    return limited


@pass_eval_context
def _join(context: EvalContext, value: Iterable[Any], d: str = "", attribute: str | int | None = None) -> Any:
    if attribute is not None:
        value = map(filters.make_attrgetter(context.environment, attribute), value)
    return filters.do_join(context, limits.limited_items(value, d), d)
