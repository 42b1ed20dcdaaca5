"""What a context did not say, filled in from the data and by a model."""

from __future__ import annotations

from pathlib import Path

from jupyter_powa.agents.describe import LONGEST, MOST, generated
from jupyter_powa.llm.scripted import ScriptedLlm
from jupyter_powa.model.agents import Context, ContextColumn, ContextTable
from tests.agents.asking import context_of, local
from tests.agents.planner.databases import SHOP

MADE = f"""
create table shops (id integer, name varchar, town varchar);
create table sales (id integer, shop_id integer, amount decimal(8, 2), note varchar, sold_on date, code varchar);
insert into shops values (1, 'First', 'Oslo'), (2, 'Second', 'Rome');
insert into sales
select i, i % 2 + 1, i, repeat('x', {LONGEST + 1}), date '2024-01-01', 'c' || i from range({MOST + 1}) r(i);
comment on table shops is 'One place that sells.';
"""


async def test_roles_values_keys_and_comments_come_from_the_database(tmp_path: Path) -> None:
    source = await local(SHOP, tmp_path)
    context = await context_of(source)
    tables = {table.name: {column.name: column for column in table.columns} for table in context.tables}
    assert {name: column.data_role for name, column in tables["orders"].items()} == {
        "id": "IDENTIFIER",
        "customer_id": "FOREIGN_KEY",
        "ordered_at": "TIMESTAMP",
        "status": "CATEGORICAL",
        "total": "MEASURE",
        "shipped_on": "TIMESTAMP",
    }
    assert set(tables["orders"]["status"].values) == {"shipped", "pending", "cancelled", "returned"}
    assert len(context.relationships) == 6 and all(one.declared for one in context.relationships)


async def test_keys_that_nobody_declares_are_found_and_many_or_long_values_are_not_kept(tmp_path: Path) -> None:
    source = await local(MADE, tmp_path)
    context = await context_of(source)
    (key,) = context.relationships
    assert (key.table, key.columns, key.other_table, key.declared) == ("sales", ["shop_id"], "shops", False)
    sales = next(table for table in context.tables if table.name == "sales")
    assert [column.values for column in sales.columns if column.name in ("note", "code")] == [[], []]
    assert next(table for table in context.tables if table.name == "shops").description == "One place that sells."


async def test_a_model_says_what_is_still_not_said_and_changes_nothing_else(tmp_path: Path) -> None:
    source = await local(MADE, tmp_path)
    columns = [
        ContextColumn(name="id", type="INTEGER"),
        ContextColumn(name="town", type="VARCHAR", description="Where it is."),
    ]
    said = {"name": "shops", "description": "A shop.", "columns": {"id": "Its number.", "town": "Something else."}}
    other = {"name": "secrets", "description": "No table of this context.", "columns": {}}
    llm = ScriptedLlm([{"say": {"tables": [said, other]}}])
    made = Context(name="m", datasource_id="m", tables=[ContextTable(name="shops", columns=columns)])
    done = await generated(made, source, llm, "Shops and what they sell.")
    assert [table.name for table in done.tables] == ["shops"]
    assert done.tables[0].description == "One place that sells."
    assert [column.description for column in done.tables[0].columns] == ["Its number.", "Where it is."]
    assert made.tables[0].description is None
