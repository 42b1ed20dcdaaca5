"""What tells one schema from another: a digest of the tables that somebody knows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from jupyter_powa.model.data import Table


def digest(names: Iterable[str], tables: Mapping[str, Table]) -> str:
    """A digest of the columns, their types and the keys of the tables of these names, as far as they are there."""
    made = hashlib.sha256()
    for name in sorted(names):
        if (table := tables.get(name)) is None:
            made.update(f"{name} is not there\n".encode())
            continue
        columns = [(column.name, column.type) for column in table.columns]
        keys = sorted((key.columns, key.table, key.references) for key in table.foreign_keys)
        made.update(f"{name} {columns} {table.primary_key} {keys}\n".encode())
    return made.hexdigest()
