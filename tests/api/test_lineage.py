"""Where rows come from, over the table of routes: of a block's output, what made it too."""

from __future__ import annotations

from typing import Any

from jupyter_powa.model.copilot import BlockUpdate, CopilotSession, Message, WorkflowDiff
from jupyter_powa.model.workflow import Graph
from jupyter_powa.powa import Powa
from tests.conftest import Call

JOINED = (
    "select sum(o.v) as total, <Orders.output.0.k> as first, x.k from orders o join <a.output> x using (k) group by 3"
)
GRAPH: dict[str, Any] = {
    "blocks": [
        {"id": "in", "type": "input"},
        {"id": "a", "name": "Orders", "type": "sql", "config": {"query": "select 1 as k, 2.5 as v"}},
        {"id": "b", "name": "Total", "type": "sql", "config": {"query": JOINED}},
        {"id": "c", "type": "code", "config": {"code": "b['output']"}},
    ],
    "edges": [{"source": one, "target": other} for one, other in (("in", "a"), ("a", "b"), ("b", "c"))],
}


async def lineage(call: Call, **relation: Any) -> dict[str, Any]:
    reply = await call("POST", "/api/powa/explore/lineage", {"relation": relation})
    assert reply.status == 200, reply.body
    body: dict[str, Any] = reply.body
    return body


async def ran(call: Call, graph: dict[str, Any]) -> tuple[str, str]:
    workflow = (await call("POST", "/api/workflows", {"name": "w", **graph})).body["id"]
    reply = await call("POST", f"/api/workflows/{workflow}/execute", {})
    return workflow, reply.body["execution_id"]


async def test_columns_of_a_statement_come_from_tables(powa: Powa, call: Call) -> None:
    await (await powa.kernels.databases.open(None, {})).page("create table orders (id integer, amount double)")
    made = await lineage(call, sql="select sum(amount) as total from orders")
    (total,) = made["columns"]
    feed = {"source": None, "schema": None, "table": "orders", "column": "amount"}
    assert {name: total["feeds"][0][name] for name in feed} == feed
    assert (total["expression"], made["made_by"]) == ("SUM(orders.amount)", None)
    reply = await call("POST", "/api/powa/explore/lineage", {"relation": {"sql": "select nothing"}})
    assert (reply.status, reply.body["code"]) == (400, "sql_error")


async def test_an_sql_blocks_output_comes_from_the_blocks_before_it(call: Call) -> None:
    workflow, execution = await ran(call, GRAPH)
    made = await lineage(call, block="b", execution_id=execution)
    total, first, k = made["columns"]
    assert [(feed["table"], feed["column"]) for feed in total["feeds"]] == [("Orders", "v")]
    assert total["feeds"][0]["relation"]["block"] == "a"
    assert (first["feeds"], k["feeds"][0]["relation"]["block"]) == ([], "a")
    maker = made["made_by"]
    assert (maker["block"], maker["name"], maker["workflow_id"]) == ("b", "Total", workflow)
    assert (maker["execution_id"], maker["message_id"]) == (execution, None)


async def test_what_a_code_block_does_is_not_guessed(call: Call) -> None:
    _, execution = await ran(call, GRAPH)
    made = await lineage(call, block="c", execution_id=execution)
    assert "is of type code" in made["note"]
    assert not any(column["feeds"] for column in made["columns"])


async def test_the_message_that_made_a_block_is_told_until_somebody_changes_it(powa: Powa, call: Call) -> None:
    workflow = (await call("POST", "/api/workflows", {"name": "w", **GRAPH})).body["id"]
    conversations = powa.store.conversations
    session = conversations.add(CopilotSession(workflow_id=workflow))
    query = "select k, v * 2 as v from Orders"
    diff = WorkflowDiff(update_blocks=[BlockUpdate(id="b", config={"query": query})], base_version=1)
    said = Message(session_id=session.id, role="user", content="twice")
    answer = Message(session_id=session.id, role="assistant", workflow_diff=diff)
    conversations.begin(said, answer, "me", lambda owner: True)
    conversations.end(answer, Graph.model_validate(GRAPH))
    changed = Graph.model_validate(GRAPH)
    changed.blocks[2].config = {"query": query}
    conversations.apply(answer, workflow, changed, 1)
    execution = (await call("POST", f"/api/workflows/{workflow}/execute", {})).body["execution_id"]
    maker = (await lineage(call, block="b", execution_id=execution))["made_by"]
    assert (maker["session_id"], maker["message_id"]) == (session.id, answer.id)
    assert (await lineage(call, block="a", execution_id=execution))["made_by"]["message_id"] is None
    by_hand = {"blocks": [*GRAPH["blocks"]], "edges": GRAPH["edges"]}
    assert (await call("PUT", f"/api/workflows/{workflow}/graph", by_hand)).status == 200
    execution = (await call("POST", f"/api/workflows/{workflow}/execute", {})).body["execution_id"]
    assert (await lineage(call, block="b", execution_id=execution))["made_by"]["message_id"] is None
