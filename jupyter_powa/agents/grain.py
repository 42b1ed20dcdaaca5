"""Whether rows are put together by the right thing: by something that is not shown, or by what no two rows share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from jupyter_powa.agents.finding import Finding
from jupyter_powa.model.data import Page

if TYPE_CHECKING:
    from sqlglot import exp

FEW = 4
"""Groups from which on it is strange that each holds a single row."""


def grain(tree: exp.Expression, page: Page) -> Iterator[Finding]:
    """What is noticeable about the groups of a query."""
    from sqlglot import exp

    if not isinstance(tree, exp.Select):
        return
    group, shown = tree.args.get("group"), [part.unalias() for part in tree.selects]
    if group is None:
        yield from _alone(tree, shown)
        return
    tables = {one.table.casefold() for part in shown if not part.find(exp.AggFunc) for one in part.find_all(exp.Column)}
    hidden = [
        one
        for one in group.expressions
        if isinstance(one, exp.Column) and one.table and tables and one.table.casefold() not in tables
    ]
    if hidden and "" not in tables:
        words = f"Rows are put together by {hidden[0].sql()}, which is not shown."
        yield Finding(words, -0.25, wrong=True)
    counts = [place for place, part in enumerate(shown) if isinstance(part, exp.Count)]
    if counts and page.arrow.num_rows >= FEW and all(value == 1 for value in _values(page, counts[0])):
        yield Finding("Each group holds a single row.", -0.15)


def _alone(tree: exp.Select, shown: list[Any]) -> Iterator[Finding]:
    """A column beside an aggregate that nothing is put together by: some databases show any one of its values."""
    from sqlglot import exp

    having = tree.args.get("having")
    parts = [*shown, *([having] if having is not None else [])]
    if not any(part.find(exp.AggFunc) and not part.find(exp.Window, exp.Select) for part in parts):
        return
    bare = [part for part in shown if isinstance(part, exp.Column) and not isinstance(part.this, exp.Star)]
    if bare:
        yield Finding(f"{bare[0].sql()} stands beside a number of many rows: any one is shown.", -0.35, wrong=True)


def _values(page: Page, place: int) -> list[Any]:
    values: list[Any] = page.arrow.column(place).to_pylist()
    return values
