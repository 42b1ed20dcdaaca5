"""An armed webhook fires at most once: 1,000 arms, many callers each, in threads of two processes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from tests.store.conftest import POSTGRESQL
from tests.store.races import race

ROUNDS, CALLERS = 1_000, 4


def prove() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield _told("SQLite", race(f"sqlite:///{Path(folder) / 'powa.sqlite'}", ROUNDS, CALLERS))
    engine, schema = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT"), f"powa_{uuid4().hex[:12]}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        yield f"PostgreSQL: no server answers at {POSTGRESQL}: not proved"
        return
    try:
        yield _told("PostgreSQL", race(f"{POSTGRESQL}?options=-csearch_path%3D{schema}", ROUNDS // 5, CALLERS))
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        engine.dispose()


def _told(name: str, history: list[int]) -> str:
    winners = Counter(history)
    assert set(winners) == {1}, f"{name}: winners by number of rounds {dict(winners)}"
    return f"{name}: {len(history)} arms, {CALLERS} callers each, exactly one winner in every one"
