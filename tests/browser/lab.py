"""What a person does in JupyterLab: open a notebook, run it, look at a cell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

IDLE = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.sessionContext?.session?.kernel?.status === 'idle' && panel.sessionContext.isReady;
}"""
RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
}"""
DARK = """async (name) => {
  await window.jupyterapp.commands.execute('apputils:change-theme', { theme: name });
}"""


@dataclass
class Lab:
    """A running JupyterLab and its folder."""

    url: str
    token: str
    folder: Path

    def open(self, page: Page, notebook: str) -> None:
        """Open a notebook alone, and wait for its kernel."""
        page.goto(f"{self.url}/doc/tree/{notebook}?token={self.token}&reset")
        page.wait_for_selector(".jp-Notebook", timeout=60_000)
        page.wait_for_function(IDLE, timeout=60_000)

    def run_all(self, page: Page) -> None:
        """Run every cell and wait until the kernel is idle again."""
        page.evaluate(RUN_ALL)
        page.wait_for_function(IDLE, timeout=120_000)

    def theme(self, page: Page, name: str) -> None:
        """Change JupyterLab's theme."""
        page.evaluate(DARK, name)
        light = "false" if "Dark" in name else "true"
        page.wait_for_selector(f"body[data-jp-theme-light='{light}']")

    def outputs(self, page: Page) -> Locator:
        """The outputs of all cells."""
        return page.locator(".jp-OutputArea-output")

    def request(self, page: Page, method: str, path: str, body: Any = None) -> Any:
        """Ask the server from outside, as `requests` would."""
        reply = page.request.fetch(
            f"{self.url}{path}", method=method, data=body, headers={"Authorization": f"Bearer {self.token}"}
        )
        return reply.json()
