"""Why a prompt could not be rendered.

::

    RenderError
    ├── UndefinedVariables   variables that nothing gives a value
    ├── TemplateBroken       no template that Jinja2 can read; found without running it
    ├── TemplateFailed       it ran into an error of its own: a wrong type, a forbidden attribute
    ├── TooLarge             a prompt, its values, its result or something in between is beyond all reason
    ├── TooSlow              it did not end in time
    ├── OutOfMemory          it wanted more memory than it may have
    └── SandboxUnavailable   the process that renders cannot be started; the template may be fine

Their text is plain English for logs; doors make their own sentences from the class and its attributes.
"""

from persona_ls.syntax.template import TemplateProblem

__all__ = [
    "OutOfMemory",
    "RenderError",
    "SandboxUnavailable",
    "TemplateBroken",
    "TemplateFailed",
    "TooLarge",
    "TooSlow",
    "UndefinedVariables",
]


class RenderError(Exception):
    """There is no result; the sandbox can render the next template all the same."""


class UndefinedVariables(RenderError):  # noqa: N818 (the tree reads better without "Error" in each name, here and below)
    """Variables have no value: ``names`` are all that parsing can tell, in the order of their use."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(f"no value for {', '.join(names)}")
        self.names = names


class TemplateBroken(RenderError):  # noqa: N818
    """The template has an error at ``line`` (from 0); ``problem`` tells more where parsing alone has found it."""

    def __init__(self, message: str, line: int, problem: TemplateProblem | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.problem = problem


class TemplateFailed(RenderError):  # noqa: N818
    """Running the template ended in ``message``, which is Python's or Jinja2's."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooLarge(RenderError):  # noqa: N818
    """Something exceeds a limit."""


class TooSlow(RenderError):  # noqa: N818
    """The deadline has passed."""


class OutOfMemory(RenderError):  # noqa: N818
    """The memory limit was reached."""


class SandboxUnavailable(RenderError):  # noqa: N818
    """The child process does not start."""
