"""What a person sees of the panels around the notebooks: the sidebar, a workflow's panel, the chat, the status bar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.graph import GraphView
from tests.browser.lab import COMMAND, Lab

BESIDE = """() => {
  const { shell } = window.jupyterapp;
  const notebook = [...shell.widgets('main')].find((one) => one.content?.model?.sharedModel?.cells);
  shell.add(shell.currentWidget, 'main', { ref: notebook.id, mode: 'split-right' });
  shell.activateById(notebook.id);
}"""


@dataclass
class Desk:
    """JupyterLab in a page."""

    lab: Lab
    page: Page

    def open(self, *, fresh: bool = True) -> Desk:
        """Open JupyterLab; `fresh` forgets how it was left."""
        self.page.goto(f"{self.lab.url}/lab?token={self.lab.token}{'&reset' if fresh else ''}")
        self.page.wait_for_function("() => window.jupyterapp?.restored", timeout=60_000)
        self.page.evaluate("async () => { await window.jupyterapp.restored; }")
        return self

    def command(self, name: str, **arguments: Any) -> None:
        """Do what an entry of the palette does."""
        self.page.evaluate(COMMAND, [name, arguments])

    def start(self, name: str, **arguments: Any) -> None:
        """As `command`, for one that asks something first."""
        self.page.evaluate(
            "([name, args]) => { void window.jupyterapp.commands.execute(name, args); }", [name, arguments]
        )

    def answer(self, text: str) -> None:
        """Type into the dialog that is open, and accept it."""
        dialog = self.page.locator(".jp-Dialog")
        dialog.locator("input").fill(text)
        dialog.locator(".jp-mod-accept").click()

    def sidebar(self, section: str) -> Locator:
        """A section of the sidebar, which is opened for it."""
        self.command("powa:show-sidebar")
        return self.page.locator("#powa-sidebar").get_by_role("region", name=section)

    def row(self, section: str, name: str) -> Locator:
        """The first row of that name."""
        return self.sidebar(section).locator(f"[data-powa-name='{name}']").first

    def drag(self, row: Locator, target: Locator) -> None:
        """Drag a row of the sidebar there, as a hand does it."""
        row.hover()
        self.page.mouse.down()
        place = target.bounding_box() or {"x": 0, "y": 0}
        self.page.mouse.move(place["x"] - 40, place["y"] + 10, steps=3)
        self.page.mouse.move(place["x"] + 60, place["y"] + 10, steps=3)
        self.page.mouse.up()

    @property
    def status(self) -> Locator:
        """What the status bar says."""
        return self.page.locator(".powa-lab-status")

    @property
    def panel(self) -> GraphView:
        """The workflow that is open in the main area."""
        root = self.page.locator(".jp-MainAreaWidget:not(.lm-mod-hidden) .powa-lab-view .powa-root")
        expect(root).to_be_visible()
        return GraphView(self.page, root)

    def beside(self) -> None:
        """Put what is looked at beside the notebook, and look at that."""
        self.page.evaluate(BESIDE)

    def tab(self, label: str) -> Locator:
        """A tab of the main area."""
        return self.page.locator("#jp-main-dock-panel .lm-TabBar-tab").filter(
            has_text=re.compile(f"^{re.escape(label)}$")
        )
