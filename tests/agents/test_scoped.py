"""Row filters: whatever is asked, only the rows come out that the filter lets through, or the question is refused."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_powa.agents.scoped import scoped
from jupyter_powa.data.guard import SqlRefused

FILTER = {"orders": "country = 'NO' or amount < 0"}
SETUP = """
create table all_orders as select i as id, i % 7 as customer_id, ['NO', 'PE', 'IT'][1 + i % 3] as country,
  i * 1.5 as amount from range(60) t(i);
create table customers as select i as id, 'c' || i as name from range(7) t(i);
create table orders as select * from all_orders;
create view big as select * from orders where amount > 30;
"""


@pytest.fixture(scope="module")
def whole() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(SETUP)
    return connection


@pytest.fixture(scope="module")
def part() -> duckdb.DuckDBPyConnection:
    """The same database in which the table holds nothing but the rows that the filter lets through."""
    connection = duckdb.connect()
    connection.execute(SETUP)
    connection.execute("create or replace table orders as select * from all_orders where country = 'NO' or amount < 0")
    return connection


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return sorted(map(repr, connection.execute(sql).fetchall()))


@pytest.mark.parametrize(
    "sql",
    [
        "select * from orders",
        "from orders",
        "table orders",
        "select count(*), sum(amount) from main.orders",
        "select o.country, count(*) from orders o group by all",
        "select orders.id from orders where amount > 10",
        "select a, b from orders as o(a, b, c, d)",
        "select * from ORDERS natural join customers",
        'select * from customers c left join "orders" o on o.customer_id = c.id and o.amount > 5',
        "select * from (orders join customers on customers.id = customer_id)",
        "select * from orders a, orders b where a.id = b.id",
        "with mine as (select * from orders) select * from mine union all select * from orders",
        "with a as (from orders), b as (select * from a join orders using (id)) select count(*) from b",
        "select name, (select count(*) from orders where customer_id = c.id) from customers c",
        "select * from customers where exists (select 1 from orders where customer_id = customers.id)",
        "select * from customers c, lateral (select sum(amount) s from orders o where o.customer_id = c.id)",
        "select id from orders intersect select id from orders where amount > 3",
        "select id from customers except all select customer_id from orders",
        "select *, row_number() over (partition by country order by id) from orders qualify true",
        "pivot orders on country in ('NO', 'PE') using count(*)",
        "select * from orders pivot (sum(amount) for country in ('NO', 'PE'))",
        "select * from orders semi join customers on customers.id = customer_id",
        "select o from orders o",
        "with recursive n(i) as (select 0 union all select i + 1 from n where i < 3) from n, orders where id = i",
        "select * from customers where id in (select customer_id from orders where country <> 'NO')",
        "select max(amount) filter (country = 'PE'), list(id order by id) from orders",
    ],
)
def test_the_filtered_query_says_what_the_query_says_where_no_other_rows_are(
    sql: str, whole: duckdb.DuckDBPyConnection, part: duckdb.DuckDBPyConnection
) -> None:
    assert rows(whole, scoped(sql, FILTER, "duckdb")) == rows(part, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from big",
        "with orders as (select * from orders) select * from orders",
        "with ORDERS as (select 1) select * from orders",
        "select * from query_table('orders')",
        "select * from query('select * from orders')",
        "delete from orders",
        "select 1; select * from orders",
        "describe orders",
        "create table x as select * from orders",
        "copy orders to 'x.csv'",
        "not a query at all",
        "select * from only orders",
    ],
)
def test_what_cannot_be_shown_to_be_filtered_is_refused(sql: str) -> None:
    with pytest.raises(SqlRefused):
        scoped(sql, FILTER, "duckdb", {"big": ["orders"]})


def test_a_view_of_which_nothing_is_known_is_refused_and_one_over_other_tables_is_not() -> None:
    with pytest.raises(SqlRefused, match="view"):
        scoped("select * from v", FILTER, "duckdb", {"v": None})
    assert scoped("select * from v", FILTER, "duckdb", {"v": ["customers"]}) == "SELECT * FROM v"


def test_a_view_may_have_a_filter_of_its_own(whole: duckdb.DuckDBPyConnection) -> None:
    text = scoped("select country from big", {"big": "country = 'PE'"}, "duckdb", {"big": ["orders"]})
    assert {row[0] for row in whole.execute(text).fetchall()} == {"PE"}


@pytest.mark.parametrize(
    "condition",
    [
        "country = 'NO'; drop table orders",
        "country in (select country from customers)",
        "exists (select 1)",
        "customers.name = 'x'",
        "true) or (true",
        "country = ? ",
        "1 = 1 order by 1",
        "1 = 1 limit 5",
        "1 = 1 union select 1",
        "country =",
    ],
)
def test_a_filter_is_one_condition_on_its_own_columns(condition: str) -> None:
    with pytest.raises(SqlRefused, match="filter of orders"):
        scoped("select * from orders", {"orders": condition}, "duckdb")


def test_a_condition_with_or_and_comments_stays_whole(whole: duckdb.DuckDBPyConnection) -> None:
    text = scoped("select * from orders where id > 50", {"orders": "country = 'NO' or id < 3 -- not more"}, "duckdb")
    assert all(row[2] == "NO" for row in whole.execute(text).fetchall())


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "mysql", "sqlite"])
def test_every_dialect_keeps_its_own_quotes(dialect: str) -> None:
    quoted = "`orders`" if dialect == "mysql" else '"orders"'
    text = scoped(f"select * from {quoted} where amount > 1", {"shop.orders": "orders.country = 'NO'"}, dialect)
    assert f"FROM {quoted} WHERE country = 'NO'" in text


SOURCES = st.sampled_from(
    ["orders", "main.orders", "orders o", "customers", "(select * from orders)", "(select 1 as id, 2 as customer_id)"]
)


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> str:
    """Queries that use the table in all kinds of places."""
    kind = draw(st.sampled_from(["plain", "cte", "union", "sub", "join", "scalar"]))
    if depth == 0 or kind == "plain":
        return f"select id from {draw(SOURCES)}"
    inner, other = draw(queries(depth - 1)), draw(queries(depth - 1))
    if kind == "cte":
        return f"with p{depth} as ({inner}) select id from p{depth} where id in ({other})"
    if kind == "union":
        word = draw(st.sampled_from(["union", "union all", "except", "intersect"]))
        return f"({inner}) {word} ({other})"
    if kind == "sub":
        return f"select id from ({inner}) where id not in ({other})"
    if kind == "join":
        word = draw(st.sampled_from(["join", "left join", "full join", "semi join"]))
        return f"select a.id from ({inner}) a {word} {draw(st.sampled_from(['orders', 'customers']))} b on a.id = b.id"
    return f"select coalesce((select max(id) from ({inner})), id) as id from ({other})"


@settings(max_examples=150, deadline=None)
@given(queries())
def test_whatever_is_asked_rows_outside_the_filter_have_no_say(sql: str) -> None:
    whole, part = duckdb.connect(), duckdb.connect()
    for connection in (whole, part):
        connection.execute(SETUP)
    part.execute("create or replace table orders as select * from all_orders where country = 'NO' or amount < 0")
    assert rows(whole, scoped(sql, FILTER, "duckdb")) == rows(part, sql)
