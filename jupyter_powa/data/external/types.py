"""The server's own words for the types of a result's columns."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, CursorResult

from jupyter_powa.model.data import Column

MYSQL = {
    0: "decimal", 1: "tinyint", 2: "smallint", 3: "int", 4: "float", 5: "double", 7: "timestamp", 8: "bigint",
    9: "mediumint", 10: "date", 11: "time", 12: "datetime", 13: "year", 15: "varchar", 16: "bit", 245: "json",
    246: "decimal", 247: "enum", 248: "set", 249: "text", 250: "text", 251: "text", 252: "text", 253: "varchar",
    254: "char", 255: "geometry",
}  # fmt: skip
"""The protocol's numbers for types, in the server's words."""


def type_names(connection: Connection, result: CursorResult[Any]) -> list[Column]:
    """The columns of a result with their types; an empty type where the driver does not tell it."""
    raw: Any = result.cursor
    told = list(raw.description or ()) if raw is not None else []
    kind = connection.dialect.name
    return [Column(name=str(one[0]), type=_type(kind, one)) for one in told]


def _type(kind: str, told: Any) -> str:
    if kind == "postgresql":
        return str(getattr(told, "type_display", ""))
    if kind in ("mysql", "mariadb"):
        return MYSQL.get(told[1], "")
    return ""
