"""Tables in pieces."""

from __future__ import annotations

from jupyter_powa.agents.shards import groups
from tests.agents.conftest import column, table


def test_tables_that_differ_in_digits_alone_are_one() -> None:
    days = [table(f"events_2024010{day}", column("at"), column("what")) for day in (3, 1, 2)]
    other = table("events_20240104", column("at"), column("what"), column("who"))
    found = groups([*days, other, table("users", column("at"))])
    assert [(group.first.name, group.range) for group in found] == [
        ("events_20240101", "events_20240103"),
        ("events_20240104", ""),
        ("users", ""),
    ]
