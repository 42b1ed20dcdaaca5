"""Read the schema of the project's database."""

import duckdb
import pytest

from jupyter_powa.copilot.tools.get_db_schema import NAMES, ROOM, fitting, ranked
from jupyter_powa.errors import BadRequest
from jupyter_powa.model.data import Column, Table


@pytest.fixture(autouse=True)
def database(powa, tmp_path) -> None:
    powa.settings.database = str(tmp_path / "project.duckdb")
    with duckdb.connect(powa.settings.database) as connection:
        connection.execute("create table customers (id integer primary key, name varchar not null)")
        connection.execute("create table orders (id integer, customer integer references customers (id), price double)")
        connection.execute("comment on column orders.price is 'in euro'")
        connection.execute("insert into customers values (1, 'Ada')")
        connection.execute("create schema private")
        connection.execute("create table private.secrets (word varchar)")


async def test_it_tells_columns_keys_comments_and_row_counts_of_public_tables(use):
    told = await use("get_db_schema")
    tables = {table["name"]: table for table in told["tables"]}
    assert set(tables) == {"customers", "orders"} and told["left_out"] == 0
    assert tables["customers"]["rows"] == 1
    columns = {column["column"]: column for column in tables["orders"]["columns"]}
    assert columns["customer"]["key"] == "foreign: customers(id)" and columns["price"]["comment"] == "in euro"
    assert {"column": "id", "type": "INTEGER", "nullable": False, "default": None, "key": "primary"} in tables[
        "customers"
    ]["columns"]


async def test_one_table_in_whichever_spelling(use):
    for word in ("orders", "Orders", "main.orders", "public.orders", '"orders"'):
        assert [table["name"] for table in (await use("get_db_schema", table_name=word))["tables"]] == ["orders"]
    with pytest.raises(BadRequest, match="customers, orders"):
        await use("get_db_schema", table_name="secrets")


def many(count: int) -> list[Table]:
    return [
        Table(name=f"table_{n}", columns=[Column(name=f"column_{m}", type="INTEGER") for m in range(20)])
        for n in range(count)
    ]


def test_those_that_the_conversation_is_about_come_first():
    tables = [*many(50), Table(name="SalesOrders", columns=[Column(name="amount", type="DOUBLE")])]
    assert ranked(tables, "sum the amounts of all sales orders")[0].name == "SalesOrders"


def test_of_those_without_room_the_names_are_told():
    told = fitting(many(NAMES + 100))
    assert 0 < len(told["tables"]) < 20 and told["left_out"] == NAMES + 100 - len(told["tables"])
    assert len(told["others"]) == NAMES and len(str(told["tables"])) < ROOM * 1.2
