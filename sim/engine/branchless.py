"""Rewrite rules without branches: both sides of every ``if`` are computed, one is selected.

The lanes of a row may need different branches. ``branchless`` therefore rewrites every rule that
has no loops: both sides of an ``if`` are computed, and ``choose`` selects one for each lane. A rule
is arithmetic without side effects, so the result is the same to the last bit. The side that is not
selected may divide by zero or overflow; this raises no error.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
import types
from typing import Any

Names = dict[str, str]
"""Name that holds the current value of a variable, by the variable's own name."""


def branchless(function: types.FunctionType) -> types.FunctionType:
    """Return the same function without branches; the function itself if it has none, or has loops.

    The new code calls ``choose(condition, yes, no)``, ``both``, ``either`` and ``neither``. The
    caller has to supply these four functions.

    Raises:
        NotImplementedError: The function has a statement other than assignments, ``if`` and
            ``return``.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    (definition,) = tree.body
    assert isinstance(definition, ast.FunctionDef)
    kinds = {type(node) for node in ast.walk(definition)}
    if kinds & {ast.For, ast.While} or not kinds & {ast.If, ast.IfExp, ast.BoolOp, ast.Not}:
        return function
    writer = _Writer()
    result = writer.block(definition.body, {})
    assert result is not None, "a rule returns a number"
    definition.body = [*writer.lines, ast.Return(result)]
    definition.decorator_list, definition.returns = [], None
    for argument in definition.args.args:
        argument.annotation = None
    ast.increment_lineno(ast.fix_missing_locations(tree), function.__code__.co_firstlineno - 1)
    scope: dict[str, Any] = {}
    exec(compile(tree, function.__code__.co_filename, "exec"), scope)
    code = scope[function.__name__].__code__
    made = types.FunctionType(
        code, function.__globals__, function.__name__, function.__defaults__, None
    )
    made.__module__, made.__qualname__ = function.__module__, function.__qualname__
    return made


class _Writer(ast.NodeTransformer):
    """Writer of code without branches.

    Every value gets a new name, so the values of both sides of a branch stay available.
    """

    def __init__(self) -> None:
        self.lines: list[ast.stmt] = []
        self._names: Names = {}
        self._count = 0

    def block(self, statements: list[ast.stmt], names: Names) -> ast.expr | None:
        """Return the expression that a block returns, or None if it has no return.

        ``names`` is updated: it holds the current name of every variable.
        """
        for number, statement in enumerate(statements):
            match statement:
                case ast.Return(value=ast.expr() as value):
                    return self._told(value, names)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    names[name] = self._kept(self._told(value, names))
                case ast.Assign(targets=[ast.Tuple(elts=targets)], value=value):
                    self._unpack(targets, self._told(value, names), names)
                case ast.AugAssign(target=ast.Name(id=name), op=operation, value=value):
                    sum_of = ast.BinOp(ast.Name(name, ast.Load()), operation, value)
                    names[name] = self._kept(self._told(sum_of, names))
                case ast.If():
                    rest = statements[number + 1 :]
                    found = self._branch(statement, rest, names)
                    if found is not None:
                        return found
                case ast.Expr(value=ast.Constant()):
                    pass  # a docstring
                case _:
                    raise NotImplementedError(f"a rule cannot have: {ast.unparse(statement)}")
        return None

    def _unpack(self, targets: list[ast.expr], value: ast.expr, names: Names) -> None:
        fresh = [f"v{self._count + k}" for k in range(1, len(targets) + 1)]
        self._count += len(targets)
        stores: list[ast.expr] = [ast.Name(name, ast.Store()) for name in fresh]
        self.lines.append(ast.Assign([ast.Tuple(stores, ast.Store())], value))
        for target, name in zip(targets, fresh, strict=True):
            assert isinstance(target, ast.Name)
            names[target.id] = name

    def _branch(self, fork: ast.If, rest: list[ast.stmt], names: Names) -> ast.expr | None:
        test = self._kept(self._told(fork.test, names))
        before, after = dict(names), dict(names)
        if any(isinstance(node, ast.Return) for node in ast.walk(fork)):
            yes = self.block([*fork.body, *rest], before)
            no = self.block([*fork.orelse, *rest], after)
            assert yes is not None and no is not None, "a rule returns a number either way"
            return self._chosen(test, yes, no)
        self.block(fork.body, before)
        self.block(fork.orelse, after)
        for name in {**before, **after}:
            yes_name, no_name = before.get(name, name), after.get(name, name)
            if yes_name != no_name:
                names[name] = self._kept(self._chosen(test, _name(yes_name), _name(no_name)))
        return None

    def _kept(self, value: ast.expr) -> str:
        """Assign a value to a new name, and return the name."""
        self._count += 1
        name = f"v{self._count}"
        self.lines.append(ast.Assign([ast.Name(name, ast.Store())], value))
        return name

    def _chosen(self, test: str, yes: ast.expr, no: ast.expr) -> ast.expr:
        return _call("choose", _name(test), yes, no)

    def _told(self, value: ast.expr, names: Names) -> ast.expr:
        """Return an expression without branches, in terms of the current names."""
        outer, self._names = self._names, names
        found: ast.expr = self.visit(value)
        self._names = outer
        return found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return _name(self._names.get(node.id, node.id))

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test, yes, no = (self.visit(part) for part in (node.test, node.body, node.orelse))
        return _call("choose", test, yes, no)

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        joint = "both" if isinstance(node.op, ast.And) else "either"
        found: ast.expr = self.visit(node.values[0])
        for other in node.values[1:]:
            found = _call(joint, found, self.visit(other))
        return found

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        if isinstance(node.op, ast.Not):
            return _call("neither", self.visit(node.operand))
        operand: ast.expr = self.visit(node.operand)
        return ast.UnaryOp(node.op, operand)


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _call(name: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_name(name), list(arguments), [])
