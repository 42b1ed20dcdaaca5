"""Rows as a plain table."""

from __future__ import annotations

from jupyter_powa.data.local import LocalDatabases
from jupyter_powa.model.data import Page
from jupyter_powa.notebook.sql.table import html, text

SQL = "select * from (values (1, 'a <b>', true), (20, null, false), (3, '', null)) t(number, word, flag)"


async def page(limit: int = 10) -> Page:
    return await (await LocalDatabases(":memory:").open(None, {})).page(SQL, limit=limit)


async def test_columns_are_aligned_and_nulls_are_told_from_empty_texts() -> None:
    assert text(await page()) == (
        "number  word   flag\n     1  a <b>  true\n    20  null   false\n     3         null\n[3 rows]"
    )


async def test_html_is_escaped_and_says_the_types() -> None:
    shown = html(await page())
    assert "a &lt;b&gt;" in shown
    assert '<th title="INTEGER" style="text-align:right">number</th>' in shown
    assert shown.count("null</span>") == 2


async def test_it_says_where_there_are_more() -> None:
    assert text(await page(1)).endswith("[the first 1 row]")
