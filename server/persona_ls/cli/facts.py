"""What ``persona-ls doctor`` knows: the versions, what is read and why, the last start by an editor, and what follows from that."""

import platform
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from persona_ls import __version__
from persona_ls.cli.advice import advice
from persona_ls.cli.examination import Examination
from persona_ls.cli.places import tell
from persona_ls.cli.terminal import shown_path
from persona_ls.library.discover import Walk
from persona_ls.library.entry import Layer
from persona_ls.library.homes import project_mark, user_library
from persona_ls.library.scan import Root
from persona_ls.locales import N_, Messages
from persona_ls.lsp.last_start import LastStart, last_start
from persona_ls.session import Session
from persona_ls.values import frozen

__all__ = ["ConfigurationFacts", "Facts", "FolderFacts", "facts_of"]

_PACKAGES = ("pygls", "lsprotocol", "python-frontmatter", "Jinja2", "PyYAML", "pathspec", "platformdirs", "rich")


@frozen
class FolderFacts:
    """A folder that is read: what for, why this one, and what was found in it or left out."""

    path: str
    layer: str
    why: str
    personas: int
    files: int
    exclude: tuple[str, ...]
    left_out: tuple[str, ...]


@frozen
class ConfigurationFacts:
    """A configuration file that was read, with the names of its settings, and its mistakes in sentences."""

    path: str
    settings: tuple[str, ...]
    mistakes: tuple[str, ...]


@frozen
class Facts:
    """All facts; ``advice`` is what follows from them."""

    version: str
    python: str
    executable: str
    platform: str
    packages: dict[str, str]
    language: str
    configuration: tuple[ConfigurationFacts, ...]
    folders: tuple[FolderFacts, ...]
    unreadable: tuple[str, ...]
    file: Examination | None
    last_start: LastStart | None
    advice: tuple[str, ...]


def facts_of(
    session: Session,
    walks: list[tuple[Root, Walk]],
    path: Path | None,
    examined: Examination | None,
    *,
    is_named: bool,
) -> Facts:
    """All facts, for people and for programs."""
    say, started = session.say, last_start()
    configuration = tuple(_configurations(session))
    ranked = sorted(walks, key=lambda pair: pair[0].layer)
    folders = tuple(_folder(session, root, walk, is_named=is_named) for root, walk in ranked)
    return Facts(
        version=__version__,
        python=platform.python_version(),
        executable=sys.executable,
        platform=platform.platform(terse=True),
        packages={name: _version(name) for name in _PACKAGES},
        language=say.language.value,
        configuration=configuration,
        folders=folders,
        unreadable=tuple(tell(each, say) for each in session.store.unreadable.values()),
        file=examined,
        last_start=started,
        advice=tuple(
            advice(session, path, examined, started, has_mistakes=any(each.mistakes for each in configuration))
        ),
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _configurations(session: Session) -> Iterator[ConfigurationFacts]:
    say = session.say
    for path, config in session.configs.items():
        mistakes = tuple(say(each.template, **each.arguments) for each in config.findings)
        yield ConfigurationFacts(shown_path(path), tuple(config.given), mistakes)


def _folder(session: Session, root: Root, walk: Walk, *, is_named: bool) -> FolderFacts:
    say, library = session.say, session.library
    return FolderFacts(
        path=shown_path(root.path),
        layer=root.layer.name.lower(),
        why=_why(root, say, is_named=is_named),
        personas=Counter(entry.root for entry in library)[root.path],
        files=sum(session.store.root_of(path) == root for path in map(Path, session.store.stamps)),
        exclude=root.exclude,
        left_out=tuple(say(sentence, **arguments) for sentence, arguments in walk.shortfalls()),
    )


def _why(root: Root, say: Messages, *, is_named: bool) -> str:
    if root.layer is Layer.BUNDLED:
        return say(N_("comes with persona-ls"))
    if root.layer is Layer.USER:
        is_own = root.path == user_library()
        return say(N_("your own library")) if is_own else say(N_("named by the setting `libraries`"))
    if is_named:
        return say(N_("the workspace: named by --library"))
    if mark := project_mark(root.path):
        return say(N_("the workspace: it has {mark}"), mark=mark)
    return say(N_("the workspace: no folder above has .git, .hg, .jj or persona-ls.toml"))
