"""Hostile words of a model in a real browser: nothing runs, nothing is loaded, nothing of the page is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.graph import SLOW
from tests.browser.lab import Lab, Notebook
from tests.browser.talk import chat_of, script, show

pytestmark = pytest.mark.browser

PAYLOADS = json.loads((Path(__file__).parents[2] / "js" / "tests" / "copilot" / "payloads.json").read_text())
STORED = """
from jupyter_powa.model.copilot import CopilotSession, Message, Step
from jupyter_powa.widgets.copilot import CopilotWidget
wf = Workflow("Hostile")
wf.code("<img src=https://leak.invalid/name.png onerror=window.ran=1>", "1")
wf.save()
talks = wf.powa.store.conversations
session = talks.add(CopilotSession(workflow_id=wf.id))
for text in {payloads!r}:
    said = Message(session_id=session.id, role="user", content=text)
    steps = [Step(name="read_workflow", arguments={{"text": text}}, result=text)]
    answer = Message(session_id=session.id, role="assistant", content=text, steps=steps)
    talks.begin(said, answer, "test", lambda owner: True)
    talks.end(answer, None)
CopilotWidget(wf.powa, wf.id, session.id)
"""


def test_hostile_answers_run_nothing_and_load_nothing(notebook: Notebook, lab: Lab) -> None:
    leaks: list[str] = []
    page = notebook.page
    page.on("request", lambda request: leaks.append(request.url) if "leak.invalid" in request.url else None)
    notebook.run(STORED.format(payloads=PAYLOADS))
    chat = chat_of(notebook)
    expect(chat.pane.get_by_role("article", name="Copilot")).to_have_count(len(PAYLOADS), timeout=SLOW)
    for step in chat.pane.locator("details.powa-step > summary").all():
        step.click()
    for link in chat.pane.locator(".powa-prose a").all():
        assert link.get_attribute("rel") == "noopener noreferrer"
    page.wait_for_timeout(500)
    assert page.evaluate("window.ran") is None
    assert leaks == []
    odd = ":is(img, iframe, form, input, style, svg, video, [id], [class], [style])"
    assert chat.pane.locator(f".powa-piece {odd}").count() == 0


def test_a_hostile_stream_runs_nothing_at_any_moment(notebook: Notebook, lab: Lab) -> None:
    leaks: list[str] = []
    page = notebook.page
    page.on("request", lambda request: leaks.append(request.url) if "leak.invalid" in request.url else None)
    script(lab, "\n\n".join(PAYLOADS) + "\n\nThe end.")
    chat = show(notebook, "Hostile stream")
    chat.say("Say them all")
    chat.expect_end()
    expect(chat.answer).to_contain_text("leak.invalid")
    assert page.evaluate("window.ran") is None
    assert leaks == []


def test_an_answer_of_many_words_is_drawn_without_holding_the_page(notebook: Notebook, lab: Lab) -> None:
    script(lab, "\n\n".join(f"Paragraph {number} of **many** words, and `more`." for number in range(600)))
    chat = show(notebook, "Long answer")
    chat.say("Tell me everything")
    gap = notebook.page.evaluate(
        """() => new Promise((resolve) => {
          let [longest, last] = [0, performance.now()];
          const end = last + 4000;
          const look = (now) => {
            longest = Math.max(longest, now - last);
            last = now;
            if (now < end) requestAnimationFrame(look); else resolve(longest);
          };
          requestAnimationFrame(look);
        })"""
    )
    chat.expect_answer("Paragraph 599")
    chat.expect_end()
    assert gap < 1_500
