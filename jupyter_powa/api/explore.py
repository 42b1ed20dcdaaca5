"""/api/powa/explore: look at rows, wherever they are (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

from pydantic import Field

from jupyter_powa.api.reply import Binary
from jupyter_powa.api.route import route
from jupyter_powa.explore.page import CountForm, PageForm
from jupyter_powa.explore.verbs import Piece
from jupyter_powa.powa import Powa
from jupyter_powa.reading import look_project

RESOURCE = "explorer"
KERNEL = Field(None, description="The notebook's kernel that is asked; none: the server's own.")


class PageRequest(PageForm):
    """Which rows, and where."""

    kernel_id: str | None = KERNEL


class CountRequest(CountForm):
    """Which rows, and where."""

    kernel_id: str | None = KERNEL


@route("POST", "/api/powa/explore/page", action="execute", resource=RESOURCE)
async def get_page(powa: Powa, body: PageRequest) -> Binary:
    """Get a page of rows as an Arrow IPC stream; its schema's metadata tells the rest under `powa`."""
    piece = await one(powa, "page", body)
    return Binary(piece.data or b"")


@route("POST", "/api/powa/explore/count", action="execute", resource=RESOURCE)
async def count_rows(powa: Powa, body: CountRequest) -> dict[str, Any]:
    """Count the rows of a view."""
    return (await one(powa, "count", body)).told


async def one(powa: Powa, verb: str, body: Any) -> Piece:
    """The only piece of an answer."""
    async with aclosing(asked(powa, verb, body)) as answer:  # type: ignore[type-var]
        return await anext(answer)


def asked(powa: Powa, verb: str, body: Any) -> AsyncIterator[Piece]:
    """The pieces of an answer to a request."""
    arguments = body.model_dump(mode="json", exclude={"kernel_id"})
    return look_project(powa, verb, arguments, kernel_id=body.kernel_id)
