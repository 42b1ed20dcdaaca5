"""The data sources of a store, by id or by name. Passwords lie beside them, sealed by whoever stores them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, or_, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import Conflict
from jupyter_powa.model.source import DataSource
from jupyter_powa.model.workflow import now
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, json_text, stamp
from jupyter_powa.store.tables import sources as table
from jupyter_powa.unknown import SourceNotFound


class Sources:
    """Data sources. A name is there once, whatever its case."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, word: str) -> DataSource:
        """The source of that id or name; raises SourceNotFound."""
        return self.sealed(word)[0]

    def sealed(self, word: str) -> tuple[DataSource, str]:
        """The source and its password as it is kept; raises SourceNotFound."""
        with self._reach.read() as connection:
            row = _found(connection, word)
        return _source(row), str(row.password)

    def list(self) -> Sequence[DataSource]:
        """All of them, by name."""
        with self._reach.read() as connection:
            return [_source(row) for row in connection.execute(select(table).order_by(table.c.name_key)).all()]

    def add(self, source: DataSource, password: str) -> DataSource:
        """Store a new one; raises Conflict (`name_taken`)."""
        created = stamp(source.created_at)
        try:
            with self._reach.write() as connection:
                values = _values(source)
                connection.execute(table.insert().values(id=source.id, created_at=created, password=password, **values))
        except IntegrityError:
            raise _taken(source.name) from None
        return source

    def change(self, word: str, how: Callable[[DataSource], DataSource], password: str | None = None) -> DataSource:
        """Store what `how` makes of one, and a new password where there is one; raises SourceNotFound, Conflict."""
        try:
            with self._reach.write() as connection:
                old = _source(_found(connection, word, lock=True))
                kept = {"id": old.id, "version": old.version + 1, "created_at": old.created_at, "updated_at": now()}
                new = how(old).model_copy(update=kept)
                more = {} if password is None else {"password": password}
                connection.execute(table.update().where(table.c.id == old.id).values(**_values(new), **more))
        except IntegrityError:
            raise _taken(new.name) from None
        return new

    def reseal(self, how: Callable[[str, str], str]) -> None:
        """Store each password as `how` makes it of the source's id and the password as it is kept: all, or none."""
        with self._reach.write() as connection:
            query = select(table.c.id, table.c.password).where(table.c.password != "")
            for row in connection.execute(query.with_for_update()).all():
                kept = how(row.id, str(row.password))
                connection.execute(table.update().where(table.c.id == row.id).values(password=kept))

    def delete(self, word: str) -> DataSource:
        """Forget one, and give it a last time; raises SourceNotFound."""
        with self._reach.write() as connection:
            source = _source(_found(connection, word, lock=True))
            connection.execute(table.delete().where(table.c.id == source.id))
        return source


def _found(connection: Connection, word: str, *, lock: bool = False) -> Row[Any]:
    known = [table.c.name_key == word.strip().casefold(), *([table.c.id == word] if is_id(word) else [])]
    query = select(table).where(or_(*known))
    row = None if "\x00" in word else connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise SourceNotFound(word)
    return row


def _taken(name: str) -> Conflict:
    return Conflict(f"There is already a data source named {name!r}: choose another name.", code="name_taken")


def _values(source: DataSource) -> dict[str, Any]:
    document = source.model_dump(mode="json", exclude={"id", "name"})
    return {"name": source.name, "name_key": source.name.casefold(), "document": json_text(document)}


def _source(row: Row[Any]) -> DataSource:
    return DataSource.model_validate({**from_json(row.document), "id": row.id, "name": row.name})
