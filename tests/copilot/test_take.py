"""A turn from the user's message to what is stored of it."""

import asyncio

import pytest

from jupyter_powa.copilot.take import take_turn
from jupyter_powa.errors import InvalidGraph, TurnInProgress
from jupyter_powa.model.copilot import CopilotSession
from jupyter_powa.model.workflow import Block, Edge, Graph
from jupyter_powa.models import Models
from jupyter_powa.unknown import SessionNotFound
from tests.copilot.conftest import of

ADD = {"name": "modify_workflow", "arguments": {"add_blocks": [{"type": "output", "name": "Out", "id": "o"}]}}


async def test_words_come_as_they_are_said_and_the_whole_is_stored(powa, session, script, say):
    script(["Hello there, friend."])
    events = await say("hi")
    assert [event["event"] for event in events[:3]] == ["status", "turn_start", "content_delta"]
    assert "".join(event["delta"] for event in of(events, "content_delta")) == "Hello there, friend."
    last = events[-1]
    assert (last["event"], last["content"], last["workflow_diff"]) == ("complete", "Hello there, friend.", None)
    user, answer = powa.store.conversations.messages(session.id)
    assert (user.role, user.content, answer.role, answer.content) == ("user", "hi", "assistant", "Hello there, friend.")
    assert answer.id == last["message_id"] and answer.status == "completed"
    assert answer.spent.completion_tokens == 3 and powa.talks.get(session.id) is None


async def test_a_tool_is_called_and_its_result_read_before_the_answer(powa, session, script, say):
    script([{"say": "Let me add it.", "calls": [ADD]}, "Done."])
    events = await say("add an output")
    (called,), (result,) = of(events, "tool_call"), of(events, "tool_result")
    assert called["name"] == called["tool_call"]["name"] == "modify_workflow" and result["ok"]
    assert result["result"]["applied"] == ["added Out (output)"]
    assert of(events, "draft")[0]["workflow_diff"]["add_blocks"][0]["name"] == "Out"
    last = events[-1]
    assert last["content"] == "Let me add it.\n\nDone."
    assert "".join(event["delta"] for event in of(events, "content_delta")) == last["content"]
    assert last["workflow_diff"]["summary"]["text"] == "It adds Out." and last["workflow_diff"]["base_version"] == 1
    answer = powa.store.conversations.messages(session.id)[1]
    assert (
        answer.workflow_diff.model_dump(mode="json", by_alias=True) == last["workflow_diff"]
        and answer.steps[0].name == "modify_workflow"
    )
    assert len(powa.store.workflows.get(session.workflow_id).blocks) == 2, "nothing is applied by talking"


async def test_the_editors_graph_counts_before_the_stored_one(powa, session, script, say):
    script([{"say": "", "calls": [{"name": "read_workflow", "arguments": {}}]}, "Read."])
    events = await say("what is there?", Graph(blocks=[Block(id="x", type="sql", name="Mine")]))
    assert [block["name"] for block in of(events, "tool_result")[0]["result"]["blocks"]] == ["Mine"]


async def test_a_state_of_which_nothing_could_be_applied_is_refused_at_once(powa, session):
    start = Block(id="start", type="input", name="Start")
    for state, words in (
        (Graph(blocks=[start], edges=[Edge(source="start", target="gone")]), "'gone'"),
        (Graph(blocks=[start, start]), "start"),
    ):
        with pytest.raises(InvalidGraph, match=words):
            take_turn(powa, session.id, "add an output", state)
    assert powa.talks.get(session.id) is None and not powa.store.conversations.messages(session.id)


async def test_the_conversation_so_far_is_told_with_what_became_of_it(powa, session, script, say):
    script(
        [
            {"when": "add", "say": "", "calls": [ADD]},
            {"when": "applied", "say": "Added."},
            {"when": "more", "say": "Yes."},
        ]
    )
    await say("add an output")
    events = await say("and more?")
    assert events[-1]["content"] == "Yes."


async def test_two_turns_at_once_are_one_too_many(powa, session, script):
    script([{"when": "hi", "say": "one"}, {"when": "ho", "say": "two"}])
    first = take_turn(powa, session.id, "hi", None)
    with pytest.raises(TurnInProgress):
        take_turn(powa, session.id, "ho", None)
    await first.closed.wait()
    await take_turn(powa, session.id, "ho", None).closed.wait()
    assert [message.content for message in powa.store.conversations.messages(session.id)] == ["hi", "one", "ho", "two"]


async def test_it_goes_on_though_its_reader_left(powa, session, script):
    script([{"say": "", "calls": [ADD]}, "Done."])
    talk = take_turn(powa, session.id, "hi", None)
    async for _ in talk.follow():
        break
    await talk.closed.wait()
    assert powa.store.conversations.messages(session.id)[1].status == "completed"


async def test_a_turn_that_fails_keeps_what_was_said_and_what_was_drafted(powa, session, script, say):
    script([{"say": "I begin", "calls": [ADD]}, {"say": "and then", "error": "The model broke off."}])
    events = await say("hi")
    assert (events[-1]["event"], events[-1]["error"]) == ("error", "The model broke off.")
    answer = powa.store.conversations.messages(session.id)[1]
    assert (answer.status, answer.error, answer.content) == ("failed", "The model broke off.", "I begin\n\nand then")
    assert answer.id == events[-1]["message_id"] and answer.workflow_diff is not None


async def test_a_turn_that_is_stopped_keeps_what_was_said(powa, session, script):
    script([{"say": "Wait for it", "calls": [{"name": "ask_user", "arguments": {"question": "Which?"}}]}])
    talk = take_turn(powa, session.id, "hi", None)
    last = None
    async for told in talk.follow():
        last = told
        if told["event"] == "question":
            talk.stop()
    assert (last["event"], last["status"], last["content"]) == ("complete", "stopped", "Wait for it")
    assert powa.store.conversations.messages(session.id)[1].status == "stopped"


async def test_a_turn_whose_end_cannot_be_stored_ends_all_the_same_and_the_next_one_begins(powa, session, script, say):
    def writable(yes: bool) -> None:
        with powa.store.conversations._reach.read() as connection:
            connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if yes else 'ON'}")

    ask = {"name": "ask_user", "arguments": {"question": "Which?"}}
    script([{"when": "hi", "say": "Wait", "calls": [ask]}, {"when": "again", "say": "Here I am."}])
    talk = take_turn(powa, session.id, "hi", None)
    last = None
    async for told in talk.follow():
        last = told
        if told["event"] == "question":
            writable(False)
            talk.stop()
    assert last["event"] == "error" and "could not be stored" in last["error"], last
    writable(True)
    assert (await say("again"))[-1]["content"] == "Here I am."
    statuses = [message.status for message in powa.store.conversations.messages(session.id)]
    assert statuses == ["completed", "failed", "completed", "completed"]


async def test_a_turn_that_takes_longer_than_copilot_timeout_is_ended(powa, session, script, say):
    powa.settings.copilot_timeout = 0.2
    powa.settings.copilot_runs = "allow"
    sleep = {"update_blocks": [{"id": "Count", "config": {"code": "import time; time.sleep(3)"}}]}
    script([{"calls": [{"name": "modify_workflow", "arguments": sleep}]}, {"calls": [{"name": "run_draft"}]}])
    events = await say("hi")
    assert (events[-1]["event"], events[-1]["code"]) == ("error", "timeout")


async def test_an_unknown_session_is_told(powa):
    with pytest.raises(SessionNotFound):
        take_turn(powa, "unknown", "hi", None)


async def test_a_chosen_model_without_a_key_fails_in_words_and_the_turn_is_stored(powa, session, say):
    powa.models = Models(powa.settings, powa.vault, {})
    powa.store.preferences.put("copilot_model", "gpt-4o")
    events = await say("hi")
    assert events[-1]["code"] == "missing_key" and "OPENAI_API_KEY" in events[-1]["error"]
    assert powa.store.conversations.messages(session.id)[1].status == "failed"


async def test_fifty_turns_at_once_all_end(powa, workflow, script):
    script([{"say": "All fine.", "always": True}])
    new = [CopilotSession(workflow_id=workflow.id) for _ in range(50)]
    sessions = [powa.store.conversations.add(one) for one in new]
    talks = [take_turn(powa, one.id, "hi", None) for one in sessions]
    await asyncio.gather(*(talk.closed.wait() for talk in talks))
    ended = [powa.store.conversations.messages(one.id)[1].status for one in sessions]
    assert ended == ["completed"] * 50
