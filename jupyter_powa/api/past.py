"""/api/powa/explore/history: what was run in the explorer (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from time import perf_counter
from typing import Annotated

from pydantic import BaseModel, Field

from jupyter_powa.api.route import route
from jupyter_powa.model.explore import PastQuery
from jupyter_powa.model.workflow import now
from jupyter_powa.powa import Powa
from jupyter_powa.reading import remember_query
from jupyter_powa.running import Told
from jupyter_powa.store.queries import MOST

RESOURCE = "explorer"
STOPPED = "It was stopped."


class PastQueries(BaseModel):
    """Statements that were run, newest first."""

    queries: list[PastQuery] = Field(description="Some of them.")


@route("GET", "/api/powa/explore/history", action="read", resource=RESOURCE)
async def list_queries(
    powa: Powa, limit: Annotated[int, Field(ge=1, le=MOST)] = 50, offset: Annotated[int, Field(ge=0, le=MOST)] = 0
) -> PastQueries:
    """List the statements that were run in the explorer, newest first."""
    return PastQueries(queries=powa.store.queries.list(limit, offset))


@route("DELETE", "/api/powa/explore/history", action="write", resource=RESOURCE)
async def clear_queries(powa: Powa) -> None:
    """Forget the statements that were run in the explorer."""
    await powa.write(powa.store.queries.clear)


async def remembered(powa: Powa, sql: str, source: str | None, events: AsyncIterator[Told]) -> AsyncIterator[Told]:
    """The events of a statement's run; its end, whichever it is, goes into the history."""
    started, began, last = now(), perf_counter(), Told()
    try:
        async with aclosing(events) as reading:  # type: ignore[type-var]
            async for last in reading:
                yield last
    finally:
        error = {"error": last.get("error"), "result": None, "changed": None}.get(str(last.get("type")), STOPPED)
        count = last.get("count", (last.get("shown") or {}).get("row_count"))
        await remember_query(
            powa,
            PastQuery(
                sql=sql,
                source=source,
                started_at=started,
                milliseconds=round((perf_counter() - began) * 1e3, 3),
                row_count=count,
                error=error,
            ),
        )
