"""What completion knows of the databases: their tables, kept until a statement changes them."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as StillReading
from time import monotonic
from typing import TYPE_CHECKING

from jupyter_powa.kernel.loop import loop_thread
from jupyter_powa.notebook.sql.reach import Reach

if TYPE_CHECKING:
    from jupyter_powa.model.data import Schema

PATIENCE = 0.4
"""Seconds that a completion waits for tables that were not read before; the next one has them."""
FRESH = 20.0
"""Seconds after which they are read anew beside: others may have changed them."""


class Known:
    """The tables of each source, read when first asked for."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._have: dict[str | None, tuple[float, list[Schema]]] = {}
        self._reading: dict[str | None, Future[list[Schema]]] = {}

    def schemas(self, source: str | None) -> list[Schema]:
        """What is known; where nothing is yet, it is waited for a moment. It raises nothing."""
        at, known = self._have.get(source, (None, []))
        if at is not None and monotonic() - at < FRESH:
            return known
        reading = self._reading.get(source)
        if reading is None:
            reading = self._reading[source] = loop_thread().submit(self._reach.schema(source))
            reading.add_done_callback(lambda done: self._take(source, done))
        if at is None:
            try:
                reading.exception(PATIENCE)
            except StillReading:
                return known
            self._take(source, reading)  # its callback may not have come yet
            return self._have.get(source, (0.0, []))[1]
        return known

    def forget(self, source: str | None) -> None:
        """A statement has changed it."""
        self._have.pop(source, None)
        self._reading.pop(source, None)

    def _take(self, source: str | None, done: Future[list[Schema]]) -> None:
        if self._reading.get(source) is done:  # else it was read before the last change
            del self._reading[source]
            if not done.cancelled():
                failed = done.exception() is not None
                old = self._have.get(source, (0.0, []))[1]
                self._have[source] = (monotonic(), old if failed else done.result())
