"""/copilot/v1/session: conversations with SQL agents (contract K17 to K24), their steps as a stream, a stop (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from jupyter_powa.api.family import RESOURCE, Id, Lenient, Words
from jupyter_powa.api.route import Asker, route
from jupyter_powa.briefing.asking import ask_in, check
from jupyter_powa.briefing.feedback import proposal
from jupyter_powa.briefing.quota import Meter
from jupyter_powa.errors import QuestionInProgress
from jupyter_powa.model.agents import AgentSession, Answer, Chat, Entry
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told


class ListedSession(BaseModel):
    """A session without its entries."""

    id: str = Field(description="uuid4.")
    agent_id: str | None = Field(description="The agent; none where it is gone.")
    agent_config: dict[str, Any] = Field(description="The config that its questions go with.")
    summary: str | None = Field(description="What it is about.")
    created_on: datetime = Field(description="When it began.")


class FirstChat(Lenient):
    """A question to begin with; it is asked where it comes without its answer."""

    prompt: Words = Field(description="The question.")
    response: Answer | None = Field(None, description="Its answer, where it was asked before.")


class NewAgentSession(Lenient):
    """A session to begin."""

    agent_id: Id = Field(description="The agent.")
    chat: FirstChat | None = Field(None, description="Its first entry.")
    config: dict[str, Any] | None = Field(None, description="The config that its questions go with.")


class Prompt(Lenient):
    """A question."""

    prompt: Words = Field(description="The question.")


class KnownChat(Lenient):
    """A question and its answer, as they shall stand in an entry."""

    prompt: Words = Field(description="The question.")
    response: Answer = Field(description="The answer.")


class EntryChanges(Lenient):
    """What to change of an entry: null leaves the chat as it is, and clears the feedback."""

    chat: KnownChat | None = Field(None, description="The question and its answer.")
    feedback: Any = Field(None, description="What the user thinks of it: any JSON.")


class StoppedQuestion(BaseModel):
    """Whether there was something to stop."""

    ok: Literal[True] = Field(True, description="Always true.")
    stopped: bool = Field(description="False where no question was under way.")


@route("GET", "/copilot/v1/session/", action="read", resource=RESOURCE)
async def list_sessions(powa: Powa) -> list[ListedSession]:
    """List the sessions without their entries, newest first."""
    return [ListedSession(**one.model_dump(exclude={"entries"})) for one in powa.store.agent_sessions.list()]


@route("POST", "/copilot/v1/session/", action="execute", resource=RESOURCE)
async def begin_session(powa: Powa, body: NewAgentSession) -> AgentSession:
    """Begin a session, with a first question where there is one."""
    agent = powa.store.agents.get(body.agent_id)
    session = AgentSession(agent_id=agent.id, agent_config=body.config or {})
    check(agent, session.agent_config)
    if body.chat is not None and body.chat.response is not None:
        said = Chat(prompt=body.chat.prompt, response=body.chat.response)
        session.entries = [Entry(chat=said, confidence=said.response.confidence)]
        session.summary = said.prompt[:120]
        return await powa.write(powa.store.agent_sessions.add, session)
    if body.chat is not None:
        Meter(powa)  # raises before anything is stored
    await powa.write(powa.store.agent_sessions.add, session)
    if body.chat is not None:
        await (await ask_in(powa, session.id, body.chat.prompt)).ended()
    return powa.store.agent_sessions.get(session.id)


@route("GET", "/copilot/v1/session/{session_id}", action="read", resource=RESOURCE)
async def get_session(powa: Powa, session_id: Id) -> AgentSession:
    """Get a session with its entries."""
    return powa.store.agent_sessions.get(session_id)


@route("PUT", "/copilot/v1/session/{session_id}", action="execute", resource=RESOURCE, deprecated=True)
async def update_session(powa: Powa, session_id: Id, body: Prompt) -> AgentSession:
    """Ask a question, and get the whole session. Deprecated: add an entry instead."""
    await (await ask_in(powa, session_id, body.prompt)).ended()
    return powa.store.agent_sessions.get(session_id)


@route("DELETE", "/copilot/v1/session/{session_id}", action="write", resource=RESOURCE, nothing=200)
async def end_session(powa: Powa, session_id: Id) -> None:
    """Delete a session and its entries; a question under way is stopped."""
    await _stop(powa, session_id)
    await powa.write(powa.store.agent_sessions.delete, session_id)


@route("POST", "/copilot/v1/session/{session_id}/entry", action="execute", resource=RESOURCE)
async def add_entry(powa: Powa, session_id: Id, body: Prompt, asker: Asker) -> Entry | AsyncIterator[Told]:
    """Ask a question that knows the ones before, and wait for the answer; `Accept: text/event-stream` streams it."""
    asked = await ask_in(powa, session_id, body.prompt)
    return asked.talk.follow() if asker.wants_stream else await asked.ended()


@route("DELETE", "/copilot/v1/session/{session_id}/entry", action="write", resource=RESOURCE, nothing=200)
async def clear_entries(powa: Powa, session_id: Id) -> None:
    """Delete all entries of a session."""
    if powa.talks.get(session_id) is not None:
        raise QuestionInProgress
    await powa.write(powa.store.agent_sessions.clear, session_id)


@route("PATCH", "/copilot/v1/session/{session_id}/entry/{entry_id}", action="write", resource=RESOURCE)
async def change_entry(powa: Powa, session_id: Id, entry_id: Id, body: EntryChanges) -> Entry:
    """Say what you think of an answer, or replace it. Where it is right, a golden question is proposed for approval."""

    def changed(old: Entry) -> Entry:
        values: dict[str, Any] = {}
        if body.chat is not None:
            values["chat"] = Chat(prompt=body.chat.prompt, response=body.chat.response)
        if "feedback" in body.model_fields_set:
            values["feedback"] = body.feedback
        return old.model_copy(update=values)

    entry = await powa.write(powa.store.agent_sessions.change, session_id, entry_id, changed)
    agent_id = powa.store.agent_sessions.get(session_id).agent_id
    if agent_id is not None and "feedback" in body.model_fields_set:
        await powa.write(powa.store.goldens.propose, entry.id, proposal(agent_id, entry))
    return entry


@route("POST", "/copilot/v1/session/{session_id}/entry/stream", action="execute", resource=RESOURCE, streams=True)
async def stream_entry(powa: Powa, session_id: Id, body: Prompt) -> AsyncIterator[Told]:
    """Ask a question and stream its steps and its entry. It goes on, and is stored, when its reader leaves."""
    return (await ask_in(powa, session_id, body.prompt)).talk.follow()


@route("GET", "/copilot/v1/session/{session_id}/entry/stream", action="read", resource=RESOURCE, streams=True)
async def follow_entry(powa: Powa, session_id: Id) -> AsyncIterator[Told]:
    """Follow the question under way from its beginning; the stream is empty where there is none."""
    powa.store.agent_sessions.get(session_id)
    talk = powa.talks.get(session_id)
    return _nothing() if talk is None else talk.follow()


@route("POST", "/copilot/v1/session/{session_id}/stop", action="execute", resource=RESOURCE)
async def stop_question(powa: Powa, session_id: Id) -> StoppedQuestion:
    """Stop the question under way; its entry says so."""
    powa.store.agent_sessions.get(session_id)
    return StoppedQuestion(stopped=await _stop(powa, session_id))


async def _stop(powa: Powa, session_id: str) -> bool:
    if (talk := powa.talks.get(session_id)) is None:
        return False
    talk.stop()
    await talk.closed.wait()
    return True


async def _nothing() -> AsyncIterator[Told]:
    ended: list[Told] = []
    for told in ended:
        yield told
