"""/api/powa/datasets: what runs have written, how it came to be, and its rows (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from jupyter_powa.api.explore import RESOURCE, one
from jupyter_powa.api.reply import JSON, Download
from jupyter_powa.api.route import route
from jupyter_powa.explore.page import MOST, PageForm
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.model.dataset import Dataset
from jupyter_powa.model.explore import View
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project

MEDIA = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet", "json": JSON}
"""What a file of each format is called on the web."""


class Datasets(BaseModel):
    """One page of the datasets."""

    datasets: list[Dataset] = Field(description="The datasets of the page.")
    total: int = Field(description="How many there are in all.")
    limit: int = Field(description="Most that a page holds.")
    offset: int = Field(description="How many come before the page.")


class DatasetPage(PageForm):
    """Which rows, and where they are."""

    kernel_id: str | None = None


@route("GET", "/api/powa/datasets", action="read")
async def list_datasets(
    powa: Powa,
    limit: int = 50,
    offset: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0,
    q: str = "",
    workflow_id: str | None = None,
) -> Datasets:
    """List datasets, the newest first; `q` finds a part of their names."""
    limit = min(max(limit, 1), powa.settings.max_limit)
    asked = q[:200].replace("\x00", "")
    found, total = powa.store.datasets.list(limit=limit, offset=offset, q=asked, workflow_id=workflow_id)
    return Datasets(datasets=list(found), total=total, limit=limit, offset=offset)


@route("GET", "/api/powa/datasets/{dataset_id}", action="read")
async def get_dataset(powa: Powa, dataset_id: str) -> Dataset:
    """Get a dataset's record: what made it, from what, and what each step did. A name means the newest of that name."""
    return powa.store.datasets.get(dataset_id)


@route("GET", "/api/powa/datasets/{dataset_id}/rows", action="read", resource=RESOURCE)
async def read_dataset(
    powa: Powa,
    dataset_id: str,
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100,
    offset: Annotated[int, Field(ge=0, le=2**62)] = 0,
    kernel_id: str | None = None,
) -> dict[str, Any]:
    """Get some of its rows as plain values; `/api/powa/explore` gives them as Arrow, and exports them."""
    view = View(relation=powa.store.datasets.get(dataset_id).relation)
    form = DatasetPage(view=view, limit=limit, offset=offset, format="json", kernel_id=kernel_id)
    return (await one(powa, "page", form)).told


@route("GET", "/api/powa/datasets/{dataset_id}/export", action="read", resource=RESOURCE)
async def export_dataset(
    powa: Powa, dataset_id: str, format: Literal["csv", "parquet", "json"] = "csv", kernel_id: str | None = None
) -> Download:
    """Download all its rows as a file. In CSV no text is a formula to a spreadsheet."""
    record = powa.store.datasets.get(dataset_id)
    arguments = {"view": View(relation=record.relation).model_dump(mode="json"), "format": format}
    answer = look_project(powa, "download", arguments, kernel_id=kernel_id)
    told = (await anext(answer)).told  # what goes wrong is told before the file begins
    return Download(f"{record.name}.{format}", MEDIA[format], told["bytes"], _pieces(answer))


async def _pieces(answer: AsyncIterator[Piece]) -> AsyncIterator[bytes]:
    async with aclosing(answer):  # type: ignore[type-var]
        async for piece in answer:
            yield piece.data or b""


class Forgotten(BaseModel):
    """The record is gone."""

    ok: Literal[True] = Field(True, description="Always true.")


@route("DELETE", "/api/powa/datasets/{dataset_id}", action="write")
async def delete_dataset(powa: Powa, dataset_id: str) -> Forgotten:
    """Forget a dataset's record. Its table or file stays: whoever wants it gone drops it where it is."""
    await powa.write(powa.store.datasets.delete, dataset_id)
    return Forgotten(ok=True)
