"""What a database knows of a table's columns without reading its rows: statistics, and the ends of Parquet files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from jupyter_powa.data.base import Database
from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.kinds import Looked, number
from jupyter_powa.explore.postgresql import POSTGRESQL, from_postgresql
from jupyter_powa.explore.rows import rows_of, told
from jupyter_powa.model.explore import Bin, ColumnProfile, Relation, Top

MYSQL = """
select column_name as name, max(cardinality) as different from information_schema.statistics
where table_schema = coalesce(?, database()) and table_name = ? and seq_in_index = 1 group by column_name"""


@dataclass
class Fact:
    """What is known of one column."""

    nulls: int | None = None
    distinct: int | None = None
    low: Any = None
    high: Any = None
    bins: list[Bin] = field(default_factory=list)
    top: list[Top] = field(default_factory=list)


@dataclass
class Facts:
    """What is known of a table; `columns` by their names."""

    rows: int | None = None
    columns: dict[str, Fact] = field(default_factory=dict)

    def profiles(self, fields: Sequence[Looked]) -> list[ColumnProfile]:
        """The profiles of those columns that something is known of."""
        return [
            ColumnProfile(
                name=one.name,
                type=one.type,
                kind=one.sort.kind,
                stage="statistics",
                rows=self.rows,
                **vars(self.columns[one.name]),
            )
            for one in fields
            if one.name in self.columns
        ]

    def bounds(self, one: Looked) -> tuple[Any, Any]:
        """The smallest and the largest value as numbers, for an axis."""
        fact = self.columns.get(one.name, Fact())
        return number(fact.low, one), number(fact.high, one)


async def facts(database: Database, relation: Relation, fields: Sequence[Looked], bins: int) -> Facts:
    """What is known of these columns; nothing of queries, views and frames."""
    if relation.file is not None:
        return (
            await _parquet(database, relation.file, fields) if relation.file.lower().endswith(".parquet") else Facts()
        )
    if relation.table is None or (rows := await database.estimate(relation.table)) is None:
        return Facts()
    if database.kind == "duckdb":
        return Facts(rows, await _duckdb(database, relation.table, fields))
    schema = relation.table[-2] if len(relation.table) > 1 else None
    if database.kind == "postgresql":
        found = await rows_of(database, POSTGRESQL, [schema, relation.table[-1]])
        return Facts(rows, {one.name: Fact(**more) for one, more in from_postgresql(found, rows, fields, bins)})
    if dialect_of(database.kind).sqlglot == "mysql":
        found = await rows_of(database, MYSQL, [schema, relation.table[-1]])
        return Facts(rows, {row["name"]: Fact(distinct=row["different"]) for row in found})
    return Facts(rows)


async def _duckdb(database: Database, table: Sequence[str], fields: Sequence[Looked]) -> dict[str, Fact]:
    asked = ", ".join(
        f"cast(to_json(stats({DUCKDB.name(one.name)})) as varchar) as s{n}" for n, one in enumerate(fields)
    )
    rows = await rows_of(database, f"select {asked} from {DUCKDB.name(*table)} limit 1")
    out = {}
    for n, one in enumerate(fields):
        said = json.loads((rows[0][f"s{n}"] if rows else None) or "{}")
        drawn = one.sort.kind in ("number", "time") and number(said.get("min"), one) is not None
        out[one.name] = Fact(
            nulls=0 if said.get("has_null") is False else None,
            distinct=said.get("approx_unique"),
            low=told(said.get("min")) if drawn else None,
            high=told(said.get("max")) if drawn else None,
        )
    return out if rows else {}


async def _parquet(database: Database, path: str, fields: Sequence[Looked]) -> Facts:
    """The sums over all row groups; a column that lies within another one is not among them."""
    parts = ["sum(row_group_num_rows) filter (column_id = 0) as n"]
    for n, one in enumerate(fields):
        where = f"filter (path_in_schema = {DUCKDB.literal(one.name)})"
        parts.append(f"case when count(stats_null_count) {where} = count(*) {where} "
                     f"then cast(sum(stats_null_count) {where} as bigint) end as z{n}")  # fmt: skip
        if one.sort.kind in ("number", "time"):
            end = "cast({}(try_cast(stats_{}_value as {})) {} as {}) as {}{}"
            plain = "varchar" if one.sort.kind == "time" else one.type
            parts += [end.format(do, do, one.type, where, plain, do, n) for do in ("min", "max")]
    rows = await rows_of(database, f"select {', '.join(parts)} from parquet_metadata({DUCKDB.literal(path)})")
    row = rows[0]
    columns = {
        one.name: Fact(nulls=row[f"z{n}"], low=told(row.get(f"min{n}")), high=told(row.get(f"max{n}")))
        for n, one in enumerate(fields)
    }
    return Facts(int(row["n"]), {name: fact for name, fact in columns.items() if fact != Fact()})
