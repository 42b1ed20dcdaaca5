"""The index of a context."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_powa.agents.index import LONGEST, Index
from jupyter_powa.errors import StoreUnavailable
from jupyter_powa.model.agents import Context, Golden
from tests.agents.conftest import column, table


def best(index: Index, question: str) -> str:
    scores = index.tables(question)
    return max(scores, key=lambda name: scores[name])


def test_tables_are_found_by_name_column_description_and_value(shop: Context) -> None:
    index = Index()
    index.refresh(shop)
    assert best(index, "all suppliers") == "suppliers"
    assert best(index, "the date on which they ordered") == "orders"
    assert best(index, "who delivers?") == "suppliers"
    assert best(index, "sales of the rake") == "products"
    assert index.tables("of the") == {}


def test_a_value_that_the_question_names_whole_is_found(shop: Context) -> None:
    index = Index()
    index.refresh(shop)
    (held,) = index.values("How many garden hoses, sorry, one Garden Hose?")
    assert (held.table, held.column, held.value) == ("products", "kind", "garden hose")
    assert index.values("a garden without anything") == []


def test_a_refresh_does_only_what_has_changed(shop: Context, tmp_path: Path) -> None:
    index = Index(tmp_path / "agents" / "one.sqlite")
    assert index.refresh(shop) == 5
    assert index.refresh(shop) == 0
    shop.tables[0].description = "one person who buys llamas"
    shop.tables.pop()
    assert index.refresh(shop) == 2
    index.close()
    again = Index(tmp_path / "agents" / "one.sqlite")
    assert best(again, "llamas") == "customers"
    assert "suppliers" not in again.tables("suppliers")


def test_only_approved_examples_are_found(shop: Context) -> None:
    index = Index()
    said = {"agent_id": "a", "sql_text": "select 1"}
    yes = Golden.model_validate({**said, "question": "Revenue by country", "approved": True})
    no = Golden.model_validate({**said, "question": "Revenue by month"})
    index.refresh(shop, [yes, no])
    assert index.examples("what is the revenue of Peru?") == [yes]


def test_a_question_cannot_speak_to_the_index(shop: Context) -> None:
    index = Index()
    index.refresh(shop)
    for question in ('"orders" OR "x', "NEAR(orders, 3)", "name:orders*", "orders) AND (", "'; drop table known; --"):
        assert index.tables(question).keys() >= ({"orders"} if "orders" in question else set())


def test_of_a_long_value_the_beginning_is_indexed() -> None:
    index = Index()
    index.refresh(
        Context(name="n", datasource_id="d", tables=[table("t", column("c", values=["x" * LONGEST + " far"]))])
    )
    assert index.tables("far") == {}


def test_an_index_that_is_no_index_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite").write_bytes(b"no database, but long enough to be looked at" * 100)
    with pytest.raises(StoreUnavailable, match="rebuild"):
        Index(tmp_path / "broken.sqlite")
