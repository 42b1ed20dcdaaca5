"""The contexts of a store: what parts of data sources mean, and from which schema each one's index was made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError

from jupyter_powa.errors import Conflict
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Context
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, is_id, stamp
from jupyter_powa.store.tables import agent_contexts as table
from jupyter_powa.store.tables import sql_agents
from jupyter_powa.unknown import ContextNotFound

_OWN = ("id", "datasource_id", "created_on")


KEPT: Limit[int] = 8
"""Contexts that are kept as they were read: one of 1,000 tables takes half a second to read. Source: ours."""


class Contexts:
    """Contexts by id. One that is given may be given to others too: who changes it makes a copy."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._kept: OrderedDict[str, tuple[str, Context]] = OrderedDict()

    def get(self, context_id: str) -> Context:
        """The context; raises ContextNotFound."""
        return self.indexed(context_id)[0]

    def names(self, context_id: str) -> tuple[list[str], str | None]:
        """The names of its tables, and the digest as `indexed` gives it; raises ContextNotFound."""
        with self._reach.read() as connection:
            row = _found(connection, context_id)
        return [table["name"] for table in from_json(row.document)["tables"]], row.indexed

    def indexed(self, context_id: str) -> tuple[Context, str | None]:
        """The context, and the digest of the schema that its index was made from; raises ContextNotFound."""
        with self._reach.read() as connection:
            row = _found(connection, context_id)
        document, context = self._kept.get(row.id, ("", None))
        if context is None or document != row.document:
            context = _context(row)
            self._kept[row.id] = (row.document, context)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return context, row.indexed

    def list(self, datasource_id: str | None = None) -> Sequence[Context]:
        """All of them (of a data source), oldest first."""
        query = select(table).order_by(table.c.created_on, table.c.id)
        if datasource_id is not None:
            query = query.where(table.c.datasource_id == datasource_id)
        with self._reach.read() as connection:
            return [_context(row) for row in connection.execute(query).all()]

    def add(self, context: Context) -> Context:
        """Store a new one."""
        own = {"id": context.id, "created_on": stamp(context.created_on)}
        with self._reach.write() as connection:
            connection.execute(table.insert().values(**own, **_values(context)))
        return context

    def change(self, context_id: str, how: Callable[[Context], Context]) -> Context:
        """Store what `how` makes of one; raises ContextNotFound."""
        with self._reach.write() as connection:
            old = _context(_found(connection, context_id, lock=True))
            new = how(old).model_copy(update={"id": old.id, "created_on": old.created_on})
            connection.execute(table.update().where(table.c.id == old.id).values(**_values(new)))
        return new

    def note(self, context_id: str, digest: str | None) -> None:
        """Note from which schema its index was made; None where that failed. One that is gone is let be."""
        with self._reach.write() as connection:
            connection.execute(table.update().where(table.c.id == context_id).values(indexed=digest))

    def delete(self, context_id: str, *, force: bool = False) -> Context:
        """Forget one and give it a last time; raises ContextNotFound, Conflict where agents use it.

        With `force`, its agents go too: an agent without its context would know the whole source.
        """
        with self._reach.write() as connection:
            context = _context(_found(connection, context_id, lock=True))
            if force:
                connection.execute(sql_agents.delete().where(sql_agents.c.context_id == context.id))
            try:
                with connection.begin_nested():
                    connection.execute(table.delete().where(table.c.id == context.id))
            except IntegrityError:
                words = "Agents use this context: delete them first, or delete all of it with force=true."
                raise Conflict(words, code="context_in_use") from None
        return context


def _found(connection: Connection, context_id: str, *, lock: bool = False) -> Row[Any]:
    query = select(table).where(table.c.id == context_id)
    row = connection.execute(query.with_for_update() if lock else query).first() if is_id(context_id) else None
    if row is None:
        raise ContextNotFound(context_id)
    return row


def _values(context: Context) -> dict[str, Any]:
    return {"datasource_id": context.datasource_id, "document": context.model_dump_json(exclude=set(_OWN))}


def _context(row: Row[Any]) -> Context:
    return Context.model_validate({**from_json(row.document), **{name: getattr(row, name) for name in _OWN}})
