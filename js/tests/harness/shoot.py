"""Takes pictures of the harness in headless Chromium: python shoot.py FOLDER [story...]. Not shipped."""

import functools
import http.server
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
STATIC = HERE.parents[2] / "jupyter_powa" / "static"
TALKS = ["talk", "talk-running", "talk-asks", "talk-proof", "talk-empty", "talk-failed"]
SCENES = {
    "idle": ("idle", None),
    "form": ("idle", "Run"),
    "running": ("running", None),
    "streaming": ("streaming", "block:llm"),
    "table": ("done", "block:sql"),
    "input": ("done", "tab:code:Input"),
    "config": ("done", "tab:sql:Config"),
    "done": ("done", None),
    "error": ("failed", "block:code"),
    "outline": ("done", "List of blocks"),
    "long": ("long", "block:code"),
    "empty": ("empty", None),
    "broken": ("broken", None),
    "loading": ("loading", None),
    **{name: (name, None) for name in TALKS},
}


def act(page: Page, action: str | None) -> None:
    """Does what a scene asks for before its picture is taken."""
    if action is None:
        return
    if action.startswith(("block:", "tab:")):
        _, block, *tab = action.split(":")
        page.click(f'[data-block="{block}"]')
        if tab:
            page.click(f"[data-tab={tab[0]}]")
    else:
        page.get_by_role("button", name=action, exact=True).click()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def translate_path(self, path: str) -> str:
        """The bundle comes from where it was built."""
        name = path.removeprefix("/")
        return str(STATIC / name) if name in ("workflow.js", "copilot.js") else super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def main(folder: Path, wanted: list[str]) -> None:
    """One picture for each scene, theme and width."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(Quiet, directory=HERE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for theme, width in (("light", 1080), ("dark", 1080), ("light", 600)):
            page = browser.new_page(viewport={"width": width, "height": 520})
            page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: print("page error:", error))
            for name, (story, action) in SCENES.items():
                if wanted and name not in wanted:
                    continue
                view = "copilot" if story in TALKS else "workflow"
                height = 700 if story in TALKS else 460
                page.set_viewport_size({"width": width, "height": height + 60})
                query = f"view={view}&story={story}&theme={theme}&height={height}"
                page.goto(f"http://127.0.0.1:{server.server_port}/index.html?{query}")
                page.wait_for_timeout(700)
                act(page, action)
                page.wait_for_timeout(450)
                page.screenshot(path=folder / f"{name}-{theme}-{width}.png")
        browser.close()


main(Path(sys.argv[1]), sys.argv[2:])
