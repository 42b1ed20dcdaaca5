"""Names, values, conditions and measures as SQL of DuckDB."""

from __future__ import annotations

import re
from typing import Any

from jupyter_powa.agents.planner.lexicon import Ref
from jupyter_powa.agents.planner.parts import Condition, Days, Measure
from jupyter_powa.agents.words import words
from jupyter_powa.data.guard import parts
from jupyter_powa.explore.dialect import DUCKDB

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")


class Names:
    """Names as they are written: quoted where they must be."""

    def quoted(self, name: str) -> str:
        """One name."""
        return name if _PLAIN.fullmatch(name) and name not in _RESERVED else DUCKDB.name(name)

    def table(self, name: str) -> str:
        """A table's name, with its schema where it has one."""
        return ".".join(self.quoted(part) for part in parts(name))

    def column(self, table: str, name: str) -> str:
        """A column with its table."""
        return f"{self.quoted(parts(table)[-1])}.{self.quoted(name)}"

    def ref(self, one: Ref) -> str:
        """A column with its table."""
        return self.column(one.table, one.name)


def condition(one: Condition, names: Names) -> str:
    """A condition on one column."""
    said, word = names.ref(one.ref), "not " if one.negated else ""
    if one.operator == "null":
        return f"{said} is {'not ' if one.negated else ''}null"
    if one.operator == "true":
        true = bool(one.values[0]) != one.negated
        return said if true else f"not {said}"
    if one.operator == "days":
        return _days(said, one.values[0], negated=one.negated)
    if one.operator == "contains":
        return f"{word}contains(lower({said}), lower({literal(one.values[0])}))"
    if one.operator == "in":
        if len(one.values) == 1:
            return f"{said} {'<>' if one.negated else '='} {literal(one.values[0])}"
        return f"{said} {word}in ({', '.join(map(literal, one.values))})"
    if one.operator == "between":
        return f"{said} {word}between {literal(one.values[0])} and {literal(one.values[1])}"
    made = f"{said} {one.operator} {literal(one.values[0])}"
    return f"not ({made})" if one.negated else made


def _days(said: str, span: Days, *, negated: bool) -> str:
    ends = [f"{said} >= {span.first}"] if span.first else []
    ends += [f"{said} < {span.after}"] if span.after else []
    made = " and ".join(ends)
    return f"not ({made})" if negated else made if len(ends) == 1 else f"({made})"


def literal(value: Any) -> str:
    """A value of a question as SQL."""
    return DUCKDB.literal(value)


def measured(one: Measure, names: Names) -> str:
    """A measure as SQL."""
    if one.ref is None:
        return "count(*)"
    said = f"{'distinct ' if one.distinct else ''}{names.ref(one.ref)}"
    return f"{one.call}({said})"


def named(one: Measure) -> str:
    """What the column of a measure is called."""
    thing = "_".join(
        words(one.ref.name if one.ref is not None and one.call != "count" else one.table.rpartition(".")[2])
    )
    if one.call == "count" and one.ref is not None and one.distinct and one.ref.role != "IDENTIFIER":
        thing = "_".join(words(one.ref.name))
    word = {"count": "number_of", "sum": "total", "avg": "average", "min": "lowest", "max": "highest"}
    before = word.get(one.call, one.call)
    return thing if thing.startswith(f"{before}_") or thing == before else f"{before}_{thing}"


_RESERVED = frozenset(
    re.findall(
        r"\S+",
        "all and any as asc between by case cast check column create cross current_date default desc distinct "
        "else end except exists false fetch for foreign from full grant group having in inner intersect into "
        "is join lateral left like limit natural not null offset on or order outer primary references right "
        "select some table then to true union unique user using values when where window with ",
    )
)
