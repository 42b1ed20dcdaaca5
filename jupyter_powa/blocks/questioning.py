"""Ask a SQL agent from a block: the whole way from its question to rows, in this process, and its rows as a frame."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.agents.index import Index
from jupyter_powa.agents.link import Linker
from jupyter_powa.agents.source import DatabaseSource
from jupyter_powa.blocks.base import BlockContext, Result
from jupyter_powa.data.local import MEMORY, LocalDatabases
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.agents import Answer, Stage
from jupyter_powa.model.data import Page
from jupyter_powa.model.plan import SqlAgentAccess

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS: Limit[int] = 100_000
"""Rows that an answer passes on; one with more fails, for the next block would count a part of them. Source: ours, the
most that a SQL block shows.
"""
_ROWS = "rows_of_the_answer"


async def questioned(ctx: BlockContext, access: SqlAgentAccess, question: str, seconds: float) -> Result:
    """The rows that answer a question, as a frame, with the SQL, the words and how sure they are beside it.

    Raises BlockError where there is no answer: `asks_back` where two readings of the question are likely, `unanswered`
    where the data cannot answer it, `too_many_rows`, `timeout`, and `agent_failed` for whatever else went wrong.
    """
    databases = ctx.sockets.databases
    database = await databases.look(access.source)
    try:
        source = DatabaseSource(database, access.memory)
        async with asyncio.timeout(seconds):
            index = await asyncio.to_thread(_index, access)
            try:
                brief = Brief(
                    agent=access.agent,
                    context=access.context,
                    source=source,
                    linker=await asyncio.to_thread(Linker, access.context, index),
                    llm=None if access.model is None else ctx.sockets.outside.llm(access.model),
                    filters=access.agent.table_filters,
                    limit=MOST_ROWS,
                    seconds=seconds,
                )
                said = await answer(brief, question, lambda stage: ctx.progress(None, _doing(stage)))
            finally:
                index.close()
    except TimeoutError:
        raise BlockError(f"{access.agent.name} gave no answer within {seconds:g} s.", code="timeout") from None
    finally:
        await database.close()
    _refuse(access, said)
    assert source.last is not None
    return Result(await framed(source.last, said.col_keys), _told(access, said))


def _index(access: SqlAgentAccess) -> Index:
    made = Index()
    made.refresh(access.context, access.goldens)
    return made


def _doing(stage: Stage) -> str:
    return f"{stage.name}: {stage.words}"[:200] if stage.words else stage.name


def _refuse(access: SqlAgentAccess, said: Answer) -> None:
    """Raises BlockError where there are no rows to pass on."""
    name = access.agent.name
    if said.asks:
        raise BlockError(f"{name} asks back: {said.asks} Say in the question which is meant.", code="asks_back")
    if said.error_text:
        tried = f" The SQL was: {said.sql_text}" if said.sql_text else ""
        raise BlockError(f"{name} could not answer: {said.error_text}{tried}", code="agent_failed")
    if not said.sql_text:
        raise BlockError(f"{name} has no answer: {said.words}", code="unanswered")
    if said.rows_truncated:
        words = f"The answer of {name} has more rows than the {MOST_ROWS:,} that a block passes on, or is too large"
        raise BlockError(
            f"{words}: ask for fewer, or let a SQL block run its SQL: {said.sql_text}", code="too_many_rows"
        )


def _told(access: SqlAgentAccess, said: Answer) -> dict[str, Any]:
    """What the block tells beside the rows."""
    used = {**said.used.model_dump(exclude={"cost"}), "cost_usd": said.used.cost}
    return {
        "agent": access.agent.name,
        "columns": said.col_keys,
        "row_count": said.row_count,
        "sql": said.sql_text,
        "words": said.words,
        "confidence": said.confidence,
        "reasons": [one.words for one in said.reasons],
        "model": said.model,
        "used": used,
    }


async def framed(page: Page, names: list[str]) -> pd.DataFrame:
    """The rows of a page as a frame, in the types that a SQL block's rows have, under names that differ."""
    databases = LocalDatabases(MEMORY)
    try:
        database = await databases.open(None, {_ROWS: page.arrow.rename_columns(names)})
        return await database.frame(f"select * from {_ROWS}")
    finally:
        await databases.close()
