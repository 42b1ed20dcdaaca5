"""Ask the copilot from a cell."""

import json

import pytest

from jupyter_powa import Workflow
from jupyter_powa.errors import BadRequest, TurnInProgress
from jupyter_powa.model.copilot import CopilotSession, Message
from jupyter_powa.notebook.ask import CopilotFailed, ask

ADD = {
    "add_blocks": [
        {"id": "o", "type": "output", "name": "Out", "config": {"output": "<Start.output.n>"}},
        {"id": "p", "type": "code", "name": "Py", "config": {"code": "output = 1"}},
    ],
    "add_edges": [{"source": "Start", "target": "o"}, {"source": "Start", "target": "p"}],
}


@pytest.fixture
def wf(powa, tmp_path) -> Workflow:
    powa.settings.root_dir = tmp_path
    replies = [
        {"when": "add", "calls": [{"name": "modify_workflow", "arguments": ADD}]},
        {"when": "run it", "calls": [{"name": "run_draft"}]},
        {"when": "break", "say": "I be", "error": "The model broke off."},
        {"when": '"applied"', "say": "Added two blocks."},
        {"when": '"status": "completed"', "say": "It ran."},
        {"when": "not run", "say": "It was not run."},
    ]
    (tmp_path / "r.json").write_text(json.dumps(replies))
    powa.store.preferences.put("copilot_model", "scripted/r.json")
    workflow = Workflow("Talked", powa=powa)
    workflow.input("Start", {"n": 3})
    return workflow


def names(wf: Workflow) -> list[str]:
    return [block.name for block in wf.graph.blocks]


def test_the_answer_proposes_and_nothing_changes_before_it_is_applied(wf):
    answer = wf.ask("add two blocks")
    assert (answer.content, answer.status, names(wf)) == ("Added two blocks.", "completed", ["Start"])
    assert "It adds Out, Py." in repr(answer) and "Added two blocks." in answer._repr_html_()
    assert answer.review().stale == ["Out", "Py"]
    answer.apply()
    assert names(wf) == ["Start", "Out", "Py"] and wf.run().output == 3
    answer.undo()
    assert names(wf) == ["Start"]


def test_a_turn_of_another_process_is_told_and_its_answer_is_not_taken_for_ones_own(wf, powa):
    wf.save()
    conversations = powa.store.conversations
    session = conversations.add(CopilotSession(workflow_id=wf.id))
    answer = Message(session_id=session.id, role="assistant", content="Another's.", status="running")
    said = Message(session_id=session.id, role="user", content="hi")
    conversations.begin(said, answer, "another host|1|0", lambda owner: True)
    with pytest.raises(TurnInProgress):
        wf.ask("add two blocks")


def test_a_turn_that_cannot_even_begin_to_be_stored_fails_in_words(wf, powa):
    wf.save()
    powa.store.conversations.add(CopilotSession(workflow_id=wf.id))
    with powa.store.conversations._reach.read() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(CopilotFailed, match="may not be written to"):
        ask(powa, powa.store.workflows.get(wf.id), wf.graph, "add two blocks", lambda saved: None)


def test_a_part_is_applied_by_the_names_of_blocks(wf):
    answer = wf.ask("add two blocks")
    with pytest.raises(BadRequest, match="touches: Out, Py"):
        answer.apply(["Start"])
    assert names(wf) == ["Start"]
    answer.apply(["Out"])
    assert names(wf) == ["Start", "Out"]


def test_a_run_needs_a_yes_which_may_be_given_ahead(wf):
    assert wf.ask("run it", approve=["run"]).content == "It ran."


def test_a_turn_that_fails_raises_with_what_was_said(wf):
    with pytest.raises(CopilotFailed, match="broke off") as failed:
        wf.ask("break")
    assert (failed.value.answer.content, failed.value.answer.status) == ("I be", "failed")


def test_the_chat_is_about_the_same_conversation(wf):
    wf.ask("add two blocks")
    chat = wf.chat()
    assert "Added two blocks." in chat.picture()
    chat.close()
