"""Results of queries that are kept, so that to page and sort them does not run the query again."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Any, NamedTuple

from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.data import Column
from jupyter_powa.model.explore import Relation
from jupyter_powa.model.workflow import new_id

MOST_ROWS: Limit[int] = 100_000
"""Rows of a result that is kept. Source: ours; a larger one is read again, page by page."""
LARGEST: Limit[int] = 32_000_000
"""Bytes of a result that is kept. Source: ours."""
MOST_BYTES: Limit[int] = 256_000_000
"""Bytes of all results that are kept; the oldest go first. Source: ours."""


class Result(NamedTuple):
    """A table that is kept, and where it came from."""

    table: Any
    columns: list[Column]
    """Its columns as the database knew them; none where nobody told."""
    made_by: Relation | None = None
    """The query that gave it."""
    kind: str = "duckdb"
    """The kind of database that it ran in."""


class Kept:
    """The results of one process, by id. May be used from any thread."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, Result] = OrderedDict()
        self._held: dict[str, Result] = {}
        self._lock = Lock()

    def put(self, result: Result) -> str | None:
        """Keep an Arrow table and give its id; None for one that is too large."""
        table = result.table
        if table.num_rows > MOST_ROWS or table.nbytes > LARGEST:
            return None
        with self._lock:
            name = new_id()
            self._results[name] = result
            while sum(one.table.nbytes for one in self._results.values()) > MOST_BYTES:
                self._results.popitem(last=False)
        return name

    def hold(self, value: Any) -> str:
        """Hold what a user handed over, whatever its size, and give its id."""
        with self._lock:
            name = new_id()
            self._held[name] = Result(value, [])
        return name

    def let_go(self, name: str) -> None:
        """Hold it no longer."""
        with self._lock:
            self._held.pop(name, None)

    def get(self, name: str) -> Result:
        """The result of that id; raises BlockError where it is gone."""
        with self._lock:
            if name in self._held:
                return self._held[name]
            if name not in self._results:
                raise BlockError("That result is not kept any more: run the query again.", code="result_gone")
            self._results.move_to_end(name)
            return self._results[name]
