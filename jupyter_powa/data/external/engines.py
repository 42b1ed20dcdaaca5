"""How each kind of server is connected to: its driver, what makes a session read only, how a statement is stopped."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import NoSuchModuleError

from jupyter_powa.data.external.trouble import missing
from jupyter_powa.errors import BlockError
from jupyter_powa.model.source import DRIVERS, SourceAccess

PACKAGES = {"postgresql": "psycopg[binary]", "mariadb": "pymysql", "mysql": "pymysql"}

CONNECT = 10
"""Seconds to wait for a server that does not answer."""
POOL, MORE, AGE = 2, 6, 600
"""Connections of one source that are kept, how many more there may be at once, and seconds until one is made anew."""

_engines: dict[str, Engine] = {}
_making = Lock()


def engine_of(access: SourceAccess) -> Engine:
    """The engine of a source, one for each way to reach it; raises BlockError for a driver that is not installed."""
    key = repr((access.model_dump(exclude={"password"}), access.password and access.password.get_secret_value()))
    with _making:
        if key not in _engines:
            _engines[key] = _made(access)
        return _engines[key]


def _made(access: SourceAccess) -> Engine:
    kind = access.kind
    try:
        if kind == "sqlite":
            engine = _sqlite(access)
        else:
            engine = create_engine(
                _url(access),
                connect_args=_arguments(access),
                pool_size=POOL,
                max_overflow=MORE,
                pool_recycle=AGE,
                pool_pre_ping=True,
                hide_parameters=True,
            )
    except NoSuchModuleError:
        words = (
            f"{kind!r} is no kind of database that is known here. Known: duckdb, postgresql, mariadb, mysql, sqlite."
        )
        raise BlockError(words, code="unknown_kind") from None
    except ImportError as error:
        raise missing(access.name, PACKAGES.get(kind, str(error.name))) from None
    if kind in ("mariadb", "mysql") and not access.writable:
        event.listen(engine, "connect", _mysql_reads)
    return engine


def _sqlite(access: SourceAccess) -> Engine:
    """A file; `mode` says that it is not made, and not written."""
    if access.database in ("", ":memory:"):
        return create_engine("sqlite://")
    from pathlib import Path

    mode = "rw" if access.writable else "ro"
    address = f"sqlite:///{Path(access.database).absolute().as_uri()}?mode={mode}&uri=true"
    return create_engine(address, hide_parameters=True)


def _url(access: SourceAccess) -> URL:
    return URL.create(
        DRIVERS.get(access.kind, access.kind),
        username=access.username or None,
        password=access.password.get_secret_value() if access.password is not None else None,
        host=access.host or None,
        port=access.port,
        database=access.database or None,
        query=access.options,
    )


def _arguments(access: SourceAccess) -> dict[str, Any]:
    if access.kind == "postgresql":
        reads = "" if access.writable else " -c default_transaction_read_only=on"
        return {"connect_timeout": CONNECT, "options": f"-c application_name=jupyter_powa{reads}"}
    if access.kind in ("mariadb", "mysql"):
        return {"connect_timeout": CONNECT, "local_infile": False}
    return {}


def _mysql_reads(connection: Any, _record: Any) -> None:
    """A session that may only read: the transaction's own word lets CREATE and TRUNCATE through (guarantees.md 2a)."""
    with contextlib.closing(connection.cursor()) as cursor:
        cursor.execute("set session transaction read only")


def stopper(connection: Connection) -> Callable[[], None]:
    """What stops the statement that runs on this connection; may be called from any thread."""
    raw: Any = connection.connection.driver_connection
    name = connection.engine.dialect.name
    if name == "postgresql" and hasattr(raw, "cancel_safe"):
        return partial(raw.cancel_safe, timeout=5)
    if name in ("mysql", "mariadb") and hasattr(raw, "thread_id"):
        return partial(_kill, connection.engine, raw.thread_id())
    return getattr(raw, "interrupt", None) or getattr(raw, "cancel", None) or _nothing


def _kill(engine: Engine, thread: int) -> None:
    """From a second connection: the first one waits for its answer."""
    with contextlib.suppress(Exception), engine.connect() as other:
        other.exec_driver_sql(f"kill query {int(thread)}")


def _nothing() -> None:
    """A driver that cannot stop a statement."""
