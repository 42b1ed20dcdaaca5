"""The chat as a person meets it: say, watch, look at the change, apply, undo; stop, answer, reload."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.graph import SLOW
from tests.browser.lab import Lab, Notebook
from tests.browser.talk import ChatView, calls, chat_of, script, show

pytestmark = pytest.mark.browser

MARK = re.compile(r"\bpowa-mark-")
FILTER = calls(
    "modify_workflow",
    "I look at it.",
    add_blocks=[{"id": "code_1", "type": "code", "name": "Double", "config": {"code": "output = Load.output * 2"}}],
    update_blocks=[{"id": "Load", "config": {"code": "output = 21"}}],
    add_edges=[{"source": "Load", "target": "code_1"}],
)
ASK = calls("ask_user", "First a question.", question="Which table?", options=["flights", "weather"])


def blocks(lab: Lab, workflow_id: str) -> dict[str, str]:
    """The stored code of each block, by name."""
    stored = lab.request("GET", f"/api/workflows/{workflow_id}")
    return {block["name"]: block["config"]["code"] for block in stored["blocks"]}


def test_an_answer_streams_its_tool_opens_and_its_change_is_applied_in_part_and_undone(
    notebook: Notebook, lab: Lab
) -> None:
    script(lab, FILTER, "There: **one** block more, one changed.")
    chat, workflow_id = show(notebook, "Talked about"), ""
    workflow_id = notebook.text(2)
    chat.say("Double it")
    expect(chat.pane.get_by_role("article", name="You")).to_have_text("Double it")
    chat.expect_answer("There: one block more")
    chat.expect_end()
    step = chat.answer.locator("details.powa-step")
    expect(step).not_to_have_attribute("open", "")
    step.locator("summary").click()
    expect(step).to_contain_text('"applied"')

    expect(chat.graph.block("Double")).to_have_class(re.compile("powa-mark-added"))
    expect(chat.graph.block("Double")).to_contain_text("New")
    expect(chat.graph.block("Load")).to_have_class(re.compile("powa-mark-changed"))
    expect(chat.card.locator(".powa-line-in", has_text="output = 21")).to_be_visible()
    expect(chat.card).to_contain_text("runs Python", timeout=SLOW)
    assert blocks(lab, workflow_id) == {"Load": "output = 1"}

    chat.card.get_by_role("checkbox", name="Load").uncheck()
    expect(chat.graph.block("Load")).not_to_have_class(MARK)
    chat.card.get_by_role("button", name="Apply 1 block").click()
    expect(chat.graph.block("Double")).not_to_have_class(MARK)
    assert blocks(lab, workflow_id) == {"Load": "output = 1", "Double": "output = Load.output * 2"}
    expect(chat.card).to_contain_text("In the workflow since version")

    expect(chat.card.get_by_role("button", name="Undo")).to_be_focused()
    chat.card.get_by_role("button", name="Undo").click()
    expect(chat.card.get_by_role("button", name=re.compile("^Apply"))).to_be_visible()
    assert blocks(lab, workflow_id) == {"Load": "output = 1"}


def test_a_question_is_answered_with_a_click(notebook: Notebook, lab: Lab) -> None:
    script(lab, ASK, {"say": "It is flights.", "when": "flights"})
    chat = show(notebook, "Asked")
    chat.say("Load a table")
    expect(chat.asked).to_contain_text("Which table?", timeout=SLOW)
    chat.asked.get_by_role("button", name="flights").click()
    chat.expect_answer("It is flights.")
    expect(chat.asked).to_contain_text("You answered: flights")


@pytest.mark.parametrize(("button", "told"), [("Yes, run", "You said yes."), ("No", "You said no.")])
def test_the_draft_runs_only_after_a_yes(notebook: Notebook, lab: Lab, button: str, told: str) -> None:
    script(lab, calls("run_draft"), "That is all.")
    chat = show(notebook, f"Confirmed by {button}")
    chat.say("Run it")
    expect(chat.asked).to_contain_text("Run 1 block", timeout=SLOW)
    assert lab.request("GET", f"/api/workflows/{notebook.text(2)}/executions")["executions"] == []
    chat.asked.get_by_role("button", name=button).click()
    chat.expect_answer("That is all.")
    expect(chat.asked).to_contain_text(told)
    ran = lab.request("GET", f"/api/workflows/{notebook.text(2)}/executions")["executions"]
    assert len(ran) == (button == "Yes, run")


def test_stop_stops_a_turn_keeps_what_was_said_and_retry_says_it_again(notebook: Notebook, lab: Lab) -> None:
    script(lab, ASK, "Never said.")
    chat = show(notebook, "Stopped")
    chat.say("Load a table")
    chat.expect_answer("First a question.")
    chat.button("Stop").click()
    chat.expect_answer("Stopped.")
    expect(chat.answer).to_contain_text("First a question.")
    chat.button("Retry").click()
    expect(chat.pane.get_by_role("article", name="You")).to_have_count(2)
    expect(chat.asked.get_by_role("button", name="flights")).to_be_visible(timeout=SLOW)
    notebook.page.keyboard.press("Escape")  # the focus is in the chat
    chat.expect_answer("Stopped.")


def test_a_turn_works_while_a_cell_runs(notebook: Notebook, lab: Lab) -> None:
    script(lab, FILTER, "Done beside the cell.")
    chat, gate = show(notebook, "Beside a busy cell"), lab.gate()
    notebook.start(gate.code)
    chat.say("Double it")
    chat.expect_answer("Done beside the cell.")
    chat.card.get_by_role("button", name="Apply").click()
    expect(chat.graph.block("Double")).not_to_have_class(MARK)
    gate.open()
    notebook.ready()


def test_after_a_reload_in_mid_turn_it_goes_on_where_it_was(page: Page, lab: Lab) -> None:
    script(lab, ASK, {"say": "It is weather.", "when": "weather"})
    notebook = lab.notebook(page, "talk-reloaded.ipynb")
    chat = show(notebook, "Reloaded")
    chat.say("Load a table")
    expect(chat.asked).to_contain_text("Which table?", timeout=SLOW)
    notebook.save()
    page.reload()
    chat = chat_of(notebook.ready())
    expect(chat.pane.get_by_role("article", name="You")).to_have_text("Load a table", timeout=SLOW)
    expect(chat.answer).to_contain_text("First a question.", timeout=SLOW)
    chat.asked.get_by_role("button", name="weather").click()
    chat.expect_answer("It is weather.")
    chat.expect_end()


def test_a_failed_turn_says_why(notebook: Notebook, lab: Lab) -> None:
    script(lab, {"say": "I begin", "error": "The model has gone home."})
    chat = show(notebook, "Failed")
    chat.say("Go on")
    chat.expect_answer("The model has gone home.")
    expect(chat.answer).to_contain_text("I begin")
    expect(chat.button("Retry")).to_be_visible()


def test_the_keys_of_the_notebook_do_nothing_and_escape_goes_back_to_it(notebook: Notebook, lab: Lab) -> None:
    chat = show(notebook, "By keys")
    cells = notebook.cells
    box = chat.pane.get_by_label("Message to the copilot")
    box.press_sequentially("dd a b x")
    expect(box).to_have_value("dd a b x")
    box.press("Shift+Enter")
    expect(box).to_have_js_property("value", "dd a b x\n")
    assert notebook.cells == cells
    expect(chat.pane.get_by_role("article")).to_have_count(0)
    box.press("Escape")
    assert notebook.page.evaluate("!!document.activeElement.closest('.jp-Cell, .jp-Notebook')")
    assert not notebook.page.evaluate("!!document.activeElement.closest('.powa-root')")


def test_a_saved_notebook_keeps_the_conversation_for_readers_without_a_kernel(page: Page, lab: Lab) -> None:
    script(lab, FILTER, "Kept for later.")
    notebook = lab.notebook(page, "talk-saved.ipynb")
    chat = show(notebook, "Kept talk")
    chat.say("Double it")
    chat.expect_answer("Kept for later.")
    chat.expect_end()
    notebook.run_all()
    text = notebook.save()
    assert len(text) < 100_000
    outputs = [output.get("data", {}) for cell in json.loads(text)["cells"] for output in cell.get("outputs", [])]
    kept = ["".join(data["text/html"]) for data in outputs if "text/html" in data]
    assert any("Kept for later." in html and "+ added" in html for html in kept)
    lab.request("DELETE", f"/api/kernels/{notebook.kernel_id}")
    notebook = lab.notebook(page, "talk-saved.ipynb")
    expect(page.locator(".jp-OutputArea-output").first).to_contain_text("Kept for later.")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_it_takes_on_the_theme_of_the_page(notebook: Notebook, lab: Lab, theme: str, tmp_path: Path) -> None:
    script(lab, FILTER, "Here is **a table**:\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n```sql\nselect 1\n```")
    chat: ChatView = show(notebook, f"Looks {theme}")
    notebook.theme(theme)
    chat.graph.root.screenshot(path=tmp_path / "empty.png")
    chat.say("Double it, and show a table")
    chat.expect_end()
    expect(chat.card).to_contain_text("runs Python", timeout=SLOW)
    expect(chat.graph.root).to_have_attribute("data-theme", theme.split()[1].lower())
    chat.graph.root.screenshot(path=tmp_path / "answer.png")
    notebook.theme("JupyterLab Light")
