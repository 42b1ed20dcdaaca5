"""Where a dataset's rows are read from: files, tables, frames, queries, each with what tells its state."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from glob import iglob  # a pattern may be absolute, which Path.glob does not take
from pathlib import Path
from typing import Any

from jupyter_powa.blocks.desk import FIRST, Desk
from jupyter_powa.blocks.literal import literal
from jupyter_powa.data.frames import is_table, quoted
from jupyter_powa.data.relation import Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit

MAX_HASHED: Limit[int] = 64_000_000
"""Bytes of a file that its fingerprint reads; of a larger one, half of that at each end. Source: ours."""
FORMATS = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), "json"),
}
OPTION = re.compile(r"[a-z_]+")
TABLES = """
select database_name as base, schema_name as schema, table_name as name, true as stored from duckdb_tables()
union all select database_name, schema_name, view_name, false from duckdb_views() where not internal
order by base = current_database() desc, schema = current_schema() desc, base, schema, name"""


def files(path: str | Sequence[str]) -> list[Path]:
    """The files that a path, a pattern or a list of them means, in order; raises BlockError where one is not there."""
    found: list[Path] = []
    for one in [path] if isinstance(path, str) else path:
        pattern = str(Path(one).expanduser())
        matches = [pattern] if Path(pattern).is_file() else sorted(iglob(pattern, recursive=True))  # noqa: PTH207
        here = [Path(match).resolve() for match in matches if Path(match).is_file()]
        if not here:
            raise BlockError(f"There is no file {one} (looked in {Path.cwd()}).", code="file_not_found")
        found += here
    return list(dict.fromkeys(found))


def format_of(names: Sequence[str], wanted: str) -> str:
    """The format of files by their ending, where none is wanted; raises BlockError where it is not clear."""
    if wanted != "auto":
        return wanted
    endings = {Path(name.lower().removesuffix(".gz").removesuffix(".zst")).suffix for name in names}
    kinds = {FORMATS.get(ending, "") for ending in endings}
    if len(kinds) != 1 or "" in kinds:
        said = ", ".join(sorted(ending or "no ending" for ending in endings))
        raise BlockError(
            f"The format is not clear from the ending ({said}): say it in `format`.", code="invalid_config"
        )
    return kinds.pop()


def reader(paths: Sequence[Path], kind: str, options: Mapping[str, Any]) -> str:
    """The files as DuckDB reads them."""
    function, more = options_of(kind, options)
    return f"{function}({literal([str(path) for path in paths])}{more})"


def options_of(kind: str, options: Mapping[str, Any]) -> tuple[str, str]:
    """DuckDB's function for a format, and what stands behind the files in its brackets; raises BlockError."""
    if wrong := [name for name in options if not OPTION.fullmatch(name)]:
        raise BlockError(f"options: {wrong[0]!r} is no option's name.", code="invalid_config")
    more = "".join(f", {name} = {literal(value)}" for name, value in options.items())
    return {"csv": "read_csv", "parquet": "read_parquet", "json": "read_json"}[kind], more


def wanted(columns: Sequence[str]) -> str:
    """The columns as SQL; all of them where none is named."""
    return ", ".join(map(quoted, columns)) or "*"


def limited(query: str, at: Desk) -> str:
    """The query with as many rows as a trial gives."""
    return query if at.trial is None else f"select * from ({query}\n) as t limit {at.trial}"


async def from_files(
    at: Desk, paths: Sequence[Path], kind: str, options: Mapping[str, Any], columns: Sequence[str], **more: Any
) -> Relation:
    """The rows of files. Parquet stays where it is; what must be parsed is read once."""
    source = reader(paths, kind, options)
    if kind != "parquet" or at.trial is not None or more.pop("rest", False):
        more.pop("rest", None)
        return await at.rest(limited(f"select {wanted(columns)} from {source}", at), **more)
    count = await at.one(f"select count(*) as n from {source}")
    place = f"(file_index::bigint << 40) + file_row_number as {FIRST}"
    query = f"select {place}, {wanted(columns)} from {source}"
    return await at.relation(query, 1, row_count=int(count["n"]), **more)


async def from_name(at: Desk, name: str, columns: Sequence[str] = ()) -> Relation:
    """The rows of a table, of an earlier block's output or a notebook's frame by name, or of a file; raises BlockError.

    A table of the project's database comes before a frame that merely lies in the notebook.
    """
    if name in at.names:
        return await _narrowed(at, await at.of(at.names[name], name), columns)
    page = await at.database.page(TABLES, limit=100_000)
    tables = page.arrow.to_batches() and list(zip(*(page.arrow.column(n).to_pylist() for n in range(4)), strict=True))
    for base, schema, table, stored in tables or []:
        words = (table, f"{schema}.{table}", f"{base}.{schema}.{table}")
        if name.casefold() not in map(str.casefold, words):
            continue
        source = ".".join(map(quoted, (base, schema, table)))
        if not stored or at.trial is not None:
            return await at.rest(limited(f"select {wanted(columns)} from {source}", at))
        return await at.relation(f"select rowid as {FIRST}, {wanted(columns)} from {source}", 1)
    frame = at.ctx.sockets.namespace.get(name)
    if is_table(frame):
        return await _narrowed(at, await at.rest_frame(frame), columns)
    if Path(name).suffix:
        paths = await asyncio.to_thread(files, name)
        return await from_files(at, paths, format_of([path.name for path in paths], "auto"), {}, columns)
    known = ", ".join(sorted({str(table[2]) for table in tables or []} | set(at.names))[:30]) or "none"
    raise BlockError(f"There is no table {name!r}. Tables: {known}.", code="table_not_found")


async def _narrowed(at: Desk, rows: Relation, columns: Sequence[str]) -> Relation:
    if not columns and at.trial is None:
        return rows
    at.check(rows, columns)
    limit = "" if at.trial is None else f" order by {rows.order} limit {at.trial}"
    query = f"select {rows.order}, {wanted(columns or rows.columns)} from ({rows.query}\n) as t{limit}"
    return await at.relation(query, rows.places)


def of_file(path: Path) -> dict[str, Any]:
    """What tells a file's state: size, time of change (seconds), SHA-256 of its bytes, of a large one of its ends."""
    about = path.stat()
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        if about.st_size <= MAX_HASHED:
            while block := opened.read(1_000_000):
                digest.update(block)
        else:
            for begin in (0, about.st_size - MAX_HASHED // 2):
                opened.seek(begin)
                digest.update(opened.read(MAX_HASHED // 2))
    whole = about.st_size <= MAX_HASHED
    return {
        "file": str(path),
        "bytes": about.st_size,
        "changed": about.st_mtime,
        "sha256": digest.hexdigest(),
        "whole": whole,
    }


async def of_rows(at: Desk, rows: Relation, what: Mapping[str, Any]) -> dict[str, Any]:
    """What tells the state of rows: their number, and a sum of a hash of each, whatever their order."""
    visible = f"select * exclude ({rows.order}) from ({rows.query}\n) as kept"
    found = await at.one(f"select count(*) as n, sum(hash(q)::hugeint)::varchar as s from ({visible}) as q")
    return {**what, "rows": int(found["n"]), "hash": found["s"] or "0"}
