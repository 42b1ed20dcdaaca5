"""Functions that a database does not have: their names in other databases, and slips in their names."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlglot import exp

from jupyter_powa.agents.mend.near import nearness
from jupyter_powa.explore.dialect import Dialect
from jupyter_powa.llm.planner.near import distance

OTHERS = {
    "nvl": "coalesce", "ifnull": "coalesce", "isnull": "coalesce", "len": "length", "charindex": "instr",
    "ucase": "upper", "lcase": "lower", "average": "avg", "mean": "avg", "total": "sum", "substr": "substring",
    "getdate": "current_timestamp", "curdate": "current_date", "ceiling": "ceil", "power": "pow",
    "stdev": "stddev", "cnt": "count", "to_number": "cast", "truncate": "trunc",
}  # fmt: skip
"""What some functions are called elsewhere."""
COMMON = ("count", "sum", "avg", "min", "max", "coalesce", "round", "lower", "upper", "length", "date_trunc", "extract")
"""What a name that is one slip away means."""
ENOUGH = 0.75


@cache
def _known() -> tuple[str, ...]:
    names = {name.lower() for one in exp.ALL_FUNCTIONS for name in one.sql_names()}
    return tuple(sorted(names))


def refunction(tree: Any, dialect: Dialect, told: list[str]) -> None:
    """Change the tree in place: a function that nobody knows becomes the one that is meant."""
    import sqlglot

    for call in list(tree.find_all(exp.Anonymous)):
        name = str(call.this).lower()
        near = OTHERS.get(name) or next((one for one in COMMON if distance(name, one) == 1), None)
        near = near or next(
            (one for one in sorted(_known(), key=lambda known: -nearness(name, known))[:1]
             if nearness(name, one) >= ENOUGH and one != name), None)  # fmt: skip
        if near is None:
            continue
        given = ", ".join(one.sql(dialect=dialect.sqlglot) for one in call.expressions)
        text = near if near.startswith("current_") else f"{near}({given})"
        try:
            made = sqlglot.parse_one(text, read=dialect.sqlglot)
        except sqlglot.errors.SqlglotError:
            continue
        told.append(f"{name} is {near}")
        call.replace(made)
