"""/api/copilot: conversations that build workflows, and what becomes of what they propose (contract C-1 to C-8)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from jupyter_powa.api.route import route
from jupyter_powa.copilot.settle import restore, review, snapshot
from jupyter_powa.copilot.take import take_turn
from jupyter_powa.model.copilot import CopilotSession, Message, Review
from jupyter_powa.model.workflow import Graph, Workflow
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50_000)]


class Sent(BaseModel):
    """Base of what is sent here: the vendor's clients send more than is read."""

    model_config = ConfigDict(extra="ignore")


class NewSession(Sent):
    """A conversation to begin."""

    workflow_id: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="The workflow that it is about."
    )


class FoundSession(BaseModel):
    """The newest conversation about a workflow, also with its fields beside it; None where there is none."""

    session: CopilotSession | None = Field(description="The conversation.")
    id: str | None = Field(description="Its id.")
    workflow_id: str | None = Field(description="The workflow that it is about.")
    created_at: Any = Field(description="UTC.")
    updated_at: Any = Field(description="UTC.")


class MessageList(BaseModel):
    """What was said."""

    messages: list[Message] = Field(description="Oldest first.")


class NewMessage(Sent):
    """What the user says."""

    message: Words = Field(description="The user's words.")
    workflow_state: Graph | None = Field(
        None, description="The graph as the editor has it, saved or not; it counts before the stored one."
    )
    kernel_id: str | None = Field(
        None, description="The running kernel where the data is looked at and drafts run; by default the server's own."
    )


class Snapshot(Sent):
    """The graph before a change, and what to do with the change."""

    pre_snapshot: dict[str, Any] = Field(min_length=1, description="The graph before: {blocks: […], edges: […]}.")
    apply: bool = Field(True, description="False: only keep it for undo.")
    only: list[str] | None = Field(None, max_length=10_000, description="Ids of the blocks whose changes are accepted.")


class Applied(BaseModel):
    """Whether the change was applied now, and the workflow as it is."""

    ok: Literal[True] = Field(True, description="Always true.")
    applied: bool = Field(description="False where it was applied before, or was not to be.")
    version: int = Field(description="The workflow's version.")
    workflow: Workflow = Field(description="The workflow with its graph.")


class Part(Sent):
    """The accepted part of a change."""

    only: list[str] | None = Field(None, max_length=10_000, description="Ids of blocks; all where it is left out.")


class Undo(Sent):
    """How to put a graph back."""

    force: bool = Field(False, description="Also where the workflow was saved by others since.")


class Restored(BaseModel):
    """The workflow as it is again."""

    ok: Literal[True] = Field(True, description="Always true.")
    version: int = Field(description="The workflow's version.")
    workflow: Workflow = Field(description="The workflow with its graph.")


@route("POST", "/api/copilot/sessions", action="write", resource="copilot", status=201)
async def create_session(powa: Powa, body: NewSession) -> CopilotSession:
    """Begin a conversation about a workflow."""
    powa.store.workflows.row(body.workflow_id)
    session = CopilotSession(workflow_id=body.workflow_id)
    return await powa.write(powa.store.conversations.add, session)


@route("GET", "/api/copilot/sessions", action="read", resource="copilot")
async def find_session(powa: Powa, workflow_id: str) -> FoundSession:
    """Get the newest conversation about a workflow."""
    powa.store.workflows.row(workflow_id)
    session = powa.store.conversations.newest(workflow_id)
    fields = dict.fromkeys(CopilotSession.model_fields) if session is None else session.model_dump()
    return FoundSession(session=session, **fields)


@route("DELETE", "/api/copilot/sessions/{session_id}", action="write", resource="copilot")
async def delete_session(powa: Powa, session_id: str) -> None:
    """Delete a conversation and its messages; a turn under way is stopped."""
    if (talk := powa.talks.get(session_id)) is not None:
        talk.stop()
        await talk.closed.wait()
    await powa.write(powa.store.conversations.delete, session_id)


@route("GET", "/api/copilot/sessions/{session_id}/messages", action="read", resource="copilot")
async def list_messages(powa: Powa, session_id: str) -> MessageList:
    """List what was said, oldest first; the answer of a turn under way has the status running."""
    powa.tidy()
    return MessageList(messages=powa.store.conversations.messages(session_id))


@route("POST", "/api/copilot/sessions/{session_id}/chat", action="execute", resource="copilot", streams=True)
async def chat(powa: Powa, session_id: str, body: NewMessage) -> AsyncIterator[Told]:
    """Say something and stream the copilot's turn. It goes on, and is stored, when its reader leaves."""
    if body.kernel_id is not None:
        await powa.kernels.get(body.kernel_id)  # an unknown one is refused before anything is stored
    return take_turn(powa, session_id, body.message, body.workflow_state, kernel_id=body.kernel_id).follow()


@route("GET", "/api/copilot/sessions/{session_id}/turn", action="read", resource="copilot", streams=True)
async def follow_turn(powa: Powa, session_id: str) -> AsyncIterator[Told]:
    """Follow the turn under way from its beginning; the stream is empty where there is none."""
    powa.store.conversations.get(session_id)
    talk = powa.talks.get(session_id)
    return _nothing() if talk is None else talk.follow()


async def _nothing() -> AsyncIterator[Told]:
    ended: list[Told] = []
    for told in ended:
        yield told


@route(
    "POST",
    "/api/copilot/sessions/{session_id}/messages/{message_id}/review",
    action="execute",
    resource="copilot",
)
async def review_message(powa: Powa, session_id: str, message_id: str, body: Part) -> Review:
    """See what a message's change, or a part of it, would do. Nothing is changed."""
    return review(powa, session_id, message_id, body.only)


@route(
    "POST",
    "/api/copilot/sessions/{session_id}/messages/{message_id}/snapshot",
    action="write",
    resource="copilot",
)
async def snapshot_message(powa: Powa, session_id: str, message_id: str, body: Snapshot) -> Applied:
    """Keep the graph before a message's change, and apply the change to the workflow."""
    applied, workflow = await snapshot(powa, session_id, message_id, body.pre_snapshot, body.only, applies=body.apply)
    return Applied(applied=applied, version=workflow.version, workflow=workflow)


@route(
    "POST",
    "/api/copilot/sessions/{session_id}/messages/{message_id}/restore",
    action="write",
    resource="copilot",
)
async def restore_message(powa: Powa, session_id: str, message_id: str, body: Undo) -> Restored:
    """Put the graph back that was there before a message's change was applied."""
    workflow = await restore(powa, session_id, message_id, force=body.force)
    return Restored(version=workflow.version, workflow=workflow)
