"""The names in a parsed template: those it must be given, and the filters and tests it uses.

Scopes are those of Jinja2 when it renders. One difference to ``jinja2.meta`` is meant: a name that only some branch of an ``{% if %}``
assigns is the template's own. A person who read "undeclared variable" there would be misled, and a render may well succeed.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from jinja2 import nodes

from persona_ls.values import field, frozen

__all__ = ["Names", "Use", "names_in"]

_GUARD_TESTS = frozenset({"defined", "undefined"})
_GUARD_FILTERS = frozenset({"d", "default"})
_NOTHING: frozenset[str] = frozenset()


@frozen
class Use:
    """An undeclared name where it is used; ``guarded`` when the template says what to do without it."""

    name: str
    start: int
    guarded: bool


@frozen
class Names:
    """What stands in a tree, in no certain order."""

    uses: list[Use] = field(default_factory=list)
    filters: list[nodes.Filter] = field(default_factory=list)
    tests: list[nodes.Test] = field(default_factory=list)


def names_in(tree: nodes.Template, given: Collection[str]) -> Names:
    """The names in ``tree``, in which those of ``given`` are always there."""
    found = Names()
    scope = _Scope(found, {*given, "self"})
    scope.read(tree.body, _NOTHING)
    scope.finish()
    return found


class _Scope:
    """The names that one stretch of a template sees.

    Scopes inside it are read when it is complete: a macro sees what is assigned behind it.
    """

    def __init__(self, found: Names, names: Iterable[str], root: "_Scope | None" = None) -> None:
        self.found = found
        self.names = set(names)
        self.root = root or self
        self.inner: list[Callable[[], None]] = []

    def read(self, body: Iterable[nodes.Node], guards: frozenset[str]) -> None:
        for node in body:
            self.statement(node, guards)

    def finish(self) -> None:
        for read_inner in self.inner:
            read_inner()

    def statement(self, node: nodes.Node, guards: frozenset[str]) -> None:
        match node:
            case nodes.If():
                self.branches(node, guards)
            case nodes.For():
                self.expression(node.iter, guards)
                if node.test:
                    self.inside([], guards, [node.target], [node.test])
                self.inside(node.body, guards, [node.target], own={"loop"})
                self.inside(node.else_, guards)
            case nodes.Macro():
                self.names.add(node.name)
                self.macro(node, guards)
            case nodes.CallBlock():
                self.expression(node.call, guards)
                self.macro(node, guards)
            case nodes.With():
                for value in node.values:
                    self.expression(value, guards)
                self.inside(node.body, guards, node.targets)
            case nodes.FilterBlock():
                self.expression(node.filter, guards)
                self.inside(node.body, guards)
            case nodes.Assign():
                self.expression(node.node, guards)
                self.declare(node.target)
            case nodes.AssignBlock():
                if node.filter:
                    self.expression(node.filter, guards)
                self.declare(node.target)
                self.inside(node.body, guards)
            case nodes.Block():
                self.inside(node.body, guards, own={"super"}, sees=self.root)
            case nodes.Scope():
                self.inside(node.body, guards)
            case nodes.ScopedEvalContextModifier():
                for option in node.options:
                    self.expression(option, guards)
                self.read(node.body, guards)
            case nodes.Import():
                self.expression(node.template, guards)
                self.names.add(node.target)
            case nodes.FromImport():
                self.expression(node.template, guards)
                self.names.update(name if isinstance(name, str) else name[1] for name in node.names)
            case _:
                for child in node.iter_child_nodes():
                    self.expression(child, guards)

    def branches(self, node: nodes.If, guards: frozenset[str]) -> None:
        """Each branch sees what was there before; behind them is what any of them assigned."""
        tested = [node, *node.elif_]
        guards = guards.union(*(_guarded_by_tests(_parts(each.test)) for each in tested))
        before, after = set(self.names), set(self.names)
        for each in tested:
            self.expression(each.test, guards)
        for body in (*(each.body for each in tested), node.else_):
            self.names = set(before)
            self.read(body, guards)
            after |= self.names
        self.names = after

    def macro(self, node: nodes.Macro | nodes.CallBlock, guards: frozenset[str]) -> None:
        self.inside(node.body, guards, node.args, node.defaults, {"caller", "kwargs", "varargs"})

    def inside(
        self,
        body: Iterable[nodes.Node],
        guards: frozenset[str],
        targets: Iterable[nodes.Node] = (),
        values: Iterable[nodes.Node] = (),
        own: Collection[str] = (),
        sees: "_Scope | None" = None,
    ) -> None:
        """Note a scope that declares ``targets``, and ``own`` for its ``body`` only; ``values`` are expressions in it."""

        def read() -> None:
            scope = _Scope(self.found, (sees or self).names, self.root)
            for target in targets:
                scope.declare(target)
            for value in values:
                scope.expression(value, guards)
            scope.names.update(own)
            scope.read(body, guards)
            scope.finish()

        self.inner.append(read)

    def declare(self, target: nodes.Node) -> None:
        """Note what an assignment to ``target`` declares; ``ns.a`` declares nothing and uses ``ns``."""
        for part in _parts(target):
            if isinstance(part, nodes.Name):
                self.names.add(part.name)
            elif isinstance(part, nodes.NSRef):
                self.use(part, guarded=False)

    def expression(self, root: nodes.Node, guards: frozenset[str]) -> None:
        parts = list(_parts(root))
        guards |= _guarded_by_tests(parts)
        defaulted = {id(part.node) for part in parts if isinstance(part, nodes.Filter) and part.name in _GUARD_FILTERS}
        for part in parts:
            if isinstance(part, nodes.Name):
                self.use(part, guarded=part.name in guards or id(part) in defaulted)
            elif isinstance(part, nodes.Filter):
                self.found.filters.append(part)
            elif isinstance(part, nodes.Test):
                self.found.tests.append(part)

    def use(self, node: nodes.Name | nodes.NSRef, *, guarded: bool) -> None:
        if node.name not in self.names:
            self.found.uses.append(Use(node.name, node.lineno, guarded))


def _parts(root: nodes.Node) -> Iterator[nodes.Node]:
    """An expression and all its parts; no recursion, for ``1+1+1…`` is as deep as it is long."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


def _guarded_by_tests(parts: Iterable[nodes.Node]) -> set[str]:
    """Names whose presence an expression asks about: ``a`` in ``a is defined and a > 1``."""
    tests = (part for part in parts if isinstance(part, nodes.Test) and part.name in _GUARD_TESTS)
    return {test.node.name for test in tests if isinstance(test.node, nodes.Name)}
