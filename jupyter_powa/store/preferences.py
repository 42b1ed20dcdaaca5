"""What people have chosen and want to find again: one JSON value by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from jupyter_powa.store.engine import Reach
from jupyter_powa.store.rows import from_json, json_text
from jupyter_powa.store.tables import preferences as table


class Preferences:
    """Values by name."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def get(self, name: str) -> Any:
        """The value of that name; None where nothing was chosen."""
        with self._reach.read() as connection:
            text = connection.execute(select(table.c.value).where(table.c.name == name)).scalar()
        return None if text is None else from_json(text)

    def put(self, name: str, value: Any) -> None:
        """Keep a value, new or in place of the old one."""
        insert: Any = sqlite.insert if self._reach.is_sqlite else postgresql.insert
        made = insert(table).values(name=name, value=json_text(value))
        with self._reach.write() as connection:
            connection.execute(
                made.on_conflict_do_update(index_elements=[table.c.name], set_={"value": json_text(value)})
            )
