"""Takes pictures of the explorer in headless Chromium: python explorer_shots.py FOLDER [scene...]. Not shipped."""

import functools
import http.server
import sys
import threading
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
BUILT = HERE.parents[1] / "lib" / "harness"
SQL = (
    "select c.city, count(*) as orders, sum(o.amount) as total\nfrom orders o\n"
    "join customers c on c.customer_id = o.customer_id\nwhere o.ordered_at >= timestamp '2026-01-01'\n"
    "group by c.city\norder by total desc;\n\nselect dest, cuont(*) from flights;\n\n"
    "update orders set city = 'x' where city is null;\n\nselect slow from orders"
)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing about it."""

    def translate_path(self, path: str) -> str:
        """The bundle comes from where it was built."""
        return str(BUILT / Path(path).name) if path.startswith("/dist/") else super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def write(page: Page, sql: str = SQL, line: int = 1) -> None:
    """Puts a text into the editor, and the cursor into that line."""
    page.evaluate("sql => parts.editor.current.replace(0, 0, sql)", sql)
    offset = sum(len(one) + 1 for one in sql.split("\n")[: line - 1])
    page.evaluate("at => parts.editor.current.go(at)", offset)


def run(page: Page, line: int = 1) -> None:
    """Runs the statement in that line."""
    write(page, line=line)
    page.keyboard.press("Shift+Enter")


def query(page: Page) -> None:
    """A query with its rows."""
    run(page)


def failed(page: Page) -> None:
    """An error, underlined."""
    run(page, 8)


def changed(page: Page) -> None:
    """A statement that gives no rows."""
    run(page, 10)


def slow(page: Page) -> None:
    """A statement under way."""
    run(page, 12)


def plan(page: Page) -> None:
    """A measured plan."""
    write(page)
    page.get_by_role("tab", name="Plan").click()
    page.get_by_role("button", name="Explain and measure").click()


def lineage(page: Page) -> None:
    """Where columns come from."""
    run(page)
    page.get_by_role("tab", name="Lineage").click()


def complete(page: Page) -> None:
    """Columns after an alias."""
    write(page, "select o. from orders o join customers c using (customer_id)")
    page.evaluate("parts.editor.current.go(9)")
    page.keyboard.press("Control+Space")


def tree(page: Page) -> None:
    """Sources opened, and the menu of a table."""
    page.get_by_role("treeitem", name="warehouse").locator(".powa-tree-turn").click()
    page.wait_for_timeout(200)
    page.get_by_role("treeitem", name="orders").first.locator(".powa-tree-turn").click()
    page.wait_for_timeout(200)
    page.get_by_role("treeitem", name="customers").first.click(button="right")


def many(page: Page) -> None:
    """The end of 10,000 tables."""
    page.get_by_role("treeitem", name="warehouse").locator(".powa-tree-turn").click()
    page.wait_for_timeout(200)
    page.get_by_role("treeitem", name="archive").locator(".powa-tree-turn").click()
    for _ in range(14):
        page.locator(".powa-tree").press("End")
        page.wait_for_timeout(120)


def found(page: Page) -> None:
    """A search."""
    page.get_by_label("Find tables and columns").fill("or")


def history(page: Page) -> None:
    """What was run before."""
    page.get_by_role("button", name="History").click()


def code(page: Page) -> None:
    """The form of a block."""
    run(page)
    page.wait_for_timeout(300)
    page.get_by_role("button", name="As code").click()
    page.get_by_role("menuitem", name="Add as a SQL block").click()


def empty(_: Page) -> None:
    """As it opens."""


def table(_: Page) -> None:
    """A table that was opened from a cell."""


SCENES = (empty, table, query, failed, changed, slow, plan, lineage, complete, tree, many, found, history, code)


def main(folder: Path, wanted: list[str]) -> None:
    """One picture for each scene, theme and width."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = functools.partial(Quiet, directory=HERE)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for theme, width in (("light", 1100), ("dark", 1100), ("light", 560)):
            page = browser.new_page(viewport={"width": width, "height": 680})
            page.on("console", lambda message: print("console:", message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: print("page error:", error))
            for scene in SCENES:
                if wanted and scene.__name__ not in wanted:
                    continue
                story = "table" if scene is table else "query"
                page.goto(f"http://127.0.0.1:{server.server_port}/explorer.html?story={story}&theme={theme}")
                page.wait_for_selector(".cm-content, .powa-result")
                page.wait_for_timeout(300)
                scene(page)
                page.wait_for_timeout(700)
                page.screenshot(path=folder / f"{scene.__name__}-{theme}-{width}.png")
        browser.close()


main(Path(sys.argv[1]), sys.argv[2:])
