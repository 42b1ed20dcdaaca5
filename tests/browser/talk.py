"""What a person sees of the chat with the copilot, and does with it; and the script that its model follows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from playwright.sync_api import Locator, expect

from tests.browser.graph import SLOW, GraphView
from tests.browser.lab import Lab, Notebook

WORKFLOW = """
from jupyter_powa.widgets.copilot import CopilotWidget
wf = Workflow({name!r})
wf.code("Load", "output = 1")
wf.save()
CopilotWidget(wf.powa, wf.id)
"""


@dataclass
class ChatView:
    """One chat on a page, and its graph."""

    graph: GraphView
    pane: Locator

    def say(self, text: str) -> None:
        """Type a message and press Enter."""
        box = self.pane.get_by_label("Message to the copilot")
        box.fill(text)
        box.press("Enter")

    @property
    def answer(self) -> Locator:
        """The newest answer."""
        return self.pane.get_by_role("article", name="Copilot").last

    def expect_answer(self, words: str) -> None:
        """Wait until the newest answer holds these words."""
        expect(self.answer).to_contain_text(words, timeout=SLOW)

    def expect_end(self) -> None:
        """Wait until the turn has ended."""
        expect(self.button("Send")).to_be_visible(timeout=SLOW)

    @property
    def card(self) -> Locator:
        """The newest proposed change."""
        return self.pane.get_by_role("region", name="Proposed change").last

    @property
    def asked(self) -> Locator:
        """What waits, or waited, for the user last."""
        return self.pane.locator(".powa-ask").last

    def button(self, name: str) -> Locator:
        """A button of the chat."""
        return self.pane.get_by_role("button", name=name, exact=True)


def script(lab: Lab, *replies: Any) -> None:
    """Make the copilot's model play these replies, from the first one in each turn."""
    file = f"replies-{uuid4()}.json"
    (lab.folder / file).write_text(json.dumps(replies))
    lab.request("PUT", "/api/copilot/settings/model", {"model": f"scripted/{file}"})


def calls(name: str, say: str = "", **arguments: Any) -> dict[str, Any]:
    """A reply that calls a tool."""
    return {"say": say, "calls": [{"name": name, "arguments": arguments}]}


def chat_of(notebook: Notebook, at: int = 0) -> ChatView:
    """The chat of that number on the page."""
    graph = notebook.graph(at)
    return ChatView(graph, graph.root.get_by_role("complementary", name="Copilot"))


def show(notebook: Notebook, name: str) -> ChatView:
    """A workflow of one block, and the chat about it."""
    notebook.run(WORKFLOW.format(name=name), "print(wf.id)")
    chat = chat_of(notebook)
    expect(chat.pane.get_by_label("Message to the copilot")).to_be_visible(timeout=SLOW)
    return chat
