"""/api/powa/sources: databases that the project may reach (ours). Passwords go in and never come out."""

from __future__ import annotations

from pydantic import BaseModel, Field

from jupyter_powa import sources
from jupyter_powa.api.route import route
from jupyter_powa.model.source import PROJECT, DataSource, SourceChanges, SourceForm
from jupyter_powa.powa import Powa
from jupyter_powa.reading import found_sources


class SourceList(BaseModel):
    """The project's data sources."""

    sources: list[DataSource] = Field(
        description="The project's own database first, then the stored ones by name, then those found in the notebook."
    )


class NewSource(SourceForm):
    """A data source to make."""

    test: bool = Field(True, description="Whether it is connected to first: one that cannot be reached is not stored.")


RESOURCE = "sources"


@route("GET", "/api/powa/sources", action="read", resource=RESOURCE)
async def list_sources(powa: Powa, kernel_id: str | None = None) -> SourceList:
    """List the data sources; the first is the project's own database, the last are those found in the notebook.

    `kernel_id`: the notebook's kernel; without one nothing is looked for, but where this process is the kernel.
    """
    own = DataSource(id=PROJECT, name=PROJECT, kind="duckdb", database=powa.settings.database_path, writable=True)
    stored = powa.store.sources.list()
    names = {own.name, *(one.name for one in stored)}
    found = await found_sources(powa, kernel_id) if kernel_id is not None or powa.kernels.trusted else []
    return SourceList(sources=[own, *stored, *(one for one in found if one.name not in names)])


@route("POST", "/api/powa/sources", action="write", resource=RESOURCE, status=201)
async def create_source(powa: Powa, body: NewSource) -> DataSource:
    """Create a data source, once it was connected to."""
    form = SourceForm.model_validate(body.model_dump(exclude={"test"}))
    return await sources.create(powa, form, test=body.test)


@route("GET", "/api/powa/sources/{source}", action="read", resource=RESOURCE)
async def get_source(powa: Powa, source: str) -> DataSource:
    """Get a data source by its id or name."""
    return powa.store.sources.get(source)


@route("PATCH", "/api/powa/sources/{source}", action="write", resource=RESOURCE)
async def change_source(powa: Powa, source: str, body: SourceChanges) -> DataSource:
    """Change a data source; its kind, host and port stay as they are."""
    return await sources.change(powa, source, body)


@route("DELETE", "/api/powa/sources/{source}", action="write", resource=RESOURCE)
async def delete_source(powa: Powa, source: str, force: bool = False) -> None:
    """Delete a data source; blocks that name it fail from now on. One that agents use is only deleted by force."""
    await sources.delete(powa, source, force=force)


@route("POST", "/api/powa/sources/{source}/test", action="execute", resource=RESOURCE)
async def try_source(powa: Powa, source: str) -> DataSource:
    """Connect to a data source, and tell what the server says of the user."""
    return await sources.test(powa, source)
