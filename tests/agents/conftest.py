"""A small shop: what its tables mean."""

from __future__ import annotations

import pytest

from jupyter_powa.model.agents import Context, ContextColumn, ContextTable, Relationship


def column(name: str, kind: str = "VARCHAR", **more: object) -> ContextColumn:
    return ContextColumn.model_validate({"name": name, "type": kind, **more})


def table(name: str, *columns: ContextColumn, about: str | None = None) -> ContextTable:
    return ContextTable(name=name, description=about, columns=list(columns))


def refers(one: str, other: str, column: str) -> Relationship:
    return Relationship(table=one, columns=[column], other_table=other, other_columns=["id"])


@pytest.fixture
def shop() -> Context:
    key = column("id", "INTEGER", data_role="IDENTIFIER")
    return Context(
        name="shop",
        datasource_id="main",
        tables=[
            table("customers", key, column("name"), column("country", values=["Norway", "Peru"]), about="one buyer"),
            table(
                "orders", key, column("customer_id", "INTEGER", data_role="FOREIGN_KEY"), column("ordered_at", "DATE")
            ),
            table("order_items", key, column("order_id", "INTEGER"), column("product_id", "INTEGER"), column("amount")),
            table("products", key, column("title"), column("kind", values=["garden hose", "rake"])),
            table("suppliers", key, column("name"), about="whoever delivers goods to us"),
        ],
        relationships=[
            refers("orders", "customers", "customer_id"),
            refers("order_items", "orders", "order_id"),
            refers("order_items", "products", "product_id"),
        ],
    )
