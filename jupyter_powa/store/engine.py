"""Reach a database: its address, durability, and transactions whose failures are told in words."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.pool import StaticPool

from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.limits import Limit

log = logging.getLogger(__name__)

BUSY: Limit[int] = 5_000
"""Milliseconds that SQLite waits for another process's transaction. Source: guarantees.md 2b."""
CHECKED = 50_000_000
"""Bytes of a SQLite file up to which it is looked through when it is opened: that takes a tenth of a second."""
Journal = Literal["wal", "delete"]


class Reach:
    """One database. `read` sees what is committed; `write` is one transaction, one at a time in this process."""

    def __init__(self, address: str, journal: Journal = "wal") -> None:
        self.url = make_url(address)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.in_memory = self.is_sqlite and self.url.database in (None, "", ":memory:")
        self._lock = threading.RLock()
        self._kept: Connection | None = None
        self._open: Connection | None = None
        """The connection of `together`, while that lasts."""
        with told():
            self._engine = self._memory() if self.in_memory else self._durable(journal)
        self._writer = self._engine.execution_options(writes=True)
        # Read statement by statement: a reader that holds no transaction keeps no old snapshot alive.
        self._reader = self._engine if self.is_sqlite else self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def _memory(self) -> Engine:
        made = create_engine(
            "sqlite://", hide_parameters=True, poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        _prepare(made, ("foreign_keys=ON",))
        return made

    def _durable(self, journal: Journal) -> Engine:
        if not self.is_sqlite:
            return create_engine(self.url, hide_parameters=True, pool_pre_ping=True)
        path = Path(str(self.url.database))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # SQLite gives its side files the same mode
        made = create_engine(self.url, hide_parameters=True, connect_args={"timeout": BUSY / 1_000})
        # EXTRA syncs the directory too: without it a rollback journal can lose its last commit in a power cut.
        synchronous = "FULL" if journal == "wal" else "EXTRA"
        _prepare(
            made,
            (f"busy_timeout={BUSY}", f"journal_mode={journal}", f"synchronous={synchronous}", "foreign_keys=ON"),
        )
        return made

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to read with."""
        with told():
            if self.in_memory:  # one connection for all threads
                with self._lock, self._reader.connect() as connection:
                    yield connection
            else:
                with self._reader.connect() as connection:
                    yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are all durable when the block ends, or all undone when it raises."""
        with told(), self._lock:
            if self._open is not None:
                with self._open.begin_nested():  # undone by itself where it raises
                    yield self._open
                return
            with self._begun() as connection:
                yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all writes of this thread within it one transaction, which is durable when it ends.

        A read sees what was committed before, so whatever is read back is read on the connection that wrote it.
        """
        with told(), self._lock:
            if self._open is not None:
                with self._open.begin_nested():
                    yield
                return
            with self._begun() as connection:
                self._open = connection
                try:
                    yield
                finally:
                    self._open = None

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if not self.is_sqlite:
            with self._writer.begin() as connection:
                yield connection
            return
        if self._kept is None or self._kept.closed:
            self._kept = self._writer.connect()  # kept: to get one anew costs as much as a small write
        try:
            with self._kept.begin():
                yield self._kept
        finally:
            # SQLite keeps a transaction open whose COMMIT failed (a full disk): the next one could not begin.
            raw: Any = self._kept.connection.dbapi_connection
            if raw.in_transaction:
                raw.rollback()

    def check(self) -> None:
        """Raises StoreUnavailable where a SQLite file is damaged, also in a part that nothing has read yet."""
        if not self.is_sqlite or self.in_memory or Path(str(self.url.database)).stat().st_size > CHECKED:
            return
        with self.read() as connection:
            found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        if found != "ok":
            log.error("The store's file is damaged: %s", found)
            raise StoreUnavailable(_words("malformed"))

    def close(self) -> None:
        """Let go of every connection."""
        if self._kept is not None:
            self._kept.close()
        self._engine.dispose()


def _prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer takes its lock first: a transaction that reads and then writes could never be retried.
        if connection.get_execution_options().get("writes"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def told() -> Iterator[None]:
    """Tell what a database or its disk refuses in words that show no path and no statement."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, OSError) as error:
        log.exception("The store failed")
        raise StoreUnavailable(_words(str(error))) from error


def _words(text: str) -> str:
    text = text.lower()
    if "is full" in text or "no space" in text:
        return "Nothing can be stored: the disk is full."
    if "locked" in text:
        return "Nothing could be stored: another process keeps the store busy. Try again."
    if "readonly" in text or "read-only" in text or "permission" in text:
        return "Nothing can be stored: the store's file or folder may not be written to."
    if "malformed" in text or "not a database" in text:
        return "The store's file is damaged: put a copy back, or move the file away to start anew."
    return "The store does not answer; the server's log says why."
