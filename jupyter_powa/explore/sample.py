"""A part of a view's rows from all over them, however many there are, as Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jupyter_powa.data.base import Database
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, Dialect, dialect_of
from jupyter_powa.explore.kinds import Looked
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.statement import source, statement
from jupyter_powa.model.data import Page
from jupyter_powa.model.explore import Relation, View

SAMPLED = 16_384
"""Rows of a sample: a histogram of so many is off by less than one in a hundred."""
SAMPLED_FAR = 4_000
"""Rows of a sample out of another server: a driver makes them one by one."""
CELLS = 400_000
"""Cells of a sample, where there are many columns."""
PIECES = 16
"""Places all over a table of DuckDB's that the rows are taken from."""
GROUPS_READ = 4
"""Row groups of Parquet files that are looked into: to open one costs more than its rows."""

GROUPS = """
select file_name, row_group_id as id, row_group_num_rows as n,
  cast(sum(row_group_num_rows) over (partition by file_name order by row_group_id) as bigint) - row_group_num_rows
  as first
from parquet_metadata({}) where column_id = 0 order by file_name, row_group_id"""


async def sample(database: Database, view: View, fields: Sequence[Looked], rows: int | None) -> Page:
    """Some rows, with these columns. `rows`: how many there are before filters, as far as that is known."""
    dialect = dialect_of(database.kind)
    most = max(1_000, min(SAMPLED if dialect is DUCKDB else SAMPLED_FAR, CELLS // max(len(fields), 1)))
    try:
        inner = await _inner(database, view.relation, dialect, rows, most)
        return await _taken(database, view, inner, fields, dialect, most)
    except BlockError:  # a file with columns of the names that are asked for, a server that knows no samples
        inner = f"select * from {source(view.relation, dialect)} limit {most}"
        return await _taken(database, view, inner, fields, dialect, most)


async def _taken(
    database: Database, view: View, inner: str, fields: Sequence[Looked], dialect: Dialect, most: int
) -> Page:
    names = [one.name for one in fields]
    said = statement(View(relation=Relation(sql=inner), filters=view.filters, columns=names), dialect)
    return await database.page(said.sql, said.values, limit=most)


async def _inner(database: Database, relation: Relation, dialect: Dialect, rows: int | None, most: int) -> str:
    """The rows that are looked at before filters: from all over a table, the first ones of what knows no samples."""
    where = source(relation, dialect)
    if relation.file is not None and relation.file.lower().endswith(".parquet"):
        return await _parquet(database, relation.file, most)
    held = relation.variable is not None or relation.block is not None or relation.kept is not None
    if held and rows is None:
        (row,) = await rows_of(database, f"select count(*) as n from {where}")
        rows = int(row["n"])
    if relation.table is not None and dialect is DUCKDB and rows is not None and rows > most:
        begins = [place * rows // PIECES for place in range(PIECES)]
        spots = [f"rowid between {begin} and {begin + most // PIECES - 1}" for begin in begins]
        return f"select * from {where} where {' or '.join(spots)}"
    if rows is not None and rows > most and dialect.samples and (held or relation.table is not None):
        return f"select * from {where} tablesample system ({dialect.percent(100 * most / rows)})"
    return f"select * from {where} limit {most}"


async def _parquet(database: Database, path: str, most: int) -> str:
    """The first rows of some row groups, evenly spread over the files."""
    groups = await rows_of(database, GROUPS.format(DUCKDB.literal(path)), limit=100_000)
    if sum(group["n"] for group in groups) <= most or not groups:
        return f"select * from {DUCKDB.literal(path)}"
    count = min(GROUPS_READ, len(groups))
    chosen = [groups[place * len(groups) // count] for place in range(count)]
    each = most // len(chosen)
    spots = [
        f"(powa_file = {DUCKDB.literal(group['file_name'])} and file_row_number between {group['first']} and "
        f"{group['first'] + min(each, group['n']) - 1})"
        for group in chosen
    ]
    files: Any = sorted({group["file_name"] for group in chosen})
    listed = ", ".join(map(DUCKDB.literal, files))
    options = "file_row_number = true, filename = 'powa_file', union_by_name = true"
    return f"select * from read_parquet([{listed}], {options}) where {' or '.join(spots)}"
