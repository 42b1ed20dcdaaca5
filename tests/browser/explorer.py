"""What a person does in the explorer: open the tree, write and run SQL, look at rows."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class Explorer:
    """An explorer that is on the page."""

    def __init__(self, page: Page, at: int = 0) -> None:
        self.page = page
        self.root = page.locator(".powa-explorer").nth(at)
        expect(self.root).to_be_visible(timeout=30_000)
        self.editor = self.root.locator(".cm-content")
        self.rows = self.root.get_by_role("rowheader")
        self.said = self.root.locator(".powa-work > [role=status]")

    def node(self, name: str) -> Locator:
        """A row of the tree."""
        return self.root.locator("[role=treeitem]").filter(has=self.page.get_by_text(name, exact=True))

    def turn(self, name: str) -> None:
        """Open or close a row of the tree."""
        self.node(name).locator(".powa-tree-turn").click()

    def button(self, name: str) -> Locator:
        """A button."""
        return self.root.get_by_role("button", name=name, exact=True)

    def tab(self, name: str) -> Locator:
        """A tab: of the queries, or of the result."""
        return self.root.get_by_role("tab", name=name, exact=True)

    def write(self, sql: str) -> None:
        """Replace what is in the editor."""
        self.editor.click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(sql)

    def run(self, sql: str) -> None:
        """Write a statement and run it."""
        self.write(sql)
        self.page.keyboard.press("Shift+Enter")

    def column(self, name: str) -> Locator:
        """The head of a column of the rows."""
        return self.root.get_by_role("columnheader").get_by_role("button", name=name, exact=True)
