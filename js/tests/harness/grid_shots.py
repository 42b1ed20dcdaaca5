"""Takes pictures of the result pane in headless Chromium and measures a scroll: python grid_shots.py FOLDER. Not shipped."""

import functools
import http.server
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
BUILT = HERE.parents[1] / "lib" / "harness"
LONG_TASKS = """() => { window.tasks = []; window.frames_ = 0;
 new PerformanceObserver(list => list.getEntries().forEach(e => window.tasks.push(Math.round(e.duration)))).observe({type: 'longtask'});
 window.counting = true; const tick = () => { window.frames_++; if (window.counting) requestAnimationFrame(tick) }; tick(); }"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def translate_path(self, path: str) -> str:
        """The bundle comes from where it was built."""
        return str(BUILT / Path(path).name) if path.startswith("/dist/") else super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def scroll(page: Page) -> None:
    """A wheel that turns for three seconds: frames drawn, tasks over 50 ms."""
    page.mouse.move(500, 300)
    page.evaluate(LONG_TASKS)
    for _ in range(90):
        page.mouse.wheel(0, 90)
        page.wait_for_timeout(16)
    page.evaluate("window.counting = false")
    print("scroll: frames", page.evaluate("window.frames_"), "long tasks", page.evaluate("window.tasks"))


def main(folder: Path) -> None:
    """Each state in both themes."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(Quiet, directory=HERE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for theme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 1180, "height": 520})
            page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: print("page error:", error))
            page.goto(f"http://127.0.0.1:{server.server_port}/grid.html?rows=1e8&theme={theme}")
            page.wait_for_timeout(900)
            page.screenshot(path=folder / f"grid-{theme}.png")
            if theme == "light":
                scroll(page)
            page.click("tbody tr:nth-child(4) td:nth-child(4)")
            page.keyboard.press("Control+End")
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"end-{theme}.png")
            page.keyboard.press("Control+Home")
            page.wait_for_timeout(300)
            page.get_by_label("Filter city", exact=True).click(force=True)
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"filter-{theme}.png")
            page.keyboard.press("Escape")
            page.get_by_label("Menu of amount").click(force=True)
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"menu-{theme}.png")
            page.get_by_role("menuitem", name="Pin left").click()
            bars = page.get_by_role("img", name="Histogram of ratio").bounding_box()
            page.mouse.move(bars["x"] + 30, bars["y"] + 20)
            page.mouse.down()
            page.mouse.move(bars["x"] + 80, bars["y"] + 20, steps=4)
            page.mouse.up()
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"brushed-{theme}.png")
            page.dblclick("tbody tr:nth-child(3) td:nth-child(6)")
            page.wait_for_timeout(200)
            page.screenshot(path=folder / f"value-{theme}.png")
            page.keyboard.press("Escape")
            page.get_by_role("button", name="Chart", exact=True).click()
            page.wait_for_timeout(300)
            page.screenshot(path=folder / f"chart-{theme}.png")
        browser.close()


main(Path(sys.argv[1]))
