"""The tree of a data source, a level at a time: schemas, tables, columns; the notebook's variables, and files."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.data.encode import length
from jupyter_powa.data.frames import is_table
from jupyter_powa.explore.catalogs import CATALOGS
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.limits import Limit
from jupyter_powa.model.explore import Said, Tree, TreeNode

MOST: Limit[int] = 1_000
"""Nodes of one answer. Source: ours; 10,000 tables come in ten."""
MOST_FILES: Limit[int] = 2_000
"""Files that are looked for under the notebooks' folder. Source: ours."""
DEEP = 5
"""Folders below the notebooks' folder in which files are looked for."""
SUFFIXES = (".csv", ".tsv", ".parquet", ".json", ".jsonl", ".ndjson", ".csv.gz", ".json.gz", ".jsonl.gz")

Kind = Literal["source", "schema", "table", "group"]

VARIABLES, FILES = "variables", "files"


class TreeForm(Said):
    """Which part of the tree."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    path: list[str] = Field(default_factory=list, max_length=3, description="The path of the node that is opened.")
    kind: Kind = Field("source", description="What that node is.")
    q: str = Field("", max_length=200, description="Instead: tables and columns whose name holds this.")
    offset: int = Field(0, ge=0, description="Nodes before the first one.")
    limit: int = Field(MOST, ge=1, le=MOST, description="Most nodes.")


@verb
async def tree(look: Look, form: TreeForm) -> AsyncIterator[Piece]:
    """Some nodes of the tree of a data source."""
    if form.kind == "group":
        found = [*(_variables(look) if form.path == [VARIABLES] else _files(look.root))]
        nodes = found[form.offset : form.offset + form.limit]
        yield _told(Tree(nodes=nodes, more=len(found) > form.offset + form.limit))
        return
    database = await look.databases.look(form.source)
    try:
        made = await (_searched(database, form) if form.q else _level(database, form))
    finally:
        await database.close()
    if form.source is None and form.kind == "source" and not form.q:
        made.nodes += [TreeNode(kind="group", path=[name], name=name) for name in _groups(look)]
    yield _told(made)


def _told(made: Tree) -> Piece:
    return Piece(made.model_dump(mode="json", exclude_defaults=True) | {"more": made.more})


async def _level(database: Database, form: TreeForm) -> Tree:
    dialect, catalog = dialect_of(database.kind), CATALOGS.get(database.kind)
    if catalog is None:
        return await _from_schema(database, form)
    *before, last = [None, *form.path] if form.path else [None, None]
    if form.kind == "source":
        rows, more = await _rows(database, catalog.schemas, [], form)
        return Tree(nodes=[_schema(row) for row in rows], more=more)
    if form.kind == "schema":
        rows, more = await _rows(database, catalog.tables, [before[-1], last], form)
        return Tree(nodes=[_table(form.path, row) for row in rows], more=more)
    where = [None, None, *form.path[:-1]][-2:]
    rows, more = await _rows(database, catalog.columns, [*where, form.path[-1]], form)
    return Tree(nodes=[_column(form.path, row, dialect) for row in rows], more=more)


async def _rows(database: Database, sql: str, values: list[Any], form: TreeForm) -> tuple[list[dict[str, Any]], bool]:
    page = await database.page(sql, values, offset=form.offset, limit=form.limit)
    names = [column.name for column in page.columns]
    cells = [column.to_pylist() for column in page.arrow.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*cells, strict=True)], page.more


def _schema(row: dict[str, Any]) -> TreeNode:
    path = [part for part in (row["database"], row["name"]) if part]
    return TreeNode(kind="schema", path=path, name=".".join(path))


def _table(schema: list[str], row: dict[str, Any]) -> TreeNode:
    kind: Any = "view" if row["kind"] == "view" else "table"
    more = {name: row[name] for name in ("rows", "bytes", "comment")}
    return TreeNode(kind=kind, path=[*schema, row["name"]], name=row["name"], **more)


def _column(table: list[str], row: dict[str, Any], dialect: Dialect) -> TreeNode:
    return TreeNode(
        kind="column",
        path=[*table, row["name"]],
        name=row["name"],
        type=row["type"],
        nullable=bool(row["nullable"]),
        key=bool(row["key"]),
        references=row["refs"],
        comment=row["comment"],
    )


async def _searched(database: Database, form: TreeForm) -> Tree:
    """Tables and columns whose name holds the words: the same name first, then those that begin so; tables before."""
    dialect, catalog = dialect_of(database.kind), CATALOGS.get(database.kind)
    if catalog is None:
        return Tree(nodes=[])
    found = f"coalesce({dialect.name('col')}, {dialect.name('name')})"
    said = form.q.lower().replace("!", "!!").replace("%", "!%").replace("_", "!_")
    sql = f"""
select * from ({catalog.search}) as {dialect.name("everything")} where {dialect.holds(found)}
order by lower({found}) <> ?, not {dialect.holds(found)}, {dialect.name("col")} is not null, length({found}), {found},
{dialect.name("schema")}, {dialect.name("name")}"""
    rows, more = await _rows(database, sql, [f"%{said}%", form.q.lower(), f"{said}%"], form)
    nodes = []
    for row in rows:
        path = [part for part in (row["database"], row["schema"], row["name"], row["col"]) if part]
        nodes.append(TreeNode(kind=row["kind"], path=path, name=path[-1], type=row["type"]))
    return Tree(nodes=nodes, more=more)


async def _from_schema(database: Database, form: TreeForm) -> Tree:
    """The same of a database that nobody here knows closer: all of its schema is read each time."""
    schemas = await database.schema()
    nodes: list[TreeNode] = []
    if form.kind == "source":
        nodes = [TreeNode(kind="schema", path=[one.name], name=one.name) for one in schemas]
    for schema in schemas:
        for table in schema.tables:
            if form.kind == "schema" and schema.name == form.path[-1]:
                nodes.append(TreeNode(kind=table.kind, path=[schema.name, table.name], name=table.name))
            if form.kind == "table" and form.path[-2:] == [schema.name, table.name]:
                nodes += [
                    TreeNode(kind="column", path=[*form.path, one.name], name=one.name, type=one.type)
                    for one in table.columns
                ]
    return Tree(nodes=nodes[form.offset : form.offset + form.limit], more=len(nodes) > form.offset + form.limit)


def _groups(look: Look) -> Iterator[str]:
    if any(_variables(look)):
        yield VARIABLES
    if any(_files(look.root)):
        yield FILES


def _variables(look: Look) -> Iterator[TreeNode]:
    """The notebook's frames; those with an underscore in front are nobody's business."""
    for name, value in sorted(dict(look.variables).items()):
        if not name.startswith("_") and is_table(value):
            lazy = not hasattr(value, "__len__") and not hasattr(value, "num_rows")
            kind = f"{type(value).__module__.partition('.')[0]}.{type(value).__name__}"
            yield TreeNode(kind="variable", path=[name], name=name, type=kind, rows=None if lazy else length(value))


def _files(root: Path) -> Iterator[TreeNode]:
    """Files with rows below the folder, but for hidden ones and those of programs."""
    count = 0
    for folder, folders, names in os.walk(root):
        inside = Path(folder).relative_to(root)
        folders[:] = sorted(
            name for name in folders if not name.startswith((".", "__")) and name not in ("node_modules", "venv")
        )
        if len(inside.parts) >= DEEP:
            folders.clear()
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES) and not name.startswith("."):
                count += 1
                if count > MOST_FILES:
                    return
                path = (inside / name).as_posix()
                yield TreeNode(kind="file", path=[path], name=path, bytes=(Path(folder) / name).stat().st_size)
