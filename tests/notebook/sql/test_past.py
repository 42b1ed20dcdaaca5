"""Statements of cells in the history."""

from __future__ import annotations

import time

from jupyter_powa.model.explore import PastQuery
from tests.notebook.sql.conftest import Notebook


def past(notebook: Notebook, count: int) -> list[PastQuery]:
    """The history once it has so many statements, the newest first."""
    store = notebook.magic.reach.powa.store.queries
    until = time.monotonic() + 10
    while len(store.list(10, 0)) < count and time.monotonic() < until:
        time.sleep(0.01)
    return list(store.list(10, 0))


def test_what_cells_ran_is_in_the_history_with_its_values_and_rows(notebook: Notebook) -> None:
    notebook.names["least"] = 100
    notebook.run("%%powa_sql --as frame\nselect * from orders where amount >= {least}")
    notebook.run("%%powa_sql big <<\nselect region from orders where amount > 100")
    first, second = past(notebook, 2)[::-1]
    assert (first.sql, first.source, first.error) == ("select * from orders where amount >= 100", None, None)
    assert first.row_count == 2 and first.milliseconds > 0
    assert second.sql == "select region from orders where amount > 100" and second.row_count == 2


def test_a_statement_that_failed_is_there_with_its_error_and_one_that_did_not_run_is_not(notebook: Notebook) -> None:
    notebook.failed("%%powa_sql\nselect nothing from orders")
    notebook.run("%%powa_sql --save later --no-execute\nselect 1")
    (only,) = past(notebook, 1)
    assert only.error is not None and "nothing" in only.error and only.row_count is None
