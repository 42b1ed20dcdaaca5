"""/pipeline-assistant: a message that is followed as it is worked on, stopped, or taken back (ours)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from pydantic import BaseModel, Field

from jupyter_powa.api.family import Strict
from jupyter_powa.api.pipeline import RESOURCE, NewContent, PipelineView, known_kernel, view
from jupyter_powa.api.route import route
from jupyter_powa.pipeline import session as work
from jupyter_powa.powa import Powa
from jupyter_powa.running import Told


class StoppedMessage(BaseModel):
    """Whether there was something to stop."""

    ok: Literal[True] = Field(True, description="Always true.")
    stopped: bool = Field(description="False where no message was being answered.")


class UndoLast(Strict):
    """How to take back the last change."""

    force: bool = Field(False, description="Also where the workflow was saved by others since.")


@route(
    "POST",
    "/pipeline-assistant/sessions/{session_id}/messages/stream",
    action="execute",
    resource=RESOURCE,
    streams=True,
)
async def stream_message(powa: Powa, session_id: str, body: NewContent) -> AsyncIterator[Told]:
    """Send a message and stream the work: the copilot's events, and `pipeline` before the last. It goes on alone."""
    await known_kernel(powa, body.kernel_id)
    return work.say(powa, session_id, body.content, body.kernel_id).follow()


@route(
    "GET", "/pipeline-assistant/sessions/{session_id}/messages/stream", action="read", resource=RESOURCE, streams=True
)
async def follow_message(powa: Powa, session_id: str) -> AsyncIterator[Told]:
    """Follow the message that is being answered from its beginning; the stream is empty where there is none."""
    powa.store.pipelines.get(session_id)
    talk = powa.talks.get(session_id)
    return _nothing() if talk is None else talk.follow()


@route("POST", "/pipeline-assistant/sessions/{session_id}/stop", action="execute", resource=RESOURCE)
async def stop_message(powa: Powa, session_id: str) -> StoppedMessage:
    """Stop the message that is being answered; what it was changing is not taken over."""
    powa.store.pipelines.get(session_id)
    if (talk := powa.talks.get(session_id)) is None:
        return StoppedMessage(stopped=False)
    talk.stop()
    await talk.closed.wait()
    return StoppedMessage(stopped=True)


@route("POST", "/pipeline-assistant/sessions/{session_id}/undo", action="write", resource=RESOURCE)
async def undo_message(powa: Powa, session_id: str, body: UndoLast) -> PipelineView:
    """Take back the last change that was taken over, and get the session as it is then."""
    await work.undo(powa, session_id, force=body.force)
    return view(powa, powa.store.pipelines.get(session_id))


async def _nothing() -> AsyncIterator[Told]:
    ended: list[Told] = []
    for told in ended:
        yield told
