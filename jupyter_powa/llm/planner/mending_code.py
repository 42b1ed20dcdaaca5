"""Faults of a block's Python, and how they may be mended."""

from __future__ import annotations

import ast
import builtins
import re

from jupyter_powa.llm.planner.failure import Failure, beyond, keys, real_name, swap
from jupyter_powa.llm.planner.near import listed, nearest
from jupyter_powa.llm.planner.sheet import Box, Sheet
from jupyter_powa.llm.planner.trouble import Unclear


def mend_code(failure: Failure, sheet: Sheet) -> str:
    """Mend the Python of a block: a key, a name, a field, a division by zero."""
    box, error = failure.box, failure.error
    if error.startswith("ZeroDivisionError"):
        return _division(failure)
    if found := re.match(r"KeyError: ['\"]?(.+?)['\"]?$", error):
        names = [str(key) for output in failure.outputs.values() for key in keys(output)]
        names += [one.name for one in sheet.boxes]
        return _literal(box, found[1], real_name(box, found[1], names, "key"))
    if found := re.match(r"NameError: name '(\w+)' is not defined", error):
        code = str(box.config.get("code") or "")
        names = [re.sub(r"\W", "_", one.name) for one in sheet.before(box)]
        names += [
            *re.findall(r"^\s*(\w+)\s*=(?!=)", code, re.M),
            *re.findall(r"\bimport (\w+)", code),
            "variables",
            "input_data",
            "print",
            "len",
            "sum",
            "range",
        ]
        names = [name for name in dict.fromkeys(names) if name != found[1]]
        near = [name for name in nearest(found[1], names, 1) if name not in dir(builtins) or len(found[1]) > 2]
        if not near:
            raise Unclear(f"{box.name} names {found[1]}, and nothing is called like it. There are: {listed(names)}.")
        return swap(box, "code", found[1], near[0])
    if found := re.search(r"has no '(\w+)'; it has: (.+)", error):
        return swap(box, "code", found[1], real_name(box, found[1], found[2].split(", "), "field"))
    raise beyond(failure)


def _literal(box: Box, old: str, new: str) -> str:
    code = str(box.config.get("code") or "")
    made = re.sub(rf"([\"']){re.escape(old)}\1", lambda found: f"{found[1]}{new}{found[1]}", code)
    if made == code:
        raise Unclear(f"{box.name} failed over the key {old}, which I do not find in its code.")
    box.config = {**box.config, "code": made}
    return f"wrote {new!r} instead of {old!r} in {box.name}"


def _division(failure: Failure) -> str:
    """Let the division of that line give None where it divides by nothing."""
    box = failure.box
    code = str(box.config.get("code") or "")
    divisions = [
        node
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div | ast.FloorDiv | ast.Mod)
        and node.lineno == failure.line
    ]
    segment = ast.get_source_segment(code, divisions[0]) if len(divisions) == 1 else None
    divisor = ast.get_source_segment(code, divisions[0].right) if len(divisions) == 1 else None
    if not segment or not divisor or code.count(segment) != 1 or "(" in divisor:
        raise Unclear(f"{box.name} divides by zero in line {failure.line}: say in its code what shall come out then.")
    box.config = {**box.config, "code": code.replace(segment, f"({segment} if {divisor} else None)")}
    return f"let {box.name} give None where it would divide by zero"
