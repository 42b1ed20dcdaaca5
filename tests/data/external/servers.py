"""The servers that tests reach, with databases of their own."""

from __future__ import annotations

from jupyter_powa.model.source import SourceAccess

POSTGRESQL = {"kind": "postgresql", "host": "127.0.0.1", "port": 5432, "username": "postgres", "database": "test"}
MARIADB = {"kind": "mariadb", "host": "127.0.0.1", "port": 3306, "username": "root", "database": "test"}


def access(where: dict[str, object], **more: object) -> SourceAccess:
    return SourceAccess.model_validate({"name": "warehouse", **where, **more})
