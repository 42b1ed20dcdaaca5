"""Charts and lineage under the hand: drawn from a real kernel, changed by the pickers, opened by a click."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.explorer import Explorer
from tests.browser.grid import SLOW
from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

SALES = """select i as id, ['EU', 'US', 'ASIA'][1 + i % 3] as region, i % 100 as "pri.ce [€]",
'customer ' || (i % 300) as customer from range(30000) t(i)"""


def test_a_chart_is_drawn_and_its_pickers_change_it(notebook: Notebook) -> None:
    notebook.run(f"from jupyter_powa import explore\nexplore({SALES!r}, height=520)")
    explorer = Explorer(notebook.page)
    explorer.root.scroll_into_view_if_needed()
    explorer.button("Chart").click()
    pane = explorer.root.get_by_label("Chart", exact=True)
    x, y = (pane.get_by_role("combobox", name=name, exact=True) for name in "xy")
    expect(y).to_have_value("pri.ce [€]", timeout=SLOW)
    expect(x).to_have_value("region")
    x.select_option("customer")
    expect(pane.get_by_text("the other 280 are taken together")).to_be_visible(timeout=SLOW)
    expect(y).to_have_value("pri.ce [€]")
    expect(pane.locator(".powa-picture svg, .powa-picture canvas").first).to_be_visible(timeout=SLOW)
    pane.get_by_role("combobox", name="Aggregate").select_option("none")
    expect(pane.get_by_role("alert")).to_contain_text("too many to draw each")


def test_a_table_that_feeds_a_column_is_opened_by_a_click(notebook: Notebook) -> None:
    notebook.run("from jupyter_powa import explore\nexplore(height=520)")
    explorer = Explorer(notebook.page)
    explorer.run("create or replace table powa_sales as select 1 as id, 2.5 as amount")
    expect(explorer.root.get_by_label("What the statements did")).to_be_visible(timeout=SLOW)
    explorer.run("with s as (select sum(amount) as total from powa_sales) select total from s")
    expect(explorer.rows.first).to_be_visible(timeout=SLOW)
    explorer.tab("Lineage").click()
    feed = explorer.root.get_by_title("Open powa_sales")
    expect(feed).to_contain_text("powa_sales.amount", timeout=SLOW)
    feed.click()
    expect(explorer.column("id")).to_be_visible(timeout=SLOW)
