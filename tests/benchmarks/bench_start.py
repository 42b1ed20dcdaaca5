"""JupyterLab's start in a real browser, with the extension and without it: how much later the page is ready.

Needs Chromium. The fastest of several loads of each counts: what a busy machine adds is not the extension's.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from tests.benchmarks.figures import Figure
from tests.browser import serve
from tests.browser.lab import Lab

ROUNDS = 5
READY = "async () => { await window.jupyterapp.restored; return performance.now(); }"
DISABLED = {"disabledExtensions": {"jupyter-powa": True}}


async def measure() -> list[Figure]:
    """The figure of the start; none where there is no Chromium."""
    path = serve.chromium_path()
    return await asyncio.to_thread(_measured, path) if path else []


def _measured(path: str) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        _lab(Path(folder) / "with", disabled=False) as subject,
        _lab(Path(folder) / "without", disabled=True) as floor,
        serve.chromium(path) as browser,
    ):
        pages = [(browser.new_context().new_page(), lab) for lab in (subject, floor)]
        times: list[list[float]] = [[], []]
        for _ in range(ROUNDS):
            for (page, lab), found in zip(pages, times, strict=True):
                found.append(_load(page, lab))
    ours, without = (min(found[1:]) for found in times)  # the first load fills the browser's store
    note = f"{ours:.0f} ms with, {without:.0f} ms without"
    return [Figure("JupyterLab's start: what the extension adds", ours - without, 100, "ms", note=note)]


@contextmanager
def _lab(home: Path, *, disabled: bool) -> Iterator[Lab]:
    home.mkdir()
    serve.prepared(home)
    if disabled:
        config = home / "config" / "labconfig"
        config.mkdir(parents=True)
        (config / "page_config.json").write_text(json.dumps(DISABLED))
    with serve.jupyterlab(home) as lab:
        yield lab


def _load(page: Page, lab: Lab) -> float:
    """Milliseconds from the request of the page until JupyterLab is ready."""
    page.goto(f"{lab.url}/lab?token={lab.token}&reset")
    page.wait_for_function("() => window.jupyterapp?.restored", timeout=60_000)
    return float(page.evaluate(READY))
