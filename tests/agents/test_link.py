"""From a question to the tables that it needs."""

from __future__ import annotations

import pytest

from jupyter_powa.agents.index import Index
from jupyter_powa.agents.link import MOST, TOKEN, Linker
from jupyter_powa.model.agents import Context
from tests.agents.conftest import column, table


def linker(context: Context) -> Linker:
    index = Index()
    index.refresh(context)
    return Linker(context, index)


def test_where_everything_fits_everything_is_shown(shop: Context) -> None:
    linked = linker(shop).link("anything")
    assert linked.complete
    assert sorted(linked.tables) == ["customers", "order_items", "orders", "products", "suppliers"]
    assert linked.joins == shop.relationships
    assert len(linked.text) < MOST * TOKEN


@pytest.mark.parametrize("tokens", [20, 45, 80])
def test_the_text_never_takes_more_room_than_there_is(shop: Context, tokens: int) -> None:
    linked = linker(shop).link("customers in Peru and their orders", tokens=tokens)
    assert len(linked.text) <= tokens * TOKEN
    assert not linked.complete


def test_tables_on_the_way_between_those_that_are_named_are_shown_too(shop: Context) -> None:
    shop.tables += [table(f"noise_{chr(97 + place)}", *(column(f"f{n}") for n in range(30))) for place in range(20)]
    linked = linker(shop).link("Which customers bought the product titled Rake?", tokens=150)
    assert linked.tables[:4] != linked.tables[:2]
    assert {"customers", "products", "orders", "order_items"} <= set(linked.tables)
    assert [one.table for one in linked.joins] == ["orders", "order_items", "order_items"]


def test_a_value_leads_to_its_table(shop: Context) -> None:
    linked = linker(shop).link("what do we earn in Norway", tokens=30)
    assert linked.tables[0] == "customers"
    assert [held.value for held in linked.values] == ["Norway"]
    assert "'Norway'" in linked.text


def test_a_meaning_that_is_near_counts_beside_the_words(shop: Context) -> None:
    shop.tables += [table(f"noise_{chr(97 + place)}", *(column(f"f{n}") for n in range(30))) for place in range(20)]
    near = {"suppliers": 0.9, "orders": 0.1}
    assert linker(shop).link("vendors", tokens=40, nearness=near).tables[0] == "suppliers"


def test_pieces_of_a_table_are_shown_once_and_count_as_shown() -> None:
    days = [table(f"events_{day}", column("at"), column("what")) for day in range(1, 400)]
    linked = linker(Context(name="n", datasource_id="d", tables=days)).link("what happened", tokens=50)
    assert len(linked.tables) == 399
    assert linked.complete
