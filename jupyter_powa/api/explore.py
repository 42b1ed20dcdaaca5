"""/api/powa/explore: look at rows, wherever they are (ours)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from pydantic import Field
from pydantic_core import to_json

from jupyter_powa.api.past import remembered
from jupyter_powa.api.reply import JSON, Binary
from jupyter_powa.api.route import route
from jupyter_powa.errors import BadRequest, PowaError
from jupyter_powa.explore.page import CountForm, PageForm
from jupyter_powa.explore.run import RunForm
from jupyter_powa.explore.tree import MOST, Kind
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project
from jupyter_powa.running import Told

RESOURCE = "explorer"
KERNEL = Field(None, description="The notebook's kernel that is asked; none: the server's own.")


class PageRequest(PageForm):
    """Which rows, and where."""

    kernel_id: str | None = KERNEL


class CountRequest(CountForm):
    """Which rows, and where."""

    kernel_id: str | None = KERNEL


class RunRequest(RunForm):
    """A statement, and where it runs."""

    kernel_id: str | None = KERNEL


@route("POST", "/api/powa/explore/page", action="execute", resource=RESOURCE)
async def get_page(powa: Powa, body: PageRequest) -> Binary:
    """Get a page of rows as an Arrow IPC stream, whose schema's metadata tells the rest under `powa`; or as JSON."""
    piece = await one(powa, "page", body)
    return Binary(to_json(piece.told), JSON) if piece.data is None else Binary(piece.data)


@route("POST", "/api/powa/explore/count", action="execute", resource=RESOURCE)
async def count_rows(powa: Powa, body: CountRequest) -> dict[str, Any]:
    """Count the rows of a view."""
    return (await one(powa, "count", body)).told


@route("GET", "/api/powa/explore/tree", action="read", resource=RESOURCE)
async def get_tree(
    powa: Powa,
    source: str | None = None,
    path: str = "[]",
    kind: Kind = "source",
    q: str = "",
    offset: int = 0,
    limit: int = MOST,
    kernel_id: str | None = None,
) -> dict[str, Any]:
    """Get nodes of a data source's tree: below a path (a JSON list), or (`q`) those whose name holds some words."""
    form = {"source": source, "path": _path(path), "kind": kind, "q": q, "offset": offset, "limit": limit}
    async with aclosing(look_project(powa, "tree", form, kernel_id=kernel_id)) as answer:  # type: ignore[type-var]
        return (await anext(answer)).told


@route("POST", "/api/powa/explore/run", action="execute", resource=RESOURCE, streams=True)
async def run_statement(powa: Powa, body: RunRequest) -> AsyncIterator[Told]:
    """Run a statement: `started`, `progress`, then `result` or `changed`, or `error`."""
    return remembered(powa, body.sql, body.source, streamed(powa, "run", body))


def _path(text: str) -> list[str]:
    try:
        path = json.loads(text)
    except ValueError:
        path = None
    if not isinstance(path, list) or not all(isinstance(part, str) for part in path):
        raise BadRequest('path: write a JSON list of names, like ["main", "orders"].')
    return path


async def streamed(powa: Powa, verb: str, body: Any) -> AsyncIterator[Told]:
    """The pieces of an answer as events; what goes wrong is the last. Rows that come with one are left to `page`."""
    async with aclosing(asked(powa, verb, body)) as answer:  # type: ignore[type-var]
        try:
            async for piece in answer:
                yield Told(piece.told)
        except PowaError as error:
            yield Told({"type": "error", **error.body()})


async def one(powa: Powa, verb: str, body: Any) -> Piece:
    """The only piece of an answer."""
    async with aclosing(asked(powa, verb, body)) as answer:  # type: ignore[type-var]
        return await anext(answer)


def asked(powa: Powa, verb: str, body: Any) -> AsyncIterator[Piece]:
    """The pieces of an answer to a request."""
    arguments = body.model_dump(mode="json", exclude={"kernel_id"})
    return look_project(powa, verb, arguments, kernel_id=body.kernel_id)
