"""A workflow that keeps nothing, on a namespace of its own; and a small shop that a SQL agent knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pandas as pd
import pytest

from jupyter_powa import Powa, Workflow
from jupyter_powa.kernel.local import LocalKernels
from jupyter_powa.kernel.loop import loop_thread, wait
from jupyter_powa.notebook.sql_agents import SqlAgentHandle, SqlAgents

Make = Callable[..., Workflow]


@pytest.fixture
def names() -> dict[str, Any]:
    """What the notebook's cells have defined."""
    return {"orders": pd.DataFrame({"region": ["EU", "EU", "US"], "amount": [120, 80, 200]})}


@pytest.fixture
def make(names: dict[str, Any]) -> Iterator[Make]:
    """`make("name")` gives an empty workflow."""
    powa = Powa.memory(kernels=LocalKernels(names))

    def workflow(name: str = "Test", **more: Any) -> Workflow:
        return Workflow(name, powa=powa, **more)

    yield workflow
    loop_thread().submit(powa.close()).result()


@pytest.fixture
def sales(make: Make) -> Workflow:
    """A workflow of an input, a query and an output."""
    wf = make("Sales")
    wf.input("Input", {"at_least": "number"})
    wf.sql("Big", "select * from orders where amount >= <Input.output.at_least> order by amount")
    wf.output("Report", {"rows": "<Big.output>"})
    return wf


SHOP = (
    "create table customers (id integer primary key, name varchar, country varchar)",
    "create table orders (id integer primary key, customer_id integer references customers (id), amount decimal(9, 2))",
    "insert into customers values (1, 'Ada', 'Norway'), (2, 'Bo', 'Peru'), (3, 'Cy', 'Norway')",
    "insert into orders values (1, 1, 10.5), (2, 1, 4.5), (3, 2, 7)",
)


@pytest.fixture
def agents() -> Iterator[SqlAgents]:
    """The SQL agents of a project whose database is a small shop."""
    powa = Powa.memory(kernels=LocalKernels({}))

    async def fill() -> None:
        database = await powa.kernels.databases.open(None, {})  # type: ignore[attr-defined]
        for statement in SHOP:
            await database.page(statement)

    wait(fill())
    yield SqlAgents(powa)
    wait(powa.close())


@pytest.fixture
def shop(agents: SqlAgents) -> SqlAgentHandle:
    """An agent that knows it, and answers by rules."""
    return agents.create("Shop", ["customers", "orders"], description="Orders of a shop.", model="planner")
