"""``persona-ls show``: one persona, as the hover shows it, with all its prompts."""

import argparse
import sys

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS
from persona_ls.cli.options import add_library_options
from persona_ls.cli.places import make_session
from persona_ls.cli.terminal import shown_path, wants_colour
from persona_ls.library.entry import Entry
from persona_ls.locales import N_, Messages
from persona_ls.persona import NO_DEFAULT, Variable
from persona_ls.session import Session

__all__ = ["add_options", "one_entry", "run"]


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``show``."""
    parser.add_argument("name", metavar="NAME", help=say(N_("id, alias, or folder/id; @persona: may stand before it")))
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the persona's facts and prompts."""
    session = make_session(options, say, [])
    say = session.say
    entry = one_entry(session, options.name, say)
    if entry is None:
        return EXIT_FINDINGS
    persona = session.store.persona(entry)
    bold, dim, plain = ("\x1b[1m", "\x1b[2m", "\x1b[0m") if wants_colour() else ("", "", "")
    print(f"{bold}{entry.title}{plain}  @persona:{entry.id}")
    print(f"{dim}{shown_path(entry.path)}{plain}")
    facts = [
        (say(N_("description")), entry.description),
        (say(N_("level")), entry.experience),
        (say(N_("tags")), ", ".join(entry.tags)),
        (say(N_("aliases")), ", ".join(entry.aliases)),
        *((f"{{{{ {each.name} }}}}", _variable(each)) for each in entry.variables),
    ]
    for name, value in facts:
        if value:
            print(f"{name}: {value}")
    for prompt in persona.prompts if persona else ():
        print(f"\n{bold}{prompt.section.heading.text}{plain}  {dim}#{prompt.part}{plain}")
        assert persona is not None
        print(persona.prompt_text(prompt))
    return EXIT_CLEAN


def one_entry(session: Session, name: str, say: Messages) -> Entry | None:
    """The persona that ``name`` means; else what to do is said on stderr."""
    name = name.removeprefix("@persona:")
    found = session.library.resolve(name, session.store.home_of(None))
    if found.is_ambiguous:
        names = ", ".join(each.qualified for each in found.candidates)
        print(say(N_("`{name}` fits several personas: {candidates}."), name=name, candidates=names), file=sys.stderr)
    elif found.entry is None:
        near = ", ".join(session.library.nearest(name))
        words = (
            N_("There is no persona `{name}`. Did you mean {near}?")
            if near
            else N_("There is no persona `{name}` in the library.")
        )
        print(say(words, name=name, near=near), file=sys.stderr)
    return found.entry


def _variable(variable: Variable) -> str:
    default = "" if variable.default is NO_DEFAULT else f" = {variable.default}"
    options = f" ({' | '.join(str(option) for option in variable.options)})" if variable.options else ""
    return f"{variable.description}{default}{options}".strip()
