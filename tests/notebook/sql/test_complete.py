"""Completion in a real shell."""

from __future__ import annotations

import pytest

from tests.notebook.sql.conftest import Notebook


@pytest.fixture(autouse=True)
def tables(notebook: Notebook) -> None:
    notebook.run('%powa_sql create table flights (carrier text, dep_delay int, "By hour" int)')
    notebook.run("%powa_sql create schema more")
    notebook.run("%powa_sql create table more.planes (tailnum text)")


@pytest.mark.parametrize(
    ("cell", "some", "none"),
    [
        ("%%powa_sql\nselect * from |", {"flights", "orders", "more.planes"}, {"select", "carrier"}),
        ("%%powa_sql\nselect * from fl|", {"flights"}, {"orders"}),
        ("%%powa_sql\nselect f.| from flights f", {"carrier", "dep_delay", '"By hour"'}, {"region"}),
        ("%%powa_sql\nselect flights.ca| from flights", {"carrier"}, {"dep_delay"}),
        ("%%powa_sql\nselect c| from flights", {"carrier", "count", "cast"}, {"region"}),
        ("%%powa_sql\nselect re| from orders", {"region"}, {"carrier"}),
        ("%%powa_sql\nSELECT carrier FR|", {"FROM"}, {"from"}),
        ("%%powa_sql\nselect * from more.|", {"planes"}, {"flights"}),
        ("%%powa_sql\nselect * from flights f join orders o on f.carrier = o.|", {"region", "amount"}, {"carrier"}),
        ("%%powa_sql\nwith late as (select 1) select * from la|", {"late"}, {"flights"}),
        ("%%powa_sql\nselect \"By| from flights", {'"By hour"'}, {"carrier"}),
        ("%%powa_sql\nupdate flights set dep|", {"dep_delay"}, {"region"}),
        ("%%powa_sql\ninsert into fl|", {"flights"}, set()),
        ("%powa_sql select * from fl|", {"flights"}, set()),
        ("x = %powa_sql select ca| from flights", {"carrier"}, set()),
        ("%%powa_sql --|", {"--save", "--with", "--as"}, set()),
        ("%%powa_sql --as p|", {"polars"}, {"frame"}),
        ("%%powa_sql\nselect {le|", {"least", "len"}, {"left"}),
        ("%%powa_sql\nselect {orders.am|", {"amount"}, set()),
    ],
)  # fmt: skip
def test_what_fits_is_offered_and_what_does_not_is_not(
    notebook: Notebook, cell: str, some: set[str], none: set[str]
) -> None:
    notebook.names["least"] = 3
    found = set(notebook.completed(cell))
    assert some <= found
    assert not none & found


def test_earlier_queries_and_their_columns_are_offered(notebook: Notebook) -> None:
    notebook.run("%%powa_sql --save big\nselect amount as size from orders")
    notebook.run("%%powa_sql late <<\nselect 1 as minutes")
    assert {"big", "late"} <= set(notebook.completed("%%powa_sql\nfrom |"))
    assert notebook.completed("%%powa_sql\nselect l.| from late l") == ["minutes"]
    assert notebook.completed("%%powa_sql\nselect s| from big")[0] == "size"
    assert {"big"} <= set(notebook.completed("%%powa_sql --with |"))


def test_a_table_that_was_just_made_is_offered(notebook: Notebook) -> None:
    assert "fresh" not in notebook.completed("%%powa_sql\nfrom f|")
    notebook.run("%powa_sql create table fresh (a int)")
    assert "fresh" in notebook.completed("%%powa_sql\nfrom f|")


def test_python_cells_and_others_magics_are_left_alone(notebook: Notebook) -> None:
    assert "flights" not in notebook.completed("fl|")
    assert "flights" not in notebook.completed("%%sql\nselect * from fl|")
    notebook.run("%config PowaSql.claim_sql = True")
    assert "flights" in notebook.completed("%%sql\nselect * from fl|")
