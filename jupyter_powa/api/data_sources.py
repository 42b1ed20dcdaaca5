"""/copilot/v1/data-source: the project's data sources as SQL agents know them (contract K11 to K15)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, SecretStr, StringConstraints

from jupyter_powa import sources
from jupyter_powa.api.family import RESOURCE, Id, Lenient, Name, Strict
from jupyter_powa.api.route import route
from jupyter_powa.errors import Conflict
from jupyter_powa.model.source import PROJECT_ID, DataSource, SourceChanges, SourceForm
from jupyter_powa.powa import Powa
from jupyter_powa.reading import list_schemas
from jupyter_powa.sources import FILES, PORTS, known_source, word_of

Text = Annotated[str, StringConstraints(max_length=4_000)]
KIND = "mariadb"
"""What listens where neither the type nor the port says it: the databases of the API that this one matches."""


class NewDataSource(Lenient):
    """A data source to connect to. DuckDB and SQLite: `host` is the file's path or `:memory:`, `port` is 0."""

    host: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)] = Field(
        description="The server's name or address, or a file's path."
    )
    name: Name = Field(description="What people call it.")
    password: SecretStr = Field(max_length=4_000, description="The password, or where it stands: `env:NAME`.")
    port: int = Field(ge=0, le=65_535, description="The server's port; 0 for a file.")
    username: Text = Field(description="Who signs in.")
    type: str = Field(
        "", max_length=100, description="duckdb, postgresql, mariadb, mysql, sqlite; empty: by the port, else mariadb."
    )
    database: Text = Field("", description="The server's database; empty: the one that there is.")


class DataSourceChanges(Strict):
    """What to change of a data source; null changes nothing. Where it is stays as it was made."""

    name: Name | None = Field(None, description="What people call it.")
    password: SecretStr | None = Field(None, max_length=4_000, description="The password, or where it stands.")
    username: Text | None = Field(None, description="Who signs in.")
    database: Text | None = Field(None, description="The server's database.")


class DataSourceTold(BaseModel):
    """A data source. Its password is never told."""

    id: str = Field(description="uuid.")
    name: str = Field(description="What people call it.")
    host: str = Field(description="The server's name or address, or a file's path.")
    port: int = Field(description="The server's port; 0 for a file.")
    username: str = Field(description="Who signs in.")
    type: str = Field(description="SYSTEM for the project's own database, USER for all others.")
    created_on: datetime = Field(description="When it was made.")
    engine: str = Field(description="The kind of database: duckdb, postgresql, mariadb, mysql, sqlite, …")
    database: str = Field(description="The server's database.")


class SchemaNames(BaseModel):
    """A schema and its tables by name."""

    name: str = Field(description="The schema's name.")
    tables: list[str] = Field(description="Its tables and views.")


class DataSourceSeen(DataSourceTold):
    """A data source, and what is in it."""

    schemas: list[SchemaNames] = Field(description="Its schemas.")


@route("GET", "/copilot/v1/data-source/", action="read", resource=RESOURCE)
async def list_data_sources(powa: Powa) -> list[DataSourceTold]:
    """List the data sources; the first is the project's own database."""
    return [_told(one) for one in (known_source(powa, PROJECT_ID), *powa.store.sources.list())]


@route("POST", "/copilot/v1/data-source/", action="write", resource=RESOURCE)
async def create_data_source(powa: Powa, body: NewDataSource) -> DataSourceSeen:
    """Create a data source, once it was connected to."""
    kind = body.type or ("duckdb" if body.port == 0 else PORTS.get(body.port, KIND))
    form = SourceForm(
        name=body.name,
        kind=kind,
        host="" if kind in FILES else body.host,
        port=body.port or None,
        username=body.username,
        password=body.password,
        database=body.host if kind in FILES else body.database,
    )
    return await _seen(powa, await sources.create(powa, form))


@route("GET", "/copilot/v1/data-source/{datasource_id}", action="read", resource=RESOURCE)
async def get_data_source(powa: Powa, datasource_id: Id) -> DataSourceSeen:
    """Get a data source, and look what is in it."""
    return await _seen(powa, known_source(powa, datasource_id))


@route("DELETE", "/copilot/v1/data-source/{datasource_id}", action="write", resource=RESOURCE, nothing=200)
async def delete_data_source(powa: Powa, datasource_id: Id, force: bool = False) -> None:
    """Delete a data source; one that agents use is only deleted by force."""
    _refuse(datasource_id, "deleted")
    await sources.delete(powa, datasource_id, force=force)


@route("PATCH", "/copilot/v1/data-source/{datasource_id}", action="write", resource=RESOURCE)
async def change_data_source(powa: Powa, datasource_id: Id, body: DataSourceChanges) -> DataSourceSeen:
    """Change a data source, once it was connected to as it will be; its host and port stay as they are."""
    _refuse(datasource_id, "changed")
    old, password = powa.store.sources.sealed(datasource_id)
    values = body.model_dump(exclude_none=True)
    changed = await sources.change(powa, datasource_id, SourceChanges.model_validate(values))
    try:
        return await _seen(powa, changed)
    except BaseException:
        powa.store.sources.change(datasource_id, lambda _: old, password)
        raise


def _refuse(datasource_id: str, what: str) -> None:
    if datasource_id == PROJECT_ID:
        raise Conflict(f"The project's own database cannot be {what}.", code="built_in")


def _told(source: DataSource) -> DataSourceTold:
    file = source.kind in FILES
    return DataSourceTold(
        id=source.id,
        name=source.name,
        host=source.database if file else source.host,
        port=source.port or 0,
        username=source.username,
        type="SYSTEM" if source.id == PROJECT_ID else "USER",
        created_on=source.created_at,
        engine=source.kind,
        database="" if file else source.database,
    )


async def _seen(powa: Powa, source: DataSource) -> DataSourceSeen:
    schemas = await list_schemas(powa, source=word_of(source.id))
    named = [SchemaNames(name=one.name, tables=[table.name for table in one.tables]) for one in schemas]
    return DataSourceSeen(**dict(_told(source)), schemas=named)
