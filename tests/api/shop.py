"""A small shop, in each kind of database that agents answer questions about, and agents that know it."""

from __future__ import annotations

import os
from typing import Any

from jupyter_powa.api.reply import Reply
from jupyter_powa.api.route import dispatch
from jupyter_powa.data.external.database import ExternalDatabase
from jupyter_powa.data.external.engines import engine_of
from jupyter_powa.powa import Powa
from tests.data.external.servers import MARIADB, POSTGRESQL, access

CUSTOMERS, ORDERS = (f"powa_agents_{os.getpid()}_{name}" for name in ("customers", "orders"))
"""Named for this process: others may run their tests on the same servers."""
HOW_MANY, COUNT = "How many orders are there?", f"select count(*) as n from {ORDERS}"
SLOW, FOREVER = (
    "Which is the slowest?",
    f"{COUNT} as t0 {' '.join(f'cross join {ORDERS} as t{n}' for n in range(1, 24))}",
)
SCRIPT = "script.json"
REPLIES = [
    {"when": f"The question: {question}", "say": {"sql": sql, "explanation": "Counted."}, "always": True}
    for question, sql in ((HOW_MANY, COUNT), (SLOW, FOREVER))
] + [{"say": {"sql": "", "explanation": "I do not know."}, "always": True}]
"""What the model of these agents says."""
MAKE = (
    f"create table {CUSTOMERS} (id integer primary key, name varchar(40), country varchar(40))",
    f"create table {ORDERS} (id integer primary key, customer_id integer, amount decimal(12, 2), "
    f"foreign key (customer_id) references {CUSTOMERS} (id))",
    f"insert into {CUSTOMERS} values (1, 'Ada', 'Norway'), (2, 'Bo', 'Peru'), (3, 'Cy', 'Norway')",
    f"insert into {ORDERS} values (1, 1, 10.5), (2, 1, 4.5), (3, 2, 7)",
)
DROP = (f"drop table if exists {ORDERS}", f"drop table if exists {CUSTOMERS}")
WHERE: dict[str, dict[str, Any]] = {"postgresql": POSTGRESQL, "mariadb": MARIADB}


async def execute(kind: str, *statements: str) -> list[Any]:
    """Run statements on a server; gives the first value of each."""
    writer = ExternalDatabase(engine_of(access(WHERE[kind], writable=True)), "warehouse", writable=True)
    pages = [await writer.page(statement) for statement in statements]
    return [next(iter(page.arrow.column(0).to_pylist()), None) for page in pages]


class Api:
    """The routes of /copilot/v1, each called in one line; what they refuse is told by `refused`."""

    def __init__(self, powa: Powa) -> None:
        self.powa = powa

    async def reply(self, method: str, path: str, body: Any = None, **query: Any) -> Reply:
        values = {key: str(value) for key, value in query.items()}
        return await dispatch(self.powa, method, f"/copilot/v1{path}", values, body)

    async def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        reply = await self.reply(method, path, body, **query)
        assert reply.status == 200, (reply.status, reply.body)
        return reply.body

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        reply = await self.reply(method, path, body, **query)
        return reply.status, reply.body["detail"]

    async def source(self, kind: str = "duckdb", **more: Any) -> Any:
        where = WHERE.get(kind, {"host": ":memory:", "port": 0})
        form = {"name": "warehouse", "username": where.get("username", ""), "password": "", "host": where["host"]}
        return await self("POST", "/data-source/", {**form, "port": where["port"], "database": "test", **more})

    async def agent(self, datasource_id: str, *tables: str, **more: Any) -> Any:
        chosen = [{"name": name} for name in tables]
        form = {"name": "shop", "datasource_id": datasource_id, "tables": chosen}
        context = await self("POST", "/context/", form)
        form = {
            "context_id": context["id"],
            "description": "Orders of a shop.",
            "name": "Shop",
            "model": f"scripted/{SCRIPT}",
        }
        return await self("POST", "/agent/", form | more)
