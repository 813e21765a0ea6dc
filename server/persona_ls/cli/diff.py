"""``persona-ls diff``: which texts agents get that they did not get at a revision of git.

What a reviewer wants to know of a change is not that a persona has another sentence, which ``git diff`` shows, but where that sentence
arrives. So every file with a live reference is rendered then and now: a prompt file as a whole, a persona prompt by prompt.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

from persona_ls.cli import EXIT_CLEAN, EXIT_FINDINGS, EXIT_USAGE
from persona_ls.cli.changes import Change, Status, Texts, changes
from persona_ls.cli.git import GitTrouble
from persona_ls.cli.options import add_library_options, add_output_format
from persona_ls.cli.places import make_session, workspace_of
from persona_ls.cli.refusals import HOW_TO_GIVE
from persona_ls.cli.revision import revision_of
from persona_ls.cli.terminal import print_json, shown_path, text_diff, wants_colour
from persona_ls.cli.values import add_value_options, given_values
from persona_ls.locales import N_, Messages

__all__ = ["add_options", "run"]

_SHOWN = 10


def add_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options of ``diff``."""
    parser.add_argument(
        "revision", nargs="?", default="HEAD", metavar="REV", help=say(N_("a commit, branch or tag; without it HEAD"))
    )
    parser.add_argument(
        "--personas",
        action="store_true",
        help=say(N_("compare the prompts of all personas, not only of those that refer to others")),
    )
    add_value_options(parser, say)
    add_output_format(parser, say(N_("how changes are printed")))
    add_library_options(parser, say)


def run(options: argparse.Namespace, say: Messages) -> int:
    """Print the change of each rendered text; what cannot be rendered is told on stderr."""
    values = given_values(options, say)
    if values is None:
        return EXIT_USAGE
    session = make_session(options, say, [])
    say, revision = session.say, options.revision
    try:
        with revision_of(workspace_of(options, []), revision, bundled=not options.no_bundled) as past:
            past.session.say = say
            before = Texts(past.session, values, today=past.today, then=past.then, revision=revision)
            found = list(changes(before, Texts(session, values), everything=options.personas))
    except GitTrouble as trouble:
        print(f"persona-ls: {say(trouble.sentence, **trouble.arguments)}", file=sys.stderr)
        return EXIT_USAGE
    finally:
        session.shut_down()
    if options.output_format == "json":
        print_json([_item(change) for change in found])
    else:
        _print(found, revision, say)
    return EXIT_FINDINGS if any(each.counts for each in found) else EXIT_CLEAN


def _print(found: list[Change], revision: str, say: Messages) -> None:
    """The diffs on stdout; on stderr what cannot be rendered, and a sum."""
    for change in found:
        if sentence := _sentence(change):
            print(say(sentence, text=change.name, revision=revision), *change.problems, sep="\n  ", file=sys.stderr)
        print(_diff(change, is_coloured=wants_colour()), end="")
    missing = dict.fromkeys(line for change in found if _sentence(change) for line in change.missing)
    print(*missing, *([say(HOW_TO_GIVE)] if missing else []), sep="\n", end="\n" if missing else "", file=sys.stderr)
    print(*_sums(found, revision, say), sep="\n", file=sys.stderr)


def _sums(found: list[Change], revision: str, say: Messages) -> Iterator[str]:
    """How many texts change, and which cannot be compared because there is none at either time."""
    if count := sum(each.counts for each in found):
        yield say.plural(
            "{count} text changes since {revision}.", "{count} texts change since {revision}.", count, revision=revision
        )
    else:
        yield say(N_("No text changes since {revision}."), revision=revision)
    if never := [str(each.name) for each in found if each.status is Status.UNRENDERED]:
        shown = ", ".join(never[:_SHOWN] + ["…"] * (len(never) > _SHOWN))
        yield say(N_("Cannot be rendered, now as at {revision}: {texts}."), revision=revision, texts=shown)


def _sentence(change: Change) -> str | None:
    """What is said of a text that cannot be rendered only now, or could not only then."""
    if change.status is Status.MENDED:
        return N_("{text} can be rendered now. At {revision} it could not:")
    if change.status is Status.BROKEN:
        return N_("{text} can no longer be rendered:") if change.old else N_("{text} is new and cannot be rendered:")
    return None


def _item(change: Change) -> dict[str, Any]:
    return {
        "path": shown_path(change.name.path),
        "oldPath": shown_path(change.old.path) if change.old else None,
        "part": change.name.part or None,
        "status": change.status.value,
        "diff": _diff(change),
        "problems": [*change.problems, *change.missing],
    }


def _diff(change: Change, *, is_coloured: bool = False) -> str:
    """The change as a diff; empty where one of the two texts cannot be rendered."""
    if change.status in (Status.BROKEN, Status.MENDED, Status.UNRENDERED):
        return ""
    old, new = (str(name) if name else None for name in (change.old, change.new))
    return text_diff(old, new, change.before, change.after, is_coloured=is_coloured)
