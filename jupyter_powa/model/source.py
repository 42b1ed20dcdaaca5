"""A data source: a database that the project may reach, and what travels to where it is reached."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, StringConstraints

from jupyter_powa.model.hidden import Hidden
from jupyter_powa.model.workflow import new_id, now

PROJECT = "project"
"""What the project's own DuckDB is called among the sources."""
PROJECT_ID = "5e9e14b6-5f0e-4d6b-9a9e-0d1c0de05001"
"""The project's own database where an id must be a uuid (contract §6)."""
FOUND = "found"
"""The kind of a source of which only its name is known: the notebook that it runs in has it."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mariadb+pymysql", "mysql": "mysql+pymysql"}
"""What SQLAlchemy calls the drivers that are used, by the kind of database."""
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class Role(BaseModel):
    """What the server says of the user that signs in."""

    user: str = Field("", description="Whom the server takes us for.")
    superuser: bool = Field(False, description="Whether it may do anything there.")
    may_write: bool = Field(False, description="Whether it may change rows or make tables.")
    owns: int = Field(0, description="How many tables it owns.")
    words: str = Field("", description="All this in words, and what would be safer.")


class _Where(BaseModel):
    """Where a database is."""

    kind: str = Field(
        description="duckdb, postgresql, mariadb, mysql, sqlite, or the name of another SQLAlchemy dialect."
    )
    host: str = Field("", description="The server's name or address; empty for a file.")
    port: int | None = Field(None, ge=1, le=65_535, description="The server's port; none: the usual one.")
    username: str = Field("", description="Who signs in.")
    database: str = Field("", description="The database's name, a file's path, or `:memory:` for DuckDB and SQLite.")
    options: dict[str, str] = Field(
        default_factory=dict, description="More for the driver, as a SQLAlchemy address has it: {'sslmode': 'require'}."
    )
    writable: bool = Field(False, description="Whether statements may change it; otherwise it is opened read-only.")
    seconds: Seconds = Field(300.0, description="Seconds that a statement may take there.")


class DataSource(_Where):
    """A stored data source. Its password is never told."""

    id: str = Field(default_factory=new_id, description="uuid4.")
    name: Name = Field(description="What blocks and people call it.")
    version: int = Field(1, description="1 for the first, one more with each change.")
    created_at: datetime = Field(default_factory=now, description="When it was made.")
    updated_at: datetime = Field(default_factory=now, description="When it was last changed.")
    password_kept: str = Field("", description="`store`, or the reference to where the password stands; empty: none.")
    server: str = Field("", description="What the server says that it is, when it was last connected to.")
    role: Role | None = Field(None, description="What it said of the user; none where nobody has connected yet.")
    found: bool = Field(False, description="Whether it is a connection that was found in the notebook.")


class SourceForm(BaseModel):
    """A data source to make: by its parts, or by `url`."""

    model_config = ConfigDict(extra="forbid")

    name: Name = Field(description="What blocks and people call it.")
    url: str = Field("", max_length=4_000, description="A SQLAlchemy address, instead of the parts.")
    kind: str = Field("", max_length=100, description="duckdb, postgresql, mariadb, mysql, sqlite, or another dialect.")
    host: str = Field("", max_length=255, description="The server's name or address.")
    port: int | None = Field(None, ge=1, le=65_535, description="The server's port; none: the usual one.")
    username: str = Field("", max_length=255, description="Who signs in.")
    password: SecretStr = Field(
        SecretStr(""), max_length=4_000, description="The password, or where it stands: `env:NAME`, `keyring:NAME`."
    )
    database: str = Field("", max_length=4_000, description="The database's name, a file's path, or `:memory:`.")
    options: dict[str, str] = Field(default_factory=dict, max_length=50, description="More for the driver.")
    writable: bool = Field(False, description="Whether statements may change it.")
    seconds: Seconds = Field(300.0, description="Seconds that a statement may take there.")


class SourceChanges(BaseModel):
    """What to change of a data source; where it is stays as it was made."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = Field(None, description="What blocks and people call it.")
    username: str | None = Field(None, max_length=255, description="Who signs in.")
    password: SecretStr | None = Field(None, max_length=4_000, description="The password, or where it stands.")
    database: str | None = Field(None, max_length=4_000, description="The database's name.")
    options: dict[str, str] | None = Field(None, max_length=50, description="More for the driver.")
    writable: bool | None = Field(None, description="Whether statements may change it.")
    seconds: Seconds | None = Field(None, description="Seconds that a statement may take there.")


class SourceAccess(_Where):
    """How a data source is reached: it travels in a plan or a question, and is kept nowhere."""

    id: str = Field("", description="The stored source's id.")
    name: str = Field(description="What it is called.")
    password: Hidden | None = Field(None, description="What signs in there; in memory only.")


class FoundSource(BaseModel):
    """A connection of the notebook that can be used by its name."""

    name: str = Field(description="The variable, or `connections.ini` section, that it is called by.")
    kind: str = Field(description="The kind of its database.")
    host: str = Field("", description="The server's name or address.")
    port: int | None = Field(None, description="The server's port.")
    username: str = Field("", description="Who signs in.")
    database: str = Field("", description="The database's name or file.")
    origin: str = Field(description="Where it was found: `variable` or `jupysql`.")


class Connected(BaseModel):
    """What connecting to a data source has shown."""

    server: str = Field(description="What the server says that it is.")
    role: Role = Field(description="What it says of the user.")
