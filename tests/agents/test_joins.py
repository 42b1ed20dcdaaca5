"""Ways from table to table."""

from __future__ import annotations

from jupyter_powa.agents.joins import LONG, Joins
from jupyter_powa.model.agents import Context
from tests.agents.conftest import refers


def test_the_shortest_way_goes_through_tables_that_nobody_named(shop: Context) -> None:
    way = Joins(shop.relationships).way("customers", "products")
    assert [(one.table, one.other_table) for one in way] == [
        ("orders", "customers"),
        ("order_items", "orders"),
        ("order_items", "products"),
    ]


def test_tables_that_nothing_holds_together_have_no_way(shop: Context) -> None:
    assert Joins(shop.relationships).way("customers", "suppliers") == []
    assert Joins(shop.relationships).way("customers", "customers") == []


def test_each_relationship_is_told_once(shop: Context) -> None:
    joins = Joins(shop.relationships)
    assert len(joins.ways(["customers", "orders", "products"])) == 3
    assert [one.table for one in joins.to("orders", {"customers", "suppliers"})] == ["orders"]


def test_a_way_that_is_too_long_is_none() -> None:
    chain = [refers(f"t{place}", f"t{place + 1}", "next") for place in range(LONG + 1)]
    assert len(Joins(chain).way("t0", f"t{LONG}")) == LONG
    assert Joins(chain).way("t0", f"t{LONG + 1}") == []
