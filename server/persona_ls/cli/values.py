"""``--set`` and ``--values``: the values that a person gives to the variables of prompts."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from persona_ls.cli.places import tell
from persona_ls.cli.terminal import shown_path
from persona_ls.library.files import Unreadable, absolute, read_source
from persona_ls.locales import N_, Messages
from persona_ls.render.values import parse_assignment
from persona_ls.text import Encoding, Span, Text

__all__ = ["Layers", "add_value_options", "given_values"]

Layers = tuple[Mapping[str, object], ...]
"""Values by name, strongest first: of ``--set``, of ``--values``."""

_BYTE_ORDER_MARK = "\ufeff"


class _Mistake(Exception):  # noqa: N818 (reads as what it is)
    """What is wrong in a file of values: a sentence, what fills it, and the place as an offset; ``None`` for the whole file."""

    def __init__(self, sentence: str, arguments: Mapping[str, object], offset: int | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.arguments, self.offset = sentence, arguments, offset


def add_value_options(parser: argparse.ArgumentParser, say: Messages) -> None:
    """The options that give values to variables."""
    parser.add_argument(
        "--set",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        dest="set_values",
        help=say(N_("give a variable a value")),
    )
    parser.add_argument(
        "--values",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        dest="value_files",
        help=say(
            N_("take values of variables from a TOML, JSON or YAML file; of several the later goes before the earlier")
        ),
    )


def given_values(options: argparse.Namespace, say: Messages) -> Layers | None:
    """What ``--set`` and ``--values`` give; ``None`` after telling what is wrong with one of them."""
    try:
        set_values = dict(parse_assignment(each) for each in options.set_values)
    except ValueError as error:
        print(say(N_("persona-ls: --set takes NAME=VALUE, not `{words}`."), words=error), file=sys.stderr)
        return None
    of_files: dict[str, object] = {}
    for word in options.value_files:
        values = _told_values(absolute(word), say)
        if values is None:
            return None
        of_files |= values
    return set_values, of_files


def _told_values(path: Path, say: Messages) -> dict[str, object] | None:
    """The values of a file; ``None`` after telling why there are none."""
    source = ""
    try:
        source = read_source(path)
        return _values(path, source.replace(_BYTE_ORDER_MARK, " ", 1) if source[:1] == _BYTE_ORDER_MARK else source)
    except Unreadable as error:
        print(f"persona-ls: {tell(error, say)}", file=sys.stderr)
    except _Mistake as mistake:
        where = ""
        if mistake.offset is not None:
            line, column = Text(source).position(mistake.offset, Encoding.UTF32)
            where = f"{line + 1}:{column + 1}:"
        print(f"{shown_path(path)}:{where} {say(mistake.sentence, **mistake.arguments)}", file=sys.stderr)
    return None


def _values(path: Path, source: str) -> dict[str, object]:
    """The values in ``source``, which is what the suffix of ``path`` says.

    Raises:
        _Mistake: it is not, or it holds no table.
    """
    read = {".toml": _toml, ".json": _json, ".yaml": _yaml, ".yml": _yaml}.get(path.suffix.casefold())
    if read is None:
        raise _Mistake(N_("A file of values is TOML, JSON or YAML, and its name says which: .toml, .json, .yaml."), {})
    values = read(source)
    if not isinstance(values, dict):
        raise _Mistake(N_("A file of values holds names with their values, not a list or a single value."), {}, 0)
    return {str(name): value for name, value in values.items()}


def _toml(source: str) -> Any:
    import tomllib  # noqa: PLC0415 (as the other two: only its own format pays for it)

    try:
        return tomllib.loads(source)
    except (ValueError, RecursionError) as error:
        from persona_ls.config.mistakes import syntax_finding  # noqa: PLC0415 (only a mistake needs it)

        finding = syntax_finding(source, error)
        raise _Mistake(_NOT_TOML, finding.arguments, finding.span.start) from None


def _json(source: str) -> Any:
    import json  # noqa: PLC0415

    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        raise _Mistake(_NOT_JSON, {"detail": error.msg}, error.pos) from None
    except (ValueError, RecursionError) as error:  # too long a number, or lists without end
        raise _Mistake(_NOT_JSON, {"detail": error}, 0) from None


def _yaml(source: str) -> Any:
    """What a strict loader makes of ``source``; dates and numbers are those of YAML, and nothing is run or nested without end."""
    from persona_ls.syntax.frontmatter import to_data  # noqa: PLC0415
    from persona_ls.syntax.yaml_reader import read  # noqa: PLC0415

    reading = read(source)
    if reading.offences:
        raise _yaml_mistake(source, reading.offences[0].span.start)
    return {} if reading.root is None else to_data(reading.root)


def _yaml_mistake(source: str, offset: int) -> _Mistake:
    """Why YAML refuses ``source``: the cause in plain words where it can be told, else where the reading stopped."""
    from persona_ls.rules.invalid_yaml import CAUSES  # noqa: PLC0415 (only a mistake needs its words)
    from persona_ls.syntax.frontmatter import Cause  # noqa: PLC0415
    from persona_ls.syntax.yaml_repair import repair  # noqa: PLC0415

    of_front_matter = (Cause.NOT_A_MAPPING, Cause.TOO_LARGE, Cause.TOO_DEEP, Cause.UNKNOWN)
    problems = repair(source, Span(0, len(source)), "\n").problems
    for problem in problems:
        if problem.cause not in of_front_matter:
            return _Mistake(CAUSES[problem.cause][0], problem.arguments, problem.span.start)
    excessive = any(each.cause in (Cause.TOO_LARGE, Cause.TOO_DEEP) for each in problems)
    return _Mistake(_TOO_MUCH_YAML if excessive else _NOT_YAML, {}, offset)


_NOT_TOML = N_("The file is not valid TOML: {detail}.")
_NOT_JSON = N_("The file is not valid JSON: {detail}.")
_NOT_YAML = N_("YAML cannot read the file from here on.")
_TOO_MUCH_YAML = N_("The file is longer than 64 KiB, or nested more than 64 deep, and was not read.")
