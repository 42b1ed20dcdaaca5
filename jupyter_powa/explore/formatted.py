"""A statement laid out for people. It means what it meant, and says what it said; else it stays as it is."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from typing import Any

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import Dialect, dialect_of
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.parsed import parsed
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Said

COMMENT = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\$\w*\$.*?\$\w*\$|--([^\n]*)|/\*(.*?)\*/", re.DOTALL)
TREE = """
select json_serialize_sql(?::varchar, skip_null := true) as tree, current_setting('default_null_order') as nulls"""
PLACES = frozenset({"query_location", "query_location_length"})


class FormatForm(Said):
    """Statements, and whose dialect they are in."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    sql: str = Field(min_length=1, max_length=1_000_000, description="The statements.")


@verb
async def format(look: Look, form: FormatForm) -> AsyncIterator[Piece]:
    """The statements laid out, and a word where they were left as they are."""
    database = await look.databases.look(form.source)
    try:
        sql, note = formatted(form.sql, dialect_of(database.kind))
        if note is None and not await _same(database, form.sql, sql):
            sql, note = form.sql, "Left as it is: laid out, it would not mean quite the same."
    finally:
        await database.close()
    yield Piece({"sql": sql, "note": note})


def formatted(sql: str, dialect: Dialect) -> tuple[str, str | None]:
    """The statements laid out, or as they are with a word why: they were not understood, or words would be lost."""
    try:
        trees = parsed(sql, dialect)
        said = [tree.sql(dialect=dialect.sqlglot, pretty=True) for tree in trees]
        again = parsed(";\n".join(said), dialect)
    except ValueError as error:
        return sql, f"Left as it is: {error}."
    made = ";\n\n".join(said) + (";" if sql.rstrip().endswith(";") else "")
    if [bare.sql() for bare in map(_bare, trees)] != [bare.sql() for bare in map(_bare, again)]:
        return sql, "Left as it is: laid out, it would not mean the same."
    if sorted(_comments(sql)) != sorted(_comments(made)):
        return sql, "Left as it is: a comment would be lost."
    return made, None


def _bare(tree: Any) -> Any:
    """The tree without its comments."""
    tree = tree.copy()
    for node in tree.walk():
        node.pop_comments()
    return tree


def _comments(sql: str) -> list[str]:
    return [
        (one[1] or one[2] or "").strip() for one in COMMENT.finditer(sql) if one[1] is not None or one[2] is not None
    ]


async def _same(database: Database, one: str, other: str) -> bool:
    """Whether DuckDB itself reads both as the same query; of what it has no tree for, there is nothing to say."""
    if database.kind != "duckdb":
        return True
    trees = []
    for sql in (one, other):
        try:
            (row,) = await rows_of(database, TREE, [sql])
        except BlockError:
            return True
        usual = "NULLS LAST" if str(row["nulls"]).upper() == "NULLS_LAST" else "NULLS FIRST"
        trees.append(same_tree(json.loads(row["tree"]), usual))
    return bool(trees[0].get("error")) or trees[0] == trees[1]


def same_tree(tree: Any, usual: str = "NULLS LAST") -> Any:
    """A tree of DuckDB's without the places of words, and without what is usual: `asc`, and where nulls go."""
    if isinstance(tree, dict):
        out = {name: same_tree(value, usual) for name, value in tree.items() if name not in PLACES}
        if out.get("null_order") in (usual, "ORDER_DEFAULT"):
            out["null_order"] = usual
        return out
    if isinstance(tree, list):
        return [same_tree(one, usual) for one in tree]
    return "ASCENDING" if tree == "ORDER_DEFAULT" else tree
