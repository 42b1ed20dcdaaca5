"""Rows of one table of a database: list, get, create, update, delete. Names are quoted and values are bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_powa.data.base import Database
from jupyter_powa.data.frames import quoted
from jupyter_powa.errors import BlockError

MANY = 1_000
"""Rows that one list gives at most: what a SQL block shows by default (contract §10)."""


class Rows:
    """The rows of one table, which must be there."""

    def __init__(self, database: Database, table: str, columns: list[str], key: str) -> None:
        self._database, self._table, self._columns, self._key = database, table, columns, key

    @classmethod
    async def of(cls, database: Database, name: str, key: str) -> Rows:
        """The rows of the table of that name, with its schema in front or without; raises BlockError."""
        there = []
        for schema in await database.schema():
            for table in schema.tables:
                if name.casefold() in (table.name.casefold(), f"{schema.name}.{table.name}".casefold()):
                    written = ".".join(quoted(word) for word in (*schema.name.split("."), table.name))
                    return cls(database, written, [column.name for column in table.columns], key)
                there.append(table.name)
        known = ", ".join(sorted(set(there))[:30]) or "none"
        raise BlockError(f"There is no table {name!r}. Tables: {known}.", code="table_not_found")

    async def some(self, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Some rows, in the order of the key where the table has it."""
        order = f" order by {quoted(self._key)}" if self._has_key() else ""
        return await self._run(f"select * from {self._table}{order} limit ? offset ?", [min(limit, MANY), offset])

    async def get(self, row_id: Any) -> dict[str, Any]:
        """The row of that key; raises BlockError (`row_not_found`)."""
        return self._one(
            await self._run(f"select * from {self._table} where {self._where()} limit 1", [row_id]), row_id
        )

    async def create(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A new row, as it is then."""
        names, marks = ", ".join(map(quoted, values)), ", ".join("?" * len(values))
        made = f"({names}) values ({marks})" if values else "default values"
        return (await self._run(f"insert into {self._table} {made} returning *", [*values.values()]))[0]

    async def update(self, row_id: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """The changed row; raises BlockError (`row_not_found`)."""
        if not values:
            raise BlockError("db_body: say which columns get which values.", code="invalid_config")
        sets = ", ".join(f"{quoted(name)} = ?" for name in values)
        sql = f"update {self._table} set {sets} where {self._where()} returning *"
        return self._one(await self._run(sql, [*values.values(), row_id]), row_id)

    async def delete(self, row_id: Any) -> dict[str, Any]:
        """The row as it was; raises BlockError (`row_not_found`)."""
        sql = f"delete from {self._table} where {self._where()} returning *"
        return self._one(await self._run(sql, [row_id]), row_id)

    def _has_key(self) -> bool:
        return self._key.casefold() in (name.casefold() for name in self._columns)

    def _where(self) -> str:
        if not self._has_key():
            words = f"The table has no column {self._key!r}: name the column that tells its rows apart in db_id_column."
            raise BlockError(words, code="invalid_config")
        return f"{quoted(self._key)} = ?"

    async def _run(self, sql: str, values: list[Any]) -> list[dict[str, Any]]:
        frame = await self._database.frame(sql, values)
        plain = frame.astype(object).where(frame.notna(), None)
        return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]

    def _one(self, rows: list[dict[str, Any]], row_id: Any) -> dict[str, Any]:
        if not rows:
            raise BlockError(f"No row has {self._key} = {row_id!r}.", code="row_not_found")
        return rows[0]
