"""Evaluate a condition: the only place that knows how, with the contract's coercions and both spellings."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jupyter_powa.blocks.refs import MISSING, REFERENCE, Ref, Values, fill, ref_of, walk
from jupyter_powa.limits import Limit

MAX_LENGTH: Limit[int] = 10_000
"""Characters of an expression. Source: guarantees.md 2g, budgets; the number is ours."""
MAX_NODES: Limit[int] = 500
"""Parts of an expression: names, signs, calls. Source: guarantees.md 2g, budgets; the number is ours."""
MAX_DEPTH: Limit[int] = 40
"""Levels of parts within parts of an expression. Source: guarantees.md 2g, budgets; the number is ours."""
MAX_TEXT: Limit[int] = 100_000
"""Characters of a text that an expression makes. Source: guarantees.md 2g, budgets; the number is ours."""
MAX_NUMBER: Limit[float] = 1e30
"""Size of a number that an expression makes. Source: guarantees.md 2g, budgets; the number is ours."""
MAX_WORDS: Limit[int] = 300
"""Characters of an expression's error. Source: ours, guarantees.md 2g."""

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, box: item in box,
    ast.NotIn: lambda item, box: item not in box,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
CONSTANTS = {"true": True, "false": False, "null": None, "undefined": None, "none": None}
_SPELLINGS = {"===": "==", "!==": "!=", "&&": " and ", "||": " or ", "!": "~"}
"""`~` stands for JavaScript's `!`, since it binds as tightly."""
_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\(?:.|\Z))*(?:"|\Z)|'(?:[^'\\]|\\(?:.|\Z))*(?:'|\Z))"""
    rf"|(?P<ref>{REFERENCE.pattern})"
    r"|(?P<js>===|!==|&&|\|\||!(?!=))",
    re.DOTALL,
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[+-]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=e))(e[+-]?[0-9]{1,3})?")


class ExpressionError(ValueError):
    """The expression cannot be read, or not with these values."""


def evaluate(text: str, values: Values) -> Any:
    """The value of an expression: comparisons, and/or/not, arithmetic, names, paths, `in`; nothing is ever called.

    Text that looks like a boolean or a number is taken for one on both sides of a comparison (contract 3.3).
    Raises ExpressionError.
    """
    tree, refs = parse(text)
    try:
        return _Evaluator(values, refs).value(tree)
    except ExpressionError:
        raise
    except Exception as error:  # a value may be any object of a user's: comparing it may raise anything
        raise ExpressionError(f"cannot be evaluated: {error}"[:MAX_WORDS]) from None


def holds(text: str, values: Values) -> bool:
    """Whether an expression is true; raises ExpressionError, also for a value that is neither true nor false."""
    try:
        return bool(coerce(evaluate(text, values)))
    except ExpressionError:
        raise
    except Exception as error:
        raise ExpressionError(f"is neither true nor false: {error}"[:MAX_WORDS]) from None


@lru_cache(maxsize=1_000)
def parse(text: str) -> tuple[ast.expr, tuple[Ref, ...]]:
    """The expression's tree and the references in it; raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"an expression has at most {MAX_LENGTH:,} characters")
    refs: list[Ref] = []

    def one(match: re.Match[str]) -> str:
        if match["ref"]:
            refs.append(ref_of(match))
            return f" _ref_{len(refs) - 1} "
        return match["text"] or _SPELLINGS[match["js"]]

    source = _TOKEN.sub(one, text).strip()
    if not source:
        raise ExpressionError("the expression is empty")
    try:
        tree = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else "too complex"
        raise ExpressionError(f"cannot be read: {reason}") from None
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ExpressionError("has too many parts")
    return tree, tuple(refs)


def coerce(value: Any) -> Any:
    """Text that looks like a boolean or a number as what it looks like; all else as it is."""
    if not isinstance(value, str) or len(value) > 40:
        return value
    word = value.strip().lower()
    if word in ("true", "false"):
        return word == "true"
    if _INTEGER.fullmatch(word):
        return int(word)
    return float(word) if _DECIMAL.fullmatch(word) else value


class _Evaluator:
    """Walks one tree; each kind of node that is allowed has its method."""

    def __init__(self, values: Values, refs: tuple[Ref, ...]) -> None:
        self.values = values
        self.refs = refs
        self.depth = 0
        self.blocks: set[int] = set()

    def value(self, node: ast.expr) -> Any:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise ExpressionError(f"{_what(node)} is not allowed in a condition")
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("is nested too deep")
        result = method(node)
        self.depth -= 1
        return result

    def _constant(self, node: ast.Constant) -> Any:
        if isinstance(node.value, str):
            return fill(node.value, self.values)
        if node.value is None or isinstance(node.value, bool | int | float):
            return node.value
        raise ExpressionError(f"{node.value!r} is not allowed in a condition")

    def _name(self, node: ast.Name) -> Any:
        if node.id.startswith("_ref_") and node.id[5:].isdigit() and int(node.id[5:]) < len(self.refs):
            ref = self.refs[int(node.id[5:])]
            found = self.values.get(ref)
            if found is MISSING:
                raise ExpressionError(f"{ref.text} has no value")
            return found
        if node.id in self.values.variables:
            return self.values.variables[node.id]
        for name in (node.id, node.id.replace("_", "-"), node.id.replace("_", " ")):
            if name in self.values.results:
                self.blocks.add(id(self.values.results[name]))
                return self.values.results[name]
        if node.id == "variables":
            return self.values.variables
        if node.id.lower() in CONSTANTS:
            return CONSTANTS[node.id.lower()]
        raise ExpressionError(f"{node.id!r} is neither a variable of the run nor a block")

    def _attribute(self, node: ast.Attribute) -> Any:
        return self._path(node.value, node.attr)

    def _subscript(self, node: ast.Subscript) -> Any:
        word = self.value(node.slice)
        if not isinstance(word, str | int) or isinstance(word, bool):
            raise ExpressionError("only a text or a whole number can stand in [ ]")
        return self._path(node.value, str(word))

    def _path(self, owner: ast.expr, word: str) -> Any:
        value = self.value(owner)
        if word.startswith("-") and isinstance(value, list) and word[1:].isdigit():
            word = str(len(value) - int(word[1:]))
        found = walk(value, (word,))
        if found is MISSING and id(value) in self.blocks:
            found = walk(value["output"], (word,))
        if found is MISSING:
            raise ExpressionError(f"there is no {word!r} in it")
        return found

    def _boolop(self, node: ast.BoolOp) -> Any:
        stop_at = isinstance(node.op, ast.Or)
        result: Any = None
        for part in node.values:
            result = self.value(part)
            if bool(coerce(result)) is stop_at:
                break
        return result

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        value = coerce(self.value(node.operand))
        if isinstance(node.op, ast.Not | ast.Invert):
            return not value
        if isinstance(node.op, ast.USub | ast.UAdd) and isinstance(value, int | float):
            return -value if isinstance(node.op, ast.USub) else value
        raise ExpressionError(f"{_what(node)} is not allowed in a condition")

    def _binop(self, node: ast.BinOp) -> Any:
        work = _ARITHMETIC.get(type(node.op))
        if work is None:
            raise ExpressionError(f"{_what(node)} is not allowed in a condition")
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(left, str) and isinstance(right, str) and isinstance(node.op, ast.Add):
            if len(left) + len(right) > MAX_TEXT:
                raise ExpressionError("makes too long a text")
            return left + right
        left, right = coerce(left), coerce(right)
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise ExpressionError("arithmetic needs two numbers")
        result = work(left, right)
        if abs(result) > MAX_NUMBER:
            raise ExpressionError("makes too large a number")
        return result

    def _compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for kind, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if isinstance(kind, ast.In | ast.NotIn):
                held = _COMPARE[type(kind)](left, right)
            else:
                held = _COMPARE[type(kind)](coerce(left), coerce(right))
            if not held:
                return False
            left = right
        return True

    def _list(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self.value(item) for item in node.elts]

    _tuple = _list


def _what(node: ast.AST) -> str:
    names = {"Call": "a call", "Lambda": "a lambda", "Pow": "**", "IfExp": "if … else", "JoinedStr": "an f-string"}
    inner = getattr(node, "op", node)
    return names.get(type(inner).__name__, names.get(type(node).__name__, f"“{type(inner).__name__}”"))
