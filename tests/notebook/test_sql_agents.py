"""SQL agents from a cell: made, changed, listed, asked, deleted."""

from __future__ import annotations

import pytest

import jupyter_powa
from jupyter_powa.errors import BadRequest, Conflict, NotFound
from jupyter_powa.notebook.sql_agents import SqlAgentHandle, SqlAgents, agent


def columns(handle: SqlAgentHandle) -> dict[str, list[str]]:
    return {table.name: [column.name for column in table.columns] for table in handle.context.tables}


def test_the_package_gives_it_by_its_name(shop: SqlAgentHandle, agents: SqlAgents) -> None:
    assert jupyter_powa.agent is agent
    assert agent("shop", powa=agents._powa).id == shop.id == agent(shop.id, powa=agents._powa).id
    with pytest.raises(NotFound, match="There are: Developer, DBA, Shop"):
        agent("nobody", powa=agents._powa)


def test_one_is_made_over_some_columns_listed_changed_and_deleted(agents: SqlAgents) -> None:
    made = agents.create("Sums", {"orders": ["id", "amount"], "customers": {"name": "Who bought"}}, model="planner")
    assert columns(made) == {"orders": ["id", "amount"], "customers": ["name"]}
    assert [one.name for one in agents] == ["Developer", "DBA", "Sums"] and "sums" in agents
    made.update(tables=["orders"], description="Sums of orders.")
    assert columns(made) == {"orders": ["id", "customer_id", "amount"]}
    made.publish()
    assert (made.status, agents["Sums"].description) == ("PUBLISHED", "Sums of orders.")
    assert repr(made).startswith("SqlAgent(name='Sums'")
    agents.put("Sums", table_filters={"orders": "amount > 5"})
    assert agents["Sums"].table_filters == {"orders": "amount > 5"}
    made.delete()
    assert "Sums" not in agents and not agents._powa.store.contexts.list(None)


def test_a_cell_that_puts_can_be_run_again_and_one_that_creates_says_that_the_name_is_taken(
    shop: SqlAgentHandle, agents: SqlAgents
) -> None:
    again = agents.put("Shop", {"orders": None}, description="Orders alone.")
    assert (again.id, again.description, list(columns(again))) == (shop.id, "Orders alone.", ["orders"])
    with pytest.raises(Conflict, match="already"):
        agents.create("shop")


def test_what_tables_and_columns_mean_is_said_and_the_rest_stays(shop: SqlAgentHandle) -> None:
    shop.describe("orders", "One purchase.", amount={"description": "Revenue", "data_role": "MEASURE"})
    orders = next(table for table in shop.context.tables if table.name == "orders")
    amount = next(column for column in orders.columns if column.name == "amount")
    assert (orders.description, amount.description, amount.data_role) == ("One purchase.", "Revenue", "MEASURE")
    assert len(orders.columns) == 3 and len(shop.context.relationships) == 1
    with pytest.raises(BadRequest, match="no column 'price'"):
        shop.describe("orders", price="?")
    with pytest.raises(BadRequest, match="no table 'ghosts'"):
        shop.describe("ghosts", "?")


def test_meanings_are_written_from_the_data(shop: SqlAgentHandle) -> None:
    made = shop.generate()
    roles = {column.name: column.data_role for table in made.tables for column in table.columns}
    assert roles["amount"] == "MEASURE"


def test_what_does_not_fit_is_told(shop: SqlAgentHandle, agents: SqlAgents) -> None:
    with pytest.raises(BadRequest, match="no table 'ghosts'"):
        agents.create("Ghosts", ["ghosts"])
    with pytest.raises(BadRequest, match="no 'colour' to change"):
        shop.update(colour="red")
    with pytest.raises(Conflict, match="built in"):
        agents["Developer"].context  # noqa: B018
    with pytest.raises(AttributeError, match="description"):
        shop.about  # noqa: B018


def test_a_filter_holds_a_table_to_a_condition(shop: SqlAgentHandle) -> None:
    assert shop.ask("How many orders are there?", filters={"orders": "amount > 5"}).df.iat[0, 0] == 2
