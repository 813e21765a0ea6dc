"""What ``persona-ls doctor`` says is to be done."""

from collections.abc import Iterator
from pathlib import Path

from persona_ls import __version__
from persona_ls.cli.examination import Examination
from persona_ls.cli.terminal import shown_path
from persona_ls.locales import N_
from persona_ls.lsp.last_start import LastStart
from persona_ls.session import Session

__all__ = ["advice"]


def advice(
    session: Session,
    path: Path | None,
    examined: Examination | None,
    started: LastStart | None,
    *,
    has_mistakes: bool,
) -> Iterator[str]:
    """What to do, the most likely cause first."""
    say = session.say
    if started is None:
        yield say(
            N_(
                "No editor has started the server so far. Tell yours of the command `persona-ls serve`: docs/editors has a page for each."
            )
        )
    elif started.version != __version__:
        yield say(
            N_("The editor started persona-ls {version}, which is not this one: it uses another installation."),
            version=started.version,
        )
    if started and path and not any(Path(folder) in path.parents for folder in started.folders):
        yield say(
            N_(
                "When the editor started the server, it had no folder open that holds {path}: open its folder, not only the file."
            ),
            path=shown_path(path),
        )
    if has_mistakes:
        yield say(N_("Mend the configuration: a setting with a mistake does not count."))
    if not len(session.library):
        yield say(N_("There is not one persona: `persona-ls new NAME` writes the first."))
    if session.store.unreadable:
        yield say(N_("Some files could not be read; what they hold is missing everywhere."))
    if examined and not examined.is_read:
        yield examined.reading
    if examined and any(each.is_live and each.persona is None for each in examined.references):
        yield say(N_("Some references mean nobody; the reasons stand beside them."))
    if examined and examined.references and not any(each.is_live for each in examined.references):
        yield say(N_("No @persona: in the file is a reference; the reasons stand beside them."))
    if examined and not examined.is_persona and not examined.references:
        yield say(
            N_(
                "The file is no persona and refers to none, so there is nothing to do in it but to complete `@persona:`."
            )
        )
