"""Sessions and messages: one turn at a time, in order, and applied together with the graph."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from jupyter_powa.errors import TurnInProgress, VersionConflict
from jupyter_powa.model.copilot import CopilotSession, Message, WorkflowDiff
from jupyter_powa.model.workflow import Block, Graph, Workflow
from jupyter_powa.unknown import MessageNotFound, SessionNotFound, WorkflowNotFound

ME = "host|1|1.00"


@pytest.fixture
def session(store) -> CopilotSession:
    workflow = store.workflows.put(Workflow(name="w"))
    return store.conversations.add(CopilotSession(workflow_id=workflow.id))


def turn(session: CopilotSession, text: str = "hello") -> tuple[Message, Message]:
    said = Message(session_id=session.id, role="user", content=text)
    return said, Message(session_id=session.id, role="assistant", status="running")


def begin(store, session, text="hello", lives=lambda owner: True) -> Message:
    said, answer = turn(session, text)
    store.conversations.begin(said, answer, ME, lives)
    return answer


def test_the_newest_session_of_a_workflow_is_found(store, session):
    later = store.conversations.add(CopilotSession(workflow_id=session.workflow_id))
    assert store.conversations.newest(session.workflow_id) == later
    assert store.conversations.get(session.id) == session
    assert store.conversations.newest("unknown") is None


def test_a_session_of_no_workflow_is_refused(store):
    with pytest.raises(WorkflowNotFound):
        store.conversations.add(CopilotSession(workflow_id="unknown"))


def test_messages_come_back_in_order_with_what_they_propose(store, session):
    answer = begin(store, session, "first")
    graph = Graph(blocks=[Block(id="a", type="input")])
    diff = WorkflowDiff(add_blocks=graph.blocks, base_version=1)
    ended = answer.model_copy(update={"content": "done", "status": "completed", "workflow_diff": diff})
    assert store.conversations.end(ended, Graph())
    begin(store, session, "second")
    contents = [message.content for message in store.conversations.messages(session.id)]
    assert contents == ["first", "done", "second", ""]
    assert [message.content for message in store.conversations.messages(session.id, 2)] == ["second", ""]
    found, base = store.conversations.message(session.id, answer.id)
    assert (found, base) == (ended, Graph())


def test_there_is_one_turn_at_a_time_whoever_asks(store, session):
    def one(number: int) -> bool:
        try:
            begin(store, session, str(number))
        except TurnInProgress:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(16))) == 1
    assert len(store.conversations.messages(session.id)) == 2


def test_a_turn_whose_process_is_gone_is_ended_and_keeps_what_was_said(store, session):
    answer = begin(store, session)
    store.conversations.save(answer.model_copy(update={"content": "half a sen"}))
    begin(store, session, "again", lives=lambda owner: False)
    broken = store.conversations.messages(session.id)[1]
    assert (broken.status, broken.content) == ("failed", "half a sen")
    assert "interrupted" in broken.error
    assert len(store.conversations.interrupt(lambda owner: True)) == 0
    assert len(store.conversations.interrupt(lambda owner: False)) == 1
    assert [message.status for message in store.conversations.messages(session.id)] == ["completed", "failed"] * 2


def test_a_change_is_applied_together_with_its_message_or_not_at_all(store, session):
    answer = begin(store, session)
    graph = Graph(blocks=[Block(id="a", type="input")])
    saved = store.conversations.apply(answer, session.workflow_id, graph, 1)
    assert (saved.version, store.workflows.get(session.workflow_id).blocks) == (2, graph.blocks)
    assert store.conversations.message(session.id, answer.id)[0].applied_version == 2
    with pytest.raises(VersionConflict):
        store.conversations.apply(answer, session.workflow_id, Graph(), 1)
    assert store.workflows.get(session.workflow_id).version == 2
    store.conversations.restore([answer], session.workflow_id, Graph(), 2)
    undone = store.conversations.message(session.id, answer.id)[0]
    assert (undone.applied_version, undone.restored_version) == (None, 3)


def test_what_goes_with_a_session_and_a_workflow(store, session):
    answer = begin(store, session)
    with pytest.raises(MessageNotFound):
        store.conversations.message(session.id, "unknown")
    store.conversations.delete(session.id)
    assert not store.conversations.save(answer)
    for call in (store.conversations.get, store.conversations.delete, store.conversations.messages):
        with pytest.raises(SessionNotFound):
            call(session.id)
    other = store.conversations.add(CopilotSession(workflow_id=session.workflow_id))
    store.workflows.delete(session.workflow_id)
    with pytest.raises(SessionNotFound):
        store.conversations.get(other.id)
