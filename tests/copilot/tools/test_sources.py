"""The copilot's tools on real data sources: what they show, and that no attempt on them reaches or changes anything."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from jupyter_powa import sources
from jupyter_powa.copilot.tools.sources import MOST, listed
from jupyter_powa.errors import BadRequest, BlockError
from jupyter_powa.model.source import SourceForm
from tests.data.external import mysql_attempts, mysql_project, postgresql_attempts, postgresql_project
from tests.data.project import MARKER

ATTEMPTS = {"postgresql": postgresql_attempts.ATTEMPTS, "mariadb": mysql_attempts.ATTEMPTS}
PROJECTS: dict[str, Any] = {"postgresql": postgresql_project, "mariadb": mysql_project}


@pytest.fixture(scope="module", params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[str, Any]]:
    with PROJECTS[request.param].made() as made:
        yield request.param, made


@pytest.fixture
async def kind(server: tuple[str, Any], turn: Any) -> AsyncIterator[str]:
    """The kind of the data source `Shop`, which signs in as superuser: the guard alone holds."""
    url = server[1].admin.url.set(drivername=server[0])
    await sources.create(turn.powa, SourceForm(name="Shop", url=url.render_as_string(hide_password=False)))
    yield server[0]


async def test_tables_and_rows_of_a_data_source_are_seen(kind: str, use: Any) -> None:
    told = await use("get_db_schema", source="Shop", table_name="orders")
    assert {"column": "region", "key": "foreign: regions(region)"}.items() <= {
        key: value for one in told["tables"][0]["columns"] if one["column"] == "region" for key, value in one.items()
    }.items()
    rows = await use("execute_public_sql", source="Shop", sql="select id from orders where id < 3 order by id")
    assert rows["rows"] == [{"id": 1}, {"id": 2}]


async def test_the_models_are_told_which_data_sources_there_are(kind: str, use: Any) -> None:
    assert (await use("get_db_schema"))["data_sources"] == [{"name": "Shop", "kind": kind}]
    with pytest.raises(BadRequest, match=r"There is no data source 'Shpo'\. There are: project, Shop"):
        await use("execute_public_sql", source="Shpo", sql="select 1")


async def test_no_attempt_reaches_or_changes_anything(kind: str, server: tuple[str, Any], use: Any) -> None:
    before = server[1].state()
    for attempt in ATTEMPTS[kind]:
        if not attempt:
            continue  # a tool takes no empty text
        try:
            told = str(await use("execute_public_sql", source="Shop", sql=attempt))
        except BlockError as refused:
            assert refused.code in ("sql_refused", "sql_error"), attempt
            told = f"{refused!r} {refused.__context__!r}"
        else:
            pytest.fail(f"it was let through: {attempt}")
        assert MARKER not in told.replace(attempt, "").replace(repr(attempt), ""), attempt
    assert server[1].state() == before


async def test_of_many_data_sources_the_first_ones_are_told(turn: Any) -> None:
    for number in range(MOST + 3):
        form = SourceForm(name=f"s{number:03}", kind="sqlite", database=":memory:")
        await sources.create(turn.powa, form, test=False)
    assert len(listed(turn)["data_sources"]) == MOST
