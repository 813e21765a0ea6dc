"""Personas made of one another, as a graph; the references themselves are tested in `tests/rules/composition-cycle.md`."""

from pathlib import Path

from persona_ls.library.composition import Edge, Node, loop_through, looping
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


def all_looping(edges: Graph) -> set[str]:
    return {drawn((edge,)) for found in looping(edges).values() for edge in found}


class TestLooping:
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

    def test_the_edges_of_one_file_stand_in_the_order_of_its_text(self):
        found = looping(graph("a>b a>c b>a c>a"))[Path("/a.md")]
        assert [edge.span.start for edge in found] == [0, 1]

    def test_a_loop_of_ten_thousand_parts_does_not_exhaust_the_stack(self):
        """Recursion would."""
        edges = graph(" ".join(f"{at}>{(at + 1) % 10_000}" for at in range(10_000)))
        assert len(all_looping(edges)) == 10_000


class TestLoopThrough:
    def test_the_shortest_way_round_is_told(self):
        edges = graph("a>b b>c b>x c>a x>y y>a")
        assert drawn(loop_through(edges[node("a")][0], edges)) == "a>b b>c c>a"

    def test_a_reference_to_the_own_part_is_the_whole_way(self):
        edges = graph("a>a a>b b>a")
        assert drawn(loop_through(edges[node("a")][0], edges)) == "a>a"

    def test_a_way_that_no_person_could_follow_is_not_looked_for_to_its_end(self):
        edges = graph(" ".join(f"{at}>{(at + 1) % 5_000}" for at in range(5_000)))
        assert drawn(loop_through(edges[node("0")][0], edges)) == "0>1"
