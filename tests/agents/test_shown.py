"""A table in one line."""

from __future__ import annotations

from jupyter_powa.agents.shards import Group
from jupyter_powa.agents.shown import WORDS, Told, join_line
from jupyter_powa.model.agents import Context
from tests.agents.conftest import column, table


def test_the_whole_line_has_every_description_and_value(shop: Context) -> None:
    told = Told(Group((shop.tables[0],)))
    assert told.whole == "customers(id INTEGER, name VARCHAR, country VARCHAR ['Norway', 'Peru']) -- one buyer"


def test_what_the_question_names_comes_first_and_is_told_whole() -> None:
    wide = table(
        "wide", *(column(f"filler{place}") for place in range(50)), column("unitPrice", description="in euros")
    )
    told = Told(Group((wide,)))
    named = told.named({"price"}, ())
    assert told.some(named, 3) == "wide(unitPrice VARCHAR 'in euros', filler0 VARCHAR, filler1 VARCHAR, … 48 more)"


def test_a_column_is_named_by_a_value_that_it_holds(shop: Context) -> None:
    assert list(Told(Group((shop.tables[3],))).named((), {"kind"})) == ["kind"]


def test_keys_are_told_before_others(shop: Context) -> None:
    assert Told(Group((shop.tables[1],))).some({}, 2).startswith("orders(id INTEGER, customer_id INTEGER, …")


def test_pieces_are_told_by_their_first_and_last_name() -> None:
    told = Told(Group((table("log_1", column("at")), table("log_2", column("at")))))
    assert told.whole == "log_1 … log_2(at VARCHAR)"


def test_a_long_description_is_cut_where_not_everything_fits() -> None:
    told = Told(Group((table("t", column("a"), about="word " * 100),)))
    assert len(told.every(())) < WORDS + 30 < len(told.whole)


def test_a_join_is_told_column_by_column(shop: Context) -> None:
    assert join_line(shop.relationships[0]) == "join: orders.customer_id = customers.id"
