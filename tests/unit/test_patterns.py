"""Every regular expression of the package, against texts that make a careless one take for ever.

They are found in the modules, and once more in the source: a call of ``re`` whose pattern is neither held by a module nor written out fails
here until `BUILT` says what it may look like. A pattern is run as the code runs it: over all places of a text, or at its start. The texts
repeat what patterns like to stumble on, and every beginning of a text that the pattern itself fits, and end in something that fits nothing.
The bound is a guard and no measurement: a pattern whose time grows with the length alone needs a hundredth of it.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from re import _constants, _parser
from types import ModuleType
from typing import Any

import pytest
from pathspec import GitIgnoreSpec

import persona_ls
from persona_ls.formats.dialect import _pattern
from persona_ls.library.discover import is_pattern

GUARD = 0.25
"""Seconds of the processor's time."""

LENGTHS = (21, 200, 20_000)
KEPT = 4
"""Of each pattern, the texts that cost most are tried at the last length."""

PIECES = (
    " ", "\t", "\n", "\r\n", "a", "a ", " a", "0", "-", "*", "_", "`", '"', "'", "\\", '\\"', "{", "{{", "{%",
    "#", "# ", ": ", ":", "[", "](", "(", ")", "<", "<a ", "<!--", "-->", "> ", "- ", "1. ", "@",
    "@persona:a(", "a=1,", "|", "&", "é", "~", "---\n", "**a", " #", "  \n", "a:\n", "\n ", "/", "a-", "a.",
    '<a b="', "+", "{#", "%}", "a\n- ", "$", "é́",
)  # fmt: skip

HARMLESS_WHERE_THEY_ARE_USED = {
    ("persona_ls.render.limits", "_WIDE"): "runs in the child process of the sandbox, which has a deadline",
    (
        "persona_ls.syntax.toml_places",
        "_PIECE",
    ): "is looked for only inside what `_DOTTED` fits, where every quote is closed",
}

MATCHED_AT_ONE_PLACE = {
    ("persona_ls.syntax.toml_places", "_EQUALS"): "goes through `_skip`",
    ("persona_ls.syntax.toml_places", "_STRING"): "goes through `_skip`",
}

BUILT: dict[tuple[str, str], tuple[str, ...]] = {
    ("persona_ls.features.actions.expand", "_longer_fence"): (r"(?m)^[ >]*(`{3,})", r"(?m)^[ >]*(\~{3,})"),
    ("persona_ls.features.actions.extract_persona", "_new"): (r"(?i)Act as a[na]?[ \t]+(?=[^\W_])",),
    ("persona_ls.features.actions.extract_variable", "_places"): (r"(?<!\w)aaaaaaaa(?!\w)", r"(?<!\w)a\ a\ a(?!\w)"),
    ("persona_ls.features.pieces", "pieces"): (r"\ue110ab(\d+)\ue111|\ue112ab\ue111",),
    ("persona_ls.features.places", "title_repeats"): (r"(?<!\w)Redatora\ Técnica(?!\w)",),
    ("persona_ls.formats.dialect", "_pattern"): (),  # of paths: see the tests of these below
    ("persona_ls.formats.dialect", "_place"): (),  # some of these
    ("persona_ls.persona.persona", "prompt_text"): ("(?m)^ {1,3}",),
    ("persona_ls.render.expand", "_marks_replaced"): ("\ue000([0-9]{1,9})\ue001",),
    ("persona_ls.render.layout", "dedented"): ("(?m)^ {1,3}",),
    ("persona_ls.rules.title_format", "_prefix_end"): (r"(?i)persona(?:\s+[-–—]+|\s*[–—]+|\.)?\s+(?=\S)",),
    ("persona_ls.syntax.jinja.parse", "_dotted"): (r"a\s*\.\s*b\s*\.\s*c",),
}
"""What patterns that are put together in a function may look like."""

SCANS = {"search", "finditer", "findall", "sub", "subn", "split"}


@cache
def patterns() -> dict[tuple[str, str], re.Pattern]:
    """Every pattern that a module of the package holds, by the first module and name."""
    found: dict[re.Pattern, tuple[str, str]] = {}
    for module in modules():
        for name, value in vars(module).items():
            for at, each in enumerate(inside(value)):
                found.setdefault(each, (module.__name__, f"{name}[{at}]" if at else name))
    return {where: pattern for pattern, where in found.items()}


@cache
def modules() -> tuple:
    names = [each.name for each in pkgutil.walk_packages(persona_ls.__path__, "persona_ls.")]
    return tuple(importlib.import_module(name) for name in names if not name.endswith("__main__"))


@dataclass(frozen=True)
class Call:
    """A call of ``re``: where it stands, the pattern if it is written out, else None, and how it is run."""

    module: ModuleType
    function: str
    written: re.Pattern | None
    verb: str


@cache
def calls() -> tuple[Call, ...]:
    """Every call of a function of ``re`` that takes a pattern."""
    return tuple(each for module in modules() for each in _calls_in(ast.parse(inspect.getsource(module)), module, ""))


def _calls_in(node: ast.AST, module: ModuleType, function: str) -> Iterator[Call]:
    for child in ast.iter_child_nodes(node):
        inner = child.name if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else function
        if isinstance(child, ast.Call) and _is_of_re(child.func):
            # `re.compile(…).match(…)` is run as it says, in whatever way it was made.
            verb = node.attr if isinstance(node, ast.Attribute) else child.func.attr
            yield Call(module, inner, _written(child, module, inner), verb)
        yield from _calls_in(child, module, inner)


def _is_of_re(function: ast.expr) -> bool:
    is_of_re = (
        isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"
    )
    return is_of_re and function.attr in {"compile", "match", "fullmatch", *SCANS}


def _written(call: ast.Call, module: ModuleType, function: str) -> re.Pattern | None:
    """The pattern, where it is a literal, or made of what the module holds."""
    pattern = call.args[0]
    if function and not isinstance(pattern, ast.Constant):
        return None
    try:
        return _compiled(call, module)
    except NameError:  # made in a loop at the top of a module, which holds what comes of it
        return None


def _compiled(call: ast.Call, module: ModuleType) -> re.Pattern:
    flags = [each for each in (*call.args[1:], *(word.value for word in call.keywords)) if "re." in ast.unparse(each)]
    return re.compile(_evaluated(call.args[0], module), *(_evaluated(each, module) for each in flags))


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(ast.unparse(node), vars(module))  # the source of the package itself


@cache
def unheld() -> dict[tuple[str, str], tuple[re.Pattern, str]]:
    """The patterns that no module holds: those written out inside functions, and what `BUILT` has; with the verb that runs them."""
    held = set(patterns().values())
    found: dict[tuple[str, str], tuple[re.Pattern, str]] = {}
    for call in calls():
        where = call.module.__name__, f"{call.function}, {call.verb}"
        samples = BUILT.get((call.module.__name__, call.function), ())
        written = [call.written] if call.written else [re.compile(each) for each in samples]
        for at, each in enumerate(each for each in written if each not in held):
            found[where[0], f"{where[1]} {len(found)}.{at}"] = each, call.verb
    return found


def inside(value: object) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from (each for each in value.values() if isinstance(each, re.Pattern))
    elif isinstance(value, tuple | list | set | frozenset):
        yield from (each for each in value if isinstance(each, re.Pattern))


@cache
def methods() -> dict[re.Pattern, set[str]]:
    """Which attributes of each pattern the modules use that know it by a name."""
    used: dict[re.Pattern, set[str]] = {}
    for module in modules():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Attribute):
                holder = node.value.value if isinstance(node.value, ast.Subscript) else node.value
                known = vars(module).get(holder.id) if isinstance(holder, ast.Name) else None
                for each in inside(known):
                    used.setdefault(each, set()).add(node.attr)
    return used


def ways(pattern: re.Pattern) -> list:
    """How the pattern is run; every way where that is not plain to see."""
    used = methods().get(pattern, set())
    scans, known = used & SCANS, used & {"match", "fullmatch"}
    every = [lambda text: sum(1 for _ in pattern.finditer(text)), pattern.match, pattern.fullmatch]
    chosen = [way for way, wanted in zip(every, (scans, "match" in known, "fullmatch" in known), strict=True) if wanted]
    return chosen or every


def sample(tree: _parser.SubPattern) -> str:
    """A short text that fits the pattern, more or less."""
    return "".join(fitting(kind, value) for kind, value in tree)


def fitting(kind: object, value: object) -> str:
    c = _constants
    if kind is c.LITERAL:
        return chr(value)
    if kind is c.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if kind is c.IN:
        return in_class(value)
    if kind is c.ANY:
        return "a"
    if kind is c.BRANCH:
        return sample(value[1][0])
    if kind is c.SUBPATTERN:
        return sample(value[-1])
    if kind is c.ATOMIC_GROUP:
        return sample(value)
    if kind in (c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT):
        return sample(value[2]) * max(1, value[0])
    return ""


def in_class(members: list) -> str:
    c, first = _constants, members[0]
    if first[0] is c.NEGATE:
        taken = [value for kind, value in members[1:] if kind is c.LITERAL]
        return next(each for each in "a0 x-" if ord(each) not in taken)
    if first[0] is c.CATEGORY:
        return {c.CATEGORY_DIGIT: "0", c.CATEGORY_SPACE: " "}.get(first[1], "a")
    return chr(first[1][0] if first[0] is c.RANGE else first[1])


def texts(pattern: re.Pattern) -> Iterator[tuple[str, str, str]]:
    """Beginning, what is repeated, and end."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    fits = sample(_parser.parse(source, pattern.flags & ~re.DEBUG))[:80]
    beginnings = [fits[:count] for count in range(1, len(fits) + 1)]
    for piece in dict.fromkeys((*PIECES, *beginnings)):
        for start in dict.fromkeys(("", *beginnings[:: max(1, len(beginnings) // 4)])):
            for end in ("", "\0"):
                yield start, piece, end


def cost(pattern: re.Pattern, runs: list, text: tuple[str, str, str], length: int) -> float:
    start, piece, end = text
    words = start + piece * max(1, length // len(piece)) + end
    subject = words if isinstance(pattern.pattern, str) else words.encode()
    began = time.thread_time()
    for run in runs:
        run(subject)
    return time.thread_time() - began


def too_slow(pattern: re.Pattern, runs: list) -> list[str]:
    """The texts that pass the guard."""
    tried = list(texts(pattern))
    for length in LENGTHS:
        costs = []
        for text in tried:
            costs.append((cost(pattern, runs, text, length), text))
            if costs[-1][0] > GUARD:
                return [f"{text} in {length} characters"]
        if length != LENGTHS[0]:
            tried = [text for _, text in sorted(costs, reverse=True)[:KEPT]]
    return []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("where", patterns(), ids=lambda where: f"{where[0].removeprefix('persona_ls.')}.{where[1]}")
def test_the_time_of_a_pattern_grows_with_the_length_of_the_text(where):
    if where in HARMLESS_WHERE_THEY_ARE_USED:
        return
    pattern = patterns()[where]
    runs = [pattern.match] if where in MATCHED_AT_ONE_PLACE else ways(pattern)

    assert not too_slow(pattern, runs)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("where", unheld(), ids=lambda where: f"{where[0].removeprefix('persona_ls.')}.{where[1]}")
def test_so_does_that_of_a_pattern_inside_a_function(where):
    pattern, verb = unheld()[where]
    runs = [pattern.match] if verb == "match" else [pattern.fullmatch] if verb == "fullmatch" else ways(pattern)[:1]

    assert not too_slow(pattern, runs)


def test_every_call_of_re_has_a_pattern_that_is_tried_here():
    """Each is held by a module, written out where it is used, or described in `BUILT`; and nothing there is out of date."""
    put_together = {(call.module.__name__, call.function) for call in calls() if call.function and call.written is None}

    assert put_together == set(BUILT)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "pattern", ["*a*a*a*a", "**/a/" * 5, "**/" * 5 + "a", "****/a", "**a**a**a", "**/*a*a*a/*", "a/**/b/**/c/**/*a*a"]
)
def test_patterns_of_paths_are_refused_before_they_cost_too_much(pattern):
    assert not is_pattern(pattern)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "pattern",
    ["*.md", "**/node_modules/**", "**/a/**/b/**/*.md", "**/**/**/**", "**/*a*a*a", "*-*-*.md", "a*/b*/c*/d*"],
)
def test_what_is_no_more_than_people_write_is_tried_in_a_moment(pattern):
    """On paths that it nearly fits, as deep and as long as a file system has them."""
    assert is_pattern(pattern)
    for path in ("a/" * 60 + "a" * 200, ("a" * 90 + "/") * 40 + "a" * 250):
        began = time.thread_time()
        GitIgnoreSpec.from_lines([pattern]).check_file(path)
        _pattern(pattern).search(path)
        assert time.thread_time() - began < 8 * GUARD


@pytest.mark.parametrize("source", [r"(a+)+\Z", r"[ \t]+\Z", r"<!--.*?-->"])
def test_a_careless_pattern_is_found_out(source):
    pattern = re.compile(source, re.DOTALL)

    assert too_slow(pattern, ways(pattern))


def test_there_are_patterns_and_no_exception_is_out_of_date():
    assert len(patterns()) > 80
    assert patterns().keys() >= HARMLESS_WHERE_THEY_ARE_USED.keys() | MATCHED_AT_ONE_PLACE.keys()
