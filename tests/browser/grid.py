"""What a person does with rows: scroll, choose cells, sort, filter, hide and copy columns, open boxes beside them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

SLOW = 60_000


class Grid:
    """The rows of an explorer that is on the page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".powa-explorer")
        self.table = self.root.get_by_role("grid", name="Rows")
        self.dialogs = self.root.get_by_role("dialog")
        self.said = self.root.locator(".powa-status-said")
        self.scroller = self.root.locator(".powa-grid-table")

    def row(self, number: int) -> Locator:
        """A row that is in sight, by its number from 1."""
        return self.table.locator(f'tr[aria-rowindex="{number + 1}"]')

    def cells(self, number: int) -> list[str]:
        """The texts of a row in sight."""
        return self.row(number).locator("td").all_inner_texts()

    def head(self, name: str) -> Locator:
        """The head of a column."""
        return self.table.get_by_role("columnheader").filter(has=self.page.get_by_text(name, exact=True))

    def name(self, name: str) -> Locator:
        """The button in a column's head that sorts."""
        return self.table.get_by_role("button", name=name, exact=True)

    @property
    def columns(self) -> list[str]:
        """The columns in sight, from the left."""
        return self.table.locator(".powa-head-text").all_inner_texts()

    def button(self, name: str) -> Locator:
        """A button of the line below the rows."""
        return self.root.locator(".powa-status").get_by_role("button", name=name, exact=True)

    def menu(self, column: str, item: str) -> None:
        """Choose an entry of a column's menu."""
        self.head(column).hover()
        self.table.get_by_label(f"Menu of {column}").click()
        self.root.get_by_role("menuitem", name=item).click()

    def filter(self, column: str) -> Locator:
        """Open the form of a column's filter."""
        self.head(column).hover()
        self.table.get_by_label(f"Filter {column}", exact=True).click()
        return self.root.get_by_role("dialog", name=f"Filter {column}")

    def choose(self, number: int, column: int = 0) -> None:
        """Put the keyboard's cell on a row in sight."""
        self.row(number).locator("td").nth(column).click()

    def go_to(self, number: int) -> None:
        """Go to a row by its number."""
        self.root.get_by_label("Go to row").fill(str(number))
        self.page.keyboard.press("Enter")

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def copy(self, way: str) -> str:
        """What is on the clipboard after an entry of the copy menu."""
        self.button("Copy").click()
        self.root.get_by_role("menuitem", name=re.compile(rf"^{way}(Ctrl|$)")).click()
        expect(self.said).to_contain_text("Copied")
        return str(self.page.evaluate("navigator.clipboard.readText()"))

    def expect_rows(self, words: str) -> None:
        """Wait until the line below says so many rows."""
        expect(self.root.locator(".powa-status-rows")).to_have_text(words, timeout=SLOW)
