"""Bring a store to the tables of this version; Alembic is only loaded where something is to be done."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from jupyter_powa.errors import StoreTooNew
from jupyter_powa.store.engine import Reach
from jupyter_powa.store.tables import metadata

HEAD = "0011"
"""The newest file in migrations/versions; a test compares."""
FOLDER = Path(__file__).with_name("migrations")
LOCK = 0x706F7761
"""Held on PostgreSQL while tables change, so that two servers that start together do not both do it."""


def bring_up_to_date(reach: Reach) -> None:
    """Make or change the tables where needed, all in one transaction; raises StoreTooNew."""
    if reach.in_memory:
        with reach.write() as connection:
            metadata.create_all(connection)
        return
    with reach.read() as connection:
        if revision(connection) == HEAD:
            return
    with reach.write() as connection:
        if not reach.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        if revision(connection) != HEAD:  # another process may have done it meanwhile
            upgrade(connection)


def revision(connection: Connection) -> str | None:
    """The revision of a store, or None where it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Apply the migrations up to this one."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = revision(connection)
    if current is not None and current not in known:
        raise StoreTooNew(current, HEAD)
    command.upgrade(config, to)
