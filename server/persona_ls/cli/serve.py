"""``persona-ls serve``: the language server on stdin and stdout."""

import argparse
import gc
import logging

from persona_ls.locales import N_, Messages

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """Editors often add ``--stdio``; it is the only way there is."""
    parser.add_argument(
        "--stdio", action="store_true", help=say(N_("accepted for editors that add it; it is the only way"))
    )
    parser.add_argument(
        "--log-level",
        choices=["debug", "info", "warning", "error"],
        default="warning",
        help=say(N_("what goes to stderr")),
    )


def run(options: argparse.Namespace, _: Messages) -> int:
    """Serve until the editor leaves."""
    from persona_ls.lsp.outbox import StderrHandler  # noqa: PLC0415 (for this verb alone)

    # An editor that never reads stderr must not be able to hang the server.
    logging.basicConfig(
        handlers=[StderrHandler()],
        level=options.log_level.upper(),
        format="%(levelname)s %(name)s: %(message)s",
        force=True,
    )
    # pygls writes whole messages, prompts and all, at level INFO.
    logging.getLogger("pygls").setLevel(logging.WARNING)
    from persona_ls.lsp.protocol_types import import_protocol  # noqa: PLC0415

    # What is imported stays: to look through all of it for garbage takes a tenth of the start.
    gc.disable()
    import_protocol()
    from persona_ls.lsp.handlers import build_server  # noqa: PLC0415 (the protocol's types are most of the start)
    from persona_ls.lsp.transport import serve_stdio  # noqa: PLC0415

    server = build_server()
    gc.freeze()
    gc.enable()
    return serve_stdio(server)
