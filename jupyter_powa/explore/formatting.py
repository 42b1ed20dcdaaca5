"""A statement laid out so that it reads well; one that would come to mean something else stays as it is."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from pydantic import Field

from jupyter_powa.data.base import Database
from jupyter_powa.data.duck import PARSE
from jupyter_powa.errors import BlockError
from jupyter_powa.explore.dialect import DUCKDB, dialect_of
from jupyter_powa.explore.layout import laid_out
from jupyter_powa.explore.look import Look
from jupyter_powa.explore.rows import rows_of
from jupyter_powa.explore.verbs import Piece, verb
from jupyter_powa.model.explore import Said

PLACES = frozenset({"query_location", "query_location_length"})


class FormatForm(Said):
    """A statement, and whose it is."""

    source: str | None = Field(None, description="The data source; none: the project's database.")
    sql: str = Field(min_length=1, max_length=1_000_000, description="One statement.")


@verb
async def format(look: Look, form: FormatForm) -> AsyncIterator[Piece]:
    """The statement with its clauses on lines of their own; raises BlockError where that cannot be done safely."""
    database = await look.databases.open(form.source, {})
    try:
        yield Piece({"sql": await formatted(database, form.sql)})
    finally:
        await database.close()


async def formatted(database: Database, sql: str) -> str:
    """One statement, laid out anew; its words and comments stay. Raises BlockError (`not_formatted`)."""
    dialect = dialect_of(database.kind)
    try:
        made = laid_out(sql, dialect)
    except (ValueError, RecursionError) as error:
        raise _left(str(error)) from None
    if dialect is DUCKDB and await _tree(database, sql) != await _tree(database, made):
        raise _left("it would come to mean something else")
    return made


def _left(why: str) -> BlockError:
    return BlockError(f"The statement is left as it is: {why}.", code="not_formatted")


async def _tree(database: Database, sql: str) -> Any:
    """The statement as DuckDB reads it, without places in the text; None for what is no query."""
    (row,) = await rows_of(database, PARSE, [sql])
    tree = json.loads(next(iter(row.values())))
    return None if tree.get("error") else plain(tree)


def plain(tree: Any) -> Any:
    """A tree of DuckDB's without places in the text."""
    if isinstance(tree, list):
        return [plain(one) for one in tree]
    if isinstance(tree, dict):
        return {name: plain(value) for name, value in tree.items() if name not in PLACES}
    return tree
