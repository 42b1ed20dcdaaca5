"""A statement that is handed to the driver as text: SQLAlchemy writes it once, and a hot path runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.base import Executable


class Ready:
    """One statement with named values. To run it costs a driver's call, not a compiler's."""

    def __init__(self, **by_dialect: Executable) -> None:
        """The statement for each dialect by its name, or for all as `any`."""
        self._statements = by_dialect
        self._texts: dict[str, Text] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it with these values by name."""
        text = self._text(connection.dialect)
        return connection.exec_driver_sql(text.sql, text.arranged(values))

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it once for each row, in one call of the driver."""
        text = self._text(connection.dialect)
        if arranged := [text.arranged(row) for row in rows]:
            connection.exec_driver_sql(text.sql, arranged)

    def _text(self, dialect: Dialect) -> Text:
        if dialect.name not in self._texts:
            statement: Any = self._statements.get(dialect.name, self._statements.get("any"))
            compiled = statement.compile(dialect=dialect)
            order = list(compiled.positiontup) if dialect.positional else None
            own = {name: value for name, value in compiled.params.items() if value is not None}
            self._texts[dialect.name] = Text(str(compiled), order, own)
        return self._texts[dialect.name]


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a statement for one dialect."""

    sql: str
    order: list[str] | None
    """The names of its values in order, where the driver takes them by place."""
    own: dict[str, Any]
    """Values that the statement itself brings."""

    def arranged(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        all_ = {**self.own, **values} if self.own else values
        return dict(all_) if self.order is None else tuple([all_[name] for name in self.order])
