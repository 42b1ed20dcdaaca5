"""Whatever SQL a model gives: nothing outside the public tables is read, and nothing is written, on real servers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.agents.ask import answer
from jupyter_powa.agents.base import Brief
from jupyter_powa.data.external.database import ExternalDatabase
from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.llm.scripted import ScriptedLlm
from tests.agents.asking import Asked, brief, context_of, local
from tests.agents.planner.databases import SHOP
from tests.data import attempts as duckdb_attempts
from tests.data.external import mysql_attempts, mysql_project, postgresql_attempts, postgresql_project
from tests.data.project import MARKER, make, state


def model(sql: str) -> ScriptedLlm:
    """A model that says this query, again and again."""
    return ScriptedLlm([{"say": {"sql": sql, "explanation": "as asked"}, "always": True}])


async def tried(asked: Brief, attempts: Iterable[str], before: Any, now: Callable[[], Any]) -> None:
    """Each attempt as the model's SQL: its answer holds nothing private, and at the end nothing has changed."""
    for attempt in attempts:
        said = await answer(replace(asked, llm=model(attempt), seconds=5.0), "Show the orders")
        shown = json.dumps([said.content, said.error_text, said.words, said.asks], default=str)
        assert MARKER not in shown.replace(attempt, ""), attempt
        assert said.error_text or said.sql_text or said.words, attempt
    assert now() == before


async def test_no_attempt_gets_through_to_duckdb(tmp_path: Path) -> None:
    path = make(tmp_path)
    database = await LocalDatabases(str(path)).look()
    source = Asked(database)
    context = await context_of(source)
    assert MARKER not in context.model_dump_json()
    filled = [one.replace("{dir}", str(tmp_path)) for one in duckdb_attempts.ATTEMPTS]
    await tried(brief(source, context), filled, state(path), lambda: state(path))
    await database.close()


async def test_no_attempt_gets_through_to_postgresql() -> None:
    with postgresql_project.made() as server:
        source = Asked(ExternalDatabase(server.admin, "made"))
        context = await context_of(source)
        assert MARKER not in context.model_dump_json()
        await tried(brief(source, context), postgresql_attempts.ATTEMPTS, server.state(), server.state)


async def test_no_attempt_gets_through_to_mariadb() -> None:
    with mysql_project.made() as server:
        source = Asked(ExternalDatabase(server.admin, "made"))
        context = await context_of(source)
        assert MARKER not in context.model_dump_json()
        filled = [server.filled(one) for one in (*mysql_attempts.ATTEMPTS, *mysql_attempts.HIDDEN)]
        await tried(brief(source, context), filled, server.state(), server.state)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from orders, regions",
        "select email from customers",
        "select (select max(email) from customers) as m, count(*) from customers",
        "select c from customers c",
        "select to_json(customers) from customers",
        "select * exclude (id) from customers",
        "select columns('em.*') from customers",
        "select count(*) filter (email like 'a%') from customers",
        "select * from reviews",
        "with reviews as (select * from reviews) select * from reviews",
        "with customers as (select * from customers) select * from customers",
    ],
)
async def test_tables_and_columns_that_were_not_chosen_are_not_read(tmp_path: Path, sql: str) -> None:
    source = await local(SHOP, tmp_path)
    context = await context_of(source)
    context.tables = [table for table in context.tables if table.name in ("customers", "orders")]
    for table in context.tables:
        table.available_columns = list(table.columns)
        table.columns = [column for column in table.columns if column.name != "email"]
    said = await answer(replace(brief(source, context), llm=model(sql)), "Show it")
    assert "@x.org" not in said.model_dump_json()
    assert said.content is None or "email" not in json.dumps(said.content)
