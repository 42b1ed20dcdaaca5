"""How sqlglot reads and writes each database here: functions stay as they were written, every name is quoted."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp, parser
from sqlglot.dialects.mysql import MySQL
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite
from sqlglot.tokens import TokenType

SYNTAX = ("CAST", "EXTRACT", "OVERLAY", "POSITION", "SUBSTRING", "TRIM")
"""Functions with words between their arguments. All others stay plain calls, by the names that the server knows."""

NAMED = {TokenType.FARROW: parser.Parser.LAMBDAS[TokenType.FARROW]}
"""`f(name => 1)`. No `x -> y` as a function: here it is an operator on JSON."""


def _placeholder(reader: parser.Parser) -> exp.Expr:
    """A `?`, which remembers its place, as the text that runs may put it elsewhere."""
    return exp.Placeholder(this=str(reader._prev.start))


class GuardedPostgres(Postgres):
    """PostgreSQL's SQL."""

    class Parser(Postgres.Parser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {name: Postgres.Parser.FUNCTION_PARSERS[name] for name in SYNTAX}
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **Postgres.Parser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(Postgres.Generator):
        """Writes it."""

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            """The number that a bound value has."""
            return f"${expression.this}" if expression.this else "?"


class GuardedMySQL(MySQL):
    """The SQL of MariaDB and MySQL."""

    class Parser(MySQL.Parser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {
            name: MySQL.Parser.FUNCTION_PARSERS[name] for name in (*SYNTAX, "GROUP_CONCAT", "CONVERT", "SUBSTR")
        }
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **MySQL.Parser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(MySQL.Generator):
        """Writes it."""

        TRANSFORMS: ClassVar[Any] = {
            **MySQL.Generator.TRANSFORMS,
            exp.RegexpLike: lambda self, one: self.binary(one, "REGEXP"),
        }


class GuardedSQLite(SQLite):
    """SQLite's SQL. Names stand in backticks: in double quotes, SQLite takes an unknown one for a text."""

    class Tokenizer(SQLite.Tokenizer):
        """Splits it."""

        IDENTIFIERS: ClassVar[Any] = ["`", '"', ("[", "]")]

    class Parser(SQLite.Parser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {"CAST": SQLite.Parser.FUNCTION_PARSERS["CAST"]}
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **SQLite.Parser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(SQLite.Generator):
        """Writes it."""

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            """The number that a bound value has."""
            return f"?{expression.this or ''}"
