"""Tables that rested between the steps of earlier runs are dropped when a later run of the workflow has completed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from jupyter_powa.blocks.base import Record
from jupyter_powa.data.base import Databases
from jupyter_powa.data.frames import quoted
from jupyter_powa.data.relation import RUNS, Relation
from jupyter_powa.errors import BlockError
from jupyter_powa.limits import Limit
from jupyter_powa.model.plan import Plan

log = logging.getLogger(__name__)

KEPT_RUNS: Limit[int] = 3
"""Runs of a workflow whose resting tables stay, so that the rows of their steps can be looked at. Source: ours."""

TABLES = f"""select database_name as base, table_name as name from duckdb_tables()
where schema_name = '{RUNS}' and starts_with(table_name, ?) order by table_oid desc"""


async def sweep(databases: Databases, plan: Plan, results: Mapping[str, Record]) -> None:
    """Drop what no run needs any more; what cannot be dropped is left for the next time."""
    if not _relations(results):
        return
    try:
        database = await databases.open(None, {})
        try:
            page = await database.page(TABLES, [f"{plan.workflow_id}/"], limit=100_000)
            tables = list(zip(*(page.arrow.column(place).to_pylist() for place in (0, 1)), strict=True))
            for base, name in _old([(str(base), str(name)) for base, name in tables], plan, results):
                await database.page(f"drop table if exists {quoted(base)}.{quoted(RUNS)}.{quoted(name)}")
        finally:
            await database.close()
    except BlockError as error:
        log.warning("Tables of earlier runs stay: %s", error.message)


def _old(tables: list[tuple[str, str]], plan: Plan, results: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The tables of runs before the last few, but for those that this run's rows stand on."""
    runs = list(dict.fromkeys(name.split("/")[1] for _, name in tables))  # newest first, by the tables' numbers
    stay = {plan.execution_id, *runs[:KEPT_RUNS]}
    queries = [one.query for one in _relations(results)]
    return [
        (base, name)
        for base, name in tables
        if name.split("/")[1] not in stay and not any(quoted(name) in query for query in queries)
    ]


def _relations(results: Mapping[str, Any]) -> list[Relation]:
    """Those of the outputs; the class alone is asked, for a value of a user's may do anything when it is looked at."""
    outputs = [result.get("output") for result in results.values()]
    return [one for one in outputs if type(one) is Relation]
