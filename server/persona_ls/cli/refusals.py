"""Why a prompt could not be rendered, for the terminal: each reason at its reference, and once where every missing value is declared."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from persona_ls.cli.terminal import shown_path
from persona_ls.locales import N_, Messages
from persona_ls.render.problems import Problem
from persona_ls.session import Opened
from persona_ls.text import Encoding

__all__ = ["HOW_TO_GIVE", "missing_lines", "problem_lines"]


def problem_lines(
    opened: Opened, problems: Iterable[Problem], say: Messages, shown: Callable[[Path], str] = shown_path
) -> Iterator[str]:
    """``path:line:column: reason`` for each problem of a document; ``shown`` says how paths are printed."""
    where = shown(opened.path) if opened.path else opened.key
    for problem in problems:
        line, column = opened.text.position(problem.span.start, Encoding.UTF32)
        is_elsewhere = problem.path and problem.path != opened.path and not problem.missing
        inside = f" ({shown(problem.path)})" if problem.path and is_elsewhere else ""
        yield f"{where}:{line + 1}:{column + 1}: {say(problem.refusal.value, **problem.arguments)}{inside}"


def missing_lines(
    problems: Iterable[Problem], say: Messages, shown: Callable[[Path], str] = shown_path
) -> Iterator[str]:
    """Where each variable without a value is declared, or used where it is not."""
    for each in dict.fromkeys(each for problem in problems for each in problem.missing):
        words = N_("`{name}` is declared here.") if each.is_declared else N_("`{name}` is used here.")
        line, column = each.position
        yield f"{shown(each.path)}:{line + 1}:{column + 1}: {say(words, name=each.name)}"


HOW_TO_GIVE = N_(
    "Give a value as an argument of the reference, with --set or --values, or under `variables:` in the front matter of the prompt file."
)
"""What to say below the places of missing variables."""
