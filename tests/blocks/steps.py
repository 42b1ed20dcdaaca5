"""A step of a dataset behind rows, for the tests of the steps."""

from __future__ import annotations

from typing import Any

from jupyter_powa.data.relation import Relation
from jupyter_powa.model.plan import Terms
from tests.engine.running import Ran, graph_of, ran


async def step(kind: str, config: dict[str, Any], rows: str, *, trial: int | None = None, **others: str) -> Ran:
    """Run the step `it` on the rows of a query; `others` are queries of further blocks that lead to it, too."""
    blocks: dict[str, Any] = {name: ("read", {"query": query}) for name, query in others.items()}
    named = {"rows": "<rows.output>"} if others else {}
    blocks |= {"rows": ("read", {"query": rows}), "it": (kind, {**named, **config})}
    return await ran(graph_of(blocks, [f"{name}>it" for name in ("rows", *others)]), terms=Terms(trial=trial))


def relation(it: Ran, block: str = "it") -> Relation:
    """What a step gave."""
    assert it.done.status == "completed", it.done.error
    output = it.results[block]["output"]
    assert isinstance(output, Relation)
    return output


def records(it: Ran, block: str = "it") -> list[tuple[Any, ...]]:
    """All rows that a step gave, in their order."""
    assert it.done.status == "completed", it.done.error
    table = it.rows[block]
    return list(zip(*(table.column(place).to_pylist() for place in range(table.num_columns)), strict=True))


def beside(it: Ran, block: str = "it") -> dict[str, Any]:
    """What a step told beside its rows."""
    return it.completed[block].data
