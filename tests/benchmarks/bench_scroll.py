"""The rows of the explorer in a real JupyterLab: frames and long tasks while 10,000,000 of them fly by.

Needs Chromium. A frame that comes late on a busy machine counts as late; a task is counted in time of the processor.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.figures import Figure
from tests.browser import serve
from tests.browser.grid import Grid

ROWS = 10_000_000
QUERY = f"""select i as id, i % 97 as kind, (hash(i) % 1000000) / 100 as amount, 'name ' || (i % 1000) as name,
  timestamp '2024-01-01' + to_seconds(i % 86400) as moment, case when i % 3 > 0 then i % 5000 end as some
from range({ROWS}) t(i)"""
SECONDS = 4
LONG_MS = 50
"""What browsers call a long task."""
FRAME_MS = 1_000 / 60
RECORD = """() => {
  window.frames = [];
  const frame = now => { window.frames?.push(now); if (window.frames) requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
}"""
RECORDED = "() => { const found = window.frames; window.frames = null; return found; }"
DRAG = """([seconds, rows]) => new Promise(done => {
  const bar = document.querySelector('.powa-grid-table'), began = performance.now();
  const step = now => {
    const part = (now - began) / seconds / 1000;
    bar.scrollTop = part * (bar.scrollHeight - bar.clientHeight);
    if (part < 1) requestAnimationFrame(step); else done();
  };
  requestAnimationFrame(step);
})"""
WAITING = "!document.querySelector('.powa-grid-table tr:not([hidden]) [data-k~=waiting]')"


async def measure() -> list[Figure]:
    """The figures of scrolling; none where there is no Chromium."""
    path = serve.chromium_path()
    return await asyncio.to_thread(_measured, path) if path else []


def _measured(path: str) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        home = serve.prepared(Path(folder))
        with serve.jupyterlab(home) as lab, serve.chromium(path) as browser:
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            notebook = lab.notebook(page, "scroll.ipynb")
            notebook.run(f"from jupyter_powa import explore\nexplore({QUERY!r}, height=560)")
            grid = Grid(page)
            grid.root.scroll_into_view_if_needed()
            grid.expect_rows(f"{ROWS:,} rows")
            page.get_by_role("button", name="Stop").first.click()
            ways: dict[str, Callable[[], None]] = {
                "wheel": lambda: _wheel(grid),
                "thumb": lambda: page.evaluate(DRAG, [SECONDS, ROWS]),
                "Page Down": lambda: _pages(grid),
            }
            rest = _rate(_recorded(page, lambda: page.wait_for_timeout(1_000 * SECONDS)))
            return [figure for name, way in ways.items() for figure in _figures(name, browser, page, way, rest)]


def _wheel(grid: Grid) -> None:
    grid.scroller.hover()
    for _ in range(SECONDS * 60):
        grid.page.mouse.wheel(0, 120)
        grid.page.wait_for_timeout(FRAME_MS - 4)  # what the call itself takes


def _pages(grid: Grid) -> None:
    grid.table.focus()
    grid.press("Control+Home")
    for _ in range(SECONDS * 20):
        grid.press("PageDown")
        grid.page.wait_for_timeout(40)


def _figures(name: str, browser: Browser, page: Page, way: Callable[[], None], rest: float) -> list[Figure]:
    way()  # once without anybody watching: what is loaded and compiled the first time
    browser.start_tracing(page=page, categories=["disabled-by-default-devtools.timeline"])
    gaps = _recorded(page, way)
    tasks = _tasks(json.loads(browser.stop_tracing())["traceEvents"])
    page.wait_for_function(WAITING)
    late = quantiles(gaps, n=100)[94]
    note = f"{_rate(gaps):.1f} /s against {rest:.1f}; 95 of 100 within {late:.1f} ms; longest task {max(tasks):.0f} ms"
    what = f"{name} over 1e7 rows"
    return [
        Figure(f"{what}: frames / those of the page at rest", _rate(gaps) / rest, 0.95, at_least=True, note=note),
        Figure(f"{what}: the page's work in a frame", sum(tasks) / len(gaps), FRAME_MS, "ms"),
        Figure(f"{what}: long tasks", sum(task > LONG_MS for task in tasks), 0, ""),
    ]


def _recorded(page: Page, way: Callable[[], None]) -> list[float]:
    """Milliseconds from frame to frame."""
    page.evaluate(RECORD)
    way()
    frames: list[float] = page.evaluate(RECORDED)
    return [after - before for before, after in pairwise(frames)]


def _rate(gaps: list[float]) -> float:
    return 1_000 * len(gaps) / sum(gaps)


def _tasks(events: list[dict[str, Any]]) -> list[float]:
    """Milliseconds of the processor that each task of the page's main thread took."""
    mains = {(event["pid"], event["tid"]) for event in events if event.get("args", {}).get("name") == "CrRendererMain"}
    return [
        event.get("tdur", 0) / 1_000
        for event in events
        if event["name"] == "RunTask" and event.get("ph") == "X" and (event["pid"], event["tid"]) in mains
    ]
