"""Values of a config as plain Python, with references as the variables that they mean; and back."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from jupyter_powa.blocks.plain import Names, NotPlain, NotRead, text_of
from jupyter_powa.blocks.refs import REFERENCE, find, ref_of

AS_TEXT = (
    "import json",
    '''\
def as_text(value):
    """A value inside longer text: text as it is, all else as JSON; rows of a frame too."""
    if hasattr(value, "to_dict"):
        value = value.to_dict("records") if hasattr(value, "columns") else value.to_dict()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)''',
)
"""What a notebook defines where a value stands inside a longer text."""


def literal(value: Any, names: Names, indent: int = 0) -> str:
    """The Python for a value of a config; a reference in it is the variable that it means."""
    if isinstance(value, str):
        return _text(value, names)
    if isinstance(value, Mapping):
        parts = [f"{text_of(str(key))}: {literal(item, names, indent + 4)}" for key, item in value.items()]
        return _bracketed("{}", parts, indent)
    if isinstance(value, list | tuple):
        return _bracketed("[]", [literal(item, names, indent + 4) for item in value], indent)
    if value is None or isinstance(value, bool | int | float):
        if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
            return f"float({str(value)!r})"
        return repr(value)
    raise NotPlain(f"a value of type {type(value).__name__} has no plain form")


def value_of(node: ast.expr, names: Names) -> Any:
    """The value of a config that a piece of Python says; raises NotRead."""
    if (found := names.reference(node)) is not None:
        return found
    match node:
        case ast.Constant(value=value) if value is None or isinstance(value, str | bool | int | float):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [value_of(item, names) for item in items]
        case ast.Dict(keys=keys, values=values) if all(isinstance(key, ast.Constant) for key in keys):
            told = zip(keys, values, strict=True)
            return {str(key.value): value_of(item, names) for key, item in told}  # type: ignore[union-attr]
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str() as word)]):
            return float(word)
        case ast.JoinedStr(values=parts):
            return "".join(_part(part, names) for part in parts)
    raise NotRead(f"`{ast.unparse(node)[:80]}` is neither a plain value nor an earlier block")


def uses_text(value: Any, names: Names) -> bool:
    """Whether a value's Python asks for `as_text`."""
    if isinstance(value, str):
        return "as_text(" in _text(value, names)
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(uses_text(item, names) for item in items)


def assigned(text: str, name: str) -> ast.expr:
    """What a text of one assignment gives to that name; raises NotRead."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError) as error:
        raise NotRead(f"it is no Python: {error}") from None
    match body:
        case [ast.Assign(targets=[ast.Name(id=found)], value=value)] if found == name:
            return value
    raise NotRead(f"it is not one assignment to `{name}`")


def _bracketed(brackets: str, parts: list[str], indent: int) -> str:
    line = brackets[0] + ", ".join(parts) + brackets[1]
    if indent + len(line) <= 100 and "\n" not in line:
        return line
    inner = "".join(f"{' ' * (indent + 4)}{part},\n" for part in parts)
    return f"{brackets[0]}\n{inner}{' ' * indent}{brackets[1]}"


def _text(value: str, names: Names) -> str:
    if not any(names.python(ref) is not None for ref in find(value)):
        return text_of(value)
    whole = REFERENCE.fullmatch(value.strip())
    if whole is not None:
        return names.python(ref_of(whole)) or text_of(value)
    parts, end = [], 0
    for match in REFERENCE.finditer(value):
        python = names.python(ref_of(match))
        if python is not None:
            parts += [_in_braces(value[end : match.start()]), "{as_text(" + python.replace('"', "'") + ")}"]
            end = match.end()
    return 'f"' + "".join(parts) + _in_braces(value[end:]) + '"'


def _in_braces(text: str) -> str:
    """Text between the values of an f-string in double quotes."""
    letters = [one if one in "'" or (one.isprintable() and one != "\\") else repr(one)[1:-1] for one in text]
    return "".join(letters).replace('"', '\\"').replace("{", "{{").replace("}", "}}")


def _part(node: ast.expr, names: Names) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.FormattedValue(value=ast.Call(func=ast.Name(id="as_text"), args=[inner])):
            return names.reference(inner) or _refuse(inner)
        case ast.FormattedValue(value=inner):
            return names.reference(inner) or _refuse(inner)
    return _refuse(node)


def _refuse(node: ast.expr) -> str:
    raise NotRead(f"`{ast.unparse(node)[:80]}` is no earlier block")
