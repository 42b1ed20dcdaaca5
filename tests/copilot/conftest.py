"""A workflow, a conversation about it, and a scripted model that answers."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from jupyter_powa.copilot.take import take_turn
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Block, Edge, Graph, Workflow
from jupyter_powa.powa import Powa

Say = Callable[..., Awaitable[list[dict[str, Any]]]]


@pytest.fixture
def workflow(powa: Powa) -> Workflow:
    """Two blocks: an input, and code that counts."""
    graph = Graph(
        blocks=[
            Block(id="start", type="input", name="Start", config={"input": {"n": 2}}),
            Block(id="count", type="code", name="Count", config={"code": "output = variables['n'] * 10"}),
        ],
        edges=[Edge(source="start", target="count")],
    )
    return powa.store.workflows.put(Workflow(name="Demo", blocks=graph.blocks, edges=graph.edges))


@pytest.fixture
def session(powa: Powa, workflow: Workflow) -> CopilotSession:
    """A conversation about it."""
    return powa.store.conversations.add(CopilotSession(workflow_id=workflow.id))


@pytest.fixture
def script(powa: Powa, tmp_path: Path) -> Callable[[list[Any]], None]:
    """Make the copilot's model one that plays these replies."""

    def write(lines: list[Any]) -> None:
        powa.settings.root_dir = tmp_path
        (tmp_path / "replies.json").write_text(json.dumps(lines))
        powa.store.preferences.put("copilot_model", "scripted/replies.json")

    return write


@pytest.fixture
def say(powa: Powa, session: CopilotSession) -> Say:
    """Say something and read the turn to its end; `answers` settle what waits, by the event's name."""

    async def say(text: str, state: Graph | None = None, **answers: Any) -> list[dict[str, Any]]:
        talk, events = take_turn(powa, session.id, text, state), []
        async for told in talk.follow():
            events.append(dict(told))
            for name, value in answers.items():
                if told["event"] == name:
                    talk.settle(told.get("confirmation_id") or told.get("question_id"), value)
        return events

    return say


def of(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The events of one name."""
    return [event for event in events if event["event"] == name]
