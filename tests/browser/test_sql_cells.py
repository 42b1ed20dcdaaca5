"""SQL in colours and with completion in JupyterLab's own cells."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.lab import Notebook

pytestmark = pytest.mark.browser

LOAD = "%load_ext jupyter_powa"


def line(notebook: Notebook, cell: int, number: int) -> Locator:
    return notebook.page.locator(".jp-Cell").nth(cell).locator(".cm-line").nth(number)


def coloured(place: Locator) -> dict[str, str]:
    """The words of a line that stand out, and their colours."""
    script = """(line) => Object.fromEntries([...line.querySelectorAll('span')]
      .map((span) => [span.textContent, getComputedStyle(span).color]))"""
    found: dict[str, str] = place.evaluate(script)
    return found


def test_a_cell_of_the_magic_is_sql_and_other_cells_stay_python(notebook: Notebook) -> None:
    sql = "%%powa_sql\nselect 'word' as b -- from words\nfrom range(3)"
    notebook.run(LOAD, sql, "select = 'word'")
    expect(notebook.page.locator(".jp-Cell").nth(2).locator(".cm-content")).to_have_attribute("data-language", "sql")
    first, second = line(notebook, 2, 1), line(notebook, 2, 2)
    words = coloured(first)
    assert words["select"] == coloured(second)["from"]
    assert {"'word'", "-- from words"} <= set(words)
    assert len({words["select"], words["'word'"], words["-- from words"]}) == 3
    assert "select" not in coloured(line(notebook, 3, 0)) or coloured(line(notebook, 3, 0))["select"] != words["select"]
    expect(notebook.page.locator(".jp-Cell").nth(3).locator(".cm-content")).not_to_have_attribute(
        "data-language", "sql"
    )


def test_a_cell_becomes_sql_as_it_is_typed(notebook: Notebook) -> None:
    notebook.run("select 1")
    content = notebook.page.locator(".jp-Cell").nth(1).locator(".cm-content")
    expect(content).not_to_have_attribute("data-language", "sql")
    content.click()
    notebook.page.keyboard.press("Control+Home")
    notebook.page.keyboard.type("%%sql")
    notebook.page.keyboard.press("Enter")
    expect(content).to_have_attribute("data-language", "sql")
    assert "select" in coloured(line(notebook, 1, 1))


def test_tab_completes_tables_and_columns(notebook: Notebook) -> None:
    made = "import pandas as pd\nflown = pd.DataFrame({'carrier': ['UA'], 'minutes': [1]})"
    notebook.run(LOAD, made, "%%powa_sql\nselect f.carr from flown f")
    content = notebook.page.locator(".jp-Cell").nth(3).locator(".cm-content")
    content.click()
    notebook.page.keyboard.press("Control+Home")
    notebook.page.keyboard.press("ArrowDown")
    for _ in "select f.carr":
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.keyboard.press("Tab")
    offered = notebook.page.locator(".jp-Completer-item")
    expect(offered).to_have_attribute("data-value", "carrier")
    notebook.page.keyboard.press("Enter")
    expect(content).to_contain_text(re.compile(r"select f\.carrier from"))
