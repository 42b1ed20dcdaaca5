"""Run a mapped workflow for one item: in this process, beside the run that maps it, or on a worker of a cluster."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, cast

from jupyter_powa.blocks import catalog
from jupyter_powa.blocks.base import Record
from jupyter_powa.blocks.sockets import Ended, Outside, Sockets
from jupyter_powa.blocks.spent import Spent
from jupyter_powa.data.base import Databases
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.data.reachable import Reachable
from jupyter_powa.data.relation import RUNS, Relation
from jupyter_powa.engine.kept import KeptResults
from jupyter_powa.engine.run import GraphRun
from jupyter_powa.errors import BlockError
from jupyter_powa.model.execution import Done, Event
from jupyter_powa.model.plan import Plan
from jupyter_powa.model.workflow import Graph, new_id

log = logging.getLogger(__name__)

PLACES = 8
"""Items that are under way in one process at a time, where nothing else is said."""

TABLES = f"""select database_name as base, table_name as name from duckdb_tables()
where schema_name = '{RUNS}' and starts_with(table_name, ?)"""


class Here:
    """This process: items share the project's database, the namespace and the budget of the run that maps them."""

    places = room = PLACES
    said = "this process"

    def __init__(self, plan: Plan, outside: Any, sockets: Sockets, spent: Spent) -> None:
        """`outside`: what the mapped workflow may reach; it is closed with this."""
        self._plan, self._outside, self._spent = plan, outside, spent
        # A database by its name is one of the inner plan's sources; the project's own is the same.
        reached = Reachable(cast(LocalDatabases, sockets.databases), plan.sources, sockets.namespace)
        beside = (sockets.namespace, sockets.perform, sockets.exclusive, plan.workflow_id)
        self._sockets = Sockets(reached, cast(Outside, outside), *beside)

    async def run(self, variables: Mapping[str, Any]) -> Ended:
        """Run it with these variables, over the workflow's own."""
        return await ended(self._plan, self._sockets, self._spent, variables)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._outside.close()


async def ended(plan: Plan, sockets: Sockets, spent: Spent, variables: Mapping[str, Any]) -> Ended:
    """How one run of the plan goes with these variables; its results are kept for no other run."""
    given = {"execution_id": new_id(), "variables": {**plan.variables, **variables}}
    mine = plan.model_copy(update=given)
    last: list[Event] = []
    run = GraphRun(mine, sockets, last.append, KeptResults(), None)
    run.spent = spent
    try:
        results = await run.go()
        done = last[-1]
        assert isinstance(done, Done)
        if done.status != "completed":
            return Ended(None, done.error or "It failed.", done.code or "execution_failed")
        return Ended(await _whole(output_of(mine.graph, results), sockets.databases))
    except BlockError as error:
        return Ended(None, error.message, error.code)
    finally:
        if any(type(one) is Relation for one in (result.get("output") for result in run.results.values())):
            await _drop(mine, sockets.databases)


def output_of(graph: Graph, results: Mapping[str, Record]) -> Any:
    """A run's output, whole: the last output block's; where none ran, the last block's that leads nowhere."""
    kinds, leads = catalog(), {edge.source for edge in graph.edges}
    types = {block.id: block.type for block in graph.blocks}
    best: tuple[int, Any] = (1, None)
    for block_id, record in results.items():  # in the order in which they ended
        rank = 2 if kinds[types[block_id]].final else 1 if block_id not in leads else 0
        if rank >= best[0]:
            best = (rank, record.get("output"))
    return best[1]


async def _whole(output: Any, databases: Databases) -> Any:
    """An output that stays when its tables are gone: rows are read."""
    if type(output) is not Relation:
        return output
    database = await databases.open(None, {})
    try:
        return await database.frame(output.sql)
    finally:
        await database.close()


async def _drop(plan: Plan, databases: Databases) -> None:
    """Drop the tables that rested between this run's steps: nobody looks at the rows of one item of many."""
    try:
        database = await databases.open(None, {})
        try:
            page = await database.page(TABLES, [f"{plan.workflow_id}/{plan.execution_id}/"], limit=10_000)
            for base, name in zip(*(page.arrow.column(place).to_pylist() for place in (0, 1)), strict=True):
                await database.page(f"drop table if exists {quoted(base)}.{quoted(RUNS)}.{quoted(name)}")
        finally:
            await database.close()
    except BlockError as error:
        log.warning("Tables of a mapped item stay: %s", error.message)
