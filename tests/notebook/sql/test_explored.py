"""A query in the explorer."""

from __future__ import annotations

import pytest

from jupyter_powa.errors import BlockError
from jupyter_powa.explore.kept import MOST_ROWS
from jupyter_powa.kernel.looking import KEPT
from tests.notebook.sql.conftest import Notebook


def test_rows_that_were_read_are_not_asked_for_again(notebook: Notebook) -> None:
    query = notebook.run("%powa_sql select random() as r, {orders.shape[0]} as n from {orders}")
    widget = query.explore()
    assert list(widget.view["relation"]) == ["values", "kept"]
    assert widget.frame().r.tolist() == query._page.arrow.column("r").to_pylist()
    assert query.explore() is widget


def test_a_large_result_is_read_page_by_page_from_its_statement(notebook: Notebook) -> None:
    notebook.names["most"] = MOST_ROWS + 5
    query = notebook.run("%powa_sql select i + {1} as j from range({most}) t(i)")
    widget = query.explore()
    assert widget.view["relation"] == {"values": [], "sql": f"select i + 1 as j from range({MOST_ROWS + 5}) t(i)"}
    assert len(widget.frame()) == MOST_ROWS + 5


def test_frames_in_braces_are_found_by_the_statement(notebook: Notebook) -> None:
    query = notebook.run("%powa_sql select amount + i as a from {orders}, range(100_000) t(i)")
    assert len(query.explore().frame()) == 300_000


def test_a_value_that_cannot_be_written_leaves_the_plain_table(notebook: Notebook) -> None:
    notebook.names["odd"] = {"a": 1}
    query = notebook.run("%powa_sql select i, {odd} as o from range(200_000) t(i)")
    assert query.explore() is None
    assert query._repr_mimebundle_() is None
    assert repr(query).endswith("[the first 20 rows]")


def test_a_named_query_shows_its_name(notebook: Notebook) -> None:
    notebook.run("%powa_sql --rows 2 big << select * from orders")
    widget = notebook.names["big"].explore()
    assert widget.title == "big"
    assert widget.view["relation"] == {"values": [], "sql": "select * from orders"}


def test_a_result_that_is_gone_says_so(notebook: Notebook) -> None:
    widget = notebook.run("%powa_sql select 1 as a").explore()
    KEPT._results.clear()
    with pytest.raises(BlockError, match="run the query again"):
        widget.frame()
