"""What the first questions need, made ready before they come, in a thread and while nobody waits.

Imports on the event loop would stop it for a fifth of a second; in a thread they let it in between. What a list needs is imported as soon
as ``initialize`` is answered, while the editor reads the answer and opens its documents; what somebody asks for with the mouse, once the
folders are read, so that it is no slower for that; with it Jinja2, which few prompts need.
"""

from importlib import import_module

from persona_ls.lsp.protocol import Protocol

__all__ = ["ready_to_list", "ready_to_show"]

_TO_LIST = (
    "lsp.desk",
    "lsp.answers.completion",
    "features.completion",
    "features.insertion",
    "render.sandbox",
)
_TO_SHOW = (
    *("lsp.answers." + each for each in ("hover", "diagnostics", "navigation", "outline", "actions", "rename")),
    *("features." + each for each in ("hover", "hover_authoring", "actions", "workspace")),
    "syntax.jinja.parse",
)


def ready_to_list(protocol: Protocol) -> None:
    """All that documents and completion need."""
    protocol.furnish()
    _import(_TO_LIST)


def ready_to_show() -> None:
    """All that hovers, actions and the ways to other files need."""
    _import(_TO_SHOW)
    from persona_ls.templates import fill  # noqa: PLC0415 (imports Jinja2)

    fill("reference.md.j2", title="", origin="", facts=[], heading="", size="", text="", problems=[], link="")


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        import_module(f"persona_ls.{name}")
