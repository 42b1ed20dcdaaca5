"""A query in the hands of a notebook."""

from __future__ import annotations

import polars as pl

from tests.notebook.sql.conftest import Notebook


def test_it_shows_its_first_rows_and_gives_all_of_them(notebook: Notebook) -> None:
    query = notebook.run(
        "%%powa_sql --rows 2\nselect region, sum(amount) total from orders group by region, amount order by 2"
    )
    assert repr(query) == "region  total\nEU         80\nEU        120\n[the first 2 rows]"
    assert query.df.total.tolist() == [80, 120, 200]
    assert query.columns == ["region", "total"]
    assert query.polars.schema["total"] == pl.Int64
    assert query.polars["total"].to_list() == [80, 120, 200]
    assert query.arrow.column_names == ["region", "total"]


def test_it_says_its_statement_and_its_values(notebook: Notebook) -> None:
    notebook.names["least"] = 100
    query = notebook.run("%powa_sql select * from orders where amount > {least}")
    assert (query.sql, query.source) == ("select * from orders where amount > 100", None)
    assert (query.filled.sql, query.filled.values) == ("select * from orders where amount > ?", [100])
    notebook.names["odd"] = {"a": 1}
    assert notebook.run("%powa_sql select {odd} as a").sql == "select ? as a"


def test_it_keeps_the_values_of_its_own_time(notebook: Notebook) -> None:
    notebook.names["least"] = 100
    notebook.run("big = %powa_sql select * from orders where amount > {least}")
    notebook.run("least = 0")
    assert len(notebook.names["big"].df) == 2
    assert len(notebook.run("%powa_sql from big").df) == 2


def test_huge_integers_that_are_too_large_stay_decimals(notebook: Notebook) -> None:
    frame = notebook.run(
        "%powa_sql --as polars select 170141183460469231731687303715884105727::hugeint a, 1::hugeint b"
    )
    assert (frame.schema["b"], frame["b"].to_list()) == (pl.Int64, [1])
