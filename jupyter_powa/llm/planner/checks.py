"""The condition of a block, in words, as an expression on what came in."""

from __future__ import annotations

import re
from collections.abc import Callable

from jupyter_powa.llm.planner.filters import Filters
from jupyter_powa.llm.planner.frame import Frame
from jupyter_powa.llm.planner.masked import REF, Masked
from jupyter_powa.llm.planner.schema import Column
from jupyter_powa.llm.planner.stages import Pipeline
from jupyter_powa.llm.planner.trouble import Unclear


def check(text: str, pipeline: Pipeline, masked: Masked) -> str:
    """A condition on what came in, as an expression: on the number of rows, a status, a value, an input."""
    name = pipeline.tail.name if pipeline.tail else ""
    plain = re.sub(r"^(?:the|there (?:are|is)|it has|we have|i have)\s+", "", text.strip(), flags=re.I)
    if re.fullmatch(
        r"(?:any |some |at least one )(?:rows?|results?|records?|of them)?|not empty|it is not empty", plain, re.I
    ):
        return f"<{name}.row_count> > 0"
    if re.fullmatch(r"(?:no|zero|not any) (?:rows?|results?|records?)|(?:it |the result )?is empty|empty", plain, re.I):
        return f"<{name}.row_count> == 0"
    rows = Frame((Column("row_count", "BIGINT", also=("number of rows", "rows", "count", "count of rows")),))
    counted = re.sub(r"^(.+?) (?:rows|results|records|of them)$", r"row count \1", plain, flags=re.I)
    if counted != plain or re.match(r"(?:row count|number of rows|rows|count)\b", plain, re.I):
        sql = Filters(counted, rows, masked).sql
        return _python(sql, lambda column: f"<{name}.{column}>")
    if (
        re.match(r"status(?: code)?\b", plain, re.I)
        and pipeline.tail is not None
        and pipeline.tail.type == "general_api"
    ):
        sql = Filters(plain, Frame((Column("status_code", "INTEGER", also=("status", "status code")),)), masked).sql
        return _python(sql, lambda column: f"<{name}.{column}>")
    if re.search(f"[{REF}]", plain):
        return _own(plain, masked)
    sql = Filters(plain, pipeline.frame, masked).sql
    held = pipeline.tail is not None and pipeline.tail.type == "general_api"
    return _python(sql, lambda column: f"<{name}.output.{column}>" if held else f"<{name}.output.0.{column}>")


def _own(text: str, masked: Masked) -> str:
    """A comparison with a reference in it."""
    letter = re.search(f"[{REF}]", text)
    holder = Frame((Column("it", ""),))
    sql = Filters(text.replace(letter[0] if letter else "", " it ", 1), holder, masked).sql
    reference = masked.inner(letter[0]) if letter else ""
    return _python(sql, lambda _: str(reference))


def _python(sql: str, spelled: Callable[[str], str]) -> str:
    """SQL's comparison as the expression of a condition block."""
    made = re.sub(r" = ", " == ", sql.replace("<>", "!="))
    made = re.sub(r"(\S+) is not null", r"\1 != null", made)
    made = re.sub(r"(\S+) is null", r"\1 == null", made)
    if re.search(r"\bilike\b|\bdate '|\bin \(|current_date|interval", made):
        raise Unclear("A condition block compares with = , <, > and not equal only: filter rows first and count them.")
    parts = re.split(r"('(?:[^']|'')*')", made)
    for place in range(0, len(parts), 2):
        parts[place] = re.sub(
            r'"(?:[^"]|"")+"|\b(?!and\b|or\b|not\b|null\b|true\b|false\b)[A-Za-z_]\w*',
            lambda found: spelled(found[0].strip('"')),
            parts[place],
        )
    for place in range(1, len(parts), 2):
        parts[place] = '"' + parts[place][1:-1].replace("''", "'").replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "".join(parts)
