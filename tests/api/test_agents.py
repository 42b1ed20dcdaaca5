"""SQL agents: made, changed, exported, imported; whether their index fits the database is told truthfully."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_powa.briefing.portable import PortableAgent
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.model.agent_draft import MOST_TABLES
from jupyter_powa.model.source import PROJECT_ID
from jupyter_powa.powa import Powa
from jupyter_powa.settings import Settings
from tests.api.shop import CUSTOMERS, ORDERS, Api, execute

UNKNOWN = "123e4567-e89b-12d3-a456-426614174000"
NO_ROOT = {"name": "x", "description": None, "context": {"name": "c"}}


async def test_developer_and_dba_are_always_there_and_cannot_be_changed(api: Api) -> None:
    listed = await api("GET", "/agent/")
    assert [(one["name"], one["type"], one["datasource_id"]) for one in listed] == [
        ("Developer", "SYSTEM", PROJECT_ID),
        ("DBA", "SYSTEM", PROJECT_ID),
    ]
    path = f"/agent/{listed[0]['id']}"
    assert (await api.refused("DELETE", path))[0] == 409
    assert (await api.refused("PATCH", path, {"name": "x"}))[0] == 409
    assert (await api("GET", path))["name"] == "Developer"
    assert await api("POST", f"{path}/rebuild") is None


async def test_an_agent_is_made_changed_and_deleted(api: Api, kind: str) -> None:
    source = await api.source(kind)
    agent = await api.agent(source["id"], CUSTOMERS, ORDERS)
    assert (agent["type"], agent["status"], agent["index_status"]) == ("USER", "DEVELOPMENT", "INSYNC")
    assert agent["datasource_id"] == source["id"]
    path = f"/agent/{agent['id']}"
    nulls = {"context_id": None, "description": None, "name": None, "status": None}
    changed = await api("PATCH", path, nulls)
    assert changed == agent | {"description": None}
    assert (await api("PATCH", path, {"status": "RETIRED", "name": "B"}))["status"] == "RETIRED"
    assert (await api("GET", f"{path}/"))["name"] == "B"
    assert await api("DELETE", path) is None
    assert (await api.refused("GET", path))[0] == 404


async def test_the_index_is_out_of_sync_once_the_schema_has_drifted(api: Api, kind: str) -> None:
    agent = await api.agent((await api.source(kind))["id"], ORDERS)
    path = f"/agent/{agent['id']}"
    await execute(kind, f"alter table {ORDERS} add column note varchar(9)")
    assert (await api("GET", path))["index_status"] == "OUTOFSYNC"
    assert (await api("GET", "/agent/"))[-1]["index_status"] == "OUTOFSYNC"
    await api("POST", f"{path}/rebuild")
    assert (await api("GET", path))["index_status"] == "INSYNC"
    (table,) = (await api("GET", f"/context/{agent['context_id']}"))["tables"]
    assert [column["name"] for column in table["available_columns"]] == ["id", "customer_id", "amount", "note"]
    assert [column["name"] for column in table["columns"]] == ["id", "customer_id", "amount"]
    await execute(kind, f"alter table {ORDERS} drop column amount")
    assert (await api("GET", path))["index_status"] == "OUTOFSYNC"
    await api("POST", f"{path}/rebuild")
    (table,) = (await api("GET", f"/context/{agent['context_id']}"))["tables"]
    assert [column["name"] for column in table["columns"]] == ["id", "customer_id"]


async def test_what_an_agent_knows_is_generated(api: Api, kind: str) -> None:
    agent = await api.agent((await api.source(kind))["id"], CUSTOMERS, ORDERS, model="planner")
    context = await api("POST", f"/agent/{agent['id']}/generate")
    assert context == await api("GET", f"/context/{agent['context_id']}")
    assert [table["name"] for table in context["tables"]] == [CUSTOMERS, ORDERS]
    roles = {column["name"]: column["data_role"] for table in context["tables"] for column in table["columns"]}
    assert (roles["id"], roles["customer_id"]) == ("IDENTIFIER", "FOREIGN_KEY")
    assert (await api("GET", f"/agent/{agent['id']}"))["index_status"] == "INSYNC"
    developer = (await api("GET", "/agent/"))[0]["id"]
    assert (await api.refused("POST", f"/agent/{developer}/generate"))[0] == 409


async def test_an_agent_goes_to_another_database_as_it_was(api: Api, kind: str) -> None:
    agent = await api.agent((await api.source(kind))["id"], CUSTOMERS, ORDERS, model="planner")
    golden = {"question": "How many?", "sql_text": f"select count(*) from {ORDERS}", "approved": True}
    await api("POST", f"/agent/{agent['id']}/golden/", golden)
    await api("PATCH", f"/agent/{agent['id']}", {"table_filters": {ORDERS: "amount > 5"}})
    told = await api("GET", f"/agent/{agent['id']}/export")
    assert [table["name"] for table in told["context"]["tables"]] == [CUSTOMERS, ORDERS]
    assert (len(told["context"]["relationships"]), len(told["goldens"])) == (1, 1)
    there = await api("POST", "/agent/import", {"data": told, "datasource_id": agent["datasource_id"]})
    assert there["index_status"] == "INSYNC" and there["id"] != agent["id"]
    elsewhere = await api("POST", "/agent/import", {"data": told, "datasource_id": PROJECT_ID})
    assert elsewhere["index_status"] == "OUTOFSYNC"
    for one in (there, elsewhere):
        assert await api("GET", f"/agent/{one['id']}/export") == told
    assert (await api.refused("POST", f"/agent/{elsewhere['id']}/rebuild"))[0] == 409


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=8)
WORD = st.none() | TEXT
VALUE = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT
COLUMN = st.fixed_dictionaries(
    {"name": TEXT, "type": TEXT, "description": WORD, "data_role": WORD, "values": st.lists(VALUE, max_size=3)}
)
TABLE = st.fixed_dictionaries({"name": TEXT, "description": WORD, "columns": st.lists(COLUMN, max_size=3)})
NAMES = st.lists(TEXT, min_size=1, max_size=2)
JOIN = st.fixed_dictionaries(
    {"table": TEXT, "columns": NAMES, "other_table": TEXT, "other_columns": NAMES}
    | {"cardinality": st.sampled_from(["many_to_one", "one_to_one", "one_to_many", "many_to_many"])}
    | {"declared": st.booleans()}
)
GOLDEN = st.fixed_dictionaries(
    {"question": TEXT, "sql_text": TEXT, "approved": st.booleans(), "ordered": st.booleans()}
)
CONTEXT = st.fixed_dictionaries(
    {"name": TEXT, "description": WORD, "tables": st.lists(TABLE, max_size=3)}
    | {"relationships": st.lists(JOIN, max_size=2)}
)
AGENT = st.fixed_dictionaries(
    {"name": TEXT, "description": WORD, "context": CONTEXT, "status": TEXT, "model": TEXT}
    | {"goldens": st.lists(GOLDEN, max_size=2), "table_filters": st.dictionaries(TEXT, TEXT, max_size=2)}
)


@given(told=AGENT)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_imported_is_exported_as_it_came(told: dict[str, Any], imports: Any) -> None:
    assert imports(told) == told


@pytest.fixture
def imports(tmp_path: Path) -> Iterator[Any]:
    """Imports an agent and gives what is exported of it."""
    import asyncio

    loop = asyncio.new_event_loop()
    powa = Powa.memory(Settings(database=":memory:", data_dir=tmp_path), kernels=LocalKernels({}))
    api = Api(powa)

    async def through(told: dict[str, Any]) -> Any:
        agent = await api("POST", "/agent/import", {"data": told, "datasource_id": PROJECT_ID})
        return await api("GET", f"/agent/{agent['id']}/export")

    yield lambda told: loop.run_until_complete(through(told))
    loop.run_until_complete(powa.close())
    loop.close()


async def test_what_does_not_fit_is_told_place_by_place(api: Api) -> None:
    status, detail = await api.refused("POST", "/agent/", {"context_id": "x", "name": ""})
    assert status == 422
    assert {tuple(item["loc"]): item["type"] for item in detail} == {
        ("body", "context_id"): "uuid_parsing",
        ("body", "description"): "missing",
        ("body", "name"): "string_too_short",
    }
    assert all(item.keys() == {"loc", "msg", "type"} for item in detail)
    status, detail = await api.refused("GET", "/agent/nonsense")
    assert (status, detail[0]["loc"], detail[0]["type"]) == (422, ["path", "agent_id"], "uuid_parsing")
    assert (await api.reply("GET", f"/agent/{UNKNOWN}")).body["code"] == "agent_not_found"
    assert (await api.refused("POST", "/agent/", {"context_id": UNKNOWN, "description": None, "name": "x"}))[0] == 404
    assert (await api.refused("POST", "/agent/import", {"datasource_id": PROJECT_ID}))[0] == 422
    assert (await api.refused("POST", "/agent/import", {"datasource_id": UNKNOWN, "data": NO_ROOT}))[0] == 404
    reply = await api.reply("POST", "/agent/", b"{")
    assert (reply.status, reply.body["detail"][0]["loc"]) == (422, ["body"])


def test_a_context_has_no_more_tables_than_are_linked_in_time() -> None:
    tables = [{"name": "t"}] * (MOST_TABLES + 1)
    with pytest.raises(ValueError, match="at most"):
        PortableAgent.model_validate(NO_ROOT | {"context": {"name": "c", "tables": tables}})
