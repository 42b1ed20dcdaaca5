"""Example prompts drawn from the user's own tables, for a chat that is still empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_powa.llm.planner.near import fold
from jupyter_powa.llm.planner.schema import Column, Schema, Table, read_schema

SHOWN = 6
_NO_DATA = (
    "Load the file data/sales.csv, keep amount over 100, total amount by region",
    "Fetch https://api.example.com/orders.json as a table, sort by amount descending, top 10",
    "What can you do?",
)
_ASKS = ("Which tables are there?", "What can you do?")
"""Where tables are few."""


def suggestions(schema: Mapping[str, Any]) -> list[str]:
    """Requests that the local planner can answer on this schema (an answer of `get_db_schema`)."""
    found = read_schema(schema)
    made = [text for table in found.tables[:8] for text in _of(table)]
    made = list(dict.fromkeys([*_joined(found), *made]))
    return [*made, *_ASKS][:SHOWN] if made else list(_NO_DATA)


def _of(table: Table) -> Iterator[str]:
    numbers = [column for column in table.columns if column.numeric and not _key(column)]
    groups = [column for column in table.columns if column.kind.startswith(("VARCHAR", "TEXT")) and _groups(column)]
    dates = [column for column in table.columns if column.dated]
    if numbers and groups:
        yield f"Total {numbers[0].name} of {table.name} by {groups[0].name}, highest first"
    if dates:
        yield f"Number of {table.name} by month of {dates[0].name}"
    if numbers:
        yield f"Top 10 {table.name} by {numbers[0].name}"
    if groups and not numbers:
        yield f"Count {table.name} per {groups[0].name}"


def _joined(schema: Schema) -> Iterator[str]:
    for table in schema.tables[:8]:
        numbers = [column for column in table.columns if column.numeric and not _key(column)]
        for other in schema.tables[:8]:
            if other == table or not numbers or not other.label:
                continue
            if any(left.refers and left.refers[0] == other.name for left, _ in schema.keys(table, other)):
                yield f"Top 5 {other.name} by total {numbers[0].name} of {table.name}"
                break


def _key(column: Column) -> bool:
    return (
        column.primary
        or column.refers is not None
        or fold(column.name).split()[-1] in ("id", "key", "year", "month", "zip")
    )


def _groups(column: Column) -> bool:
    words = set(fold(column.name).split())
    return not words & {
        "name",
        "email",
        "comment",
        "description",
        "text",
        "url",
        "title",
        "notes",
        "address",
        "phone",
        "id",
    }
