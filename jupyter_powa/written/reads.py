"""What a cell of Python reads, makes and changes, by the names of its variables."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Uses:
    """The names of one piece of code."""

    reads: set[str] = field(default_factory=set)
    """Those that it takes from elsewhere."""
    makes: set[str] = field(default_factory=set)
    """Those that it assigns or defines."""
    changes: set[str] = field(default_factory=set)
    """Those whose value it changes in place, as far as that is seen: `x[…] = …`, `x.a = …`, `x.append(…)`."""
    perhaps: set[str] = field(default_factory=set)
    """Those of `makes` that it may leave as they were: assigned on one way only, in a loop, by a function."""


def uses_of(code: str) -> Uses:
    """The names of a code; raises SyntaxError."""
    tree = ast.parse(code)
    found, surely, ways = Uses(), set[str](), list[set[str]]()
    for event, name in _events(tree):
        if event in ("read", "drop") and name not in surely:
            found.reads.add(name)
        if event == "make":
            found.makes.add(name)
            surely.add(name)
        elif event == "drop":
            found.makes.discard(name)
            surely.discard(name)
        elif event == "change":
            found.changes.add(name)
        elif event == "way":
            ways.append(set(surely))
        elif event == "end":
            surely = ways.pop()
    table = symtable.symtable(code, "<cell>", "exec")
    found.reads |= _of_inner(table) - found.makes
    given = _given_by_inner(table)
    found.reads |= given - surely
    found.makes |= given
    found.perhaps = found.makes - surely
    found.changes &= found.reads | found.makes
    return found


def _way(steps: Iterable[ast.AST | None]) -> Iterator[tuple[str, str]]:
    """Events that may not happen at all."""
    yield "way", ""
    for step in steps:
        if step is not None:
            yield from _events(step)
    yield "end", ""


def _events(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Reads, makes and changes at the top level, in the order in which they happen."""
    match tree:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from _defined(tree)
        case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield from _inside(tree)
        case ast.Import() | ast.ImportFrom():
            for alias in tree.names:
                yield "make", alias.asname or alias.name.partition(".")[0]
        case ast.Assign(targets=targets, value=value):
            yield from _events(value)
            for target in targets:
                yield from _events(target)
        case ast.AugAssign(target=target, value=value):
            yield from _events(value)
            if isinstance(target, ast.Name):
                yield "read", target.id
            yield from _events(target)
        case ast.AnnAssign(target=target, value=value):
            if value is not None:
                yield from _events(value)
                yield from _events(target)
        case ast.NamedExpr(target=target, value=value):
            yield from _events(value)
            yield from _events(target)
        case ast.For() | ast.AsyncFor() | ast.If() | ast.While() | ast.Try() | ast.match_case():
            yield from _branched(tree)
        case ast.MatchAs(name=str() as word) | ast.MatchStar(name=str() as word) | ast.MatchMapping(rest=str() as word):
            for child in ast.iter_child_nodes(tree):
                yield from _events(child)
            yield "make", word
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=inner))):
            yield from _events(tree.value)
            if (name := _root(inner)) is not None:
                yield "change", name
        case ast.Name(id=name, ctx=ast.Load()):
            yield "read", name
        case ast.Name(id=name, ctx=ast.Del()):
            yield "drop", name
        case ast.Name(id=name):
            yield "make", name
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
            for child in ast.iter_child_nodes(tree):
                yield from _events(child)
            if (name := _root(tree)) is not None:
                yield "change", name
        case _:
            for child in ast.iter_child_nodes(tree):
                yield from _events(child)


def _branched(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Of what goes one way or another."""
    match tree:
        case ast.For(target=target, iter=rows, body=body) | ast.AsyncFor(target=target, iter=rows, body=body):
            yield from _events(rows)
            yield from _way((target, *body))
            yield from _way(tree.orelse)
        case ast.If(test=test, body=body, orelse=other) | ast.While(test=test, body=body, orelse=other):
            yield from _events(test)
            yield from _way(body)
            yield from _way(other)
        case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=last):
            yield from _way((*body, *other))
            for one in handlers:
                yield from _way((one.type, *one.body))
            for step in last:
                yield from _events(step)
        case ast.match_case(pattern=pattern, guard=guard, body=body):
            yield from _way((pattern, guard, *body))


def _defined(tree: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[tuple[str, str]]:
    """Of a function or a class: what it asks for when it is defined, and its name."""
    for one in (*tree.decorator_list, *_defaults(tree)):
        yield from _events(one)
    if isinstance(tree, ast.ClassDef):
        for inside in (*tree.bases, *tree.body):
            yield from ((event, name) for event, name in _events(inside) if event == "read")
    yield "make", tree.name


def _inside(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Of what has names of its own: those that it reads from outside."""
    if not isinstance(tree, ast.Lambda):
        yield from _events(tree.generators[0].iter)  # type: ignore[attr-defined]  # all comprehensions have them
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    yield from (("read", node.id) for node in names if node.id not in own)


def _defaults(tree: ast.AST) -> list[ast.expr]:
    if isinstance(tree, ast.ClassDef) or not isinstance(tree, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    return [*tree.args.defaults, *(one for one in tree.args.kw_defaults if one is not None)]


def _root(node: ast.AST) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _of_inner(table: symtable.SymbolTable) -> set[str]:
    """Names that functions within read from outside."""
    found: set[str] = set()
    for child in table.get_children():
        if child.get_type() == "function":
            found |= {one.get_name() for one in child.get_symbols() if one.is_global() and one.is_referenced()}
        found |= _of_inner(child)
    return found


def _given_by_inner(table: symtable.SymbolTable) -> set[str]:
    """Names of outside that functions within assign, as `global` says."""
    found: set[str] = set()
    for child in table.get_children():
        found |= {one.get_name() for one in child.get_symbols() if one.is_declared_global() and one.is_assigned()}
        found |= _given_by_inner(child)
    return found
