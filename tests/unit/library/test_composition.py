"""Personas made of one another, as a graph; the references themselves are tested in `tests/rules/composition-cycle.md`."""

from pathlib import Path

from persona_ls.library.composition import Edge, Node, loop_through
from persona_ls.text import Span

Graph = dict[Node, tuple[Edge, ...]]


def graph(drawing: str) -> Graph:
    """``"a>b b>a"``: a reference in ``a`` to ``b``, and one back; spans are numbered in the order of the drawing."""
    edges: dict[Node, list[Edge]] = {}
    for number, arrow in enumerate(drawing.split()):
        source, _, target = arrow.partition(">")
        edges.setdefault(node(source), []).append(Edge(node(source), node(target), Span(number, number + 1)))
    return {each: tuple(found) for each, found in edges.items()}


def node(name: str) -> Node:
    return Path(f"/{name}.md"), "prompt"


def drawn(edges: tuple[Edge, ...]) -> str:
    return " ".join(f"{edge.source[0].stem}>{edge.target[0].stem}" for edge in edges)


def loop(edge: Edge, edges: Graph) -> tuple[Edge, ...]:
    return loop_through(edge, lambda source: edges.get(source, ()))


def all_looping(edges: Graph) -> set[str]:
    return {drawn((edge,)) for found in edges.values() for edge in found if loop(edge, edges)}


class TestLoopThrough:
    def test_a_chain_has_no_loop(self):
        assert all_looping(graph("a>b b>c a>c")) == set()

    def test_a_part_that_refers_to_itself_is_a_loop_of_one(self):
        assert all_looping(graph("a>b b>b")) == {"b>b"}

    def test_what_leads_into_a_loop_or_out_of_it_is_no_part_of_it(self):
        assert all_looping(graph("in>a a>b b>c c>a b>out out>end")) == {"a>b", "b>c", "c>a"}

    def test_two_loops_that_share_a_part_are_told_both(self):
        assert all_looping(graph("a>b b>a b>c c>b")) == {"a>b", "b>a", "b>c", "c>b"}

    def test_two_loops_with_a_way_between_them_leave_that_out(self):
        assert all_looping(graph("a>b b>a b>x x>y y>x")) == {"a>b", "b>a", "x>y", "y>x"}

    def test_the_shortest_way_round_is_told(self):
        edges = graph("a>b b>c b>x c>a x>y y>a")
        assert drawn(loop(edges[node("a")][0], edges)) == "a>b b>c c>a"

    def test_a_reference_to_the_own_part_is_the_whole_way(self):
        edges = graph("a>a a>b b>a")
        assert drawn(loop(edges[node("a")][0], edges)) == "a>a"

    def test_a_way_that_no_text_could_follow_is_not_looked_for_to_its_end(self):
        """What is composed of thousands of parts is never rendered; who types in one of them does not wait for that."""
        edges, asked = graph(" ".join(f"{at}>{(at + 1) % 5_000}" for at in range(5_000))), []

        def edges_from(source: Node) -> tuple[Edge, ...]:
            asked.append(source)
            return edges.get(source, ())

        assert loop_through(edges[node("0")][0], edges_from) == ()
        assert len(asked) < 2_500
