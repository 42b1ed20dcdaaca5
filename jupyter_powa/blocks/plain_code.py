"""The Python of a block as plain Python: earlier blocks are variables, and so is what it gives; and back."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator

from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, Source, Variable

OUTPUTS = ("output", "result")
"""The names whose value a block gives."""
_CHOICE = "output if output is not None else result"
_BEFORE = "output = result = None"
PROGRESS = '''\
def progress(fraction=None, message=""):
    """Tells how far a block is, where it runs in a workflow."""'''
RUN_NAMES = ("input_data", "exit", "quit")
"""Names that only a run gives."""

Edit = tuple[int, int, str]
"""From where to where in the text's bytes, and what stands there instead."""


def plain_code(code: str, names: Names) -> Source:
    """The code as plain Python; raises NotPlain where it asks for what a run alone knows."""
    tree = parsed(code, NotPlain)
    stored = set(_stored(tree))
    edits = [*_variables(code, tree, names, stored), *_own_names(code, tree, names)]
    ends = bool(tree.body) and isinstance(tree.body[-1], ast.Expr)
    text = _given(_edited(code, edits), names.own, [word for word in OUTPUTS if word in stored])
    uses = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - stored
    return Source(
        text,
        lambda edited: {"code": read_code(edited, names, bare=ends)},
        setup=(PROGRESS,) if "progress" in uses else (),
    )


def read_code(text: str, names: Names, *, bare: bool = False) -> str:
    """The code of a block that a cell holds. `bare`: its last line is a value rather than an assignment."""
    if text.startswith(_BEFORE + "\n"):
        text = text[len(_BEFORE) + 1 :]
    tree = parsed(text, NotRead)
    stored = set(_stored(tree))
    last = tree.body[-1] if tree.body else None
    edits: list[Edit] = []
    match last:
        case ast.Assign(targets=[ast.Name(id=own)], value=value) if own == names.own:
            said = ast.unparse(value)
            if said == _CHOICE or (said in stored and said in OUTPUTS) or said == "None":
                start, end = _span(text, last)
                text = text.encode()[:start].decode().rstrip() + text.encode()[end:].decode()
            elif bare:
                edits.append((_span(text, last)[0], _span(text, value)[0], ""))
    tree = parsed(text, NotRead)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id == names.own and _span(text, node)[0] not in {e[0] for e in edits}:
            edits.append((*_span(text, node), "output"))
    edits += _references(text, tree, names, stored)
    for name, value in _first(tree):
        found = names.part(value)
        if found is not None and _word(names.word(found[0])) == name and found[0].name in stored:
            edits.append((*_span(text, value), f"{name}.{found[1]}"))
    return _edited(text, edits).strip("\n")


def parsed(text: str, error: type[NotPlain] | type[NotRead]) -> ast.Module:
    """The tree of a code, which may await; raises `error`."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as trouble:
        raise error(f"it is no Python: {trouble}") from None


def renamed(text: str, wanted: Callable[[ast.expr], str | None]) -> str:
    """The code with each of its outermost pieces for which there is another text replaced by that."""
    tree = parsed(text, NotRead)
    return _edited(text, list(_found(text, tree, wanted)))


def _given(text: str, own: str, stored: list[str]) -> str:
    """The code with its value in the block's own variable."""
    tree = ast.parse(text)
    last = tree.body[-1] if tree.body else None
    if not stored and isinstance(last, ast.Expr):
        start, _ = _span(text, last)
        raw = text.encode()
        return f"{raw[:start].decode()}{own} = {raw[start:].decode()}"
    if not stored:
        return f"{text}\n{own} = None"
    surely = {
        target.id
        for one in tree.body
        if isinstance(one, ast.Assign)
        for target in one.targets
        if isinstance(target, ast.Name)
    }
    if len(stored) == 1 and stored[0] in surely:
        return f"{text}\n{own} = {stored[0]}"
    return f"{_BEFORE}\n{text}\n{own} = {_CHOICE}"


def _variables(code: str, tree: ast.Module, names: Names, stored: set[str]) -> Iterator[Edit]:
    """`Orders.output` and its like as the variable; raises NotPlain for what has none."""
    by_word: dict[str, Variable] = {}
    for one in names.before:
        for word in (_word(one.block), _word(one.id)):
            by_word.setdefault(word, one)
    known = by_word.keys() - stored

    def wanted(node: ast.expr) -> str | None:
        match node:
            case ast.Attribute(value=ast.Name(id=word), attr=part) if word in known:
                if part not in by_word[word].fields:
                    raise NotPlain(f"`{word}.{part}` is known to a run alone")
                return by_word[word].fields[part]
            case ast.Name(id="variables") if "variables" not in stored:
                return _all_variables(names)
            case ast.Name(id=word) if word in known or (word in RUN_NAMES and word not in stored):
                raise NotPlain(f"`{word}` is known to a run alone")
        return None

    yield from _found(code, tree, wanted)


def _own_names(code: str, tree: ast.Module, names: Names) -> Iterator[Edit]:
    """`Orders = Orders.output` at the beginning: the block's value under its name."""
    for name, value in _first(tree):
        one = next((one for one in names.before if _word(one.block) == name), None)
        match value:
            case ast.Attribute(value=ast.Name(id=word), attr="output") if word == name and one is not None:
                yield (*_span(code, value), one.fields["output"])


def _first(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The assignments that a code begins with, behind its imports and functions."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value
            case ast.Import() | ast.ImportFrom() | ast.FunctionDef() | ast.ClassDef():
                pass
            case _:
                return


def _all_variables(names: Names) -> str:
    inputs = [one for one in names.before if one.parameters]
    if len(inputs) != 1:
        raise NotPlain("`variables` is known to a run alone")
    return inputs[0].fields["output"]


def _references(text: str, tree: ast.Module, names: Names, stored: set[str]) -> Iterator[Edit]:
    """The variables of earlier blocks as the blocks' results."""

    def wanted(node: ast.expr) -> str | None:
        found = names.part(node)
        if found is None or found[0].name in stored:
            return None
        return f"{_word(names.word(found[0]))}.{found[1]}"

    yield from _found(text, tree, wanted)


def _word(name: str) -> str:
    """What a code calls a block of that name."""
    return re.sub(r"\W", "_", name)


def _found(text: str, tree: ast.Module, wanted: Callable[[ast.expr], str | None]) -> Iterator[Edit]:
    """An edit for each outermost piece that is wanted as another text."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr):
            yield from _in_text(text, node, wanted)
            continue
        if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
            instead = wanted(node)
            if instead is not None:
                yield (*_span(text, node), instead)
                continue
        waiting.extend(ast.iter_child_nodes(node))


def _in_text(text: str, node: ast.JoinedStr, wanted: Callable[[ast.expr], str | None]) -> Iterator[Edit]:
    """The same inside an f-string, whose pieces have no places of their own before Python 3.12."""
    start, end = _span(text, node)
    segment = text.encode()[start:end].decode()
    waiting: list[ast.AST] = list(ast.iter_child_nodes(node))
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ast.expr) and not isinstance(inner, ast.Constant | ast.JoinedStr | ast.FormattedValue):
            instead = wanted(inner)
            if instead is not None:
                said = ast.unparse(inner)
                changed = instead.join(re.split(rf"(?<![\w.]){re.escape(said)}(?!\w)", segment))
                if changed == segment:
                    raise NotPlain(f"`{said}` in a text is written in a way of its own")
                segment = changed
                continue
        waiting.extend(ast.iter_child_nodes(inner))
    if segment != text.encode()[start:end].decode():
        yield start, end, segment


def _stored(tree: ast.AST) -> Iterator[str]:
    """The names that a code makes: assigned, imported, defined, arguments."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word, ctx=ast.Store() | ast.Del()):
                yield word
            case ast.arg(arg=word) | ast.FunctionDef(name=word) | ast.AsyncFunctionDef(name=word):
                yield word
            case ast.ClassDef(name=word):
                yield word
            case ast.alias(name=word, asname=other):
                yield other or word.partition(".")[0]


def _span(text: str, node: ast.expr | ast.stmt) -> tuple[int, int]:
    """Where a piece begins and ends, in the text's bytes."""
    lines = [len(line) for line in text.encode().splitlines(keepends=True)]

    def place(line: int, column: int) -> int:
        return sum(lines[: line - 1]) + column

    return place(node.lineno, node.col_offset), place(node.end_lineno or node.lineno, node.end_col_offset or 0)


def _edited(text: str, edits: Iterable[Edit]) -> str:
    raw = text.encode()
    for start, end, instead in sorted(edits, reverse=True):
        raw = raw[:start] + instead.encode() + raw[end:]
    return raw.decode()
