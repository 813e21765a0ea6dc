"""Personas that end up inside themselves: the references between their parts as a graph, and the loops in it.

A prompt that refers to another persona becomes part of it, so a loop can never be rendered. All loops of a library are found in one walk,
in time linear in the number of references.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from persona_ls.library.entry import Entry
from persona_ls.library.mentions import Referrer
from persona_ls.text import Span

__all__ = ["Edge", "Node", "find_edges", "loop_through", "looping"]

Node = tuple[Path, str]
"""A file, and the name of one of its parts."""

_FARTHEST = 200
"""How many parts are looked at to find the way round a loop: no person follows one of more steps."""


@dataclass(frozen=True, slots=True)
class Edge:
    """The reference at ``span`` in the part ``source``, which means the part ``target``."""

    source: Node
    target: Node
    span: Span


def find_edges(
    referrers: Iterable[Referrer], resolve: Callable[[str, Path | None], Entry | None]
) -> Mapping[Node, tuple[Edge, ...]]:
    """Every reference from part to part, by the part it stands in; ``resolve`` takes a name and the folder it is resolved from."""
    edges: dict[Node, list[Edge]] = {}
    for referrer in referrers:
        for mention in referrer.mentions:
            reference = mention.reference
            other = resolve(reference.name, referrer.home) if mention.part else None
            if other and (part := other.part(reference.part) if reference.part else other.default_prompt):
                source = (referrer.path, mention.part)
                edges.setdefault(source, []).append(Edge(source, (other.path, part.name), reference.span))
    return {node: tuple(found) for node, found in edges.items()}


def looping(edges: Mapping[Node, tuple[Edge, ...]]) -> Mapping[Path, tuple[Edge, ...]]:
    """The edges that are part of any loop, by file."""
    component = {node: at for at, nodes in enumerate(_components(edges)) for node in nodes}
    loops: dict[Path, list[Edge]] = {}
    for node, found in edges.items():
        for edge in found:
            # Inside a component each part leads to each other, and so back.
            if component.get(edge.target) == component[node]:
                loops.setdefault(node[0], []).append(edge)
    return {path: tuple(sorted(found, key=lambda edge: edge.span)) for path, found in loops.items()}


def loop_through(edge: Edge, edges: Mapping[Node, tuple[Edge, ...]]) -> tuple[Edge, ...]:
    """The shortest loop that begins with ``edge``; ``edge`` alone when the way round is too long to be looked for."""
    came: dict[Node, Edge | None] = {edge.target: None}
    waiting = deque([edge.target])
    while waiting and edge.source not in came and len(came) < _FARTHEST:
        for step in edges.get(waiting.popleft(), ()):
            if step.target not in came:
                came[step.target] = step
                waiting.append(step.target)
    return (edge, *reversed(tuple(_steps_back(edge.source, came))))


def _steps_back(node: Node, came: Mapping[Node, Edge | None]) -> Iterator[Edge]:
    while step := came.get(node):
        yield step
        node = step.source


def _components(edges: Mapping[Node, tuple[Edge, ...]]) -> Iterator[list[Node]]:
    """The strongly connected components, found with Tarjan's algorithm without recursion: a library may be one long chain."""
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    stack: list[Node] = []
    on_stack: set[Node] = set()
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, rest = work[-1]
            step = next(rest, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    yield _popped(stack, on_stack, node)
            elif step.target not in index:
                index[step.target] = low[step.target] = len(index)
                stack.append(step.target)
                on_stack.add(step.target)
                work.append((step.target, iter(edges.get(step.target, ()))))
            elif step.target in on_stack:
                low[node] = min(low[node], index[step.target])


def _popped(stack: list[Node], on_stack: set[Node], node: Node) -> list[Node]:
    """The nodes on the stack down to ``node``, taken off it."""
    found: list[Node] = []
    while node in on_stack:
        found.append(stack.pop())
        on_stack.discard(found[-1])
    return found
