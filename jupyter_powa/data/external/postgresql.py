"""How the guard reads PostgreSQL: its catalog's public tables, and what stands behind its views.

Not caught: what an owner gives away by other ways than a view that names it: a table with children in other schemas,
a materialized view (it holds rows of its own, like a table), a row policy, a column's own type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from jupyter_powa.data.external.allowed_postgresql import ALLOWED
from jupyter_powa.data.external.named import Named, behind, fitting, looked
from jupyter_powa.data.guard import Path, Public, Query

TABLES = """
select n.nspname, c.relname, c.relkind = 'v' from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where n.nspname operator(pg_catalog.=) any($1::pg_catalog.text[]) and c.relkind in ('r', 'p', 'v', 'm')
and pg_catalog.has_schema_privilege(n.oid, 'usage') and pg_catalog.has_any_column_privilege(c.oid, 'select')"""
"""Foreign tables are not among them: they reach another server, or a file."""

DEFINITION = """
select pg_catalog.pg_get_viewdef(c.oid) from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relname = $2"""

FUNCTIONS = """
select p.proname from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where n.nspname = any($1::pg_catalog.text[]) and not exists (select 1 from pg_catalog.pg_depend d
where d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and d.objid = p.oid and d.deptype = 'e')"""

OPERATORS = """
select 1 from pg_catalog.pg_operator o join pg_catalog.pg_namespace n on n.oid = o.oprnamespace
where n.nspname = any($1::pg_catalog.text[]) and not exists (select 1 from pg_catalog.pg_depend d
where d.classid = 'pg_catalog.pg_operator'::pg_catalog.regclass and d.objid = o.oid and d.deptype = 'e') limit 1"""

WORD = re.compile(r"\w+")

DEFINED = replace(ALLOWED, types=None)
"""A view may cast to its owner's types."""


class Postgresql:
    """The dialect of one connection of psycopg's, whose names are looked up in pg_catalog alone."""

    def __init__(self, connection: Any, schemas: Sequence[str], values: Sequence[Any]) -> None:
        """`schemas` are the public ones, by the order in which a bare name is looked up."""
        self._connection, self._schemas, self._values = connection, tuple(schemas), values
        self._public = Named("", "", frozenset(), frozenset())

    def public(self) -> Public:
        """The tables, views and materialized views of the public schemas that the account may read."""
        rows = self._rows(TABLES, [list(self._schemas)])
        tables, views = frozenset((a, b) for a, b, _ in rows), frozenset((a, b) for a, b, view in rows if view)
        self._public = Named(
            self._connection.info.dbname, self._schemas[0], tables, frozenset(), schemas=self._schemas, views=views
        )
        return self._public

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query, written from its tree."""
        look = looked(sql, ALLOWED, self._public)
        fitting(look.placeholders, self._values)
        look.number()
        return Query(look.text(), look.tables, look.text())

    def bound(self, query: Query) -> Iterable[Path]:
        """The tables behind the views that it names, by how the catalog says they are made."""
        return behind(set(query.tables) & self._public.views, self._public, DEFINED, self._definition)

    def search_path(self, sql: str) -> list[str]:
        """Where the query's functions and operators are looked up.

        The public schemas are among them for what an extension put there (citext's operators), but not where somebody
        has written a function that the query could call: a column's name can call one, too.
        """
        mine = {name for (name,) in self._rows(FUNCTIONS, [list(self._schemas)])}
        said = set(WORD.findall(sql))
        if any(name in (said if WORD.fullmatch(name) else sql) for name in mine) or self._rows(
            OPERATORS, [list(self._schemas)]
        ):
            return ["pg_catalog"]
        return ["pg_catalog", *self._schemas]

    def _definition(self, view: Path) -> str | None:
        rows = self._rows(DEFINITION, list(view))
        return str(rows[0][0]) if rows else None

    def _rows(self, sql: str, values: list[Any]) -> list[Any]:
        import psycopg

        with psycopg.RawCursor(self._connection) as cursor:
            return cursor.execute(sql, values).fetchall()
