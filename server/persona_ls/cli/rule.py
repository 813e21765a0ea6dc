"""``persona-ls rule``: what a rule is about, or all of them in a list."""

import argparse
import sys

from persona_ls.cli import EXIT_CLEAN, EXIT_USAGE
from persona_ls.locales import N_, Messages
from persona_ls.names import nearest
from persona_ls.rules.pages import page
from persona_ls.rules.registry import rule_named, rules

__all__ = ["add_options", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``rule``."""
    parser.add_argument(
        "name", nargs="?", metavar="NAME", help=say(N_("the name of a rule; without it, all are listed"))
    )


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the page of a rule, or the list."""
    if options.name is None:
        width = max(len(rule.name) for rule in rules())
        for rule in rules():
            print(f"{rule.name:{width}}  {say(rule.severity.value):11}  {say(rule.what)}")
        return EXIT_CLEAN
    named = rule_named(options.name)
    if named is None:
        near = ", ".join(nearest(options.name, [each.name for each in rules()], 3))
        words = (
            N_("persona-ls: there is no rule `{name}`. Did you mean {near}?")
            if near
            else N_("persona-ls: there is no rule `{name}`.")
        )
        print(say(words, name=options.name, near=near), file=sys.stderr)
        return EXIT_USAGE
    print(page(named, say), end="")
    return EXIT_CLEAN
