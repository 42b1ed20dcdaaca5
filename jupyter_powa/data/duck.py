"""How the guard reads DuckDB: the tree that DuckDB itself makes of a query, judged by what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from jupyter_powa.data.allowed import EXPRESSIONS, FUNCTIONS, KINDS, TABLE_FUNCTIONS
from jupyter_powa.data.bound import bound
from jupyter_powa.data.bounds import Sizes, judge_rows
from jupyter_powa.data.grown import Growth, repeats
from jupyter_powa.data.guard import Path, Public, Query, SqlRefused
from jupyter_powa.errors import BlockError

Tree = dict[str, Any]

MAIN = "main"
"""The schema that other databases call `public`; queries may call it so, too."""

DEEPEST = 900
"""Levels of a query's tree; Python reads not many more."""

CHECKS = "set max_expression_depth=250"
PARSE = "select json_serialize_sql(?::varchar, skip_null := true, skip_empty := true, skip_default := true)"

TABLES = """
select schema_name, table_name from duckdb_tables() where database_name = current_database()
union select schema_name, view_name from duckdb_views() where database_name = current_database() and not internal"""

COLUMNS = """
select distinct column_name from duckdb_columns() where database_name = current_database() and not internal
and schema_name in ('main', 'public')"""

SAYING = {
    "SHOW_REF": "DESCRIBE, SHOW and SUMMARIZE are not allowed: ask for the schema, or write an ordinary query.",
    "DELETE_QUERY_NODE": "Only reading is allowed: leave the DELETE out.",
    "INSERT_QUERY_NODE": "Only reading is allowed: leave the INSERT out.",
    "UPDATE_QUERY_NODE": "Only reading is allowed: leave the UPDATE out.",
    "POSITIONAL_REFERENCE": "A column by its place (#1) is not allowed. Write its name.",
}
PLAIN = re.compile(r"[\w $-]+")
SPELLED = re.compile(rb'"public"|public', re.IGNORECASE)
WORDS = {"SELECT": "", "MULTI": "PIVOT needs its values in the query: PIVOT t ON column IN ('a', 'b') USING sum(x)."}


class Duck:
    """The dialect of one cursor of DuckDB's."""

    def __init__(self, cursor: Any) -> None:
        """`cursor` is used for nothing else meanwhile."""
        self._cursor = cursor

    def public(self) -> Public:
        """The tables and views of `main`, and of a schema `public` where there is one."""
        (database,) = self._cursor.execute("select current_database()").fetchall()[0]
        found = [(schema.casefold(), name.casefold()) for schema, name in self._cursor.execute(TABLES).fetchall()]
        columns = frozenset(name.casefold() for (name,) in self._cursor.execute(COLUMNS).fetchall())
        public = frozenset(one for one in found if one[0] in (MAIN, "public"))
        return Public(database.casefold(), MAIN, public, columns)

    def query(self, sql: str, public: Public) -> Query:
        """The text as one query; where it says `public` and means `main`, that is written in."""
        self._one(sql)
        look = Look()
        look.at(self._tree(sql), public.columns)
        if all(schema == MAIN for schema, _ in public.tables) and (mended := look.mended(sql)) != sql:
            return self.query(mended, public)
        return Query(sql, look.named(), look.filled(sql))

    def bound(self, query: Query) -> Iterable[Path]:
        """By DuckDB's own binder."""
        return bound(self._cursor, query.bindable)

    def _one(self, sql: str) -> None:
        try:
            kinds = [str(statement.type).rpartition(".")[2] for statement in self._cursor.extract_statements(sql)]
        except ValueError:  # a statement that DuckDB's own client has no word for
            raise SqlRefused("Only a query is allowed: SELECT, FROM, WITH, VALUES.") from None
        if len(kinds) != 1:
            said = "There is no statement" if not kinds else f"There are {len(kinds)} statements"
            raise SqlRefused(f"{said}: write exactly one query.")
        if kinds[0] != "SELECT":
            only = f"Only reading is allowed, not {kinds[0]}: write one query with SELECT, FROM, WITH or VALUES."
            raise SqlRefused(WORDS.get(kinds[0], only))

    def _tree(self, sql: str) -> Tree:
        try:
            told: Tree = json.loads(self._cursor.execute(PARSE, [sql]).fetchall()[0][0])
        except RecursionError:
            raise _deep() from None
        if told.get("error"):
            said = str(told.get("error_message", ""))
            if "expression depth" in said:
                raise _deep()
            if told.get("error_type") == "parser":
                raise BlockError(f"Parser Error: {said}", code="sql_error")
            raise SqlRefused(WORDS["MULTI"] if "SELECT" in said else f"This query cannot be checked: {said}")
        if len(told["statements"]) != 1:
            raise SqlRefused("Write exactly one query.")
        return told


class Look:
    """One look at a query's tree: refuses what is not allowed, and notes what it names."""

    def __init__(self) -> None:
        self._tables: list[Tree] = []
        self._columns: list[Tree] = []
        self._placeholders: list[Tree] = []
        self._own: set[str] = set()
        """Names that the query gives to parts of itself."""

    def at(self, tree: Tree, columns: frozenset[str]) -> None:
        """Look at all of it, where tables have these columns; raises SqlRefused."""
        sizes, growth = Sizes(), Growth(tree, columns)
        waiting: list[tuple[Any, int, bool]] = [(tree, 0, False)]
        while waiting:
            one, depth, again = waiting.pop()
            if depth > DEEPEST:
                raise _deep()
            if isinstance(one, dict):
                again = again or repeats(one)
                sizes.again = again
                self._judge(one, sizes)
                sizes.grow(growth.of(one), "Joining a value to itself")
                waiting.extend((inner, depth + 1, again) for inner in one.values())
            elif isinstance(one, list):
                waiting.extend((inner, depth + 1, again) for inner in one)

    def _judge(self, one: Tree, sizes: Sizes) -> None:
        kind, said = one.get("class"), one.get("type")
        if (kind is not None and kind not in EXPRESSIONS) or (
            kind is None and isinstance(said, str) and said not in KINDS
        ):
            word = str(kind or said)
            plain = f"{word.replace('_', ' ').lower()} is not allowed in a query here. Write it without."
            raise SqlRefused(SAYING.get(word, plain))
        if one.get("pivot_enum"):
            raise SqlRefused(WORDS["MULTI"])
        if said == "BASE_TABLE":
            self._tables.append(one)
        elif said == "TABLE_FUNCTION":
            self._from_function(one["function"])
        elif kind in ("FUNCTION", "WINDOW"):
            self._function(one, sizes)
        elif kind == "TYPE" and len(_path(one)) > 1:
            raise SqlRefused(f"The type {'.'.join(_path(one))} is not allowed: write a type's bare name.")
        elif kind == "COLUMN_REF":
            self._columns.append(one)
        elif kind == "PARAMETER":
            self._placeholders.append(one)
        for entry in one.get("map", ()) if "map" in one else ():
            self._own_name(str(entry["key"]))

    def _own_name(self, name: str) -> None:
        if not PLAIN.fullmatch(name):  # a name like a file's would be read as a file where it is out of reach
            raise SqlRefused(f"The name {name!r} is not allowed for a part of a query: use letters, digits and _.")
        self._own.add(name.casefold())

    def _function(self, one: Tree, sizes: Sizes) -> None:
        name = str(one.get("function_name", "")).casefold()
        if one.get("_rows"):  # judged where it stands behind `from`
            return
        if len(_path(one)) > 1:
            said = ".".join(_path(one))
            raise SqlRefused(f"{said}(…) is not allowed: write the function's bare name, {name}(…).")
        if name not in FUNCTIONS:
            raise SqlRefused(_no_function(name))
        sizes.judge(name, [argument["expression"] for argument in one.get("arguments", ())])

    def _from_function(self, one: Tree) -> None:
        name = str(one.get("function_name", "")).casefold()
        if len(_path(one)) > 1 or name not in TABLE_FUNCTIONS:
            allowed = ", ".join(sorted(TABLE_FUNCTIONS))
            raise SqlRefused(f"{name}(…) is not allowed as a table: only tables by name, and {allowed}.")
        judge_rows(name, [argument["expression"] for argument in one.get("arguments", ())])
        one["_rows"] = True

    def named(self) -> list[Path]:
        """The tables that the query names, but for those that it makes itself."""
        return [path for path in map(_path, self._tables) if len(path) > 1 or path[0].casefold() not in self._own]

    def mended(self, sql: str) -> str:
        """The text with `main` where it says `public`, each in the room of the other."""
        tables = [one for one in self._tables if len(_path(one)) == 2 and _path(one)[0].casefold() == "public"]
        names = {_path(one)[1].casefold() for one in tables}
        columns = [
            one
            for one in self._columns
            if len(path := one.get("column_names", ())) > 2
            and path[0].casefold() == "public"
            and path[1].casefold() in names
        ]
        text = bytearray(sql.encode())
        for one in (*tables, *columns):
            if found := SPELLED.match(text, one.get("query_location", 0)):
                text[found.start() : found.end()] = b"main".ljust(found.end() - found.start())
        return text.decode()

    def filled(self, sql: str) -> str:
        """The text with NULL for each placeholder."""
        text = bytearray(sql.encode())
        for one in sorted(self._placeholders, key=lambda one: -int(one["query_location"])):
            begin = int(one["query_location"])
            text[begin : begin + int(one["query_location_length"])] = b"NULL"
        return text.decode()


def _path(one: Tree) -> Path:
    path: list[str] = one.get("qualified_name", {}).get("path", [])
    return tuple(path)


def _deep() -> SqlRefused:
    return SqlRefused("The query is nested too deeply. Write it in parts: WITH a AS (…), b AS (…) SELECT …")


def _no_function(name: str) -> str:
    if name == "bar":
        return "bar(…) is not allowed here. Give the number itself."
    return f"The function {name}(…) is not allowed here. Use ordinary functions for numbers, texts, dates and lists."
