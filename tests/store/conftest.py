"""Each store test runs in memory, on a SQLite file and on PostgreSQL, where one answers."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from jupyter_powa.store import Store

POSTGRESQL = os.environ.get("POWA_TEST_POSTGRESQL", "postgresql+psycopg://root@127.0.0.1:5432/test")


@pytest.fixture
def postgresql():
    """The address of an empty schema of its own on a real PostgreSQL server."""
    engine, schema = create_engine(POSTGRESQL, isolation_level="AUTOCOMMIT"), f"powa_{uuid4().hex[:12]}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        engine.dispose()
        if os.environ.get("POWA_CI"):
            raise
        pytest.skip(f"no PostgreSQL server answers at {POSTGRESQL}")
    # Nothing here pulls the server's plug: its commits need not wait for the disk.
    yield f"{POSTGRESQL}?options=-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"
    with engine.connect() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A SQLAlchemy address of an empty database."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql")
    return "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'powa.sqlite'}"


@pytest.fixture
def store(address: str):
    """An empty store."""
    made = Store(address)
    yield made
    made.close()
