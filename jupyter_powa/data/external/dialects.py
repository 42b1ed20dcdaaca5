"""How sqlglot reads and writes each database here: functions stay as they were written, every name is quoted."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp, parser
from sqlglot.dialects.mysql import MySQL
from sqlglot.dialects.postgres import Postgres
from sqlglot.dialects.sqlite import SQLite
from sqlglot.generators.mysql import MySQLGenerator
from sqlglot.generators.postgres import PostgresGenerator
from sqlglot.generators.sqlite import SQLiteGenerator
from sqlglot.parsers.mysql import MySQLParser
from sqlglot.parsers.postgres import PostgresParser
from sqlglot.parsers.sqlite import SQLiteParser
from sqlglot.tokenizer_core import TokenType

SYNTAX = ("CAST", "EXTRACT", "OVERLAY", "POSITION", "SUBSTRING", "TRIM")
"""Functions with words between their arguments. All others stay plain calls, by the names that the server knows."""

NAMED = {TokenType.FARROW: parser.Parser.LAMBDAS[TokenType.FARROW]}
"""`f(name => 1)`. No `x -> y` as a function: here it is an operator on JSON."""


def _placeholder(reader: parser.Parser) -> exp.Expr:
    """A `?`, which remembers its place, as the text that runs may put it elsewhere."""
    return exp.Placeholder(this=str(reader._prev.start))


class GuardedPostgres(Postgres):
    """PostgreSQL's SQL."""

    def to_json_path(self, path: exp.Expr | None) -> exp.Expr | None:
        """A path into JSON stays as it was written."""
        return path

    class Parser(PostgresParser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {name: PostgresParser.FUNCTION_PARSERS[name] for name in SYNTAX}
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **PostgresParser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(PostgresGenerator):
        """Writes it."""

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            """The number that a bound value has."""
            return f"${expression.this}" if expression.this else "?"


class GuardedMySQL(MySQL):
    """The SQL of MariaDB and MySQL."""

    def to_json_path(self, path: exp.Expr | None) -> exp.Expr | None:
        """A path into JSON stays as it was written."""
        return path

    class Parser(MySQLParser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {
            name: MySQLParser.FUNCTION_PARSERS[name] for name in (*SYNTAX, "GROUP_CONCAT", "CONVERT", "MATCH", "SUBSTR")
        }
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **MySQLParser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(MySQLGenerator):
        """Writes it."""

        TRANSFORMS: ClassVar[Any] = {
            **MySQLGenerator.TRANSFORMS,
            exp.RegexpLike: lambda self, one: self.binary(one, "REGEXP"),
        }


class GuardedSQLite(SQLite):
    """SQLite's SQL. Names stand in backticks: in double quotes, SQLite takes an unknown one for a text."""

    def to_json_path(self, path: exp.Expr | None) -> exp.Expr | None:
        """A path into JSON stays as it was written."""
        return path

    class Tokenizer(SQLite.Tokenizer):
        """Splits it."""

        IDENTIFIERS: ClassVar[Any] = ["`", '"', ("[", "]")]

    class Parser(SQLiteParser):
        """Reads it."""

        FUNCTIONS: ClassVar[Any] = {}
        LAMBDAS: ClassVar[Any] = NAMED
        FUNCTION_PARSERS: ClassVar[Any] = {"CAST": SQLiteParser.FUNCTION_PARSERS["CAST"]}
        PLACEHOLDER_PARSERS: ClassVar[Any] = {
            **SQLiteParser.PLACEHOLDER_PARSERS,
            TokenType.PLACEHOLDER: _placeholder,
        }

    class Generator(SQLiteGenerator):
        """Writes it."""

        def placeholder_sql(self, expression: exp.Placeholder) -> str:
            """The number that a bound value has."""
            return f"?{expression.this or ''}"
