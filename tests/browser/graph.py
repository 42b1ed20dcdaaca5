"""What a person sees of a workflow's graph, and does with it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

SLOW = 30_000
"""Milliseconds that something may take which starts a kernel or loads pandas."""


@dataclass
class GraphView:
    """One graph on a page."""

    page: Page
    root: Locator

    def block(self, name: str) -> Locator:
        """A block's card."""
        return self.root.locator(f".powa-card[title='{name}']")

    def expect_block(self, name: str, status: str) -> None:
        """Wait until the block has this status."""
        expect(self.block(name)).to_have_class(re.compile(rf"\bpowa-is-{status}\b"), timeout=SLOW)

    def expect_run(self, word: str) -> None:
        """Wait until the header says this of the run."""
        expect(self.root.locator(".powa-header .powa-chip")).to_have_text(word, timeout=SLOW)

    @property
    def kernel(self) -> Locator:
        """Where the run happens, in the header."""
        return self.root.locator(".powa-kernel")

    @property
    def trigger(self) -> Locator:
        """What started the run, in the header."""
        return self.root.locator(".powa-trigger")

    @property
    def inspector(self) -> Locator:
        """The details of a block."""
        return self.root.locator(".powa-inspector")

    @property
    def pane(self) -> Locator:
        """The open tab of the details."""
        return self.inspector.get_by_role("tabpanel")

    @property
    def rows(self) -> Locator:
        """The rows of the table in the details."""
        return self.pane.locator("tbody tr")

    @property
    def zoom(self) -> str:
        """The canvas's place and zoom, as a CSS transform."""
        return self.root.locator(".react-flow__viewport").evaluate("element => element.style.transform")

    def open(self, name: str, tab: str | None = None) -> None:
        """Open a block's details, at that tab."""
        self.block(name).click()
        expect(self.inspector).to_contain_text(name)
        if tab:
            self.inspector.get_by_role("tab", name=tab).click()

    def button(self, name: str) -> Locator:
        """A button of the header."""
        return self.root.locator(".powa-header").get_by_role("button", name=name, exact=True)

    def run(self, **values: str) -> None:
        """Press Run, type the values into its form and press the form's Run."""
        self.button("Run").click()
        form = self.root.get_by_role("form")
        for name, value in values.items():
            form.get_by_label(name).fill(value)
        if values:
            form.get_by_role("button", name="Run").click()
