"""Personas that end up inside themselves: the references between their parts as a graph, and the loops in it.

A prompt that refers to another persona becomes part of it, so a loop can never be rendered. A loop is looked for from the persona that is
asked about, through what it is composed of: a library as a whole is never walked.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from persona_ls.library.entry import Entry
from persona_ls.library.mentions import Referrer
from persona_ls.text import Span
from persona_ls.values import frozen

__all__ = ["Edge", "Node", "edges_of", "loop_through"]

Node = tuple[Path, str]
"""A file, and the name of one of its parts."""

_FARTHEST = 2000
"""How many parts are looked at to find the way round a loop: what is composed of more is larger than any text that is rendered."""


@frozen
class Edge:
    """The reference at ``span`` in the part ``source``, which means the part ``target``."""

    source: Node
    target: Node
    span: Span


def edges_of(referrer: Referrer, resolve: Callable[[str], Entry | None]) -> Mapping[str, tuple[Edge, ...]]:
    """Every reference of a file from part to part, by the part it stands in; ``resolve`` tells what a name means there."""
    edges: dict[str, list[Edge]] = {}
    for mention in referrer.mentions:
        reference = mention.reference
        other = resolve(reference.name) if mention.part else None
        if other and (part := other.part(reference.part) if reference.part else other.default_prompt):
            edge = Edge((referrer.path, mention.part), (other.path, part.name), reference.span)
            edges.setdefault(mention.part, []).append(edge)
    return {part: tuple(found) for part, found in edges.items()}


def loop_through(edge: Edge, edges_from: Callable[[Node], tuple[Edge, ...]]) -> tuple[Edge, ...]:
    """The shortest loop that begins with ``edge``; empty when there is none, or none within what is looked at."""
    came: dict[Node, Edge | None] = {edge.target: None}
    waiting = deque([edge.target])
    while waiting and edge.source not in came and len(came) < _FARTHEST:
        for step in edges_from(waiting.popleft()):
            if step.target not in came:
                came[step.target] = step
                waiting.append(step.target)
    return (edge, *reversed(tuple(_steps_back(edge.source, came)))) if edge.source in came else ()


def _steps_back(node: Node, came: Mapping[Node, Edge | None]) -> Iterator[Edge]:
    while step := came.get(node):
        yield step
        node = step.source
