"""A conversation as static HTML: what a reader without a kernel sees."""

from __future__ import annotations

from typing import Any

from jupyter_powa.copilot.diff import between
from jupyter_powa.model.copilot import Message, Proof, Spent, Step
from jupyter_powa.model.workflow import Block, Graph
from jupyter_powa.widgets.transcript import MAX_HTML, transcript_html

EVIL = "<script>alert('x')</script><img src=https://leak.invalid/x.png>\"&"


def said(role: str = "assistant", content: str = "", **more: Any) -> Message:
    return Message.model_validate({"session_id": "s", "role": role, "content": content, **more})


def change() -> Any:
    old = Graph(blocks=[Block(id="a", type="code", name="Load", config={"code": "1"}), Block(id="c", type="sql")])
    new = Graph(blocks=[Block(id="a", type="code", name="Load", config={"code": "2"}), Block(id="b", type="output")])
    return between(old, new)


def test_who_said_what_and_what_was_proposed_is_read() -> None:
    made = transcript_html([said("user", "Add <it>"), said(content="Done.", workflow_diff=change())])
    assert made.index("You") < made.index("Add &lt;it&gt;") < made.index("Copilot") < made.index("Done.")
    for words in ("+ added", "~ changed", "- removed", "Proposed, not applied", "Load"):
        assert words in made


def test_what_was_applied_proved_and_spent_is_told() -> None:
    answer = said(
        content="Fixed.",
        workflow_diff=change(),
        applied_version=7,
        proof=Proof(green=True, words="The rerun is green: 2 blocks ran well."),
        spent=Spent(prompt_tokens=1_000, completion_tokens=234, cost=0.0042),
        model="gpt-5.2",
        steps=[Step(name="get_db_schema", arguments={}), Step(name="modify_workflow", arguments={}, ok=False)],
    )
    made = transcript_html([answer])
    for words in ("Applied (version 7)", "The rerun is green", "gpt-5.2 · 1,234 tokens · $0.0042"):
        assert words in made
    assert "get_db_schema, modify_workflow (refused or failed)" in made


def test_how_a_turn_ended_is_told() -> None:
    failed = transcript_html([said(content="So far", status="failed", error="No answer came.")])
    assert "So far" in failed
    assert "failed</span> No answer came." in failed
    assert "stopped</span>" in transcript_html([said(status="stopped")])
    assert "not complete yet" in transcript_html([said(status="running")])


def test_text_from_outside_stays_text() -> None:
    graph = Graph(blocks=[Block(id="b", type="x", name=EVIL[:90])])
    answer = said(
        content=EVIL,
        workflow_diff=between(Graph(), graph),
        status="failed",
        error=EVIL,
        model=EVIL,
        spent=Spent(),
        proof=Proof(green=False, words=EVIL),
        steps=[Step(name=EVIL, arguments={})],
    )
    made = transcript_html([said("user", EVIL), answer])
    assert "<script" not in made
    assert "<img" not in made


def test_a_long_conversation_stays_small_and_says_what_is_left_out() -> None:
    made = transcript_html([said(content=f"{number} " + "é" * 20_000) for number in range(100)])
    assert len(made.encode()) < MAX_HTML + 1_000
    assert "earlier messages are left out" in made
    assert "99 ééé" in made
    assert transcript_html([]) == "<div><em>Nothing has been said yet.</em></div>"
